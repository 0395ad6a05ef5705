//! `/api/events`: the one websocket of a browser tab.
//!
//! The client says from which position it goes on, gets what it missed, then what happens. Rights are checked when an
//! event is delivered, and so is the session: a removed member or a revoked session hears nothing more.
//!
//! Client: `{"type":"resume","after":"12"}` or `{"type":"resume","after":null}`. Server: `ready` with the position it
//! starts from, `event`, `reset` when the position is no longer kept (fetch everything again), `bye` before it closes
//! because the session ended. It closes with code 1001 when it stops: come back and resume.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Extension, State};
use axum::response::Response;
use base_bus::{Audience, Delivery, Event};
use base_observe::{Gauge, Metrics};
use base_suite::{Authenticator, Caller, Foundation, Object, Org, Tool};
use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use crate::context::Context;
use crate::extract::Signed;
use crate::serve::Connection;
use crate::site::Site;
use crate::{Problem, origin};

/// A connection is asked whether it lives, and its session is checked, this often.
const PING: Duration = Duration::from_secs(30);
/// A client that answers nothing for this long is gone.
const SILENCE: Duration = Duration::from_secs(75);
/// The first message must come within this.
const HELLO: Duration = Duration::from_secs(10);
/// What a client may take to close its end.
const FAREWELL: Duration = Duration::from_secs(1);
/// A client's message at most.
const LARGEST_MESSAGE: usize = 4 * 1024;

/// What a websocket needs of the site.
#[derive(Clone)]
pub(crate) struct Events {
    foundation: Foundation,
    authenticator: Arc<dyn Authenticator>,
    metrics: Metrics,
    owners: Arc<HashMap<&'static str, Arc<dyn Tool>>>,
}

impl Events {
    pub(crate) fn new(site: &Site) -> Self {
        let kinds = |tool: &Arc<dyn Tool>| {
            let tool = tool.clone();
            tool.object_kinds().iter().map(move |kind| (*kind, tool.clone())).collect::<Vec<_>>()
        };
        Self {
            foundation: site.foundation.clone(),
            authenticator: site.authenticator.clone(),
            metrics: site.metrics.clone(),
            owners: Arc::new(site.tools.iter().flat_map(kinds).collect()),
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Hello {
    Resume { after: Option<String> },
}

pub(crate) async fn open(
    State(events): State<Events>,
    context: Context,
    headers: HeaderMap,
    Signed(caller): Signed,
    connection: Option<Extension<Connection>>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    origin::check_websocket(&headers, &context.host, context.client.secure)?;
    let org = context.org()?.clone();
    let upgrade = upgrade.max_message_size(LARGEST_MESSAGE).max_frame_size(LARGEST_MESSAGE);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let _open = Open::count(events.metrics.open_websockets());
        let line =
            Line { events: &events, org, caller, connection: connection.map(|Extension(connection)| connection) };
        let _ = line.run(socket).await;
    }))
}

/// One more open websocket, until it is dropped.
struct Open(Gauge);

impl Open {
    fn count(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

struct Line<'a> {
    events: &'a Events,
    org: Arc<Org>,
    caller: Caller,
    /// Absent where no server listens, in tests.
    connection: Option<Connection>,
}

/// The connection is over.
struct Closed;

impl Line<'_> {
    async fn run(self, mut socket: WebSocket) -> Result<(), Closed> {
        let after = hello(&mut socket).await?;
        let mut news = self.events.foundation.bus.subscribe(self.org.id, after).await.map_err(|_| Closed)?;
        send(&mut socket, json!({"type": "ready", "position": news.position().to_string()})).await?;
        let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
        let mut heard = Instant::now();
        loop {
            tokio::select! {
                delivery = news.next() => self.deliver(&mut socket, delivery.map_err(|_| Closed)?).await?,
                message = socket.recv() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Closed),
                    Some(Ok(_)) => heard = Instant::now(),
                },
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(Closed);
                    }
                    self.check_session(&mut socket).await?;
                    socket.send(Message::Ping(Bytes::new())).await.map_err(|_| Closed)?;
                }
                () = self.stopping() => return close(&mut socket, close_code::AWAY).await,
            }
        }
    }

    async fn stopping(&self) {
        match &self.connection {
            Some(connection) => connection.stopping().await,
            None => std::future::pending().await,
        }
    }

    async fn deliver(&self, socket: &mut WebSocket, delivery: Delivery) -> Result<(), Closed> {
        let event = match delivery {
            Delivery::Event(event) => event,
            Delivery::Reset { position } => {
                self.check_session(socket).await?;
                return send(socket, json!({"type": "reset", "position": position.to_string()})).await;
            }
        };
        if !self.may_see(&event).await.map_err(|_| Closed)? {
            return Ok(());
        }
        self.check_session(socket).await?;
        let position = event.position.to_string();
        send(socket, json!({"type": "event", "position": position, "kind": event.kind, "data": event.data})).await
    }

    async fn may_see(&self, event: &Event) -> Result<bool, base_db::Error> {
        match &event.audience {
            Audience::Organisation => Ok(true),
            Audience::Person(person) => Ok(*person == self.caller.person),
            Audience::Object { kind, id } => {
                let Some(owner) = self.events.owners.get(&**kind).cloned() else { return Ok(false) };
                let (org, caller) = (self.org.id, self.caller.clone());
                let object = Object { kind: kind.to_string(), id: *id };
                self.events.foundation.db.read(async move |tx| owner.may_see(tx, org, &caller, &object).await).await
            }
        }
    }

    async fn check_session(&self, socket: &mut WebSocket) -> Result<(), Closed> {
        match self.events.authenticator.still_valid(&self.org, &self.caller).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                send(socket, json!({"type": "bye", "reason": "signed-out"})).await?;
                close(socket, close_code::POLICY).await
            }
            Err(_) => Err(Closed),
        }
    }
}

/// Says good-bye, and waits a moment for the client to say it too: what it has not read yet is lost otherwise.
async fn close(socket: &mut WebSocket, code: u16) -> Result<(), Closed> {
    let frame = CloseFrame { code, reason: Utf8Bytes::default() };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        let _ = tokio::time::timeout(FAREWELL, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
    }
    Err(Closed)
}

async fn hello(socket: &mut WebSocket) -> Result<Option<i64>, Closed> {
    let first = tokio::time::timeout(HELLO, socket.recv()).await.map_err(|_| Closed)?;
    let Some(Ok(Message::Text(text))) = first else { return Err(Closed) };
    match serde_json::from_str(&text) {
        // A position that is no number is older than anything kept.
        Ok(Hello::Resume { after }) => Ok(after.map(|after| after.parse().unwrap_or(-1))),
        Err(_) => close(socket, close_code::PROTOCOL).await.map(|()| None),
    }
}

async fn send(socket: &mut WebSocket, message: serde_json::Value) -> Result<(), Closed> {
    socket.send(Message::Text(message.to_string().into())).await.map_err(|_| Closed)
}
