//! Whose tree it is: other people's, other organisations', and groups' folders in one's own.

use crate::harness::on_each_engine;

on_each_engine! {
    async fn somebody_elses_tree_is_not_there(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await.device().await, communs.person("bob").await.device().await);
        alice.put("/dav/files/alice/secret", "x").await.is(201);
        for method in ["GET", "HEAD", "PROPFIND", "PROPPATCH", "PUT", "DELETE", "MKCOL", "LOCK", "UNLOCK", "MOVE", "COPY"] {
            let headers = [("depth", "0"), ("destination", "/dav/files/bob/stolen")];
            bob.does(method, "/dav/files/alice/secret", &headers).await.is(404);
            bob.does(method, "/dav/files/nobody/secret", &headers).await.is(404);
            bob.does(method, "/dav/files/", &headers).await.is(404);
        }
        bob.put("/dav/files/bob/f", "x").await.is(201);
        for method in ["COPY", "MOVE"] {
            for to in ["/dav/files/alice/f", "/elsewhere", "http://other.test/dav/files/alice/f"] {
                bob.does(method, "/dav/files/bob/f", &[("destination", to)]).await.is(403);
            }
        }
        assert_eq!(alice.lists("/dav/files/alice/", "1").await.len(), 2);
    }

    async fn another_organisations_tree_is_not_there(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let here = communs.person("alice").await.device().await;
        here.put("/dav/files/alice/f", "here").await.is(201);
        let there = nord.person("alice").await.device().await;
        there.get("/dav/files/alice/f").await.is(404);
        there.put("/dav/files/alice/f", "there").await.is(201);
        assert_eq!(here.get("/dav/files/alice/f").await.text(), "here");
        here.at("nord.test").get("/dav/files/alice/f").await.is(401);
    }

    async fn a_group_is_a_folder_that_stays_where_it_is(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Jardin", &[&alice, &bob]).await;
        let (alice, bob) = (alice.device().await, bob.device().await);
        let before = bob.asks("/dav/files/bob/", "<d:getetag/>").await.text("getetag");
        alice.put("/dav/files/alice/Jardin/plan", "carrots").await.is(201);
        assert_eq!(bob.get("/dav/files/bob/Jardin/plan").await.text(), "carrots");
        assert_ne!(bob.asks("/dav/files/bob/", "<d:getetag/>").await.text("getetag"), before);
        let listed = bob.lists("/dav/files/bob/", "1").await;
        assert_eq!(listed[1].href, "/dav/files/bob/Jardin/");
        assert!(listed[1].is_folder());
        let garden = bob.asks("/dav/files/bob/Jardin/", "<d:displayname/><oc:permissions/>").await;
        assert_eq!(garden.text("displayname"), "Jardin");
        assert_eq!(garden.prop("http://owncloud.org/ns", "permissions").unwrap().text(), "GCK");

        bob.does("DELETE", "/dav/files/bob/Jardin", &[]).await.is(403);
        let to = [("destination", "/dav/files/bob/Garden")];
        bob.does("MOVE", "/dav/files/bob/Jardin", &to).await.is(403);
        bob.put("/dav/files/bob/f", "x").await.is(201);
        bob.does("MOVE", "/dav/files/bob/f", &[("destination", "/dav/files/bob/Jardin")]).await.is(403);
        bob.does("MKCOL", "/dav/files/bob/Jardin", &[]).await.is(405);
        bob.put("/dav/files/bob/Jardin", "x").await.is(405);

        // From one's own drive into the group's, and back.
        bob.does("MOVE", "/dav/files/bob/f", &[("destination", "/dav/files/bob/Jardin/f")]).await.is(201);
        assert_eq!(alice.get("/dav/files/alice/Jardin/f").await.text(), "x");
        alice.does("COPY", "/dav/files/alice/Jardin/f", &[("destination", "/dav/files/alice/mine")]).await.is(201);
        assert_eq!(alice.get("/dav/files/alice/mine").await.text(), "x");
    }

    async fn who_left_the_group_is_out_at_the_next_request(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let group = communs.group("Jardin", &[&alice]).await;
        let device = alice.device().await;
        device.put("/dav/files/alice/Jardin/plan", "carrots").await.is(201);
        suite.app.tools.accounts.remove_member(communs.org.id, group, tool_accounts::Member::Person(alice.id)).await.unwrap();
        device.get("/dav/files/alice/Jardin/plan").await.is(404);
        assert_eq!(device.lists("/dav/files/alice/", "1").await.len(), 1);
    }
}
