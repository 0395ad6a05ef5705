//! What every request meets at the door: other domains, methods, encodings, repeated requests, bugs.

use std::time::Duration;

use http::Method;
use serde_json::json;

use crate::contract::with_notes;
use crate::harness::{Answer, Person, on_each_engine};
use crate::notes::BUG;

/// The root of somebody's own drive.
async fn root(person: &Person) -> String {
    person.get("/api/files/drives").await.is(200).json()["items"][0]["root_id"].as_str().unwrap().to_owned()
}

on_each_engine! {
    async fn people_are_sent_to_their_domain_and_programs_answered_where_they_ask(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
        let alice = communs.person("alice").await;
        let lost = suite.stranger("www.communs.test:8080");
        for path in ["/", "/files/x?y=z", "//evil.test/"] {
            let sent_on = lost.get(path).await.is(307);
            assert_eq!(sent_on.header("location"), format!("http://communs.test:8080{path}"));
        }
        lost.send(Method::POST, "/", None).await.is(405);
        assert_eq!(lost.get("/api/organisations/current").await.is(200).member("domain"), "communs.test");
        lost.get("/.well-known/webdav").await.is(301);

        let device = alice.device().await.at("www.communs.test");
        device.put("/dav/files/alice/plan.txt", "Hello").await.is(201);
        assert_eq!(device.get("/dav/files/alice/plan.txt").await.is(200).text(), "Hello");
        device.request("PROPFIND", "/dav/", &[("depth", "0")], "").await.is(207);
    }

    async fn hosts_are_read_as_they_are_written(suite: Suite) {
        suite.organisation("Les Communs", "communs.test").await;
        for host in ["communs.test", "COMMUNS.test:8080", "communs.test.", "communs.test.:80", "communs.test:"] {
            suite.stranger(host).get("/api/organisations/current").await.is(200);
        }
        for host in ["[::1]", "[::1]:8080", "communs.test:x", "a@communs.test", "communs.test/", "", "evil.communs.test"] {
            suite.stranger(host).get("/api/organisations/current").await.is_problem(404, "unknown-host");
        }
        let two = [("host", "evil.test")];
        suite.stranger("communs.test").request("GET", "/api/organisations/current", &two, "").await.is_problem(400, "invalid-input");
    }

    async fn the_dav_root_is_a_small_collection(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let device = alice.device().await;
        let nobody = suite.stranger("communs.test");
        for path in ["/dav", "/dav/"] {
            let options = nobody.request("OPTIONS", path, &[], "").await.is(200);
            assert_eq!((options.header("dav"), options.header("allow")), ("1", "OPTIONS, PROPFIND, SEARCH"));
            let refused = nobody.request("PROPFIND", path, &[("depth", "0")], "").await.is(401);
            assert!(refused.header("www-authenticate").starts_with("Basic "));
            let listed = device.request("PROPFIND", path, &[("depth", "1")], "").await.is(207).text();
            assert!(listed.contains("<d:href>/dav/files/alice/</d:href>"), "{listed}");
            device.request("PROPFIND", path, &[], "").await.is(403);
            device.request("PROPFIND", path, &[("depth", "2")], "").await.is(400);
            device.request("PROPFIND", path, &[("depth", "0")], "<not xml").await.is(400);
            for method in ["GET", "PUT", "DELETE", "MKCOL", "PROPPATCH", "LOCK"] {
                assert_eq!(device.request(method, path, &[], "").await.is(405).header("allow"), "OPTIONS, PROPFIND, SEARCH");
            }
        }
        device.request("PROPFIND", "/dav/elsewhere/", &[("depth", "0")], "").await.is(404);
        nobody.get("/.well-known/webdav").await.is(301);
    }

    async fn methods_that_nothing_answers_are_named(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let refused = alice.send(Method::PUT, "/api/files/drives", None).await.is_problem(405, "method-not-allowed");
        assert!(refused.header("allow").contains("GET"), "{}", refused.header("allow"));
        for path in ["/api", "/api/", "/api/nothing", "/api/files/nothing", "/dav/nothing"] {
            alice.get(path).await.is_problem(404, "not-found");
        }
        let head = alice.send(Method::HEAD, "/api/files/drives", None).await.is(200);
        assert!(head.body.is_empty() && head.header("content-type").starts_with("application/json"));
        assert_eq!(alice.send(Method::OPTIONS, "/", None).await.is(204).header("allow"), "GET, HEAD, OPTIONS");
        alice.request("PROPFIND", "/", &[], "").await.is(405);
    }

    async fn lists_are_compressed_and_contents_keep_their_ranges(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let root = root(&alice).await;
        let json = "{\"a\":1}\n".repeat(1_000);
        let mut files = Vec::new();
        for name in ["data.json", "notes.txt", "film.mp4", "all.zip", "page.html"] {
            files.push(alice.uploads(&root, name, json.as_bytes()).await);
        }
        let gzip = ("accept-encoding", "gzip");
        let list = alice.request("GET", &format!("/api/files/nodes/{root}/children"), &[gzip], "").await.is(200);
        assert_eq!(list.header("content-encoding"), "gzip");
        assert!(list.header("vary").to_ascii_lowercase().contains("accept-encoding"));
        assert_eq!(alice.request("GET", "/api/files/drives", &[gzip], "").await.is(200).header("content-encoding"), "");
        for file in files {
            let path = format!("/api/files/nodes/{file}/content");
            let whole = alice.request("GET", &path, &[gzip], "").await.is(200);
            assert_eq!((whole.header("content-encoding"), whole.text().len()), ("", json.len()));
            assert_eq!(whole.header("content-length"), json.len().to_string());
            assert_eq!(whole.header("accept-ranges"), "bytes");
            let part = alice.request("GET", &path, &[gzip, ("range", "bytes=8-15")], "").await.is(206);
            assert_eq!((part.header("content-encoding"), part.text().as_str()), ("", "{\"a\":1}\n"));
        }
    }

    async fn a_key_stands_for_one_request(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let root = root(&alice).await;
        let folder = |name: &str| json!({ "parent_id": root, "name": name, "kind": "folder" }).to_string();
        let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
        let post = async |body: String| alice.request("POST", "/api/files/nodes", &headers, body).await;
        let first = post(folder("Once")).await.is(201);
        let again = post(folder("Once")).await.is(201);
        assert_eq!((first.text(), first.header("etag")), (again.text(), again.header("etag")));
        assert_eq!(first.header("content-type"), again.header("content-type"));
        post(folder("Other")).await.is_problem(422, "invalid-input");

        // A refusal is no answer to keep: once its cause is gone the same request works.
        let refused = [("content-type", "application/json"), ("idempotency-key", "refused")];
        let again = async || alice.request("POST", "/api/files/nodes", &refused, folder("Once")).await;
        again().await.is_problem(409, "name-taken");
        alice.delete(&format!("/api/files/nodes/{}", first.member("id"))).await.is(204);
        again().await.is(201);

        for key in ["", &"x".repeat(101)] {
            let headers = [("content-type", "application/json"), ("idempotency-key", key)];
            alice.request("POST", "/api/files/nodes", &headers, folder("Odd")).await.is_problem(422, "invalid-input");
        }
    }

    async fn keys_are_ones_own(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let headers = [("content-type", "application/json"), ("idempotency-key", "shared")];
        let mut made = Vec::new();
        for handle in ["alice", "bob"] {
            let person = communs.person(handle).await;
            let body = json!({ "parent_id": root(&person).await, "name": "Mine", "kind": "folder" }).to_string();
            made.push(person.request("POST", "/api/files/nodes", &headers, body).await.is(201).member("id"));
        }
        assert_ne!(made[0], made[1]);
    }

    async fn a_secret_is_shown_once_whatever_is_repeated(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let headers = [("content-type", "application/json"), ("idempotency-key", "device")];
        let body = json!({ "label": "Phone" }).to_string();
        let path = "/api/accounts/me/app-passwords";
        let secret = alice.request("POST", path, &headers, body.clone()).await.is(201).member("password");
        let again = alice.request("POST", path, &headers, body).await.is_problem(409, "conflict");
        assert!(!again.text().contains(&secret));
        assert_eq!(alice.get(path).await.is(200).json()["items"].as_array().unwrap().len(), 1);
    }

    async fn metrics_do_not_grow_with_what_clients_make_up(suite: Suite) {
        suite.organisation("Les Communs", "communs.test").await;
        let visitor = suite.stranger("communs.test");
        for index in 0..50 {
            visitor.request("BREW", &format!("/api/{}{}", "made", "up".repeat(index)), &[], "").await;
        }
        let metrics = suite.app.metrics.encode();
        assert!(!metrics.contains("made"), "{metrics}");
        assert!(metrics.contains("liiibre_requests_total{tool=\"web\",method=\"OTHER\",status=\"4xx\"} 50"), "{metrics}");
    }
}

#[test]
fn what_a_client_began_is_done_once_even_if_it_hangs_up() {
    for engine in base_db::testing::engines() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let (suite, notes) = with_notes(engine).await;
            let communs = suite.organisation("Les Communs", "communs.test").await;
            let alice = communs.person("alice").await;
            for round in 0..40_u32 {
                let (key, text) = (format!("key {round}"), format!("note {round}"));
                let send = {
                    let (alice, key, text) = (alice.clone(), key.clone(), text.clone());
                    async move || -> Answer {
                        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
                        alice.request("POST", "/api/notes/notes", &headers, json!({ "text": text }).to_string()).await
                    }
                };
                // Sooner or later in what it does.
                let _ = tokio::time::timeout(Duration::from_micros(u64::from(round) * 200), send()).await;
                let answer = loop {
                    match send().await {
                        busy if busy.header("retry-after") == "1" => tokio::time::sleep(Duration::from_millis(5)).await,
                        answer => break answer.is(201),
                    }
                };
                let kept: Vec<_> =
                    notes.all(communs.org.id).await.into_iter().filter(|note| note.text == text).collect();
                assert_eq!(kept.len(), 1, "round {round}");
                assert_eq!(answer.member("id"), kept[0].id.to_string());
            }
        });
    }
}

#[test]
fn a_bug_in_a_tool_is_told_and_harms_nobody_else() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (suite, _) = with_notes(base_db::Engine::Sqlite).await;
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let body = json!({ "text": BUG });
        for key in [None, Some("k"), Some("k")] {
            let mut headers = vec![("content-type", "application/json")];
            headers.extend(key.map(|key| ("idempotency-key", key)));
            let answer = alice.request("POST", "/api/notes/notes", &headers, body.to_string()).await;
            let answer = answer.is_problem(500, "internal");
            assert_eq!(answer.member("request_id"), answer.header("x-request-id"));
            assert!(!answer.text().contains("bug"), "{}", answer.text());
        }
        alice.get("/api/notes/notes").await.is(200);
    });
}
