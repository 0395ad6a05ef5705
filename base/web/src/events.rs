//! `/api/events`: the one websocket of a browser tab.
//!
//! The client says from which position it goes on, gets what it missed, then what happens. Rights are checked when an
//! event is delivered, and so is the session: a removed member or a revoked session hears nothing more.
//!
//! Client: `{"type":"resume","after":"12"}` or `{"type":"resume","after":null}`. Server: `ready` with the position it
//! starts from, `event`, `reset` when the position is no longer kept (fetch everything again), `bye` before it closes
//! because the session ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::State;
use axum::response::Response;
use base_bus::{Audience, Event, Replay};
use base_observe::Metrics;
use base_suite::{Authenticator, Caller, Foundation, Object, Org, Tool};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::json;

use crate::context::Context;
use crate::extract::{CurrentOrg, Signed};
use crate::site::Site;
use crate::{Problem, origin};

/// A silent connection is asked whether it lives, and its session is checked, this often.
const PING: Duration = Duration::from_secs(30);
/// The first message must come within this.
const HELLO: Duration = Duration::from_secs(10);
/// Events replayed at a time.
const BATCH: usize = 200;
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
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    origin::check_websocket(&headers, &context.host)?;
    Ok(upgrade.max_message_size(LARGEST_MESSAGE).on_upgrade(move |socket| async move {
        events.metrics.open_websockets().inc();
        let line = Line { events: &events, org, caller, position: 0 };
        let _ = line.run(socket).await;
        events.metrics.open_websockets().dec();
    }))
}

struct Line<'a> {
    events: &'a Events,
    org: Arc<Org>,
    caller: Caller,
    position: i64,
}

/// The connection is over.
struct Closed;

impl Line<'_> {
    async fn run(mut self, mut socket: WebSocket) -> Result<(), Closed> {
        let after = hello(&mut socket).await?;
        let bus = &self.events.foundation.bus;
        // Listening before reading, so that nothing falls between.
        let mut news = bus.subscribe(self.org.id);
        let now = bus.position(self.org.id).await.map_err(|_| Closed)?;
        self.position = after.unwrap_or(now);
        send(&mut socket, json!({"type": "ready", "position": self.position.to_string()})).await?;
        self.catch_up(&mut socket).await?;
        let mut ping = tokio::time::interval_at(tokio::time::Instant::now() + PING, PING);
        loop {
            tokio::select! {
                heard = news.recv() => match heard {
                    Ok(event) if event.position <= self.position => {}
                    Ok(event) if event.position == self.position + 1 => {
                        self.check_session(&mut socket).await?;
                        self.deliver(&mut socket, &event).await?;
                    }
                    // Fell behind, or something lies between: the table knows.
                    Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                        self.check_session(&mut socket).await?;
                        self.catch_up(&mut socket).await?;
                    }
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return Err(Closed),
                },
                message = socket.recv() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Closed),
                    Some(Ok(_)) => {}
                },
                _ = ping.tick() => {
                    self.check_session(&mut socket).await?;
                    socket.send(Message::Ping(Vec::new().into())).await.map_err(|_| Closed)?;
                }
            }
        }
    }

    /// Delivers what was missed, from the table.
    async fn catch_up(&mut self, socket: &mut WebSocket) -> Result<(), Closed> {
        loop {
            let bus = &self.events.foundation.bus;
            match bus.after(self.org.id, self.position, BATCH).await.map_err(|_| Closed)? {
                Replay::Events(missed) => {
                    let more = missed.len() == BATCH;
                    for event in &missed {
                        self.deliver(socket, event).await?;
                    }
                    if !more {
                        return Ok(());
                    }
                }
                Replay::Reset => {
                    self.position = bus.position(self.org.id).await.map_err(|_| Closed)?;
                    return send(socket, json!({"type": "reset", "position": self.position.to_string()})).await;
                }
            }
        }
    }

    async fn deliver(&mut self, socket: &mut WebSocket, event: &Event) -> Result<(), Closed> {
        self.position = event.position;
        if !self.may_see(event).await.map_err(|_| Closed)? {
            return Ok(());
        }
        let position = event.position.to_string();
        send(socket, json!({"type": "event", "position": position, "kind": event.kind, "data": event.data})).await
    }

    async fn may_see(&self, event: &Event) -> Result<bool, base_db::Error> {
        match &event.audience {
            Audience::Organisation => Ok(true),
            Audience::Person(person) => Ok(*person == self.caller.person),
            Audience::Object { kind, id } => {
                let Some(owner) = self.events.owners.get(kind.as_str()).cloned() else { return Ok(false) };
                let (org, caller) = (self.org.id, self.caller.clone());
                let object = Object { kind: kind.clone(), id: *id };
                self.events
                    .foundation
                    .db
                    .read(async move |tx| owner.may_see(tx, org, &caller, &object).await)
                    .await
            }
        }
    }

    async fn check_session(&self, socket: &mut WebSocket) -> Result<(), Closed> {
        match self.events.authenticator.still_valid(&self.org, &self.caller).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                send(socket, json!({"type": "bye", "reason": "signed-out"})).await?;
                let _ = socket.send(Message::Close(None)).await;
                Err(Closed)
            }
            Err(_) => Err(Closed),
        }
    }
}

async fn hello(socket: &mut WebSocket) -> Result<Option<i64>, Closed> {
    let first = tokio::time::timeout(HELLO, socket.recv()).await.map_err(|_| Closed)?;
    let Some(Ok(Message::Text(text))) = first else { return Err(Closed) };
    match serde_json::from_str(&text) {
        // A position that is no number is older than anything kept.
        Ok(Hello::Resume { after }) => Ok(after.map(|after| after.parse().unwrap_or(-1))),
        Err(_) => Err(Closed),
    }
}

async fn send(socket: &mut WebSocket, message: serde_json::Value) -> Result<(), Closed> {
    socket.send(Message::Text(message.to_string().into())).await.map_err(|_| Closed)
}
