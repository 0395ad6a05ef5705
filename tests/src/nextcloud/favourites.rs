//! Favourites, as apps set and list them.

use crate::dav::multistatus;
use crate::harness::{Answer, Visitor, on_each_engine};

const FILES: &str = "/remote.php/dav/files/alice";

async fn marks(who: &Visitor, path: &str, value: &str) -> Answer {
    let body = format!(
        r#"<?xml version="1.0"?><d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:set><d:prop>
        <oc:favorite>{value}</oc:favorite></d:prop></d:set></d:propertyupdate>"#
    );
    who.request("PROPPATCH", path, &[], body).await
}

fn report(rules: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><oc:filter-files xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
        <d:prop><d:getetag/><oc:fileid/><oc:favorite/><d:nothing/></d:prop>
        <oc:filter-rules>{rules}</oc:filter-rules></oc:filter-files>"#
    )
}

/// The hrefs of the favourites beneath a folder.
async fn lists(who: &Visitor, folder: &str) -> Vec<String> {
    let answer = who.request("REPORT", folder, &[], report("<oc:favorite>1</oc:favorite>")).await;
    let mut hrefs: Vec<String> = multistatus(answer)
        .iter()
        .map(|found| {
            assert_eq!(found.prop("http://owncloud.org/ns", "favorite").unwrap().text(), "1");
            assert_eq!(found.status_of("nothing"), Some(404));
            assert!(found.dav("getetag").is_some());
            found.href.clone()
        })
        .collect();
    hrefs.sort_unstable();
    hrefs
}

on_each_engine! {
    async fn favourites_are_set_shown_and_listed(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Jardin", &[&alice, &bob]).await;
        let (phone, bobs) = (alice.device().await, bob.device().await);
        phone.request("MKCOL", &format!("{FILES}/Été"), &[], "").await.is(201);
        phone.put(&format!("{FILES}/Été/a.txt"), "x").await.is(201);
        phone.put(&format!("{FILES}/Jardin/b.txt"), "x").await.is(201);
        let root = phone.asks(FILES, "<d:getetag/>").await.text("getetag");
        for path in ["Été/a.txt", "Jardin/b.txt", "Été"] {
            let changed = multistatus(marks(&phone, &format!("{FILES}/{path}"), "1").await);
            assert_eq!(changed[0].status_of("favorite"), Some(200));
        }
        assert_eq!(phone.asks(FILES, "<d:getetag/>").await.text("getetag"), root, "nobody has anything to fetch");
        let (summer, garden) = (format!("{FILES}/%C3%89t%C3%A9/"), format!("{FILES}/Jardin/b.txt"));
        assert_eq!(lists(&phone, FILES).await, [summer.clone(), format!("{summer}a.txt"), garden.clone()]);
        assert_eq!(lists(&phone, &summer).await, [format!("{summer}a.txt")]);
        let favourite = |found: crate::dav::Response| found.prop("http://owncloud.org/ns", "favorite").unwrap().text();
        assert_eq!(favourite(phone.asks(&garden, "<oc:favorite/>").await), "1");
        assert_eq!(favourite(phone.asks(FILES, "<oc:favorite/>").await), "0");
        // In a listing, too, and each for themself.
        let body = r#"<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><oc:favorite/></d:prop></d:propfind>"#;
        for (who, of, expected) in [(&phone, "alice", "1"), (&bobs, "bob", "0")] {
            let path = format!("/remote.php/dav/files/{of}/Jardin/");
            let listed = multistatus(who.request("PROPFIND", &path, &[("depth", "1")], body).await);
            assert_eq!(listed[1].prop("http://owncloud.org/ns", "favorite").unwrap().text(), expected);
        }
        assert!(lists(&bobs, "/remote.php/dav/files/bob").await.is_empty());

        assert_eq!(multistatus(marks(&phone, &garden, "0").await)[0].status_of("favorite"), Some(200));
        assert_eq!(lists(&phone, FILES).await, [summer.clone(), format!("{summer}a.txt")]);
        assert_eq!(multistatus(marks(&phone, &garden, "maybe").await)[0].status_of("favorite"), Some(409));
        // Whoever deletes it has it no more.
        phone.delete(&format!("{summer}a.txt")).await.is(204);
        assert_eq!(lists(&phone, FILES).await, [summer]);
    }

    async fn favourites_are_nobody_elses(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await.device().await;
        let bob = communs.person("bob").await.device().await;
        let mallory = suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await.device().await;
        let file = format!("{FILES}/plan.txt");
        alice.put(&file, "x").await.is(201);
        marks(&alice, &file, "1").await.is(207);
        for stranger in [&bob, &mallory] {
            marks(stranger, &file, "1").await.is(404);
        }
        bob.request("REPORT", FILES, &[], report("<oc:favorite>1</oc:favorite>")).await.is(404);
        assert!(lists(&mallory, FILES).await.is_empty(), "her own tree has none");
        suite.stranger("communs.test").request("REPORT", FILES, &[], report("")).await.is(401);
    }

    async fn other_reports_are_refused(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put(&format!("{FILES}/plan.txt"), "x").await.is(201);
        for (rules, status) in [("", 400), ("<oc:favorite>0</oc:favorite>", 422), ("<oc:systemtag>3</oc:systemtag>", 422)] {
            alice.request("REPORT", FILES, &[], report(rules)).await.is(status);
        }
        alice.request("REPORT", FILES, &[], r#"<d:sync-collection xmlns:d="DAV:"/>"#).await.is(403);
        alice.request("REPORT", FILES, &[], "<not xml").await.is(400);
        let favourites = report("<oc:favorite>1</oc:favorite>");
        alice.request("REPORT", &format!("{FILES}/nowhere"), &[], favourites.clone()).await.is(404);
        alice.request("REPORT", &format!("{FILES}/plan.txt"), &[], favourites).await.is(409);
    }
}
