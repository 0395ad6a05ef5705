//! The trash, as apps list it, bring things back and delete them for good.

use crate::dav::{Response, multistatus};
use crate::harness::{Answer, Visitor, on_each_engine};

const FILES: &str = "/remote.php/dav/files/alice";
const BIN: &str = "/remote.php/dav/trashbin/alice";
const NC: &str = "http://nextcloud.org/ns";

async fn asks(who: &Visitor, path: &str, depth: &str) -> Answer {
    let body = r#"<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">
        <d:prop><d:resourcetype/><d:getcontentlength/><d:getetag/><oc:fileid/><oc:size/><nc:trashbin-filename/>
        <nc:trashbin-original-location/><nc:trashbin-deletion-time/><nc:trashbin-deleted-by-id/></d:prop></d:propfind>"#;
    who.request("PROPFIND", path, &[("depth", depth)], body).await
}

/// What is in a folder of the trash.
async fn lists(who: &Visitor, path: &str) -> Vec<Response> {
    let mut all = multistatus(asks(who, path, "1").await);
    assert!(all[0].is_folder());
    all.remove(0);
    all
}

fn nc(of: &Response, name: &str) -> String {
    of.prop(NC, name).unwrap_or_else(|| panic!("{}: no {name}", of.href)).text()
}

/// Where everything in the trash was.
async fn locations(who: &Visitor) -> Vec<String> {
    let mut found: Vec<String> =
        lists(who, &format!("{BIN}/trash/")).await.iter().map(|item| nc(item, "trashbin-original-location")).collect();
    found.sort_unstable();
    found
}

async fn restores(who: &Visitor, href: &str) -> Answer {
    let to = format!("https://communs.test{BIN}/restore/whatever");
    who.request("MOVE", href, &[("destination", &to)], "").await
}

on_each_engine! {
    async fn what_was_deleted_is_listed_and_comes_back(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        for folder in ["Été", "Été/Plans"] {
            alice.request("MKCOL", &format!("{FILES}/{folder}"), &[], "").await.is(201);
        }
        alice.put(&format!("{FILES}/Été/Plans/a%20b.txt"), "hello").await.is(201);
        let id = alice.asks(&format!("{FILES}/Été/Plans/a%20b.txt"), "<oc:fileid/>").await;
        let id = id.prop("http://owncloud.org/ns", "fileid").unwrap().text();
        alice.delete(&format!("{FILES}/Été/Plans/a%20b.txt")).await.is(204);
        alice.delete(&format!("{FILES}/Été/Plans")).await.is(204);

        let items = lists(&alice, &format!("{BIN}/trash")).await;
        let second = suite.clock.clock().now().as_second();
        let file = items.iter().find(|item| !item.is_folder()).unwrap();
        assert_eq!(file.href, format!("{BIN}/trash/a%20b.txt.d{second}"));
        assert_eq!(nc(file, "trashbin-filename"), "a b.txt");
        assert_eq!(nc(file, "trashbin-original-location"), "Été/Plans/a b.txt");
        assert_eq!(nc(file, "trashbin-deletion-time"), second.to_string());
        assert_eq!(nc(file, "trashbin-deleted-by-id"), "alice");
        assert_eq!(file.prop("http://owncloud.org/ns", "fileid").unwrap().text(), id);
        assert_eq!(file.text("getcontentlength"), "5");
        let folder = items.iter().find(|item| item.is_folder()).unwrap();
        assert_eq!(folder.href, format!("{BIN}/trash/Plans.d{second}/"));
        assert_eq!(lists(&alice, BIN).await.len(), 2, "trash and restore");

        // Its own folder is in the trash as well: it comes back at the root.
        let back = restores(&alice, &file.href).await.is(201);
        assert!(back.header("oc-fileid").starts_with(&format!("{:08}", id.parse::<u64>().unwrap())));
        assert_eq!(alice.get(&format!("{FILES}/a%20b.txt")).await.is(200).text(), "hello");
        restores(&alice, &file.href).await.is(404);
        restores(&alice, &folder.href).await.is(201);
        assert_eq!(alice.asks(&format!("{FILES}/%C3%89t%C3%A9/Plans/"), "<d:resourcetype/>").await.status_of("resourcetype"), Some(200));
        assert!(lists(&alice, &format!("{BIN}/trash")).await.is_empty());
    }

    async fn deleted_folders_can_be_looked_into(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        for folder in ["Plans", "Plans/2026"] {
            alice.request("MKCOL", &format!("{FILES}/{folder}"), &[], "").await.is(201);
        }
        alice.put(&format!("{FILES}/Plans/2026/x.txt"), "x").await.is(201);
        alice.delete(&format!("{FILES}/Plans")).await.is(204);
        let top = lists(&alice, &format!("{BIN}/trash")).await[0].href.clone();
        let inside = lists(&alice, &top).await;
        assert_eq!(inside[0].href, format!("{top}2026/"));
        let file = &lists(&alice, &inside[0].href).await[0];
        assert_eq!(nc(file, "trashbin-original-location"), "Plans/2026/x.txt");
        asks(&alice, &format!("{top}none"), "1").await.is(404);
        // A part alone neither comes back nor goes.
        restores(&alice, &file.href).await.is(403);
        alice.delete(&file.href).await.is(403);
    }

    async fn what_was_deleted_can_be_read_before_it_is_brought_back(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Jardin", &[&alice, &bob]).await;
        let (alice, bob) = (alice.device().await, bob.device().await);
        alice.request("MKCOL", &format!("{FILES}/Plans"), &[], "").await.is(201);
        for path in ["Été.html", "Plans/a.txt", "Jardin/b.txt"] {
            alice.put(&format!("{FILES}/{path}"), path).await.is(201);
        }
        for path in ["Été.html", "Plans", "Jardin/b.txt"] {
            alice.delete(&format!("{FILES}/{path}")).await.is(204);
        }
        let items = lists(&alice, &format!("{BIN}/trash")).await;
        let item = |name: &str| items.iter().find(|item| nc(item, "trashbin-filename") == name).unwrap();
        let page = alice.get(&item("Été.html").href).await.is(200);
        assert_eq!((page.text(), page.header("content-type")), ("Été.html".to_owned(), "text/html"));
        assert_eq!(page.header("content-disposition"), "attachment; filename=\"_t_.html\"; filename*=UTF-8''%C3%89t%C3%A9.html");
        assert!(page.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(page.header("etag"), item("Été.html").text("getetag"));
        assert_eq!(alice.request("GET", &item("Été.html").href, &[("range", "bytes=5-")], "").await.is(206).text(), ".html");
        let head = alice.request("HEAD", &item("Été.html").href, &[], "").await.is(200);
        assert_eq!((head.header("content-length"), head.body.len()), ("10", 0));
        alice.request("GET", &item("Été.html").href, &[("if-none-match", page.header("etag"))], "").await.is(304);

        let folder = &item("Plans").href;
        assert!(alice.get(folder).await.is(405).header("allow").contains("PROPFIND"));
        assert_eq!(alice.get(&format!("{folder}a.txt")).await.is(200).text(), "Plans/a.txt");
        alice.get(&format!("{folder}none.txt")).await.is(404);
        alice.get(&format!("{BIN}/trash")).await.is(405);
        alice.get(&format!("{BIN}/trash/none.txt.d1")).await.is(404);

        // A colleague may bring back what was the group's, and so may read it; nothing else.
        let shared = item("b.txt").href.replace("/alice/", "/bob/");
        assert_eq!(bob.get(&shared).await.is(200).text(), "Jardin/b.txt");
        bob.get(&item("Été.html").href).await.is(404);
        bob.get(&item("Été.html").href.replace("/alice/", "/bob/")).await.is(404);
        let mallory = suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await.device().await;
        for name in ["Été.html", "b.txt"] {
            mallory.get(&item(name).href).await.is(404);
            suite.stranger("communs.test").get(&item(name).href).await.is(401);
        }
    }

    async fn two_of_one_name_and_second_are_never_taken_for_each_other(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let path = format!("{FILES}/plan.txt");
        for contents in ["one", "other"] {
            alice.put(&path, contents).await.is(201);
            alice.delete(&path).await.is(204);
        }
        let items = lists(&alice, &format!("{BIN}/trash")).await;
        assert_ne!(items[0].href, items[1].href);
        let second = suite.clock.clock().now().as_second();
        alice.delete(&format!("{BIN}/trash/plan.txt.d{second}")).await.is(412);
        let longer = items.iter().find(|item| item.text("getcontentlength") == "5").unwrap();
        alice.delete(&longer.href).await.is(204);
        alice.delete(&longer.href).await.is(404);
        let left = lists(&alice, &format!("{BIN}/trash")).await;
        assert_eq!(left[0].href, format!("{BIN}/trash/plan.txt.d{second}"));
        restores(&alice, &left[0].href).await.is(201);
        assert_eq!(alice.get(&path).await.is(200).text(), "one");
    }

    async fn a_groups_trash_is_listed_and_not_emptied_with_ones_own(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Jardin", &[&alice, &bob]).await;
        let (alice, bob) = (alice.device().await, bob.device().await);
        for path in ["mine.txt", "Jardin/alice.txt"] {
            alice.put(&format!("{FILES}/{path}"), "x").await.is(201);
            alice.delete(&format!("{FILES}/{path}")).await.is(204);
        }
        bob.put("/remote.php/dav/files/bob/Jardin/bob.txt", "x").await.is(201);
        bob.delete("/remote.php/dav/files/bob/Jardin/bob.txt").await.is(204);
        assert_eq!(locations(&alice).await, ["Jardin/alice.txt", "Jardin/bob.txt", "mine.txt"]);
        let items = lists(&alice, &format!("{BIN}/trash")).await;
        let item = |name: &str| items.iter().find(|item| nc(item, "trashbin-filename") == name).unwrap().href.clone();
        let second = suite.clock.clock().now().as_second();
        assert_eq!(item("mine.txt"), format!("{BIN}/trash/mine.txt.d{second}"));
        // Something of that name in another trash is never taken for one's own.
        assert_ne!(item("bob.txt"), format!("{BIN}/trash/bob.txt.d{second}"));
        alice.delete(&format!("{BIN}/trash/bob.txt.d{second}")).await.is(404);
        // What another member deleted is for those who manage the drive to purge.
        alice.delete(&item("bob.txt")).await.is(403);
        alice.delete(&item("alice.txt")).await.is(204);
        alice.delete(&format!("{BIN}/trash")).await.is(204);
        assert_eq!(locations(&alice).await, ["Jardin/bob.txt"]);
        restores(&alice, &item("bob.txt")).await.is(201);
        bob.get("/remote.php/dav/files/bob/Jardin/bob.txt").await.is(200);
    }

    async fn a_trash_is_nobody_elses(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await.device().await;
        let bob = communs.person("bob").await.device().await;
        let mallory = suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await.device().await;
        alice.put(&format!("{FILES}/plan.txt"), "x").await.is(201);
        alice.delete(&format!("{FILES}/plan.txt")).await.is(204);
        let item = lists(&alice, &format!("{BIN}/trash")).await[0].href.clone();
        assert!(lists(&mallory, &format!("{BIN}/trash")).await.is_empty(), "her own has nothing in it");
        for stranger in [&bob, &mallory] {
            asks(stranger, &item, "0").await.is(404);
            restores(stranger, &item).await.is(404);
            stranger.delete(&item).await.is(404);
        }
        bob.delete(&format!("{BIN}/trash")).await.is(404);
        mallory.delete(&format!("{BIN}/trash")).await.is(204);
        asks(&suite.stranger("communs.test"), &format!("{BIN}/trash"), "1").await.is(401);
        assert_eq!(locations(&alice).await, ["plan.txt"]);
    }

    async fn what_makes_no_sense_is_refused(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put(&format!("{FILES}/plan.txt"), "x").await.is(201);
        alice.delete(&format!("{FILES}/plan.txt")).await.is(204);
        let item = lists(&alice, &format!("{BIN}/trash")).await[0].href.clone();
        for to in [format!("{FILES}/back.txt"), format!("{BIN}/trash/x"), format!("{BIN}/restore"), "/".to_owned()] {
            alice.request("MOVE", &item, &[("destination", &to)], "").await.is(403);
        }
        alice.request("MOVE", &item, &[], "").await.is(400);
        asks(&alice, &format!("{BIN}/trash"), "infinity").await.is(403);
        for (method, path, status) in [
            ("DELETE", "/trash/plan.txt", 404),
            ("DELETE", "/trash/plan.txt.d0", 404),
            ("DELETE", "/trash/plan.txt.d99999999999999999999", 404),
            ("DELETE", "/trash/%00.d1", 400),
            ("PUT", "/trash/x", 405),
            ("PUT", "/trash", 405),
            ("DELETE", "", 405),
            ("DELETE", "/restore", 405),
            ("PROPFIND", "/other", 404),
        ] {
            alice.request(method, &format!("{BIN}{path}"), &[("depth", "0")], "").await.is(status);
        }
        assert_eq!(locations(&alice).await, ["plan.txt"]);
    }
}
