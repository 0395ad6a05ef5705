//! Accounts as browsers and programs meet them: cookies, tags, pages, refusals.

use serde_json::json;

use crate::harness::{PASSWORD, on_each_engine};

on_each_engine! {
    async fn a_cookie_is_out_of_reach_and_goes_with_the_session(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let stranger = suite.stranger("communs.test");
        let door = |remember: bool| json!({ "login": "alice@communs.test", "password": PASSWORD, "remember": remember });
        let kept = stranger.post("/api/accounts/session", door(true)).await.is(200);
        let cookie = kept.header("set-cookie").to_owned();
        for flag in ["liiibre_session=", "Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=2592000"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert_eq!((kept.member("handle"), kept.header("etag").trim_matches('"')), ("alice".into(), &*kept.member("etag")));
        let passing = stranger.post("/api/accounts/session", door(false)).await.is(200);
        assert!(!passing.header("set-cookie").contains("Max-Age"));

        let gone = alice.delete("/api/accounts/session").await.is(204);
        assert!(gone.header("set-cookie").contains("Max-Age=0"));
        alice.get("/api/accounts/me").await.is_problem(401, "unauthenticated");
        alice.delete("/api/accounts/session").await.is(204);
    }

    async fn the_door_says_the_same_to_everybody_and_then_to_wait(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        communs.person("alice").await;
        let stranger = suite.stranger("communs.test");
        for login in ["alice", "nobody"] {
            let wrong = json!({ "login": login, "password": "wrong", "remember": false });
            let mut answers = Vec::new();
            for _ in 0..5 {
                let answer = stranger.post("/api/accounts/session", wrong.clone()).await.is_problem(401, "wrong-credentials");
                assert!(answer.header("set-cookie").is_empty());
                answers.push((answer.member("title"), answer.member("detail")));
            }
            answers.dedup();
            assert_eq!(answers.len(), 1);
            let wait = stranger.post("/api/accounts/session", wrong).await.is_problem(429, "too-many-attempts");
            assert_eq!((wait.header("retry-after"), wait.json()["retry_after"].as_u64()), ("2", Some(2)));
        }
    }

    async fn a_profile_is_changed_under_its_tag(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let seen = alice.get("/api/accounts/me").await.is(200);
        let change = |tag: &str| [("content-type", "application/json".to_owned()), ("if-match", tag.to_owned())];
        let send = async |tag: &str, body: serde_json::Value| {
            let headers = change(tag);
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            alice.request("PATCH", "/api/accounts/me", &headers, body.to_string()).await
        };
        let now = send(seen.header("etag"), json!({ "theme": "dark", "language": "en" })).await.is(200);
        send(seen.header("etag"), json!({ "theme": "light" })).await.is_problem(412, "precondition-failed");
        let back = send(now.header("etag"), json!({ "language": null })).await.is(200);
        assert_eq!((back.member("theme"), back.json()["language"].is_null()), ("dark".into(), true));
        let refused = alice.patch("/api/accounts/me", json!({ "name": "a\u{0}b" })).await.is_problem(422, "invalid-input");
        assert_eq!(refused.member("field"), "name");
        alice.patch("/api/accounts/me", json!({ "role": "owner" })).await.is_problem(422, "invalid-input");
    }

    async fn a_photo_is_seen_by_members_and_sent_once(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let me = alice.put("/api/accounts/me/photo", include_bytes!("pixel.png").to_vec()).await.is(200);
        let url = me.member("photo_url");
        let photo = bob.get(&url).await.is(200);
        assert!(photo.header("content-type").starts_with("image/"));
        assert_eq!(photo.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(photo.header("x-content-type-options"), "nosniff");
        bob.request("GET", &url, &[("if-none-match", photo.header("etag"))], "").await.is(304);
        suite.stranger("communs.test").get(&url).await.is_problem(401, "unauthenticated");
        alice.put("/api/accounts/me/photo", "<svg onload='alert(1)'/>").await.is_problem(422, "invalid-input");
        alice.put("/api/accounts/me/photo", vec![0; 5 * 1024 * 1024 + 1]).await.is_problem(413, "too-large");
        let without = alice.delete("/api/accounts/me/photo").await.is(200);
        assert!(without.json()["photo_url"].is_null());
        bob.get(&url).await.is_problem(404, "not-found");
    }

    async fn a_device_password_opens_files_and_never_the_account(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let new = alice.post("/api/accounts/me/app-passwords", json!({ "label": "Phone" })).await.is(201);
        let device = suite.stranger("communs.test").with_basic(&new.member("login"), &new.member("password"));
        let look = async || device.request("PROPFIND", "/dav/files/alice/", &[("depth", "0")], "").await;
        look().await.is(207);
        device.get("/api/accounts/me").await.is_problem(401, "unauthenticated");
        let own = suite.stranger("communs.test").with_basic("alice", PASSWORD);
        let refused = own.request("PROPFIND", "/dav/files/alice/", &[("depth", "0")], "").await.is(401);
        assert!(refused.header("www-authenticate").starts_with("Basic realm="));
        let listed = alice.get("/api/accounts/me/app-passwords").await.is(200);
        assert!(listed.json()["items"][0]["last_used_at"].is_string());
        assert!(!listed.text().contains(&new.member("password")));
        alice.delete(&format!("/api/accounts/me/app-passwords/{}", new.member("id"))).await.is(204);
        look().await.is(401);
    }

    async fn sessions_are_seen_and_ended(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let elsewhere = communs.sign_in("alice", PASSWORD).await.unwrap();
        let items = alice.get("/api/accounts/me/sessions").await.is(200).json()["items"].as_array().unwrap().clone();
        assert_eq!(items.iter().filter(|item| item["current"] == json!(true)).count(), 1);
        alice.delete("/api/accounts/me/sessions?others=true").await.is(204);
        elsewhere.get("/api/accounts/me").await.is(401);
        alice.get("/api/accounts/me").await.is(200);
        alice.delete("/api/accounts/me/sessions").await.is(204);
        alice.get("/api/accounts/me").await.is(401);
    }

    async fn a_new_password_ends_the_other_sessions(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let elsewhere = communs.sign_in("alice", PASSWORD).await.unwrap();
        let change = async |current: &str, new: &str| {
            let body = json!({ "current": current, "new": new }).to_string();
            alice.request("PUT", "/api/accounts/me/password", &[("content-type", "application/json")], body).await
        };
        assert_eq!(change(PASSWORD, "court").await.is_problem(422, "invalid-input").member("field"), "new");
        change("wrong", "quatre pommes sous la pluie").await.is_problem(401, "wrong-credentials");
        change(PASSWORD, "quatre pommes sous la pluie").await.is(204);
        elsewhere.get("/api/accounts/me").await.is(401);
        let acts = alice.get("/api/accounts/me/audit?limit=200").await.is(200).text();
        assert!(acts.contains("password.changed") && !acts.contains("pommes"));
    }

    async fn the_record_is_read_page_by_page(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        for name in ["A", "B", "C"] {
            suite.clock.advance(jiff::SignedDuration::from_secs(1));
            alice.patch("/api/accounts/me", json!({ "name": name })).await.is(200);
        }
        let mut path = "/api/accounts/me/audit?limit=2".to_owned();
        let mut seen = Vec::new();
        loop {
            let page = alice.get(&path).await.is(200).json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["act"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/accounts/me/audit?limit=2&after={next}");
        }
        assert_eq!(seen[..3], ["profile.changed"; 3]);
        assert_eq!(seen.len(), 5, "{seen:?}");
    }

    async fn the_link_of_an_invitation_is_kept_nowhere(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person_with("alice", base_suite::OrgRole::Owner).await;
        let asked = json!({ "role": "member" }).to_string();
        let headers = [("content-type", "application/json"), ("idempotency-key", "one-invitation")];
        let made = alice.request("POST", "/api/accounts/invitations", &headers, asked.clone()).await.is(201);
        assert_eq!(made.header("cache-control"), "no-store");
        let again = alice.request("POST", "/api/accounts/invitations", &headers, asked).await;
        assert!(!again.text().contains("/join/"), "{}", again.text());
        let id = made.json()["invitation"]["id"].as_str().unwrap().to_owned();
        let renewed = alice.post(&format!("/api/accounts/invitations/{id}/renew"), json!({})).await.is(200);
        assert_eq!(renewed.header("cache-control"), "no-store");
    }
}
