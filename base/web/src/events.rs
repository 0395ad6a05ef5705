//! `/api/events`: the one websocket of a browser tab.
//!
//! The client says from which position it goes on, gets what it missed, then what happens. Rights are checked when an
//! event is delivered, and so is the session: a removed member or a revoked session hears nothing more.
//!
//! Client: `{"type":"resume","after":"12"}` or `{"type":"resume","after":null}`. Server: `ready` with the position it
//! starts from, `event`, `reset` when the position is no longer kept (fetch everything again), `bye` before it closes
//! because the session ended. It closes with code 1001 when it stops: come back and resume.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use base_bus::Delivery;
use base_suite::{Caller, Foundation};
use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use crate::context::Context;
use crate::extract::Signed;
use crate::site::Site;
use crate::staying::{self, Listener, Owners, PING, SILENCE, Staying};
use crate::{Problem, origin};

/// The first message must come within this.
const HELLO: Duration = Duration::from_secs(10);
/// A client's message at most.
const LARGEST_MESSAGE: usize = 4 * 1024;

/// What a websocket needs of the site.
#[derive(Clone)]
pub(crate) struct Events {
    foundation: Foundation,
    owners: Owners,
}

impl Events {
    pub(crate) fn new(site: &Site) -> Self {
        Self { foundation: site.foundation.clone(), owners: Owners::new(&site.tools) }
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
    staying: Staying,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    origin::check_websocket(&headers, &context.host, context.client.secure)?;
    let upgrade = upgrade.max_message_size(LARGEST_MESSAGE).max_frame_size(LARGEST_MESSAGE);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let _open = staying.count();
        let _ = run(&events, &staying, caller, socket).await;
    }))
}

/// The connection is over.
struct Closed;

async fn run(events: &Events, staying: &Staying, caller: Caller, mut socket: WebSocket) -> Result<(), Closed> {
    let after = hello(&mut socket).await?;
    let listener = staying.listen(&events.foundation, &events.owners, caller, after).await;
    let mut listener = listener.map_err(|_| Closed)?;
    send(&mut socket, json!({"type": "ready", "position": listener.position().to_string()})).await?;
    let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            delivery = listener.next() => deliver(&listener, &mut socket, delivery.map_err(|_| Closed)?).await?,
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Closed),
                Some(Ok(_)) => heard = Instant::now(),
            },
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE {
                    return Err(Closed);
                }
                check_session(&listener, &mut socket).await?;
                socket.send(Message::Ping(Bytes::new())).await.map_err(|_| Closed)?;
            }
            () = staying.stopping() => return close(&mut socket, close_code::AWAY).await,
        }
    }
}

async fn deliver(listener: &Listener, socket: &mut WebSocket, delivery: Delivery) -> Result<(), Closed> {
    let event = match delivery {
        Delivery::Event(event) => event,
        Delivery::Reset { position } => {
            check_session(listener, socket).await?;
            return send(socket, json!({"type": "reset", "position": position.to_string()})).await;
        }
    };
    if !listener.may_hear(&event).await.map_err(|_| Closed)? {
        return Ok(());
    }
    check_session(listener, socket).await?;
    let position = event.position.to_string();
    send(socket, json!({"type": "event", "position": position, "kind": event.kind, "data": event.data})).await
}

async fn check_session(listener: &Listener, socket: &mut WebSocket) -> Result<(), Closed> {
    match listener.may_stay().await {
        Ok(true) => Ok(()),
        Ok(false) => {
            send(socket, json!({"type": "bye", "reason": "signed-out"})).await?;
            close(socket, close_code::POLICY).await
        }
        Err(_) => Err(Closed),
    }
}

async fn close(socket: &mut WebSocket, code: u16) -> Result<(), Closed> {
    staying::close(socket, code).await;
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
