//! Behind a proxy that speaks TLS: what people and programs are told is the address that they have. Who is no such proxy
//! can say what they like. `conformance/proxy` tells the same with a real one.

use base_db::Engine;
use serde_json::json;

use crate::harness::{PASSWORD, Suite, Visitor};

/// What the proxy says.
const SAID: [(&str, &str); 3] =
    [("x-forwarded-host", "communs.test"), ("x-forwarded-proto", "https"), ("x-forwarded-for", "192.0.2.7")];
const JSON: (&str, &str) = ("content-type", "application/json");

fn told(headers: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [headers, &SAID].concat()
}

async fn on_each_engine<F: Future<Output = ()>>(story: impl Fn(Suite) -> F) {
    for engine in base_db::testing::engines() {
        story(started(engine).await).await;
    }
}

async fn started(engine: Engine) -> Suite {
    let suite = Suite::start_behind(engine, &["10.0.0.0/8"]).await;
    let communs = suite.organisation("Les Communs", "communs.test").await;
    communs.person("alice").await;
    suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
    suite
}

/// The proxy, which asks for an address of its own.
fn proxy(suite: &Suite) -> Visitor {
    suite.stranger("10.0.0.2:8080").from("10.0.0.1")
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_told_the_outer_address() {
    on_each_engine(async |suite| {
        let asked = proxy(&suite).request("POST", "/index.php/login/v2", &SAID, "").await.is(200).json();
        assert_eq!(asked["poll"]["endpoint"], "https://communs.test/login/v2/poll");
        assert!(asked["login"].as_str().unwrap().starts_with("https://communs.test/connect/"));
        let ported = [("x-forwarded-host", "communs.test:8443"), ("x-forwarded-proto", "https")];
        let asked = proxy(&suite).request("POST", "/index.php/login/v2", &ported, "").await.is(200).json();
        assert_eq!(asked["poll"]["endpoint"], "https://communs.test:8443/login/v2/poll");
        let said = proxy(&suite).request("GET", "/ocs/v2.php/cloud/capabilities?format=json", &SAID, "").await.is(200);
        let said = &said.json()["ocs"]["data"]["capabilities"];
        assert_eq!(said["theming"]["url"], "https://communs.test");
        assert_eq!(said["notify_push"]["endpoints"]["websocket"], "wss://communs.test/push/ws");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_get_cookies_for_tls_and_are_led_to_it() {
    on_each_engine(async |suite| {
        let login = json!({ "login": "alice", "password": PASSWORD, "remember": true }).to_string();
        let path = "/api/accounts/session";
        let headers = told(&[JSON, ("origin", "https://communs.test")]);
        let signed_in = proxy(&suite).request("POST", path, &headers, login.clone()).await.is(200);
        let cookie = signed_in.header("set-cookie");
        assert!(cookie.starts_with("__Host-liiibre_session=") && cookie.contains("; Secure"), "{cookie}");
        assert!(signed_in.header("strict-transport-security").starts_with("max-age="));
        for origin in ["http://communs.test", "https://communs.test:8443", "https://evil.test"] {
            let headers = told(&[JSON, ("origin", origin)]);
            proxy(&suite).request("POST", path, &headers, login.clone()).await.is_problem(403, "forbidden");
        }
        let at = |host: &'static str| [("x-forwarded-host", host), ("x-forwarded-proto", "https")];
        for (host, to) in [
            ("www.communs.test", "https://communs.test/files?a=b"),
            ("www.communs.test:8443", "https://communs.test:8443/files?a=b"),
        ] {
            let led = proxy(&suite).request("GET", "/files?a=b", &at(host), "").await.is(307);
            assert_eq!(led.header("location"), to);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_trusted_proxy_is_not_believed() {
    on_each_engine(async |suite| {
        let forged = told(&[("forwarded", "for=192.0.2.7;host=evil.test;proto=https")]);
        for peer in ["192.0.2.9", "127.0.0.1", "::1", "11.0.0.1", "::ffff:192.0.2.9"] {
            let direct = suite.stranger("communs.test:8080").from(peer);
            let asked = direct.request("POST", "/login/v2", &forged, "").await.is(200).json();
            assert_eq!(asked["poll"]["endpoint"], "http://communs.test:8080/login/v2/poll", "{peer}");
            let login = json!({ "login": "alice", "password": PASSWORD, "remember": true }).to_string();
            let headers = [&forged[..], &[JSON, ("sec-fetch-site", "same-origin")]].concat();
            let signed_in = direct.request("POST", "/api/accounts/session", &headers, login).await.is(200);
            let cookie = signed_in.header("set-cookie");
            assert!(cookie.starts_with("liiibre_session=") && !cookie.contains("Secure"), "{cookie}");
            assert_eq!(signed_in.header("strict-transport-security"), "");
            // Nor does it open another organisation.
            let elsewhere = suite.stranger("elsewhere.test").from(peer);
            elsewhere.request("GET", "/status.php", &forged, "").await.is(404);
        }
        // A trusted one is believed through RFC 7239's header neither: nothing reads it.
        let only = [("forwarded", "host=communs.test;proto=https")];
        proxy(&suite).request("GET", "/status.php", &only, "").await.is(404);
    })
    .await;
}
