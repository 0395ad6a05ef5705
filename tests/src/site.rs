//! What every request goes through: hosts, origins, problems, repeated requests, the events websocket.

use serde_json::json;

use crate::harness::on_each_engine;

on_each_engine! {
    async fn an_unknown_host_is_told_so(suite: Suite) {
        suite.organisation("Les Communs", "communs.test").await;
        let lost = suite.stranger("elsewhere.test");
        lost.get("/api/files/drives").await.is_problem(404, "unknown-host");
        lost.request("PROPFIND", "/dav/files/alice/", &[("depth", "0")], "").await.is(404);
        lost.get("/api/nothing/here").await.is_problem(404, "not-found");
    }

    async fn a_session_of_one_organisation_is_nothing_in_another(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        suite.organisation("Atelier Nord", "nord.test").await;
        let alice = communs.person("alice").await;
        alice.get("/api/accounts/me").await.is(200);
        alice.browser.clone().at("nord.test").get("/api/accounts/me").await.is_problem(401, "unauthenticated");
        let device = alice.device().await;
        device.get("/dav/files/alice/").await;
        device.at("nord.test").request("PROPFIND", "/dav/files/alice/", &[("depth", "0")], "").await.is(401);
    }

    async fn another_site_cannot_use_a_session(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let root = alice.get("/api/files/drives").await.is(200).json()["items"][0]["root_id"].clone();
        let body = json!({ "parent_id": root, "name": "Stolen", "kind": "folder" }).to_string();
        let json_type = ("content-type", "application/json");
        for site in ["cross-site", "same-site"] {
            let headers = [json_type, ("sec-fetch-site", site)];
            alice.request("POST", "/api/files/nodes", &headers, body.clone()).await.is_problem(403, "forbidden");
        }
        alice.request("POST", "/api/files/nodes", &[json_type, ("sec-fetch-site", "same-origin")], body).await.is(201);
    }

    async fn the_same_key_creates_once(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let root = alice.get("/api/files/drives").await.is(200).json()["items"][0]["root_id"].clone();
        let headers = [("content-type", "application/json"), ("idempotency-key", "one-and-the-same")];
        let body = json!({ "parent_id": root, "name": "Once", "kind": "folder" }).to_string();
        let first = alice.request("POST", "/api/files/nodes", &headers, body.clone()).await.is(201);
        let again = alice.request("POST", "/api/files/nodes", &headers, body).await.is(201);
        assert_eq!(first.member("id"), again.member("id"));
        let other = json!({ "label": "Phone" }).to_string();
        alice.request("POST", "/api/accounts/me/app-passwords", &headers, other).await.is_problem(422, "invalid-input");
    }

    async fn bad_json_is_explained(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let json_type = [("content-type", "application/json")];
        let missing = alice.request("POST", "/api/files/nodes", &json_type, "{}").await.is_problem(422, "invalid-input");
        assert!(!missing.member("detail").is_empty());
        alice.request("POST", "/api/files/nodes", &json_type, "{\"name\":").await.is(400);
        alice.request("POST", "/api/files/nodes", &[], "{}").await.is(415);
        let huge = format!("{{\"name\":\"{}\"}}", "x".repeat(3 * 1024 * 1024));
        alice.request("POST", "/api/files/nodes", &json_type, huge).await.is_problem(413, "too-large");
        alice.get("/api/files/nodes/not-an-id").await.is_problem(404, "not-found");
        alice.get("/api/accounts/people?limit=0").await.is_problem(422, "invalid-input");
        alice.get("/api/accounts/people?after=nonsense").await.is_problem(422, "invalid-input");
    }
}
