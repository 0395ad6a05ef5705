//! Files and folders made, read, changed and deleted.

use std::path::Path;
use std::time::Duration;

use axum::body::Body;

use super::preconditions;
use crate::harness::{Suite, on_each_engine};

on_each_engine! {
    async fn what_can_be_done_is_said_without_a_password(suite: Suite) {
        suite.organisation("Les Communs", "communs.test").await;
        let anybody = suite.stranger("communs.test");
        let answer = anybody.does("OPTIONS", "/dav/files/alice/", &[]).await.is(200);
        assert_eq!(answer.header("dav"), "1, 2, 3");
        assert_eq!(answer.header("ms-author-via"), "DAV");
        assert!(answer.header("allow").contains("PROPFIND"));
        let refused = anybody.does("PROPFIND", "/dav/files/alice/", &[("depth", "0")]).await.is(401);
        assert!(refused.header("www-authenticate").starts_with("Basic"));
    }

    async fn a_file_comes_back_as_it_was_stored(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let stored = alice.put("/dav/files/alice/%C3%89t%C3%A9%20%231.txt", "Bonjour").await.is(201);
        let read = alice.get("/dav/files/alice/%C3%89t%C3%A9%20%231.txt").await.is(200);
        assert_eq!(read.text(), "Bonjour");
        assert_eq!(read.header("etag"), stored.header("etag"));
        assert_eq!(read.header("content-type"), "text/plain");
        assert_eq!(read.header("content-length"), "7");
        assert!(read.header("last-modified").ends_with(" GMT"));

        let head = alice.does("HEAD", "/dav/files/alice/%C3%89t%C3%A9%20%231.txt", &[]).await.is(200);
        assert_eq!((head.header("content-length"), head.body.len()), ("7", 0));

        // Sync clients ask in this way whether a folder is there.
        alice.does("HEAD", "/dav/files/alice/", &[]).await.is(200);
        alice.does("HEAD", "/dav/files/alice/nowhere/", &[]).await.is(404);

        let again = alice.put("/dav/files/alice/%C3%89t%C3%A9%20%231.txt", "Bonsoir").await.is(204);
        assert_ne!(again.header("etag"), stored.header("etag"));
        assert_eq!(again.header("oc-fileid"), stored.header("oc-fileid"));
        alice.put("/dav/files/alice/empty", "").await.is(201);
        assert_eq!(alice.get("/dav/files/alice/empty").await.is(200).body.len(), 0);
    }

    async fn ranges_are_sent_by_themselves(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let etag = alice.put("/dav/files/alice/digits", "0123456789").await.is(201).header("etag").to_owned();
        let part = async |range: &str, more: &[(&str, &str)]| {
            let headers = [&[("range", range)], more].concat();
            let answer = alice.does("GET", "/dav/files/alice/digits", &headers).await;
            (answer.status.as_u16(), answer.text(), answer.header("content-range").to_owned())
        };
        assert_eq!(part("bytes=2-4", &[]).await, (206, "234".into(), "bytes 2-4/10".into()));
        assert_eq!(part("bytes=7-", &[]).await, (206, "789".into(), "bytes 7-9/10".into()));
        assert_eq!(part("bytes=-2", &[]).await, (206, "89".into(), "bytes 8-9/10".into()));
        assert_eq!(part("bytes=0-1,4-5", &[]).await, (200, "0123456789".into(), String::new()));
        assert_eq!(part("lines=1-2", &[]).await.0, 200);
        let (status, _, range) = part("bytes=10-", &[]).await;
        assert_eq!((status, range.as_str()), (416, "bytes */10"));
        assert_eq!(part("bytes=2-4", &[("if-range", &etag)]).await.0, 206);
        assert_eq!(part("bytes=2-4", &[("if-range", "\"another\"")]).await.0, 200);
    }

    async fn a_client_that_has_the_contents_gets_none(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let etag = alice.put("/dav/files/alice/f", "x").await.is(201).header("etag").to_owned();
        let has = alice.does("GET", "/dav/files/alice/f", &[("if-none-match", &etag)]).await.is(304);
        assert_eq!((has.header("etag"), has.body.len()), (etag.as_str(), 0));
        let modified = alice.get("/dav/files/alice/f").await.header("last-modified").to_owned();
        alice.does("GET", "/dav/files/alice/f", &[("if-modified-since", &modified)]).await.is(304);
        alice.does("GET", "/dav/files/alice/f", &[("if-match", "\"another\"")]).await.is(412);
    }

    async fn of_two_writers_one_wins(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let path = "/dav/files/alice/plan.txt";
        alice.request("PUT", path, &[("if-match", "*")], "x").await.is(412);
        let etag = alice.request("PUT", path, &[("if-none-match", "*")], "first").await.is(201).header("etag").to_owned();
        alice.request("PUT", path, &[("if-none-match", "*")], "x").await.is(412);
        let condition = [("if-match", etag.as_str())];
        let write = |body: &'static str| alice.request("PUT", path, &condition, body);
        let (one, other) = tokio::join!(write("one"), write("other"));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 412]);
        let winner = if one.status.as_u16() == 204 { "one" } else { "other" };
        assert_eq!(alice.get(path).await.text(), winner);
        alice.does("DELETE", path, &condition).await.is(412);
        // What proxies make of a tag still names it.
        let etag = alice.get(path).await.header("etag").trim_matches('"').to_owned();
        alice.request("PUT", path, &[("if-match", &format!("W/\"{etag}-gzip\""))], "last").await.is(204);
    }

    async fn folders_need_the_one_above(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/a/b/", &[]).await.is(409);
        alice.does("MKCOL", "/dav/files/alice/a/", &[]).await.is(201);
        let there = alice.does("MKCOL", "/dav/files/alice/a", &[]).await.is(405);
        assert!(there.header("allow").contains("DELETE"));
        alice.does("MKCOL", "/dav/files/alice/a/b", &[]).await.is(201);
        alice.request("MKCOL", "/dav/files/alice/c", &[("content-type", "text/xml")], "<x/>").await.is(415);
        alice.does("MKCOL", "/dav/files/alice/", &[]).await.is(405);
        alice.put("/dav/files/alice/a/b/f", "x").await.is(201);
        alice.does("MKCOL", "/dav/files/alice/a/b/f/g", &[]).await.is(409);
        alice.put("/dav/files/alice/a/b/f/g", "x").await.is(409);
        alice.put("/dav/files/alice/none/f", "x").await.is(409);
        alice.put("/dav/files/alice/a", "x").await.is(405);
        alice.put("/dav/files/alice/new/", "x").await.is(400);
        alice.does("POST", "/dav/files/alice/a", &[]).await.is(405);
    }

    async fn what_is_deleted_is_in_the_trash(suite: Suite) {
        let person = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let alice = person.device().await;
        alice.does("MKCOL", "/dav/files/alice/a/", &[]).await.is(201);
        alice.put("/dav/files/alice/a/f", "x").await.is(201);
        alice.does("DELETE", "/dav/files/alice/a/", &[("depth", "0")]).await.is(400);
        alice.does("DELETE", "/dav/files/alice/a/", &[]).await.is(204);
        alice.does("DELETE", "/dav/files/alice/a/", &[]).await.is(404);
        alice.get("/dav/files/alice/a/f").await.is(404);
        alice.does("DELETE", "/dav/files/alice/", &[]).await.is(403);
        let drive = person.get("/api/files/drives").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let trash = person.get(&format!("/api/files/trash?drive_id={drive}")).await.is(200).json();
        assert_eq!(trash["items"][0]["name"], "a");
    }

    async fn sync_clients_set_the_time(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let headers = [("x-oc-mtime", "784111777")];
        let stored = alice.request("PUT", "/dav/files/alice/old", &headers, "x").await.is(201);
        assert_eq!(stored.header("x-oc-mtime"), "accepted");
        let read = alice.get("/dav/files/alice/old").await;
        assert_eq!(read.header("last-modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
        alice.request("PUT", "/dav/files/alice/old", &[("x-oc-mtime", "long ago")], "x").await.is(400);
    }

    async fn what_a_browser_could_run_is_an_attachment(suite: Suite) {
        let person = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let alice = person.device().await;
        alice.put("/dav/files/alice/page.html", "<script>alert(1)</script>").await.is(201);
        alice.put("/dav/files/alice/photo.png", "no picture").await.is(201);
        let page = person.get("/dav/files/alice/page.html").await.is(200);
        assert!(page.header("content-disposition").starts_with("attachment;"));
        assert!(page.header("content-security-policy").contains("sandbox"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(person.get("/dav/files/alice/photo.png").await.is(200).header("content-disposition").starts_with("inline;"));
        // A browser looks with its session, and changes nothing.
        person.put("/dav/files/alice/photo.png", "x").await.is(401);
        person.does("GET", "/dav/files/alice/", &[("accept", "text/html")]).await.is(303);
        alice.get("/dav/files/alice/").await.is(405);
    }

    async fn beyond_the_quota_nothing_is_left(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let person = communs.person("alice").await;
        suite.app.tools.organisations.set_quotas(communs.org.id, None, Some(1_000)).await.unwrap();
        let alice = person.device().await;
        alice.put("/dav/files/alice/kept", vec![b'x'; 600]).await.is(201);
        let files = files_in(&suite.app.data);

        let announced = [("content-length", "401")];
        let early = alice.request("PUT", "/dav/files/alice/more", &announced, vec![b'y'; 401]).await.is(507);
        assert_eq!(preconditions(&early)[0], "quota-not-exceeded");
        alice.put("/dav/files/alice/more", vec![b'y'; 401]).await.is(507);
        alice.put("/dav/files/alice/kept", vec![b'y'; 1_001]).await.is(507);
        alice.does("COPY", "/dav/files/alice/kept", &[("destination", "/dav/files/alice/twice")]).await.is(507);
        alice.get("/dav/files/alice/more").await.is(404);
        assert_eq!(alice.get("/dav/files/alice/kept").await.body, vec![b'x'; 600]);
        let quota = alice.asks("/dav/files/alice/", "<d:quota-available-bytes/><d:quota-used-bytes/>").await;
        assert_eq!((quota.text("quota-available-bytes"), quota.text("quota-used-bytes")), ("400".into(), "600".into()));
        assert_eq!(settled(&suite, files).await, files);

        alice.put("/dav/files/alice/more", vec![b'y'; 400]).await.is(201);
        alice.put("/dav/files/alice/kept", vec![b'z'; 600]).await.is(204);
    }

    async fn a_body_cut_off_leaves_nothing(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/kept", "first").await.is(201);
        let files = files_in(&suite.app.data);
        for path in ["/dav/files/alice/cut", "/dav/files/alice/kept"] {
            let pieces = vec![Ok(vec![b'x'; 300_000]), Err(std::io::Error::other("the client hung up"))];
            let body = Body::from_stream(futures_util::stream::iter(pieces));
            alice.put(path, body).await.is(400);
        }
        alice.get("/dav/files/alice/cut").await.is(404);
        assert_eq!(alice.get("/dav/files/alice/kept").await.text(), "first");
        assert_eq!(settled(&suite, files).await, files);
    }

    async fn a_length_that_is_not_so_leaves_nothing(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/kept", "first").await.is(201);
        let files = files_in(&suite.app.data);
        for name in ["content-length", "x-expected-entity-length"] {
            for said in ["0", "2", "4", "9000"] {
                for path in ["/dav/files/alice/new", "/dav/files/alice/kept"] {
                    alice.request("PUT", path, &[(name, said)], "xyz").await.is(400);
                }
            }
        }
        alice.get("/dav/files/alice/new").await.is(404);
        assert_eq!(alice.get("/dav/files/alice/kept").await.text(), "first");
        assert_eq!(settled(&suite, files).await, files);
        alice.request("PUT", "/dav/files/alice/new", &[("x-expected-entity-length", "3")], "xyz").await.is(201);
    }

    async fn a_part_of_a_file_is_not_stored(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "whole").await.is(201);
        alice.request("PUT", "/dav/files/alice/f", &[("content-range", "bytes 0-0/5")], "x").await.is(400);
        assert_eq!(alice.get("/dav/files/alice/f").await.text(), "whole");
    }
}

/// How many files the installation consists of.
fn files_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| if entry.path().is_dir() { files_in(&entry.path()) } else { 1 }).sum()
}

/// The same, once what is being removed is removed.
async fn settled(suite: &Suite, expected: usize) -> usize {
    for _ in 0..200 {
        if files_in(&suite.app.data) == expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    files_in(&suite.app.data)
}
