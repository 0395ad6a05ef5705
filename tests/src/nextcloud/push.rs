//! Programs that are told of changes over a websocket of their own. On real sockets.

use std::time::Duration;

use base_suite::OrgRole;
use futures_util::{SinkExt, StreamExt};
use http::header::HOST;
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::harness::{Listening, Organisation, Person, Suite, Visitor, on_each_engine};

/// Longer than anything here takes.
const SOON: Duration = Duration::from_secs(20);
/// Longer than what happens together is waited for.
const QUIET: Duration = Duration::from_millis(700);

/// A program's connection.
pub struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn open(server: &Listening, host: &str) -> Self {
        let mut request = "ws://server/push/ws".into_client_request().unwrap();
        request.headers_mut().insert(HOST, host.parse().unwrap());
        let stream = TcpStream::connect(server.address).await.unwrap();
        Self(tokio_tungstenite::client_async(request, stream).await.unwrap().0)
    }

    /// Opened and let in.
    pub async fn authenticated(server: &Listening, host: &str, handle: &str, password: &str) -> Self {
        let mut line = Self::open(server, host).await;
        line.say(handle).await;
        line.say(password).await;
        assert_eq!(line.told().await.as_deref(), Some("authenticated"));
        line
    }

    async fn say(&mut self, text: &str) {
        self.0.send(Message::Text(text.into())).await.unwrap();
    }

    /// The next message; none when the connection is closed.
    pub async fn told(&mut self) -> Option<String> {
        loop {
            match tokio::time::timeout(SOON, self.0.next()).await.expect("something comes") {
                Some(Ok(Message::Text(text))) => return Some(text.to_string()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Whether nothing is told for a while.
    async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(QUIET, self.0.next()).await.is_err()
    }
}

/// A device password of a person's, and its identifier.
async fn password(person: &Person) -> (String, String) {
    let made = person.post("/api/accounts/me/app-passwords", json!({ "label": "Laptop" })).await.is(201);
    (made.member("password"), made.member("id"))
}

struct Story {
    communs: Organisation,
    server: Listening,
    alice: Person,
    bob: Person,
    phone: Visitor,
}

async fn begin(suite: &Suite) -> Story {
    let communs = suite.organisation("Les Communs", "communs.test").await;
    let alice = communs.person_with("alice", OrgRole::Admin).await;
    let bob = communs.person("bob").await;
    let (server, phone) = (suite.listen().await, alice.device().await);
    suite.settle().await;
    Story { communs, server, alice, bob, phone }
}

async fn fileid(who: &Visitor, path: &str) -> String {
    who.asks(path, "<oc:fileid/>").await.prop("http://owncloud.org/ns", "fileid").unwrap().text()
}

on_each_engine! {
    async fn a_program_is_told_of_changes_and_a_burst_is_one_message(suite: Suite) {
        let story = begin(&suite).await;
        let (secret, _) = password(&story.alice).await;
        let mut line = Line::authenticated(&story.server, "communs.test", "alice", &secret).await;
        for number in 0..30 {
            story.phone.put(&format!("/dav/files/alice/{number}.txt"), "x").await.is(201);
        }
        suite.settle().await;
        assert_eq!(line.told().await.as_deref(), Some("notify_file"));
        assert!(line.is_quiet().await);
        // What other people do in their own drives is not for her.
        story.bob.device().await.put("/dav/files/bob/x.txt", "x").await.is(201);
        suite.settle().await;
        assert!(line.is_quiet().await);
        story.phone.delete("/dav/files/alice/0.txt").await.is(204);
        suite.settle().await;
        assert_eq!(line.told().await.as_deref(), Some("notify_file"));
    }

    async fn a_program_that_asks_is_told_what_changed(suite: Suite) {
        let story = begin(&suite).await;
        let (secret, _) = password(&story.alice).await;
        let mut line = Line::authenticated(&story.server, "communs.test", "alice", &secret).await;
        line.say("listen notify_file_id").await;
        line.say("nonsense").await;
        // The server has read it when it has answered what was sent after it.
        line.0.send(Message::Ping("read".into())).await.unwrap();
        while !matches!(tokio::time::timeout(SOON, line.0.next()).await.unwrap(), Some(Ok(Message::Pong(_)))) {}
        story.phone.request("MKCOL", "/dav/files/alice/Plans", &[], "").await.is(201);
        story.phone.put("/dav/files/alice/Plans/x.txt", "x").await.is(201);
        suite.settle().await;
        let told = line.told().await.unwrap();
        let listed = told.strip_prefix("notify_file_id [").and_then(|rest| rest.strip_suffix(']')).expect(&told);
        let mut ids: Vec<&str> = listed.split(',').collect();
        ids.sort_unstable();
        let mut expected = Vec::new();
        for path in ["/dav/files/alice/", "/dav/files/alice/Plans", "/dav/files/alice/Plans/x.txt"] {
            expected.push(fileid(&story.phone, path).await);
        }
        expected.sort_unstable();
        assert_eq!(ids, expected);
        // A new group is a new folder in the root: nothing says which.
        story.communs.group("Jardin", &[&story.alice]).await;
        suite.settle().await;
        assert_eq!(line.told().await.as_deref(), Some("notify_file"));
    }

    async fn a_group_is_heard_by_its_members_as_long_as_they_are(suite: Suite) {
        let story = begin(&suite).await;
        let group = story.communs.group("Jardin", &[&story.alice, &story.bob]).await;
        suite.settle().await;
        let (secret, _) = password(&story.bob).await;
        let mut line = Line::authenticated(&story.server, "communs.test", "bob", &secret).await;
        story.phone.put("/dav/files/alice/Jardin/beds.txt", "x").await.is(201);
        suite.settle().await;
        assert_eq!(line.told().await.as_deref(), Some("notify_file"));
        let accounts = &suite.app.tools.accounts;
        accounts.remove_member(story.communs.org.id, group, tool_accounts::Member::Person(story.bob.id)).await.unwrap();
        suite.settle().await;
        assert_eq!(line.told().await.as_deref(), Some("notify_file"), "his root is another one now");
        story.phone.put("/dav/files/alice/Jardin/roses.txt", "x").await.is(201);
        suite.settle().await;
        assert!(line.is_quiet().await);
    }

    async fn nobody_is_let_in_without_a_device_password_of_this_organisation(suite: Suite) {
        let story = begin(&suite).await;
        suite.organisation("Ailleurs", "ailleurs.test").await.person("alice").await;
        let (secret, id) = password(&story.alice).await;
        let tries = [
            ("communs.test", "alice", "wrong"),
            ("communs.test", "alice", crate::harness::PASSWORD),
            ("communs.test", "bob", secret.as_str()),
            ("ailleurs.test", "alice", secret.as_str()),
            ("communs.test", "", ""),
        ];
        for (host, handle, password) in tries {
            let mut line = Line::open(&story.server, host).await;
            line.say(handle).await;
            line.say(password).await;
            assert_eq!(line.told().await.as_deref(), Some("err: Invalid credentials"), "{host} {handle}");
            assert_eq!(line.told().await, None);
        }
        // Revoked: nothing more is heard from the next event on.
        let mut line = Line::authenticated(&story.server, "communs.test", "alice", &secret).await;
        story.alice.delete(&format!("/api/accounts/me/app-passwords/{id}")).await.is(204);
        story.phone.put("/dav/files/alice/x.txt", "x").await.is(201);
        suite.settle().await;
        assert_eq!(line.told().await, None);
        let mut line = Line::open(&story.server, "communs.test").await;
        line.0.send(Message::Binary(vec![0; 10].into())).await.unwrap();
        assert_eq!(line.told().await, None);
    }

    async fn a_person_has_so_many_connections_and_no_more(suite: Suite) {
        let story = begin(&suite).await;
        let (secret, _) = password(&story.alice).await;
        let mut lines = Vec::new();
        for _ in 0..32 {
            lines.push(Line::authenticated(&story.server, "communs.test", "alice", &secret).await);
        }
        let mut line = Line::open(&story.server, "communs.test").await;
        line.say("alice").await;
        line.say(&secret).await;
        assert_eq!(line.told().await.as_deref(), Some("err: Too many connections"));
        assert_eq!(line.told().await, None);
        let (other, _) = password(&story.bob).await;
        Line::authenticated(&story.server, "communs.test", "bob", &other).await;
        drop(lines);
        story.server.stop().await;
        assert_eq!(suite.app.metrics.open_websockets().get(), 0);
    }

    async fn the_capability_says_where(suite: Suite) {
        let story = begin(&suite).await;
        let headers = [("ocs-apirequest", "true")];
        let path = "/ocs/v2.php/cloud/capabilities?format=json";
        let told = story.phone.request("GET", path, &headers, "").await.is(200).json();
        let push = &told["ocs"]["data"]["capabilities"]["notify_push"];
        assert_eq!(push["type"], json!(["files"]));
        assert_eq!(push["endpoints"]["websocket"], "ws://communs.test/push/ws");
        assert_eq!(told["ocs"]["data"]["capabilities"]["files"]["undelete"], true);
        story.phone.get("/push/ws").await.is(400);
    }

    async fn a_tool_that_is_switched_off_hangs_up(suite: Suite) {
        let story = begin(&suite).await;
        let (secret, _) = password(&story.alice).await;
        let mut line = Line::authenticated(&story.server, "communs.test", "alice", &secret).await;
        let path = "/api/organisations/tools/files";
        story.alice.put_json(path, json!({ "on": false })).await.is(200);
        suite.settle().await;
        assert_eq!(line.told().await, None, "closed at once");
        let mine = "/remote.php/dav/files/alice/";
        story.phone.request("PROPFIND", mine, &[("depth", "0")], "").await.is_problem(503, "tool-off");
        assert_eq!(story.alice.get("/api/organisations/current").await.is(200).json()["tools"], json!([]));
        story.alice.put_json(path, json!({ "on": true })).await.is(200);
        story.phone.request("PROPFIND", mine, &[("depth", "0")], "").await.is(207);
        Line::authenticated(&story.server, "communs.test", "alice", &secret).await;
    }
}
