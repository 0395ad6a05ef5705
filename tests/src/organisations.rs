//! Organisations as browsers meet them: the page of a new installation, settings, the logo.

use base_suite::OrgRole;
use serde_json::json;

use crate::harness::{Suite, on_each_engine};

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

    async fn an_alias_leads_people_to_the_domain_and_answers_programs_where_they_ask(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
        let alice = communs.person("alice").await;
        let lost = suite.stranger("www.communs.test:8080");
        let answer = lost.get("/files?a=b").await.is(307);
        assert_eq!(answer.header("location"), "http://communs.test:8080/files?a=b");
        // What browsers would keep for good, they would keep when the domain leads elsewhere.
        assert!(answer.headers.get("cache-control").is_none_or(|value| !value.to_str().unwrap().contains("max-age")));
        assert_eq!(lost.get("/api/organisations/current").await.is(200).member("domain"), "communs.test");
        let device = alice.device().await.at("www.communs.test");
        device.request("PROPFIND", "/dav/files/alice/", &[("depth", "0")], "").await.is(207);
        lost.post("/", json!({})).await.is(405);

        suite.app.tools.organisations.remove_alias(communs.org.id, "www.communs.test").await.unwrap();
        lost.get("/api/organisations/current").await.is_problem(404, "unknown-host");
        device.request("PROPFIND", "/dav/files/alice/", &[("depth", "0")], "").await.is(404);
    }

    async fn administrators_look_after_addresses_and_learn_nothing_of_others(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        suite.app.tools.organisations.add_alias(nord.org.id, "www.nord.test").await.unwrap();
        let (camille, bob) = (communs.person_with("camille", OrgRole::Admin).await, communs.person("bob").await);
        let ask = async |host: &str| camille.post("/api/organisations/domains", json!({ "host": host })).await;
        let asked = ask("www.crémerie.example").await.is(201).json();
        assert_eq!(
            (&asked["host"], &asked["written"], &asked["waits"]),
            (&json!("www.xn--crmerie-cya.example"), &json!("www.crémerie.example"), &json!(true))
        );
        assert_eq!(asked["proof"]["name"], "_liiibre-challenge.www.xn--crmerie-cya.example");
        assert_eq!(ask("www.xn--crmerie-cya.example").await.is(201).json(), asked);
        for taken in ["nord.test", "www.nord.test"] {
            let refused = ask(taken).await.is_problem(409, "domain-taken");
            assert!(!refused.text().contains("Atelier"), "{}", refused.text());
        }
        for bad in ["", "localhost", "10.0.0.1", "a\r\nb.example", "communs.test", &"a.".repeat(200)] {
            assert_eq!(ask(bad).await.is_problem(422, "invalid-input").member("field"), "host");
        }
        bob.post("/api/organisations/domains", json!({ "host": "b.example" })).await.is_problem(403, "forbidden");

        let check = "/api/organisations/domains/www.xn--crmerie-cya.example/check";
        let found = camille.post(check, json!(null)).await.is(200).json();
        assert_eq!((&found["level"], &found["address"]["waits"]), (&json!("missing"), &json!(true)), "no name is known");
        let again = camille.post(check, json!(null)).await.is_problem(429, "too-many-attempts");
        assert!(again.json()["retry_after"].as_u64().unwrap() <= 11);
        let leads = camille.get("/api/organisations/domains/leads").await.is(200).json();
        assert_eq!(leads["items"][0]["level"], "unknown");

        suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
        let mallory = nord.person_with("mallory", OrgRole::Owner).await;
        mallory.delete("/api/organisations/domains/www.communs.test").await.is(404);
        camille.delete("/api/organisations/domains/communs.test").await.is_problem(422, "invalid-input");
        camille.delete("/api/organisations/domains/www.communs.test").await.is(204);
        suite.stranger("www.communs.test").get("/api/organisations/current").await.is_problem(404, "unknown-host");
        assert_eq!(ask("www.communs.test").await.is(201).json()["waits"], false, "undone");
        suite.stranger("www.communs.test").get("/").await.is(307);
        let all = camille.get("/api/organisations/domains").await.is(200).json();
        let hosts: Vec<_> = all["items"].as_array().unwrap().iter().map(|item| &item["host"]).collect();
        assert_eq!(hosts, ["www.communs.test", "www.xn--crmerie-cya.example"]);
        assert_eq!((&all["domain"], &all["may_change"], &all["most"]), (&json!("communs.test"), &json!(true), &json!(20)));

        let known = async |domain: &str| {
            let uri = format!("/known-host?domain={domain}");
            let request = http::Request::get(uri).body(axum::body::Body::empty()).unwrap();
            tower::ServiceExt::oneshot(suite.app.private_router(), request).await.unwrap().status().as_u16()
        };
        assert_eq!((known("communs.test").await, known("WWW.communs.test.").await), (200, 200));
        assert_eq!((known("www.xn--crmerie-cya.example").await, known("").await), (404, 404), "not proved, no certificate");
    }
}

#[test]
fn where_tls_is_kept_to_aliases_are_left_out_and_operators_may_keep_domains_to_themselves() {
    for engine in base_db::testing::engines() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut config = liiibre::config::Config::default();
            config.server.trusted_proxies = vec!["127.0.0.1".into()];
            config.organisations.own_domains = false;
            let suite = Suite::start_with(engine, config).await;
            let communs = suite.organisation("Les Communs", "communs.test").await;
            suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
            let camille = communs.person_with("camille", OrgRole::Owner).await;
            let proxied = |host: &str| suite.stranger(host).from("127.0.0.1");
            let over_tls = [("x-forwarded-proto", "https")];
            let own = proxied("communs.test").request("GET", "/api/organisations/current", &over_tls, "").await.is(200);
            assert_eq!(own.header("strict-transport-security"), "max-age=31536000");
            for (path, status) in [("/files", 307), ("/api/organisations/current", 200)] {
                let answer = proxied("www.communs.test").request("GET", path, &over_tls, "").await.is(status);
                assert!(!answer.headers.contains_key("strict-transport-security"), "it may lead elsewhere one day");
                if status == 307 {
                    assert_eq!(answer.header("location"), "https://communs.test/files");
                }
            }
            let nobody = proxied("gone.test").request("GET", "/files", &over_tls, "").await;
            assert!(!nobody.headers.contains_key("strict-transport-security"), "it led here a moment ago");
            assert_eq!(camille.get("/api/organisations/domains").await.is(200).json()["may_change"], false);
            let ask = json!({ "host": "a.example" });
            camille.post("/api/organisations/domains", ask).await.is_problem(403, "domains-off");
            camille.delete("/api/organisations/domains/www.communs.test").await.is_problem(403, "domains-off");
        });
    }
}
