//! Properties that programs keep with files.

use super::multistatus;
use crate::harness::{Answer, Visitor, on_each_engine};

async fn patches(who: &Visitor, path: &str, changes: &str) -> Answer {
    let body = format!(
        r#"<d:propertyupdate xmlns:d="DAV:" xmlns:x="urn:x" xmlns:z="urn:schemas-microsoft-com:">{changes}</d:propertyupdate>"#
    );
    who.request("PROPPATCH", path, &[], body).await
}

fn set(properties: &str) -> String {
    format!("<d:set><d:prop>{properties}</d:prop></d:set>")
}

on_each_engine! {
    async fn a_property_comes_back_goes_along_and_goes_away(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let changed = patches(&alice, "/dav/files/alice/f", &set("<x:a>1 &amp; <x:b/>2</x:a>")).await;
        assert_eq!(multistatus(changed)[0].status_of("a"), Some(200));
        let found = alice.lists("/dav/files/alice/f", "0").await;
        assert_eq!(found[0].prop("urn:x", "a").unwrap().text(), "1 & 2");
        for (method, path) in [("COPY", "/dav/files/alice/copy"), ("MOVE", "/dav/files/alice/moved")] {
            alice.does(method, "/dav/files/alice/f", &[("destination", path)]).await.is(201);
            assert!(alice.lists(path, "0").await[0].prop("urn:x", "a").is_some(), "{method}");
        }
        let removed = patches(&alice, "/dav/files/alice/moved", "<d:remove><d:prop><x:a/><x:none/></d:prop></d:remove>").await;
        assert_eq!(multistatus(removed)[0].status_of("none"), Some(200));
        assert!(alice.lists("/dav/files/alice/moved", "0").await[0].prop("urn:x", "a").is_none());
        patches(&alice, "/dav/files/alice/none", &set("<x:a/>")).await.is(404);
    }

    async fn all_changes_are_made_or_none(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let changed = patches(&alice, "/dav/files/alice/f", &set("<x:a>1</x:a><d:getetag>\"mine\"</d:getetag>")).await;
        let changed = multistatus(changed);
        assert_eq!(changed[0].status_of("a"), Some(424));
        assert_eq!(changed[0].status_of("getetag"), Some(403));
        assert!(alice.lists("/dav/files/alice/f", "0").await[0].prop("urn:x", "a").is_none());
    }

    async fn windows_is_told_that_its_dates_are_kept(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let dates = set("<z:Win32LastModifiedTime>Sun, 06 Nov 1994 08:49:37 GMT</z:Win32LastModifiedTime><z:Win32FileAttributes>00000020</z:Win32FileAttributes>");
        let changed = multistatus(patches(&alice, "/dav/files/alice/f", &dates).await);
        assert_eq!(changed[0].status_of("Win32LastModifiedTime"), Some(200));
        assert_eq!(changed[0].status_of("Win32FileAttributes"), Some(200));
    }

    async fn the_time_of_the_last_change_can_be_set(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let etag = alice.put("/dav/files/alice/f", "x").await.is(201).header("etag").to_owned();
        for (value, shown) in [
            ("<d:lastmodified>784111777</d:lastmodified>", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("<d:getlastmodified>Thu, 01 Jan 1970 00:00:00 GMT</d:getlastmodified>", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] {
            multistatus(patches(&alice, "/dav/files/alice/f", &set(value)).await);
            let read = alice.get("/dav/files/alice/f").await;
            assert_eq!((read.header("last-modified"), read.header("etag")), (shown, etag.as_str()));
        }
        let bad = set("<d:getlastmodified>the day before yesterday</d:getlastmodified>");
        let refused = multistatus(patches(&alice, "/dav/files/alice/f", &bad).await);
        assert_eq!(refused[0].status_of("getlastmodified"), Some(409));
    }

    async fn a_property_has_its_limits(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let long = set(&format!("<x:a>{}</x:a>", "y".repeat(200_000)));
        patches(&alice, "/dav/files/alice/f", &long).await.is(400);
        let many = (0..300).map(|n| format!("<x:p{n}/>")).collect::<Vec<_>>().concat();
        patches(&alice, "/dav/files/alice/f", &set(&many)).await.is(400);
        assert!(alice.lists("/dav/files/alice/f", "0").await[0].prop("urn:x", "a").is_none());
    }
}
