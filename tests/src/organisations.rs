//! Organisations as browsers meet them: the page of a new installation, settings, the logo.

use base_suite::OrgRole;
use serde_json::json;

use crate::harness::on_each_engine;

on_each_engine! {
    async fn a_new_installation_is_opened_with_its_link_and_once(suite: Suite) {
        let token = suite.app.tools.organisations.setup_token().await.unwrap().unwrap();
        let somebody = suite.stranger("localhost:8080");
        let blank = somebody.get("/api/organisations/current").await.is(200).json();
        assert_eq!((&blank["needs_setup"], &blank["domain"]), (&json!(true), &json!("localhost")));
        somebody.get("/api/accounts/me").await.is_problem(404, "unknown-host");
        let valid = async |token: &str| {
            somebody.get(&format!("/api/organisations/setup?token={token}")).await.is(200).json()["valid"].clone()
        };
        assert_eq!((valid(&token).await, valid("guess").await), (json!(true), json!(false)));

        let form = |token: &str, password: &str| json!({
            "token": token,
            "organisation": { "name": "Les Communs", "locale": "fr", "time_zone": "Europe/Paris" },
            "person": { "handle": "camille", "name": "Camille", "email": "c@communs.test", "password": password },
        });
        let good = "quatre pommes sous la pluie";
        somebody.post("/api/organisations/setup", form("guess", good)).await.is_problem(403, "forbidden");
        let short = somebody.post("/api/organisations/setup", form(&token, "court")).await.is_problem(422, "invalid-input");
        assert_eq!(short.member("field"), "password");
        let made = somebody.post("/api/organisations/setup", form(&token, good)).await.is(201);
        assert_eq!((made.member("name"), made.member("domain")), ("Les Communs".into(), "localhost".into()));

        let cookie = made.header("set-cookie").split(';').next().unwrap().to_owned();
        let headers = [("cookie", cookie.as_str())];
        let me = somebody.request("GET", "/api/accounts/me", &headers, "").await.is(200);
        assert_eq!((me.member("handle"), me.member("role")), ("camille".into(), "owner".into()));
        somebody.request("GET", "/api/files/drives", &headers, "").await.is(200);
        somebody.post("/api/organisations/setup", form(&token, good)).await.is_problem(404, "not-found");
        suite.stranger("elsewhere.test").get("/api/organisations/current").await.is_problem(404, "unknown-host");
    }

    async fn administrators_change_settings_and_others_see_them(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Admin).await;
        let bob = communs.person("bob").await;
        let change = json!({ "name": "Les Biens communs", "accent": "#112233" });
        bob.patch("/api/organisations/current", change.clone()).await.is_problem(403, "forbidden");
        camille.patch("/api/organisations/current", change).await.is(200);
        let seen = suite.stranger("communs.test").get("/api/organisations/current").await.is(200);
        assert_eq!((seen.member("name"), seen.member("accent")), ("Les Biens communs".into(), "#112233".into()));
        let bad = camille.patch("/api/organisations/current", json!({ "accent": "red" })).await.is_problem(422, "invalid-input");
        assert_eq!(bad.member("field"), "accent");
        camille.patch("/api/organisations/current", json!({ "domain": "other.test" })).await.is_problem(422, "invalid-input");

        let with = camille.put("/api/organisations/current/logo", include_bytes!("pixel.png").to_vec()).await.is(200);
        let logo = suite.stranger("communs.test").get(&with.member("logo_url")).await.is(200);
        assert!(logo.header("cache-control").starts_with("public"));
        camille.put("/api/organisations/current/logo", vec![0; 1024 * 1024 + 1]).await.is_problem(413, "too-large");
        camille.delete("/api/organisations/current/logo").await.is(200);
        suite.stranger("communs.test").get("/api/organisations/current/logo").await.is_problem(404, "not-found");
    }

    async fn an_alias_leads_to_the_domain(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
        let lost = suite.stranger("www.communs.test:8080").get("/files?a=b").await.is(307);
        assert_eq!(lost.header("location"), "http://communs.test:8080/files?a=b");
    }
}
