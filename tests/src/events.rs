//! The events websocket: who hears what, from where on, and until when. On real sockets, as a browser's tab.

use std::time::Duration;

use base_bus::{Audience, NewEvent};
use futures_util::{SinkExt, StreamExt};
use http::header::{HOST, ORIGIN};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{Listening, Organisation, Person, Visitor, on_each_engine};

/// Longer than anything here takes.
const SOON: Duration = Duration::from_secs(20);

/// A page's connection.
pub struct Tab(WebSocketStream<TcpStream>);

impl Tab {
    /// Opened by a page of the organisation itself, and resumed.
    pub async fn open(server: &Listening, visitor: &Visitor, after: Option<&str>) -> Self {
        let mut tab = Self::try_open(server, visitor, "same-origin").await.unwrap();
        tab.resume(after).await;
        tab
    }

    /// The connection, or the status of the refusal.
    async fn try_open(server: &Listening, visitor: &Visitor, site: &str) -> Result<Self, u16> {
        let mut request = "ws://server/api/events".into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert(HOST, visitor.host().parse().unwrap());
        if let Some((name, value)) = visitor.credentials() {
            headers.insert(name, value);
        }
        match site {
            "silent" => {}
            site if site.contains("://") => drop(headers.insert(ORIGIN, site.parse().unwrap())),
            site => drop(headers.insert("sec-fetch-site", site.parse().unwrap())),
        }
        let stream = TcpStream::connect(server.address).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    async fn resume(&mut self, after: Option<&str>) {
        self.say(&json!({ "type": "resume", "after": after }).to_string()).await;
    }

    async fn say(&mut self, text: &str) {
        self.0.send(Message::Text(text.into())).await.unwrap();
    }

    /// The next message, or how the connection was closed.
    async fn next(&mut self) -> Result<Value, Option<CloseFrame>> {
        loop {
            let message = tokio::time::timeout(SOON, self.0.next()).await.expect("a message comes");
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The next message, which is of this type.
    async fn told(&mut self, kind: &str) -> Value {
        let message = self.next().await.expect("the connection is open");
        assert_eq!(message["type"], kind, "{message}");
        message
    }

    /// Waits for an event of this kind; returns its data.
    pub async fn event(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await.expect("the connection is open");
            if message["kind"] == kind {
                return message["data"].clone();
            }
        }
    }

    /// How it was closed, whatever is said before.
    pub async fn closed(&mut self) -> Option<CloseFrame> {
        loop {
            if let Err(frame) = self.next().await {
                return frame;
            }
        }
    }

    /// Nothing of this kind comes before something that is told to `person` now.
    pub async fn hears_nothing_of(&mut self, kind: &str, organisation: &Organisation, person: &Person) {
        let (org, audience) = (organisation.org.id, Audience::Person(person.id));
        let marker = NewEvent { org, kind: "test.marker", audience, data: json!({}) };
        let told =
            organisation.suite.app.foundation.db.write(async move |tx| base_bus::publish(tx, marker.clone()).await);
        told.await.unwrap();
        organisation.suite.settle().await;
        loop {
            let message = self.next().await.expect("the connection is open");
            assert_ne!(message["kind"], kind, "{message}");
            if message["kind"] == "test.marker" {
                return;
            }
        }
    }
}

/// A new folder in the drive that is the caller's `index`th; its id.
async fn makes_a_folder(person: &Person, index: usize, name: &str) -> String {
    let root = person.get("/api/files/drives").await.is(200).json()["items"][index]["root_id"].clone();
    person
        .post("/api/files/nodes", json!({ "parent_id": root, "name": name, "kind": "folder" }))
        .await
        .is(201)
        .member("id")
}

on_each_engine! {
    async fn a_tab_hears_what_happens_and_resumes_where_it_was(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        suite.settle().await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &alice, None).await;
        let ready = tab.told("ready").await["position"].as_str().unwrap().to_owned();

        let first = makes_a_folder(&alice, 0, "First").await;
        suite.settle().await;
        let event = tab.told("event").await;
        assert_eq!(event["kind"], "files.changed");
        assert_eq!(event["data"]["node_ids"], json!([first]));
        assert_eq!(event["data"]["by"], alice.id.to_string());
        let position = event["position"].as_str().unwrap().to_owned();
        assert_eq!(position.parse::<i64>().unwrap(), ready.parse::<i64>().unwrap() + 1);
        drop(tab);

        let missed = makes_a_folder(&alice, 0, "Missed").await;
        suite.settle().await;
        let mut tab = Tab::open(&server, &alice, Some(&position)).await;
        assert_eq!(tab.told("ready").await["position"], position.as_str());
        assert_eq!(tab.told("event").await["data"]["node_ids"], json!([missed]));
        let then = makes_a_folder(&alice, 0, "Then").await;
        suite.settle().await;
        assert_eq!(tab.told("event").await["data"]["node_ids"], json!([then]));
    }

    async fn two_tabs_hear_the_same_and_one_may_go(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        suite.settle().await;
        let server = suite.listen().await;
        let mut one = Tab::open(&server, &alice, None).await;
        let mut other = Tab::open(&server, &alice, None).await;
        one.told("ready").await;
        other.told("ready").await;
        makes_a_folder(&alice, 0, "First").await;
        suite.settle().await;
        assert_eq!(one.told("event").await, other.told("event").await);
        drop(one);
        makes_a_folder(&alice, 0, "Second").await;
        suite.settle().await;
        other.told("event").await;
    }

    async fn who_leaves_a_group_hears_no_more_of_its_drive(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let garden = communs.group("Garden", &[&alice, &bob]).await;
        suite.settle().await;
        let server = suite.listen().await;
        let mut his = Tab::open(&server, &bob, None).await;
        let planted = makes_a_folder(&alice, 1, "Seeds").await;
        suite.settle().await;
        assert_eq!(his.event("files.changed").await["node_ids"], json!([planted]));

        makes_a_folder(&alice, 0, "Private").await;
        suite.settle().await;
        his.hears_nothing_of("files.changed", &communs, &bob).await;

        suite.app.tools.accounts.remove_member(communs.org.id, garden, bob.id).await.unwrap();
        makes_a_folder(&alice, 1, "Harvest").await;
        suite.settle().await;
        his.hears_nothing_of("files.changed", &communs, &bob).await;
        // Nor later, when he asks for what he missed.
        let mut again = Tab::open(&server, &bob, Some("0")).await;
        again.hears_nothing_of("files.changed", &communs, &bob).await;
    }

    async fn organisations_hear_nothing_of_each_other(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let (alice, mallory) = (communs.person("alice").await, nord.person("mallory").await);
        let server = suite.listen().await;
        assert_eq!(Tab::try_open(&server, &mallory.browser.clone().at("communs.test"), "same-origin").await.err(), Some(401));
        let mut theirs = Tab::open(&server, &mallory, None).await;
        makes_a_folder(&alice, 0, "Secret").await;
        suite.settle().await;
        theirs.hears_nothing_of("files.changed", &nord, &mallory).await;
    }

    async fn a_session_that_ends_closes_its_tabs_at_once(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let phone = communs.sign_in("alice", crate::harness::PASSWORD).await.unwrap();
        suite.settle().await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &alice, None).await;
        let mut kept = Tab::open(&server, &phone, None).await;
        tab.told("ready").await;
        kept.told("ready").await;
        alice.delete("/api/accounts/session").await.is(204);
        suite.settle().await;
        assert_eq!(tab.told("bye").await["reason"], "signed-out");
        assert_eq!(tab.closed().await.map(|frame| u16::from(frame.code)), Some(1008));
        assert_eq!(Tab::try_open(&server, &alice, "same-origin").await.err(), Some(401));

        suite.app.tools.accounts.set_password(communs.org.id, "alice", "quite another passphrase").await.unwrap();
        suite.settle().await;
        loop {
            if kept.next().await.expect("a good-bye comes first")["type"] == "bye" {
                break;
            }
        }
        kept.closed().await;
    }

    async fn only_pages_of_the_organisation_may_listen(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let server = suite.listen().await;
        for site in ["cross-site", "same-site", "https://evil.test", "null://", "http://communs.test:81", "silent"] {
            assert_eq!(Tab::try_open(&server, &alice, site).await.err(), Some(403), "{site}");
        }
        assert!(Tab::try_open(&server, &alice, "http://communs.test").await.is_ok());
        let nobody = suite.stranger("communs.test");
        assert_eq!(Tab::try_open(&server, &nobody, "same-origin").await.err(), Some(401));
        assert_eq!(Tab::try_open(&server, &suite.stranger("lost.test"), "same-origin").await.err(), Some(404));
        let device = alice.device().await;
        assert_eq!(Tab::try_open(&server, &device, "same-origin").await.err(), Some(401), "device passwords are for files");
    }

    async fn a_position_that_is_not_kept_or_never_was_is_reset(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        makes_a_folder(&alice, 0, "First").await;
        suite.settle().await;
        let server = suite.listen().await;
        for after in ["999999", "-5", "nonsense", "9999999999999999999999"] {
            let mut tab = Tab::open(&server, &alice, Some(after)).await;
            tab.told("ready").await;
            let position = tab.told("reset").await["position"].as_str().unwrap().to_owned();
            assert!(position.parse::<i64>().unwrap() > 0, "{position}");
            makes_a_folder(&alice, 0, &format!("After {after}")).await;
            suite.settle().await;
            tab.event("files.changed").await;
        }
        // A week later nothing of the past is kept.
        suite.clock.advance(base_bus::KEPT + jiff::SignedDuration::from_hours(1));
        suite.app.foundation.bus.purge().await.unwrap();
        let alice = Person { browser: alice.org.sign_in("alice", crate::harness::PASSWORD).await.unwrap(), ..alice };
        let mut tab = Tab::open(&server, &alice, Some("1")).await;
        tab.told("ready").await;
        tab.told("reset").await;
    }

    async fn whoever_does_not_speak_as_agreed_is_closed(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let server = suite.listen().await;
        let mut tab = Tab::try_open(&server, &alice, "same-origin").await.unwrap();
        tab.say("hello?").await;
        assert_eq!(tab.closed().await.map(|frame| u16::from(frame.code)), Some(1002));

        let mut tab = Tab::open(&server, &alice, None).await;
        tab.told("ready").await;
        tab.say(&"x".repeat(5_000)).await;
        tab.closed().await;

        let mut tab = Tab::open(&server, &alice, None).await;
        tab.told("ready").await;
        tab.say("not listened to, but harmless").await;
        makes_a_folder(&alice, 0, "Still there").await;
        suite.settle().await;
        tab.event("files.changed").await;
    }

    async fn a_server_that_stops_sends_its_tabs_away(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &alice, None).await;
        tab.told("ready").await;
        let began = std::time::Instant::now();
        let stopping = tokio::spawn(server.stop());
        assert_eq!(tab.closed().await.map(|frame| u16::from(frame.code)), Some(1001));
        drop(tab);
        stopping.await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(9), "it did not wait for the limit");
        assert_eq!(suite.app.metrics.open_websockets().get(), 0);
    }
}
