//! PROPFIND: what is there.

use super::{multistatus, preconditions};
use crate::harness::on_each_engine;

on_each_engine! {
    async fn a_folder_is_listed_itself_first(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/B%20b", &[]).await.is(201);
        alice.put("/dav/files/alice/a%26%3C.txt", "12345").await.is(201);
        let listed = alice.lists("/dav/files/alice", "1").await;
        let hrefs: Vec<&str> = listed.iter().map(|response| response.href.as_str()).collect();
        assert_eq!(hrefs, ["/dav/files/alice/", "/dav/files/alice/B%20b/", "/dav/files/alice/a%26%3C.txt"]);
        assert!(listed[0].is_folder() && listed[1].is_folder() && !listed[2].is_folder());
        assert_eq!(listed[2].text("displayname"), "a&<.txt");
        assert_eq!(listed[2].text("getcontentlength"), "5");
        assert_eq!(listed[2].text("getcontenttype"), "text/plain");
        assert_eq!(listed[2].text("getlastmodified"), "Mon, 02 Mar 2026 09:00:00 GMT");
        assert_eq!(listed[2].text("creationdate"), "2026-03-02T09:00:00Z");
        assert_eq!(listed[2].text("getetag"), alice.get("/dav/files/alice/a%26%3C.txt").await.header("etag"));
        assert!(listed[2].dav("supportedlock").is_some_and(|locks| locks.elements().count() == 2));
        // Quota is only for those who ask (RFC 4331).
        assert!(listed[0].dav("quota-used-bytes").is_none());
        assert_eq!(alice.lists("/dav/files/alice/", "0").await.len(), 1);
        assert_eq!(alice.lists("/dav/files/alice/a%26%3C.txt", "1").await.len(), 1);
    }

    async fn properties_are_given_as_asked(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/d", &[]).await.is(201);
        let stored = alice.put("/dav/files/alice/d/f", "12345").await.is(201);
        let names = "<d:getcontentlength/><d:getetag/><oc:size/><oc:id/><oc:fileid/><oc:permissions/><d:nothing/>";
        let file = alice.asks("/dav/files/alice/d/f", names).await;
        let of_oc = |name: &str| file.prop("http://owncloud.org/ns", name).unwrap().text();
        assert_eq!(of_oc("id"), stored.header("oc-fileid"));
        assert!(of_oc("id").starts_with(&format!("{:08}", of_oc("fileid").parse::<u64>().unwrap())));
        assert_eq!((of_oc("size"), of_oc("permissions")), ("5".into(), "GDNVW".into()));
        assert_eq!(file.status_of("nothing"), Some(404));
        let folder = alice.asks("/dav/files/alice/d", names).await;
        assert_eq!(folder.status_of("getcontentlength"), Some(404));
        assert_eq!(folder.prop("http://owncloud.org/ns", "size").unwrap().text(), "5");
        assert_eq!(folder.prop("http://owncloud.org/ns", "permissions").unwrap().text(), "GDNVCK");

        let body = r#"<d:propfind xmlns:d="DAV:"><d:propname/></d:propfind>"#;
        let found = multistatus(alice.request("PROPFIND", "/dav/files/alice/d/f", &[("depth", "0")], body).await);
        assert_eq!(found[0].text("getetag"), "");
        assert_eq!(found[0].status_of("quota-used-bytes"), None);

        let body = r#"<d:propfind xmlns:d="DAV:"><d:allprop/><d:include><d:quota-used-bytes/></d:include></d:propfind>"#;
        let found = multistatus(alice.request("PROPFIND", "/dav/files/alice/d", &[("depth", "0")], body).await);
        assert_eq!(found[0].text("quota-used-bytes"), "5");
        assert!(found[0].dav("getetag").is_some());
    }

    async fn every_change_reaches_the_tags_of_the_folders_above(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/a", &[]).await.is(201);
        alice.does("MKCOL", "/dav/files/alice/a/b", &[]).await.is(201);
        alice.does("MKCOL", "/dav/files/alice/c", &[]).await.is(201);
        let tags = async || {
            let mut tags = Vec::new();
            for path in ["", "a", "a/b", "c"] {
                tags.push(alice.asks(&format!("/dav/files/alice/{path}"), "<d:getetag/>").await.text("getetag"));
            }
            tags
        };
        let before = tags().await;
        alice.put("/dav/files/alice/a/b/f", "x").await.is(201);
        let after = tags().await;
        assert!(before[..3].iter().zip(&after).all(|(before, after)| before != after), "{before:?} {after:?}");
        assert_eq!(before[3], after[3]);
    }

    async fn a_listing_of_thousands_is_whole(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/many", &[]).await.is(201);
        for n in 0..1_201 {
            alice.put(&format!("/dav/files/alice/many/{n:04}"), "").await.is(201);
        }
        let names = "<x:mark xmlns:x=\"urn:x\">1</x:mark>";
        let body = format!("<d:propertyupdate xmlns:d=\"DAV:\"><d:set><d:prop>{names}</d:prop></d:set></d:propertyupdate>");
        for n in [0, 499, 500, 1_200] {
            let path = format!("/dav/files/alice/many/{n:04}");
            multistatus(alice.request("PROPPATCH", &path, &[], body.clone()).await);
        }
        alice.holds("/dav/files/alice/many/1200").await;
        let listed = alice.lists("/dav/files/alice/many", "1").await;
        assert_eq!(listed.len(), 1_202);
        for (n, response) in listed[1..].iter().enumerate() {
            assert_eq!(response.href, format!("/dav/files/alice/many/{n:04}"));
            assert_eq!(response.prop("urn:x", "mark").is_some(), [0, 499, 500, 1_200].contains(&n));
            let locked = response.dav("lockdiscovery").unwrap().dav_child("activelock").is_some();
            assert_eq!(locked, n == 1_200);
        }
    }

    async fn infinite_depth_is_refused(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        for headers in [&[("depth", "infinity")][..], &[]] {
            let refused = alice.does("PROPFIND", "/dav/files/alice/", headers).await.is(403);
            assert_eq!(preconditions(&refused)[0], "propfind-finite-depth");
        }
    }
}
