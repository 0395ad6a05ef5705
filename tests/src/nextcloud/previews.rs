//! Small pictures, as apps ask for them.

use crate::harness::{Visitor, on_each_engine};

const FILES: &str = "/remote.php/dav/files/alice";
const PIXEL: &[u8] = include_bytes!("../pixel.png");

async fn fileid(who: &Visitor, path: &str) -> String {
    let found = who.asks(&format!("{FILES}{path}"), "<oc:fileid/>").await;
    found.prop("http://owncloud.org/ns", "fileid").unwrap().text()
}

on_each_engine! {
    async fn a_picture_is_given_by_integer_and_by_path_and_is_kept(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.request("MKCOL", &format!("{FILES}/Été"), &[], "").await.is(201);
        alice.put(&format!("{FILES}/Été/p.png"), PIXEL).await.is(201);
        let id = fileid(&alice, "/Été/p.png").await;
        let by_id = format!("/index.php/core/preview?fileId={id}&x=64&y=64&a=1&mode=cover&forceIcon=0");
        let first = alice.get(&by_id).await.is(200);
        assert!(first.header("content-type").starts_with("image/"));
        assert!(first.header("cache-control").starts_with("private"));
        let etag = first.header("etag").to_owned();
        assert!(!etag.is_empty());
        alice.request("GET", &by_id, &[("if-none-match", &etag)], "").await.is(304);
        let by_path = alice.get("/index.php/core/preview.png?file=%2F%C3%89t%C3%A9%2Fp.png&x=64&y=64&a=1&mode=cover").await.is(200);
        assert_eq!(by_path.body, first.body);
        let thumbnails = "/index.php/apps/files/api/v1/thumbnail";
        let thumbnail = alice.get(&format!("{thumbnails}/64/64/%C3%89t%C3%A9/p.png")).await.is(200);
        assert_eq!(thumbnail.body, first.body);
        for path in ["64/64/none.png", "64/64/", "64/64", "64", "a/b/%2e%2e/p.png"] {
            alice.get(&format!("{thumbnails}/{path}")).await.is(404);
        }
        suite.stranger("communs.test").get(&format!("{thumbnails}/64/64/%C3%89t%C3%A9/p.png")).await.is(401);
        let large = alice.get(&format!("/index.php/core/preview?fileId={id}&x=1080&y=1920&a=1")).await.is(200);
        assert_ne!(large.header("etag"), etag);
        // Other contents are another picture.
        alice.put(&format!("{FILES}/Été/p.png"), PIXEL).await.is(204);
        assert_ne!(alice.get(&by_id).await.is(200).header("etag"), etag);
        let body = r#"<d:propfind xmlns:d="DAV:" xmlns:nc="http://nextcloud.org/ns"><d:prop><nc:has-preview/></d:prop></d:propfind>"#;
        let found = alice.request("PROPFIND", &format!("{FILES}/Été/p.png"), &[("depth", "0")], body).await;
        assert!(found.is(207).text().contains(">true<"));
    }

    async fn a_picture_in_the_trash_has_a_place_of_its_own(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Jardin", &[&alice, &bob]).await;
        let (alice, bob) = (alice.device().await, bob.device().await);
        let mallory = suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await.device().await;
        for folder in ["/Photos", "/Jardin/Photos"] {
            alice.request("MKCOL", &format!("{FILES}{folder}"), &[], "").await.is(201);
        }
        let mut ids = Vec::new();
        for path in ["/p.png", "/Photos/q.png", "/Jardin/Photos/r.png"] {
            alice.put(&format!("{FILES}{path}"), PIXEL).await.is(201);
            ids.push(fileid(&alice, path).await);
        }
        let of_deleted = |id: &str| format!("/index.php/apps/files_trashbin/preview?fileId={id}&x=64&y=64");
        alice.get(&of_deleted(&ids[0])).await.is(404);
        for path in ["/p.png", "/Photos", "/Jardin/Photos"] {
            alice.delete(&format!("{FILES}{path}")).await.is(204);
        }
        for id in &ids {
            assert!(alice.get(&of_deleted(id)).await.is(200).header("content-type").starts_with("image/"));
            // Where it was, it is no more.
            alice.get(&format!("/index.php/core/preview?fileId={id}&x=64&y=64")).await.is(404);
            mallory.get(&of_deleted(id)).await.is(404);
            suite.stranger("communs.test").get(&of_deleted(id)).await.is(401);
        }
        for (id, status) in ids.iter().zip([404, 404, 200]) {
            bob.get(&of_deleted(id)).await.is(status);
        }
        for query in ["", "?fileId=", "?fileId=-1", "?fileId=x"] {
            alice.get(&format!("/index.php/apps/files_trashbin/preview{query}")).await.is(404);
        }
    }

    async fn where_there_is_none_it_is_not_found(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await.device().await;
        let bob = communs.person("bob").await.device().await;
        let mallory = suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await.device().await;
        alice.put(&format!("{FILES}/p.png"), PIXEL).await.is(201);
        alice.put(&format!("{FILES}/a.txt"), "x").await.is(201);
        alice.put(&format!("{FILES}/broken.png"), "not a picture").await.is(201);
        let picture = fileid(&alice, "/p.png").await;
        let path = format!("/index.php/core/preview?fileId={picture}&x=64&y=64");
        for stranger in [&bob, &mallory] {
            stranger.get(&path).await.is(404);
            stranger.get("/index.php/core/preview.png?file=/p.png&x=64&y=64").await.is(404);
        }
        suite.stranger("communs.test").get(&path).await.is(401);
        for file in ["/a.txt", "/broken.png"] {
            let id = fileid(&alice, file).await;
            alice.get(&format!("/index.php/core/preview?fileId={id}&x=64&y=64")).await.is(404);
        }
        for query in ["?fileId=0", "?fileId=x", "?fileId=99999999999999999999", "", "?x=1"] {
            alice.get(&format!("/index.php/core/preview{query}")).await.is(404);
        }
        for query in ["?file=/none.png", "?file=", "?file=%2F..%2Fp.png", "?file=%00", ""] {
            alice.get(&format!("/index.php/core/preview.png{query}")).await.is(404);
        }
        alice.get(&path).await.is(200);
    }
}
