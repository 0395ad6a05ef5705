//! How programs of the Nextcloud family find the server, are let in, and learn who they work for.

use base_dav::read;
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Organisation, PASSWORD, Person, Suite, Visitor, on_each_engine};

const DESKTOP: &str = "Mozilla/5.0 (Linux) mirall/3.7.3 (Nextcloud, debian-6.1 ClientArchitecture: x86_64)";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A program that waits for its person.
struct Waiting {
    program: Visitor,
    /// The secret it polls with.
    token: String,
    endpoint: String,
    /// The page that it opened.
    page: String,
}

impl Waiting {
    async fn at(suite: &Suite, host: &str) -> Self {
        let program = suite.stranger(host);
        let headers = [("user-agent", DESKTOP)];
        let asked = program.request("POST", "/index.php/login/v2", &headers, "").await.is(200).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (poll, page) = (&asked["poll"], text(&asked["login"]));
        Self { program, token: text(&poll["token"]), endpoint: text(&poll["endpoint"]), page }
    }

    /// What stands at the end of the page's address.
    fn page_token(&self) -> &str {
        self.page.rsplit('/').next().unwrap()
    }

    fn operation(&self, rest: &str) -> String {
        format!("/api/accounts/device-logins/{}{rest}", self.page_token())
    }

    async fn polls(&self) -> Answer {
        let path = self.endpoint.splitn(4, '/').nth(3).unwrap();
        self.program.request("POST", &format!("/{path}"), &[FORM], format!("token={}", self.token)).await
    }
}

/// What an OCS answer in JSON says of itself.
fn code(answer: &Answer) -> u64 {
    answer.json()["ocs"]["meta"]["statuscode"].as_u64().unwrap_or_else(|| panic!("{}", answer.text()))
}

/// The width and height of a JPEG, from the segment that begins its frame.
fn size(jpeg: &[u8]) -> (u16, u16) {
    let mut at = 2;
    loop {
        let (marker, length) = (jpeg[at + 1], usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]])));
        if matches!(marker, 0xc0..=0xc2) {
            let number = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
            return (number(at + 7), number(at + 5));
        }
        at += 2 + length;
    }
}

async fn communs(suite: &Suite) -> (Organisation, Person) {
    let communs = suite.organisation("Les Communs", "communs.test").await;
    let alice = communs.person("alice").await;
    (communs, alice)
}

on_each_engine! {
    async fn a_program_is_let_in_from_a_page_and_signs_out(suite: Suite) {
        let (_, alice) = communs(&suite).await;
        let found = suite.stranger("communs.test").get("/status.php").await.is(200).json();
        assert_eq!((&found["installed"], &found["maintenance"], &found["productname"]), (&json!(true), &json!(false), &json!("Liiibre")));
        assert_eq!((&found["version"], &found["versionstring"]), (&json!("32.0.1.0"), &json!("32.0.1")));

        let waiting = Waiting::at(&suite, "communs.test").await;
        assert_eq!(waiting.endpoint, "http://communs.test/login/v2/poll");
        assert_eq!(waiting.page, format!("http://communs.test/connect/{}", waiting.page_token()));
        let refused = waiting.polls().await.is(404);
        assert_eq!((refused.json(), refused.header("cache-control")), (json!([]), "no-store"));

        let shown = alice.get(&waiting.operation("")).await.is(200).json();
        assert_eq!((&shown["client"], &shown["user_agent"]), (&json!("Nextcloud Desktop, Linux"), &json!(DESKTOP)));
        assert!(shown["address"].is_null() && shown["expires_at"].is_string(), "{shown}");
        alice.post(&waiting.operation("/grant"), json!({ "label": "Alice's laptop" })).await.is(204);
        alice.get(&waiting.operation("")).await.is_problem(404, "not-found");

        let given = waiting.polls().await.is(200);
        assert_eq!(given.header("cache-control"), "no-store");
        let (server, login, password) = (given.member("server"), given.member("loginName"), given.member("appPassword"));
        assert_eq!((server.as_str(), login.as_str()), ("http://communs.test", "alice"));
        waiting.polls().await.is(404);

        let program = suite.stranger("communs.test").with_basic(&login, &password);
        let user = program.get("/ocs/v1.php/cloud/user?format=json").await.is(200);
        assert_eq!((code(&user), &user.json()["ocs"]["data"]["id"]), (100, &json!("alice")));
        program.request("PROPFIND", "/remote.php/dav/files/alice/", &[("depth", "0")], "").await.is(207);
        let listed = alice.get("/api/accounts/me/app-passwords").await.is(200).json();
        assert_eq!(listed["items"][0]["label"], "Alice's laptop");
        let record = alice.get("/api/accounts/me/audit").await.is(200).text();
        assert!(record.contains("device-login.granted") && record.contains("app-password.created"), "{record}");
        assert!(!record.contains(&password));

        let gone = program.delete("/ocs/v2.php/core/apppassword?format=json").await.is(200);
        assert_eq!(code(&gone), 200);
        program.get("/ocs/v1.php/cloud/user?format=json").await.is(401);
        program.request("PROPFIND", "/remote.php/dav/", &[("depth", "0")], "").await.is(401);
    }

    async fn what_was_refused_or_is_unknown_is_never_given(suite: Suite) {
        let (communs, alice) = communs(&suite).await;
        let other = suite.organisation("Atelier Nord", "nord.test").await;
        let mallory = other.person("mallory").await;
        let waiting = Waiting::at(&suite, "communs.test").await;

        mallory.get(&waiting.operation("")).await.is(404);
        mallory.post(&waiting.operation("/grant"), json!({})).await.is(404);
        suite.stranger("communs.test").post(&waiting.operation("/grant"), json!({})).await.is(401);
        alice.device().await.post(&waiting.operation("/grant"), json!({})).await.is(401);
        let foreign = [("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
        alice.request("POST", &waiting.operation("/grant"), &foreign, "{}").await.is_problem(403, "forbidden");
        alice.post(&waiting.operation("/grant"), json!({ "label": "a\u{202e}b" })).await.is_problem(422, "invalid-input");
        alice.post(&waiting.operation("/grant"), json!({ "lable": "x" })).await.is_problem(422, "invalid-input");
        alice.post(&format!("/api/accounts/device-logins/{}/grant", waiting.token), json!({})).await.is(404);
        waiting.polls().await.is(404);

        alice.send(Method::POST, &waiting.operation("/refuse"), None).await.is(204);
        alice.send(Method::POST, &waiting.operation("/refuse"), None).await.is(404);
        alice.post(&waiting.operation("/grant"), json!({})).await.is(404);
        waiting.polls().await.is(404);

        let granted = Waiting::at(&suite, "communs.test").await;
        alice.post(&granted.operation("/grant"), json!({})).await.is(204);
        let long = format!("token={}", "a".repeat(100_000));
        let bodies: [(&str, &str); 7] = [
            (FORM.1, ""), (FORM.1, "token="), (FORM.1, "token=%00"), (FORM.1, &long), ("application/json", "{"),
            ("application/json", r#"{"token":["x"]}"#), ("text/plain", "token=x"),
        ];
        for (media_type, body) in bodies {
            let program = suite.stranger("communs.test");
            program.request("POST", "/login/v2/poll", &[("content-type", media_type)], body.to_owned()).await.is(404);
        }
        suite.stranger("communs.test").get("/login/v2/poll").await.is(405);
        let page = format!("token={}", granted.page_token());
        granted.program.request("POST", "/login/v2/poll", &[FORM], page).await.is(404);
        let elsewhere = granted.program.clone().at("nord.test");
        elsewhere.request("POST", "/login/v2/poll", &[FORM], format!("token={}", granted.token)).await.is(404);
        let revoked = alice.get("/api/accounts/me/app-passwords").await.is(200).json();
        assert_eq!(revoked["items"].as_array().unwrap().len(), 1, "the test's own device, and nothing else");
        // Some programs send JSON, and to the older address.
        let json = json!({ "token": granted.token });
        granted.program.post("/index.php/login/v2/poll", json.clone()).await.is(200);
        granted.program.post("/index.php/login/v2/poll", json).await.is(404);
        assert_eq!(communs.org.domain, "communs.test");
    }

    async fn addresses_name_the_host_that_was_reached_and_no_other(suite: Suite) {
        let (communs, alice) = communs(&suite).await;
        suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
        for (host, origin) in [
            ("communs.test:8443", "http://communs.test:8443"),
            ("Communs.TEST.:8080", "http://communs.test:8080"),
            ("communs.test:", "http://communs.test"),
            ("www.communs.test", "http://www.communs.test"),
        ] {
            let waiting = Waiting::at(&suite, host).await;
            assert_eq!(waiting.endpoint, format!("{origin}/login/v2/poll"));
            assert!(waiting.page.starts_with(&format!("{origin}/connect/")), "{}", waiting.page);
            alice.post(&waiting.operation("/grant"), json!({})).await.is(204);
            assert_eq!(waiting.polls().await.is(200).member("server"), origin);
        }
        for host in ["evil.test", "communs.test@evil.test", "communs.test:80@evil.test", "evil.test/communs.test", "", ":80"] {
            suite.stranger(host).request("POST", "/index.php/login/v2", &[], "").await.is(404);
            suite.stranger(host).get("/status.php").await.is(404);
            suite.stranger(host).get("/ocs/v1.php/cloud/capabilities?format=json").await.is(404);
            suite.stranger(host).get("/ocs/v1.php/cloud/user?format=json").await.is(404);
        }
        let forged = [("x-forwarded-host", "evil.test"), ("x-forwarded-proto", "https"), ("forwarded", "host=evil.test")];
        let asked = suite.stranger("communs.test").request("POST", "/login/v2", &forged, "").await.is(200).text();
        assert!(!asked.contains("evil") && !asked.contains("https"), "{asked}");
    }

    async fn programs_are_answered_where_they_ask_and_other_sites_are_not(suite: Suite) {
        let (communs, alice) = communs(&suite).await;
        suite.app.tools.organisations.add_alias(communs.org.id, "www.communs.test").await.unwrap();
        let device = alice.device().await.at("www.communs.test");
        for (path, status) in [
            ("/status.php", 200), ("/index.php/204", 204), ("/204", 204), ("/index.php/avatar/alice/64", 404), ("/avatar/alice/64", 404),
            ("/ocs/v2.php/cloud/user", 200), ("/remote.php/nothing", 404), ("/index.php/nothing", 404), ("/ocs/nothing", 404),
        ] {
            let answer = device.get(path).await.is(status);
            assert_eq!(answer.header("location"), "", "{path}");
        }
        assert!(device.get("/status.php").await.is(200).header("x-request-id").len() == 32);
        device.get("/connect/whatever").await.is(307);

        let stranger = suite.stranger("communs.test");
        stranger.request("POST", "/index.php/login/v2", &[], "").await.is(200);
        for headers in [("origin", "https://evil.test"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
            stranger.request("POST", "/index.php/login/v2", &[headers], "").await.is_problem(403, "forbidden");
            device.request("DELETE", "/ocs/v2.php/core/apppassword", &[headers], "").await.is(403);
        }
    }

    async fn whoever_asks_too_often_waits(suite: Suite) {
        let (_, alice) = communs(&suite).await;
        let first = Waiting::at(&suite, "communs.test").await;
        let stranger = suite.stranger("communs.test");
        for _ in 1..50 {
            stranger.request("POST", "/login/v2", &[], "").await.is(200);
        }
        let late = stranger.request("POST", "/login/v2", &[], "").await.is_problem(429, "too-many-attempts");
        assert_eq!(late.header("retry-after"), "1201");
        alice.post(&first.operation("/grant"), json!({})).await.is(204);
        first.polls().await.is(200);
        stranger.request("POST", "/login/v2", &[], "").await.is(200);
    }

    async fn a_hostile_program_cannot_dress_up_as_something_else(suite: Suite) {
        let (_, alice) = communs(&suite).await;
        let hostile = "Liiibre \u{202e}gnp.exe\u{200b}<img src=x onerror=alert(1)>".repeat(20);
        let stranger = suite.stranger("communs.test");
        let asked = stranger.request("POST", "/login/v2", &[("user-agent", &hostile)], "").await.is(200);
        let page = asked.member("login");
        let shown = alice.get(&page.replace("http://communs.test/connect", "/api/accounts/device-logins")).await.is(200);
        assert!(shown.header("content-type").starts_with("application/json"));
        let shown = shown.json();
        let (client, agent) = (shown["client"].as_str().unwrap(), shown["user_agent"].as_str().unwrap());
        assert!(client.chars().count() <= 60 && agent.chars().count() <= 300);
        for text in [client, agent] {
            assert!(!text.contains(['\u{202e}', '\u{200b}']), "{text:?}");
        }
        alice.get("/api/accounts/device-logins/..%2f..%2fme").await.is(404);
        alice.get(&format!("/api/accounts/device-logins/{}", "a".repeat(5_000))).await.is(404);
    }

    async fn capabilities_are_told_to_anybody_and_a_wrong_password_is_not_good(suite: Suite) {
        let (communs, alice) = communs(&suite).await;
        let owner = communs.person_with("olive", base_suite::OrgRole::Owner).await;
        let stranger = suite.stranger("communs.test:8080");
        let path = "/ocs/v1.php/cloud/capabilities?format=json";
        let answer = stranger.get(path).await.is(200);
        assert_eq!(code(&answer), 100);
        let data = answer.json()["ocs"]["data"].clone();
        assert_eq!((&data["version"]["major"], &data["version"]["string"]), (&json!(32), &json!("32.0.1")));
        let said = &data["capabilities"];
        assert_eq!(said["core"], json!({ "pollinterval": 60, "webdav-root": "remote.php/webdav" }));
        let theming = &said["theming"];
        assert_eq!((&theming["name"], &theming["url"]), (&json!("Les Communs"), &json!("http://communs.test:8080")));
        assert_eq!((&theming["color"], &theming["color-text"]), (&json!("#3d6b4f"), &json!("#ffffff")));
        assert!(theming.get("logo").is_none(), "{theming}");
        assert_eq!(code(&stranger.get("/ocs/v2.php/cloud/capabilities?format=json").await.is(200)), 200);

        let etag = answer.header("etag").to_owned();
        stranger.request("GET", path, &[("if-none-match", &etag)], "").await.is(304);
        owner.put("/api/organisations/current/logo", include_bytes!("../pixel.png").to_vec()).await.is(200);
        owner.patch("/api/organisations/current", json!({ "accent": "#ffd54f" })).await.is(200);
        let now = stranger.request("GET", path, &[("if-none-match", &etag)], "").await.is(200).json();
        let theming = &now["ocs"]["data"]["capabilities"]["theming"];
        assert_eq!(theming["color-text"], "#000000");
        let logo = theming["logo"].as_str().unwrap().strip_prefix("http://communs.test:8080").unwrap();
        stranger.get(logo).await.is(200);

        let wrong = stranger.clone().with_basic("alice", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa");
        for path in [path, "/ocs/v2.php/cloud/capabilities?format=json"] {
            let refused = wrong.get(path).await.is(401);
            assert_eq!(code(&refused), 997);
            assert!(refused.header("www-authenticate").starts_with("Basic "));
            alice.device().await.get(path).await.is(200);
        }
    }

    async fn the_envelope_speaks_json_and_xml_in_both_versions(suite: Suite) {
        let (_, alice) = communs(&suite).await;
        let (device, stranger) = (alice.device().await, suite.stranger("communs.test"));
        let json = [("accept", "application/json"), ("ocs-apirequest", "true")];
        for (version, fine) in [("v1", 100), ("v2", 200)] {
            let path = |rest: &str| format!("/ocs/{version}.php/{rest}");
            let user = device.request("GET", &path("cloud/user"), &json, "").await.is(200);
            assert_eq!(code(&user), fine);
            let data = user.json()["ocs"]["data"].clone();
            let expected = json!({ "id": "alice", "name": "Alice", "email": "alice@communs.test", "language": "fr" });
            let seen = json!({ "id": data["id"], "name": data["display-name"], "email": data["email"], "language": data["language"] });
            assert_eq!((seen, &data["displayname"], &data["enabled"]), (expected, &json!("Alice"), &json!(true)));

            let text = device.get(&path("cloud/user")).await.is(200);
            assert_eq!(text.header("content-type"), "application/xml; charset=utf-8");
            let root = read::read(&text.body).unwrap();
            assert_eq!(root.name.local(), "ocs");
            assert!(text.text().contains(&format!("<statuscode>{fine}</statuscode>")), "{}", text.text());
            assert!(text.text().contains("<id>alice</id>"), "{}", text.text());

            for version in ["v1", "v2"] {
                let path = path(&format!("apps/notifications/api/{version}/notifications"));
                let none = device.request("GET", &path, &json, "").await.is(200);
                assert_eq!((code(&none), &none.json()["ocs"]["data"]), (fine, &json!([])));
                assert_eq!(code(&stranger.request("GET", &path, &json, "").await.is(401)), 997);
            }
            for path in ["apps/user_status/api/v1/user_status", "nothing", "", "cloud/user/../x", "cloud/users/%00"].map(path) {
                let unknown = device.request("GET", &path, &json, "").await.is(404);
                assert_eq!(code(&unknown), 998, "{path}");
            }
            let wrong_method = device.request("PUT", &path("cloud/user"), &json, "").await.is(404);
            assert_eq!(code(&wrong_method), 998);
            assert_eq!(code(&stranger.request("GET", &path("cloud/user"), &json, "").await.is(401)), 997);
        }
    }

    async fn a_device_password_makes_no_other(suite: Suite) {
        let (_, alice) = communs(&suite).await;
        let stranger = suite.stranger("communs.test");
        for (version, status) in [("v1", 200), ("v2", 403)] {
            let path = format!("/ocs/{version}.php/core/getapppassword?format=json");
            let refused = alice.device().await.get(&path).await.is(status);
            assert_eq!((code(&refused), refused.text().contains("apppassword\":")), (403, false));
            // Nor does the session of a browser that another site sent here.
            assert_eq!(code(&alice.get(&path).await.is(status)), 403);
            // An account's own password is taken nowhere but on the sign-in page.
            let own = stranger.clone().with_basic("alice", PASSWORD).get(&path).await.is(401);
            assert_eq!(code(&own), 997);
            let session = alice.delete(&format!("/ocs/{version}.php/core/apppassword?format=json")).await.is(401);
            assert_eq!(code(&session), 997);
        }
        let device = alice.device().await;
        for path in ["/index.php/core/wipe/check", "/index.php/core/wipe/success"] {
            let token = format!("token={}", "a".repeat(29));
            let answer = stranger.request("POST", path, &[FORM], token).await.is(404);
            assert_eq!(answer.json(), json!([]));
        }
        device.get("/ocs/v2.php/cloud/user").await.is(200);
    }

    async fn portraits_come_in_the_size_that_is_asked_for(suite: Suite) {
        let (communs, alice) = communs(&suite).await;
        let mallory = suite.organisation("Atelier Nord", "nord.test").await.person("alice").await;
        let device = communs.person("bob").await.device().await;
        device.get("/index.php/avatar/alice/64").await.is_problem(404, "not-found");
        alice.put("/api/accounts/me/photo", include_bytes!("../pixel.png").to_vec()).await.is(200);
        for (asked, side) in [("64", 64), ("120", 120), ("255", 255), ("256", 256), ("512", 256), ("4294967295", 256), ("0", 16)] {
            for path in [format!("/index.php/avatar/alice/{asked}"), format!("/avatar/alice/{asked}/dark")] {
                let picture = device.get(&path).await.is(200);
                assert_eq!((picture.header("content-type"), size(&picture.body)), ("image/jpeg", (side, side)), "{path}");
                assert_eq!(picture.header("cache-control"), "private, max-age=600");
                assert_eq!(picture.header("content-security-policy"), "default-src 'none'; sandbox");
                let again = device.request("GET", &path, &[("if-none-match", picture.header("etag"))], "").await.is(304);
                assert!(again.body.is_empty());
            }
        }
        for file in ["128.png", "128.jpeg"] {
            let picture = device.get(&format!("/remote.php/dav/avatars/alice/{file}")).await.is(200);
            assert_eq!((picture.header("content-type"), size(&picture.body)), ("image/jpeg", (128, 128)), "{file}");
        }
        for file in ["128", "128.svg", ".png", "x.png", "-1.png", ""] {
            device.get(&format!("/remote.php/dav/avatars/alice/{file}")).await.is(404);
        }
        suite.stranger("communs.test").get("/remote.php/dav/avatars/alice/128.png").await.is(401);
        mallory.device().await.get("/remote.php/dav/avatars/alice/128.png").await.is(404);
        let etag = |answer: Answer| answer.header("etag").to_owned();
        assert_ne!(etag(device.get("/avatar/alice/64").await), etag(device.get("/avatar/alice/65").await));
        let nobody = ["/avatar/nobody/64", "/avatar/..%2falice/64", "/avatar/a%00b/64", "/remote.php/dav/avatars/a%00b/64.png"];
        for path in ["/avatar/alice/-1", "/avatar/alice/x", "/avatar/alice/4294967296"].into_iter().chain(nobody) {
            device.get(path).await.is(404);
        }
        suite.stranger("communs.test").get("/avatar/alice/64").await.is(401);
        mallory.device().await.get("/avatar/alice/64").await.is(404);
        alice.delete("/api/accounts/me/photo").await.is(200);
        device.get("/avatar/alice/64").await.is(404);
    }

    async fn collections_are_found_from_either_root(suite: Suite) {
        let (_, alice) = communs(&suite).await;
        let device = alice.device().await;
        for (root, other) in [("/remote.php/dav/", "<d:href>/dav/"), ("/dav/", "<d:href>/remote.php/")] {
            for path in [root, root.trim_end_matches('/')] {
                let listed = device.request("PROPFIND", path, &[("depth", "1")], "").await.is(207);
                assert_eq!(listed.header("content-type"), "application/xml; charset=utf-8");
                let text = listed.text();
                assert!(text.contains(&format!("<d:href>{root}files/alice/</d:href>")) && !text.contains(other), "{text}");
            }
            suite.stranger("communs.test").request("PROPFIND", root, &[("depth", "0")], "").await.is(401);
            device.request("PROPFIND", root, &[("depth", "infinity")], "").await.is(403);
            assert!(device.request("PUT", root, &[], "x").await.is(405).header("allow").starts_with("OPTIONS, PROPFIND"));
            device.request("PROPFIND", &format!("{root}nothing"), &[], "").await.is(404);
        }
    }
}
