//! SEARCH, as apps look for photos, names and what is recent.

use crate::dav::multistatus;
use crate::harness::{Answer, Visitor, on_each_engine};

const FILES: &str = "/remote.php/dav/files/alice";
const ROOT: &str = "/remote.php/dav/";

async fn asks(who: &Visitor, scope: &str, condition: &str, more: &str) -> Answer {
    let body = format!(
        r#"<?xml version="1.0"?><d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:basicsearch>
        <d:select><d:prop><d:displayname/><d:getcontenttype/><oc:fileid/><oc:permissions/></d:prop></d:select>
        <d:from><d:scope><d:href>{scope}</d:href><d:depth>infinity</d:depth></d:scope></d:from>
        <d:where>{condition}</d:where>{more}</d:basicsearch></d:searchrequest>"#
    );
    who.request("SEARCH", ROOT, &[("content-type", "text/xml")], body).await
}

/// The hrefs found, below the caller's tree.
async fn finds(who: &Visitor, condition: &str, more: &str) -> Vec<String> {
    let found = multistatus(asks(who, "/files/alice", condition, more).await);
    found.iter().map(|one| one.href.strip_prefix(FILES).expect("below the tree").to_owned()).collect()
}

fn is(operator: &str, property: &str, literal: &str) -> String {
    format!("<d:{operator}><d:prop><{property}/></d:prop><d:literal>{literal}</d:literal></d:{operator}>")
}

fn by(property: &str, direction: &str) -> String {
    format!("<d:orderby><d:order><d:prop><{property}/></d:prop><d:{direction}/></d:order></d:orderby>")
}

async fn stores(who: &Visitor, path: &str, media_type: &str, mtime: &str, length: usize) {
    let headers = [("content-type", media_type), ("x-oc-mtime", mtime)];
    who.request("PUT", &format!("{FILES}{path}"), &headers, "x".repeat(length)).await.is(201);
}

on_each_engine! {
    async fn photos_are_found_newest_first_and_page_by_page(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        communs.group("Jardin", &[&alice]).await;
        let phone = alice.device().await;
        phone.request("MKCOL", &format!("{FILES}/Photos"), &[], "").await.is(201);
        stores(&phone, "/Photos/b.jpg", "image/jpeg", "1700000200", 5).await;
        stores(&phone, "/Photos/a.jpg", "image/jpeg", "1700000100", 9).await;
        stores(&phone, "/Jardin/c.mp4", "video/mp4", "1700000300", 7).await;
        stores(&phone, "/letter.txt", "text/plain", "1700000400", 1).await;
        let media = format!("<d:or>{}{}</d:or>", is("like", "d:getcontenttype", "image/%"), is("like", "d:getcontenttype", "video/%"));
        let newest = by("d:getlastmodified", "descending");
        assert_eq!(finds(&phone, &media, &newest).await, ["/Jardin/c.mp4", "/Photos/b.jpg", "/Photos/a.jpg"]);
        let limited = format!("{newest}<d:limit><d:nresults>2</d:nresults></d:limit>");
        assert_eq!(finds(&phone, &media, &limited).await, ["/Jardin/c.mp4", "/Photos/b.jpg"]);
        let older = format!("<d:and>{media}{}</d:and>", is("lt", "d:getlastmodified", "2023-11-14T22:16:40Z"));
        assert_eq!(finds(&phone, &older, &limited).await, ["/Photos/a.jpg"]);
        let small = format!("<d:and>{media}<d:not>{}</d:not></d:and>", is("gt", "oc:size", "7"));
        assert_eq!(finds(&phone, &small, &by("oc:size", "ascending")).await, ["/Photos/b.jpg", "/Jardin/c.mp4"]);

        let shown = multistatus(asks(&phone, "/files/alice/Jardin", &media, "").await);
        assert_eq!(shown.len(), 1);
        assert_eq!((shown[0].text("displayname"), shown[0].text("getcontenttype")), ("c.mp4".to_owned(), "video/mp4".to_owned()));
        assert_eq!(shown[0].prop("http://owncloud.org/ns", "permissions").unwrap().text(), "GDNVW");
        let fileid = shown[0].prop("http://owncloud.org/ns", "fileid").unwrap().text();
        assert_eq!(finds(&phone, &is("eq", "oc:fileid", &fileid), "").await, ["/Jardin/c.mp4"]);
        // Names without regard to case; folders are among what is found.
        assert_eq!(finds(&phone, &is("like", "d:displayname", "%PHOT%"), "").await, ["/Photos/"]);
    }

    async fn what_is_not_ones_own_is_not_found(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await.device().await;
        let bob = communs.person("bob").await.device().await;
        let mallory = suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await.device().await;
        stores(&alice, "/plan.txt", "text/plain", "1700000000", 3).await;
        let fileid = alice.asks(&format!("{FILES}/plan.txt"), "<oc:fileid/>").await;
        let fileid = fileid.prop("http://owncloud.org/ns", "fileid").unwrap().text();
        let (name, id) = (is("like", "d:displayname", "plan%"), is("eq", "oc:fileid", &fileid));
        for condition in [&name, &id] {
            assert_eq!(finds(&alice, condition, "").await, ["/plan.txt"]);
            asks(&bob, "/files/alice", condition, "").await.is(404);
            assert!(multistatus(asks(&bob, "/files/bob", condition, "").await).is_empty());
            assert!(multistatus(asks(&mallory, "/files/alice", condition, "").await).is_empty());
            asks(&suite.stranger("communs.test"), "/files/alice", condition, "").await.is(401);
        }
        asks(&alice, "/files/alice/nowhere", &name, "").await.is(404);
        asks(&alice, "/files/alice/plan.txt", &name, "").await.is(409);
    }

    async fn what_cannot_be_asked_is_refused_and_says_so(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let refused = asks(&alice, "/files/alice", &is("eq", "oc:owner-id", "alice"), "").await.is(422);
        assert!(refused.text().contains("owner-id"), "{}", refused.text());
        asks(&alice, "/files/alice", &is("contains", "d:displayname", "x"), "").await.is(422);
        asks(&alice, "/files/alice", &is("eq", "oc:size", "much"), "").await.is(422);
        alice.request("SEARCH", ROOT, &[], "<d:searchrequest xmlns:d=\"DAV:\"/>").await.is(422);
        alice.request("SEARCH", ROOT, &[], "no xml").await.is(400);
        alice.request("SEARCH", ROOT, &[], "").await.is(400);
        let allowed = alice.request("OPTIONS", ROOT, &[], "").await.is(200);
        assert!(allowed.header("allow").contains("SEARCH"), "{}", allowed.header("allow"));
        // The same, where it is found without the prefix of the family; hrefs follow.
        alice.put("/dav/files/alice/plan.txt", "x").await.is(201);
        let body = format!(
            "<d:searchrequest xmlns:d='DAV:'><d:basicsearch><d:select><d:allprop/></d:select><d:from><d:scope>
            <d:href>/dav/files/alice/</d:href></d:scope></d:from><d:where>{}</d:where></d:basicsearch></d:searchrequest>",
            is("eq", "d:displayname", "plan.txt")
        );
        let found = multistatus(alice.request("SEARCH", "/dav/", &[], body).await);
        assert_eq!(found.iter().map(|one| one.href.as_str()).collect::<Vec<_>>(), ["/dav/files/alice/plan.txt"]);
    }
}
