//! Locks (RFC 4918 sections 6, 7, 9.10 and 9.11).

use super::{members, preconditions};
use crate::harness::on_each_engine;

on_each_engine! {
    async fn what_one_has_locked_another_cannot_change(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Jardin", &[&alice, &bob]).await;
        let (alice, bob) = (alice.device().await, bob.device().await);
        alice.put("/dav/files/alice/Jardin/plan", "carrots").await.is(201);
        let token = alice.holds("/dav/files/alice/Jardin/plan").await;
        let path = "/dav/files/bob/Jardin/plan";

        let refused = bob.put(path, "weeds").await.is(423);
        assert_eq!(preconditions(&refused)[0], "lock-token-submitted");
        assert!(refused.text().contains(path), "the path is the one that Bob knows");
        assert!(refused.text().contains("Alice is working on it"));
        bob.does("DELETE", path, &[]).await.is(423);
        bob.does("MOVE", path, &[("destination", "/dav/files/bob/stolen")]).await.is(423);
        bob.put("/dav/files/bob/weeds", "x").await.is(201);
        bob.does("COPY", "/dav/files/bob/weeds", &[("destination", path)]).await.is(423);
        bob.does("COPY", path, &[("destination", "/dav/files/bob/copy")]).await.is(201);
        let conflict = bob.locks(path, "shared", "0").await.is(423);
        assert_eq!(preconditions(&conflict)[0], "no-conflicting-lock");
        // Everybody sees the token, and it serves nobody but Alice.
        let seen = bob.lists(path, "0").await[0].dav("lockdiscovery").unwrap().dav_child("activelock").unwrap().clone();
        let shown = seen.dav_child("locktoken").unwrap().dav_child("href").unwrap().text();
        assert_eq!(format!("<{shown}>"), token);
        bob.request("PUT", path, &[("if", &format!("({token})"))], "weeds").await.is(423);
        bob.does("UNLOCK", path, &[("lock-token", &token)]).await.is(409);

        alice.put("/dav/files/alice/Jardin/plan", "x").await.is(423);
        let condition = format!("({token})");
        alice.request("PUT", "/dav/files/alice/Jardin/plan", &[("if", &condition)], "leeks").await.is(204);
        alice.does("UNLOCK", "/dav/files/alice/Jardin/plan", &[("lock-token", &token)]).await.is(204);
        bob.put(path, "beans").await.is(204);
    }

    async fn the_browser_is_told_of_a_lock_too(suite: Suite) {
        let person = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let alice = person.device().await;
        let root = person.get("/api/files/drives").await.json()["items"][0]["root_id"].as_str().unwrap().to_owned();
        let file = person.uploads(&root, "plan", b"x").await;
        alice.holds("/dav/files/alice/plan").await;
        person.delete(&format!("/api/files/nodes/{file}")).await.is_problem(423, "locked");
    }

    async fn a_lock_where_nothing_is_makes_a_file(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let made = alice.locks("/dav/files/alice/new", "exclusive", "0").await.is(201);
        assert_eq!(alice.get("/dav/files/alice/new").await.is(200).body.len(), 0);
        let token = made.header("lock-token").to_owned();
        alice.request("PUT", "/dav/files/alice/new", &[("if", &format!("({token})"))], "x").await.is(204);
        alice.locks("/dav/files/alice/none/new", "exclusive", "0").await.is(409);
    }

    async fn shared_locks_go_together(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let one = alice.locks("/dav/files/alice/f", "shared", "0").await.is(200).header("lock-token").to_owned();
        let two = alice.locks("/dav/files/alice/f", "shared", "0").await.is(200).header("lock-token").to_owned();
        alice.locks("/dav/files/alice/f", "exclusive", "0").await.is(423);
        alice.put("/dav/files/alice/f", "x").await.is(423);
        alice.request("PUT", "/dav/files/alice/f", &[("if", &format!("({two})"))], "y").await.is(204);
        for token in [one, two] {
            alice.does("UNLOCK", "/dav/files/alice/f", &[("lock-token", &token)]).await.is(204);
        }
        alice.put("/dav/files/alice/f", "z").await.is(204);
    }

    async fn a_deep_lock_reaches_all_beneath(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/a", &[]).await.is(201);
        alice.does("MKCOL", "/dav/files/alice/a/b", &[]).await.is(201);
        alice.put("/dav/files/alice/a/b/f", "x").await.is(201);
        let token = alice.locks("/dav/files/alice/a/", "exclusive", "infinity").await.is(200).header("lock-token").to_owned();
        alice.put("/dav/files/alice/a/b/f", "y").await.is(423);
        alice.put("/dav/files/alice/a/b/new", "y").await.is(423);
        alice.does("MKCOL", "/dav/files/alice/a/c", &[]).await.is(423);
        alice.locks("/dav/files/alice/a/b/f", "exclusive", "0").await.is(423);
        let condition = format!("<http://communs.test/dav/files/alice/a/> ({token})");
        alice.request("PUT", "/dav/files/alice/a/b/new", &[("if", &condition)], "y").await.is(201);
        let seen = alice.lists("/dav/files/alice/a/b/f", "0").await;
        let active = seen[0].dav("lockdiscovery").unwrap().dav_child("activelock").unwrap().clone();
        assert_eq!(active.dav_child("lockroot").unwrap().dav_child("href").unwrap().text(), "/dav/files/alice/a/");
        assert_eq!(active.dav_child("depth").unwrap().text(), "infinity");
        // What is under a lock refreshes it and ends it.
        alice.does("LOCK", "/dav/files/alice/a/b/f", &[("if", &format!("({token})"))]).await.is(200);
        alice.does("UNLOCK", "/dav/files/alice/a/b/f", &[("lock-token", &token)]).await.is(204);
        alice.put("/dav/files/alice/a/b/f", "z").await.is(204);
    }

    async fn a_folder_is_not_taken_from_under_a_lock(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/a", &[]).await.is(201);
        alice.put("/dav/files/alice/a/f", "x").await.is(201);
        let token = alice.holds("/dav/files/alice/a/f").await;
        let locked = vec![("/dav/files/alice/a/f".to_owned(), 423)];
        assert_eq!(members(alice.does("DELETE", "/dav/files/alice/a", &[]).await), locked);
        let to = ("destination", "/dav/files/alice/b");
        assert_eq!(members(alice.does("MOVE", "/dav/files/alice/a", &[to]).await), locked);
        let both = vec![locked[0].clone(), ("/dav/files/alice/a/".to_owned(), 424)];
        assert_eq!(members(alice.locks("/dav/files/alice/a", "exclusive", "infinity").await), both);
        let condition = format!("</dav/files/alice/a/f> ({token})");
        alice.does("MOVE", "/dav/files/alice/a", &[to, ("if", &condition)]).await.is(201);
        // A lock does not move along.
        alice.put("/dav/files/alice/b/f", "y").await.is(204);
    }

    async fn a_lock_ends_by_itself(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let body = r#"<d:lockinfo xmlns:d="DAV:"><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/></d:locktype></d:lockinfo>"#;
        let headers = [("timeout", "Infinite, Second-4100000000"), ("depth", "0")];
        let taken = alice.request("LOCK", "/dav/files/alice/f", &headers, body).await.is(200);
        assert!(taken.text().contains("Second-86400"));
        let token = format!("({})", taken.header("lock-token"));
        suite.clock.advance(jiff::SignedDuration::from_hours(23));
        alice.put("/dav/files/alice/f", "y").await.is(423);
        let refreshed = alice.does("LOCK", "/dav/files/alice/f", &[("if", &token), ("timeout", "Second-7200")]).await.is(200);
        assert!(refreshed.text().contains("Second-7200"));
        assert_eq!(refreshed.header("lock-token"), "");
        suite.clock.advance(jiff::SignedDuration::from_secs(7_201));
        alice.put("/dav/files/alice/f", "y").await.is(204);
        alice.does("LOCK", "/dav/files/alice/f", &[("if", &token)]).await.is(412);
        alice.does("LOCK", "/dav/files/alice/f", &[]).await.is(400);
    }

    async fn conditions_are_decided_before_locks(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let etag = alice.put("/dav/files/alice/f", "x").await.is(201).header("etag").to_owned();
        let other = alice.put("/dav/files/alice/other", "x").await.is(201).header("etag").to_owned();
        let token = alice.holds("/dav/files/alice/f").await;
        let unlocked = "<DAV:no-lock>";
        for (condition, status) in [
            (format!("({token} [{other}])"), 412),
            (format!("({unlocked})"), 412),
            (format!("({token} [{etag}]) (Not {unlocked} [{other}])"), 204),
            (format!("({}x>) (Not {unlocked})", &token[..token.len() - 1]), 423),
            (format!("({token}) (Not {unlocked})"), 204),
            // On what another resource is like.
            (format!("</dav/files/alice/other> ([{other}])"), 423),
            // Naming a token submits it, whatever is said of it (section 10.4.1).
            (format!("</dav/files/alice/other> ([{other}]) </dav/files/alice/f> (Not {token})"), 204),
            (format!("</dav/files/alice/other> ([{other}] Not {token}) "), 204),
            (format!("</dav/files/alice/other> ({token})"), 412),
            (format!("</dav/files/alice/none> (Not {unlocked}) </dav/files/alice/f> ({token})"), 204),
            ("</elsewhere> ([\"x\"])".to_owned(), 412),
            ("nonsense".to_owned(), 400),
        ] {
            let answer = alice.request("PUT", "/dav/files/alice/f", &[("if", &condition)], "y").await;
            assert_eq!(answer.status.as_u16(), status, "{condition}: {}", answer.text());
            if answer.status.is_success() {
                alice.does("PROPFIND", "/dav/files/alice/f", &[("depth", "0")]).await.is(207);
            }
        }
    }
}
