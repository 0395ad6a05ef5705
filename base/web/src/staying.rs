//! Connections that stay open after their request: what happens in an organisation, told to one caller for as long as
//! they may hear it.
//!
//! Rights are checked when an event is delivered, and so is the session or the device password: a removed member or a
//! revoked session hears nothing more. Whoever keeps a connection open asks for both, here.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use base_bus::{Audience, Delivery, Event, Subscription};
use base_observe::Gauge;
use base_suite::{
    AuthenticationError, Authenticator, Caller, Credentials, Foundation, Object, Org, Organisations, Tool,
};
use http::request::Parts;

use crate::Problem;
use crate::context::Context;
use crate::serve::Connection;

/// A connection is asked whether it lives, and its session is checked, this often.
pub const PING: Duration = Duration::from_secs(30);
/// A client that answers nothing for this long is gone.
pub const SILENCE: Duration = Duration::from_secs(75);
/// What a client may take to close its end.
const FAREWELL: Duration = Duration::from_secs(1);

/// Which tool decides on the events about each kind of object.
#[derive(Clone)]
pub struct Owners(Arc<HashMap<&'static str, Arc<dyn Tool>>>);

impl Owners {
    /// Those of these tools.
    pub fn new<'t>(tools: impl IntoIterator<Item = &'t Arc<dyn Tool>>) -> Self {
        let kinds = |tool: &'t Arc<dyn Tool>| tool.object_kinds().iter().map(move |kind| (*kind, tool.clone()));
        Self(Arc::new(tools.into_iter().flat_map(kinds).collect()))
    }
}

/// What a connection that stays open needs of the request that it began with.
#[derive(Clone)]
pub struct Staying {
    /// The organisation of the Host.
    pub org: Arc<Org>,
    context: Context,
    /// Absent where no server listens, in tests.
    connection: Option<Connection>,
}

impl<S: Sync> FromRequestParts<S> for Staying {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let context = Context::from_request_parts(parts, state).await?;
        let connection = parts.extensions.get::<Connection>().cloned();
        Ok(Self { org: context.org()?.clone(), context, connection })
    }
}

impl Staying {
    /// Counts it as an open websocket, until what is given is dropped.
    pub fn count(&self) -> Open {
        self.context.open_websockets.inc();
        Open(self.context.open_websockets.clone())
    }

    /// Ready once the server is told to stop.
    pub async fn stopping(&self) {
        match &self.connection {
            Some(connection) => connection.stopping().await,
            None => std::future::pending().await,
        }
    }

    /// Who shows this handle and device password over the connection itself.
    pub async fn sign_in(&self, handle: String, password: String) -> Result<Caller, AuthenticationError> {
        let client = &self.context.client;
        let credentials = Credentials {
            basic: Some((handle, password)),
            address: client.address,
            user_agent: client.user_agent.clone(),
            ..Credentials::default()
        };
        let caller = self.context.authenticator.authenticate(&self.org, &credentials).await?;
        caller.ok_or(AuthenticationError::Refused)
    }

    /// What happens from now on, or after the position `after`, for `caller` to hear.
    pub async fn listen(
        &self,
        foundation: &Foundation,
        owners: &Owners,
        caller: Caller,
        after: Option<i64>,
    ) -> Result<Listener, base_db::Error> {
        let news = foundation.bus.subscribe(self.org.id, after).await?;
        Ok(Listener {
            org: self.org.clone(),
            caller,
            db: foundation.db.clone(),
            tool: self.context.tool,
            organisations: self.context.organisations.clone(),
            authenticator: self.context.authenticator.clone(),
            owners: owners.clone(),
            news,
        })
    }
}

/// One more open websocket, until it is dropped.
pub struct Open(Gauge);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// One caller who listens.
pub struct Listener {
    org: Arc<Org>,
    caller: Caller,
    db: base_db::Db,
    /// Whose connection it is.
    tool: &'static str,
    organisations: Arc<dyn Organisations>,
    authenticator: Arc<dyn Authenticator>,
    owners: Owners,
    news: Subscription,
}

impl Listener {
    /// Who listens.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The position after which it goes on.
    pub fn position(&self) -> i64 {
        self.news.position()
    }

    /// Waits for what happens next, for whomever it is. Nothing is lost if this is dropped before it is ready.
    pub async fn next(&mut self) -> Result<Delivery, base_db::Error> {
        self.news.next().await
    }

    /// Whether the caller may now hear of `event`.
    pub async fn may_hear(&self, event: &Event) -> Result<bool, base_db::Error> {
        // Kinds begin with the tool's name: `files.changed`.
        let tool = event.kind.split('.').next().unwrap_or_default();
        let Some(org) = self.organisations.by_id(self.org.id).await?.filter(|org| org.has(tool)) else {
            return Ok(false);
        };
        match &event.audience {
            Audience::Organisation => Ok(true),
            Audience::Person(person) => Ok(*person == self.caller.person),
            Audience::Object { kind, id } => {
                let owner = self.owners.0.get(&**kind).filter(|owner| org.has(owner.name())).cloned();
                let Some(owner) = owner else { return Ok(false) };
                let (org, caller) = (self.org.id, self.caller.clone());
                let object = Object { kind: kind.to_string(), id: *id };
                self.db.read(async move |tx| owner.may_see(tx, org, &caller, &object).await).await
            }
        }
    }

    /// Whether the session or device password that it began with would still be accepted, and its tool is still on.
    pub async fn may_stay(&self) -> Result<bool, base_db::Error> {
        if self.organisations.by_id(self.org.id).await?.is_none_or(|org| !org.has(self.tool)) {
            return Ok(false);
        }
        self.authenticator.still_valid(&self.org, &self.caller).await
    }
}

/// Says good-bye, and waits a moment for the client to say it too: what it has not read yet is lost otherwise.
pub async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame { code, reason: Utf8Bytes::default() };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        let _ = tokio::time::timeout(FAREWELL, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
    }
}
