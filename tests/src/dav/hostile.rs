//! Requests that no honest program sends.

use crate::harness::on_each_engine;

const METHODS: [&str; 11] =
    ["GET", "HEAD", "PUT", "DELETE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"];

on_each_engine! {
    async fn bad_paths_are_refused_whatever_is_asked(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let long = "a".repeat(300);
        let deep = "/a".repeat(200);
        let bad = [
            "/../f", "/./f", "/%2e%2e/bob/f", "/a/%2E%2E/%2e%2e/etc/passwd", "/a%2Fb", "/a%00b", "/%0d%0aX:%20y", "/%7f",
            "/%ff", "/%c0%ae", "/%ed%a0%80", "/%EF%BF%BF", "/%", "/%zz", long.as_str(), deep.as_str(),
        ];
        for path in bad {
            let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
            let headers = [("depth", "0"), ("destination", "/dav/files/alice/g")];
            for method in METHODS {
                let answer = alice.does(method, &format!("/dav/files/alice{path}"), &headers).await;
                assert_eq!(answer.status.as_u16(), 400, "{method} {path}: {}", answer.text());
            }
            let to = format!("/dav/files/alice{path}");
            for method in ["COPY", "MOVE"] {
                alice.does(method, "/dav/files/alice/f", &[("destination", &to)]).await.is(400);
            }
        }
        assert_eq!(alice.lists("/dav/files/alice/", "1").await.len(), 2, "nothing was made");
    }

    async fn odd_names_are_kept(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let longest = "é".repeat(127);
        for name in ["...", "..a", " ", "a\\b", "CON", "<script>", "'; DROP TABLE nodes; --", "🌻", "e\u{301}", "é", &longest] {
            let encoded = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
            let path = format!("/dav/files/alice/{encoded}");
            alice.put(&path, name.to_owned()).await.is(201);
            assert_eq!(alice.get(&path).await.text(), name);
            assert_eq!(alice.asks(&path, "<d:displayname/>").await.text("displayname"), name);
        }
        assert_eq!(alice.lists("/dav/files/alice/", "1").await.len(), 12);
        // Slashes that programs put between a base address and a path.
        alice.get("/dav/files//alice///...").await.is(200);
    }

    async fn bad_bodies_are_refused(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><d:propfind xmlns:d="DAV:"><d:prop>&c;</d:prop></d:propfind>"#;
        let outside = r#"<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><d:propfind xmlns:d="DAV:">&b;</d:propfind>"#;
        let nested = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
        let many = (0..1_000).map(|n| format!("<x:p{n}/>")).collect::<Vec<_>>().concat();
        let many = format!(r#"<d:propfind xmlns:d="DAV:" xmlns:x="urn:x"><d:prop>{many}</d:prop></d:propfind>"#);
        let bad = [
            "<", "nonsense", "<a>", "<a></b>", "<x:a/>", "\u{0}", "<d:propfind xmlns:d=\"DAV:\"/>", "<d:nothing xmlns:d=\"DAV:\"/>",
            r#"<D:propfind xmlns:D="DAV:"><D:prop><bar:foo xmlns:bar=""/></D:prop></D:propfind>"#, bomb, outside, &nested, &many,
        ];
        for method in ["PROPFIND", "PROPPATCH", "LOCK"] {
            for body in bad {
                let answer = alice.request(method, "/dav/files/alice/f", &[("depth", "0")], body.to_owned()).await;
                let shown: String = body.chars().take(80).collect();
                assert_eq!(answer.status.as_u16(), 400, "{method} {shown}: {}", answer.text());
                assert!(!answer.text().contains("root:"));
            }
            let huge = format!("<a>{}</a>", "x".repeat(3 << 20));
            alice.request(method, "/dav/files/alice/f", &[("depth", "0")], huge).await.is(413);
        }
        alice.request("PROPFIND", "/dav/files/alice/f", &[("depth", "0")], vec![0xff, 0xfe, b'<']).await.is(400);
    }

    async fn bad_headers_are_refused(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.put("/dav/files/alice/f", "x").await.is(201);
        for depth in ["2", "-1", "99999999999999999999", "1,noroot", "", "infinit"] {
            alice.does("PROPFIND", "/dav/files/alice/f", &[("depth", depth)]).await.is(400);
        }
        for (name, value) in [("if", "("), ("if", "(<x>)"), ("if", "<a> (<urn:x:y>)"), ("if-match", "\"a"), ("if-none-match", "a b c")] {
            alice.request("PUT", "/dav/files/alice/f", &[(name, value)], "y").await.is(400);
        }
        // A date that is none is as if it were not there (RFC 9110 section 13.1.3).
        for date in ["yesterday", "Sun, 31 Feb 1994 08:49:37 GMT", "784111777"] {
            alice.does("GET", "/dav/files/alice/f", &[("if-modified-since", date)]).await.is(200);
            alice.request("PUT", "/dav/files/alice/f", &[("if-unmodified-since", date)], "y").await.is(204);
        }
        for to in ["", "f", "ftp://communs.test/dav/files/alice/g", "//communs.test/dav", "/dav/files/alice/g?x", "/dav/files/alice/%"] {
            alice.does("COPY", "/dav/files/alice/f", &[("destination", to)]).await.is(400);
        }
        for token in ["", "urn:x:y", "<>", "<nonsense>"] {
            alice.does("UNLOCK", "/dav/files/alice/f", &[("lock-token", token)]).await.is(400);
        }
        alice.does("UNLOCK", "/dav/files/alice/f", &[]).await.is(400);
        alice.does("UNLOCK", "/dav/files/alice/f", &[("lock-token", "<urn:uuid:none>")]).await.is(409);
        alice.request("PUT", "/dav/files/alice/f", &[("content-length", "-5")], "y").await.is(400);
    }
}
