//! `/push/ws`: programs are told that something changed, instead of asking every half minute.
//!
//! A text frame each way at a time: the program sends its handle, then its device password, and is told
//! `authenticated`, or `err: Invalid credentials`. From then on `notify_file` says that something in its tree changed;
//! to a program that said `listen notify_file_id`, `notify_file_id [1,2]` says what and in which folders, as long as
//! that is a handful.
//!
//! What holds:
//! - Rights and the device password are checked when something is told, by the function that the websocket of the front
//!   uses ([`base_web::staying`]): who lost the one hears nothing more, who lost the other is shut out.
//! - However much changes, a program is told at most once in [`REST`], and rights on a drive are asked for as seldom.
//! - A person has [`MOST`] connections at most, and nobody has one for long without a password.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use axum::routing::get;
use base_bus::{Delivery, Event};
use base_id::{OrgId, PersonId};
use base_suite::{AuthenticationError, Caller, ORG_CHANGED, Tool};
use base_web::staying::{Listener, Owners, PING, SILENCE, Staying, close};
use bytes::Bytes;
use tokio::time::{Instant, sleep_until, timeout_at};
use uuid::Uuid;

use crate::Files;
use crate::events::{CHANGED, DRIVES};
use crate::model::NodeId;
use crate::store::nodes;

/// Where it is.
pub const PATH: &str = "/push/ws";

/// A program must have said who it is within this.
const HELLO: Duration = Duration::from_secs(15);
/// What comes this soon after a change is told with it.
const GATHERED: Duration = Duration::from_millis(200);
/// Between two messages at least.
const REST: Duration = Duration::from_secs(2);
/// Connections of one person at most.
const MOST: usize = 32;
/// Integers in one message at most; more is a change of everything.
const MOST_IDS: usize = 100;
/// A program's message at most.
const LARGEST_MESSAGE: usize = 4 * 1024;

/// What answers there.
pub fn router(files: Files) -> Router {
    let owner: Arc<dyn Tool> = Arc::new(files.clone());
    Router::new().route(PATH, get(open)).with_state(Door {
        files,
        owners: Owners::new([&owner]),
        pushes: Pushes::default(),
    })
}

#[derive(Clone)]
struct Door {
    files: Files,
    owners: Owners,
    pushes: Pushes,
}

async fn open(State(door): State<Door>, staying: Staying, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.max_message_size(LARGEST_MESSAGE).max_frame_size(LARGEST_MESSAGE);
    upgrade.on_upgrade(move |mut socket| async move {
        let _open = staying.count();
        let _ = run(&door, &staying, &mut socket).await;
    })
}

/// The connection is over.
struct Closed;

async fn run(door: &Door, staying: &Staying, socket: &mut WebSocket) -> Result<(), Closed> {
    let caller = tokio::select! {
        caller = hello(staying, socket) => caller?,
        () = staying.stopping() => return end(socket, close_code::AWAY).await,
    };
    let Some(_place) = door.pushes.take(staying.org.id, caller.person) else {
        say(socket, "err: Too many connections").await?;
        return end(socket, close_code::AGAIN).await;
    };
    let listener = staying.listen(door.files.foundation(), &door.owners, caller, None).await.map_err(|_| Closed)?;
    say(socket, "authenticated").await?;
    let (happened, free) = (Vec::new(), Instant::now());
    Line { files: &door.files, staying, socket, listener, wants_ids: false, happened, due: None, free }.run().await
}

/// Who it is: the handle, then the device password.
async fn hello(staying: &Staying, socket: &mut WebSocket) -> Result<Caller, Closed> {
    let until = Instant::now() + HELLO;
    let handle = text(socket, until).await?;
    let password = text(socket, until).await?;
    match staying.sign_in(handle, password).await {
        Ok(caller) => Ok(caller),
        Err(AuthenticationError::Refused | AuthenticationError::Throttled(_)) => {
            say(socket, "err: Invalid credentials").await?;
            end(socket, close_code::POLICY).await?;
            Err(Closed)
        }
        Err(AuthenticationError::Database(error)) => {
            tracing::error!(%error, "a program could not be let in");
            end(socket, close_code::ERROR).await?;
            Err(Closed)
        }
    }
}

async fn text(socket: &mut WebSocket, until: Instant) -> Result<String, Closed> {
    loop {
        match timeout_at(until, socket.recv()).await {
            Ok(Some(Ok(Message::Text(text)))) => return Ok(text.to_string()),
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            Ok(Some(Ok(Message::Binary(_)))) => {
                end(socket, close_code::UNSUPPORTED).await?;
            }
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => return Err(Closed),
            Err(_) => {
                end(socket, close_code::POLICY).await?;
            }
        }
    }
}

/// What something is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What<Id> {
    /// These.
    These(BTreeSet<Id>),
    /// Anything.
    Anything,
}

impl<Id: Ord> What<Id> {
    fn join(&mut self, more: Self) {
        *self = match (std::mem::replace(self, Self::Anything), more) {
            (Self::These(mut ids), Self::These(more)) => {
                ids.extend(more);
                if ids.len() > MOST_IDS { Self::Anything } else { Self::These(ids) }
            }
            _ => Self::Anything,
        };
    }
}

impl What<NodeId> {
    /// What changed, and the folders that it is in: a program knows those when it does not know what is new.
    fn of(event: &Event) -> Self {
        let list = |name: &str| event.data[name].as_array().cloned().unwrap_or_default();
        let listed = [list("parent_ids"), list("node_ids")].concat();
        if event.kind != CHANGED || listed.len() > MOST_IDS {
            return Self::Anything;
        }
        let parse = |id: &serde_json::Value| id.as_str().and_then(|id| id.parse::<Uuid>().ok()).map(NodeId::from_uuid);
        Self::These(listed.iter().filter_map(parse).collect())
    }
}

fn message(what: &What<i64>) -> String {
    match what {
        What::These(ids) if !ids.is_empty() => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            format!("notify_file_id [{}]", ids.join(","))
        }
        What::These(_) | What::Anything => "notify_file".to_owned(),
    }
}

/// A program that listens.
struct Line<'a> {
    files: &'a Files,
    staying: &'a Staying,
    socket: &'a mut WebSocket,
    listener: Listener,
    /// It said that it understands them.
    wants_ids: bool,
    /// What happened since something was told, for whomever: one event for each audience, with what it is about.
    happened: Vec<(Option<Arc<Event>>, What<NodeId>)>,
    /// When to tell of it.
    due: Option<Instant>,
    /// From when on something may be told.
    free: Instant,
}

impl Line<'_> {
    async fn run(mut self) -> Result<(), Closed> {
        let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
        let mut heard = Instant::now();
        loop {
            let due = self.due;
            let waiting = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                delivery = self.listener.next() => self.note(delivery.map_err(|_| Closed)?),
                () = waiting => self.tell().await?,
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Closed),
                    Some(Ok(message)) => {
                        heard = Instant::now();
                        self.wants_ids |= matches!(message, Message::Text(text) if text.trim() == "listen notify_file_id");
                    }
                },
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(Closed);
                    }
                    self.check().await?;
                    self.socket.send(Message::Ping(Bytes::new())).await.map_err(|_| Closed)?;
                }
                () = self.staying.stopping() => return end(self.socket, close_code::AWAY).await,
            }
        }
    }

    /// What happened is told a moment later, with what else happens until then.
    fn note(&mut self, delivery: Delivery) {
        let (event, what) = match delivery {
            // The tool may have been switched off: looked into at once, not at the next change of a file.
            Delivery::Event(event) if event.kind == ORG_CHANGED => {
                self.due = Some(Instant::now());
                return;
            }
            Delivery::Event(event) if event.kind != CHANGED && event.kind != DRIVES => return,
            Delivery::Event(event) if self.wants_ids => (Some(event.clone()), What::of(&event)),
            Delivery::Event(event) => (Some(event), What::Anything),
            // Nobody knows what was missed.
            Delivery::Reset { .. } => (None, What::Anything),
        };
        let audience = |event: &Option<Arc<Event>>| event.as_ref().map(|event| event.audience.clone());
        let of = audience(&event);
        match self.happened.iter_mut().find(|(known, _)| audience(known) == of) {
            Some((_, known)) => known.join(what),
            None => self.happened.push((event, what)),
        }
        self.due = self.due.or_else(|| Some(self.free.max(Instant::now() + GATHERED)));
    }

    /// Tells of what the caller may hear of.
    async fn tell(&mut self) -> Result<(), Closed> {
        self.due = None;
        self.check().await?;
        let mut news: Option<What<i64>> = None;
        for (event, what) in std::mem::take(&mut self.happened) {
            if let Some(event) = event
                && !self.listener.may_hear(&event).await.map_err(|_| Closed)?
            {
                continue;
            }
            let more = match what {
                What::These(nodes) => self.fileids(nodes).await?,
                What::Anything => What::Anything,
            };
            match &mut news {
                Some(news) => news.join(more),
                None => news = Some(more),
            }
        }
        let Some(news) = news else { return Ok(()) };
        self.free = Instant::now() + REST;
        say(self.socket, &message(&news)).await
    }

    async fn fileids(&mut self, of: BTreeSet<NodeId>) -> Result<What<i64>, Closed> {
        let org = self.staying.org.id;
        let read = self.files.db().read(async move |tx| {
            let mut ids = BTreeSet::new();
            for node in &of {
                ids.extend(nodes::one(tx, org, *node).await?.map(|node| node.fileid));
            }
            Ok::<_, base_db::Error>(ids)
        });
        Ok(What::These(read.await.map_err(|_| Closed)?))
    }

    /// Ends the connection of whom it is no longer for.
    async fn check(&mut self) -> Result<(), Closed> {
        match self.listener.may_stay().await {
            Ok(true) => Ok(()),
            Ok(false) => end(self.socket, close_code::POLICY).await,
            Err(_) => Err(Closed),
        }
    }
}

async fn say(socket: &mut WebSocket, text: &str) -> Result<(), Closed> {
    socket.send(Message::text(text)).await.map_err(|_| Closed)
}

async fn end(socket: &mut WebSocket, code: u16) -> Result<(), Closed> {
    close(socket, code).await;
    Err(Closed)
}

/// Who has how many connections to this process.
#[derive(Debug, Default, Clone)]
struct Pushes(Arc<Mutex<HashMap<(OrgId, PersonId), usize>>>);

/// One of a person's connections, until it is dropped.
struct Place(Pushes, (OrgId, PersonId));

impl Pushes {
    /// One more connection, if there is room.
    fn take(&self, org: OrgId, person: PersonId) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((org, person)).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place(self.clone(), (org, person)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base_id::{Clock, Random};

    fn these(ids: impl IntoIterator<Item = i64>) -> What<i64> {
        What::These(ids.into_iter().collect())
    }

    #[test]
    fn news_are_told_together() {
        let mut news = these([3, 1]);
        assert_eq!(message(&news), "notify_file_id [1,3]");
        news.join(these([2, 3]));
        assert_eq!(message(&news), "notify_file_id [1,2,3]");
        news.join(these(0..200));
        assert_eq!(news, What::Anything);
        assert_eq!(message(&news), "notify_file");
        news.join(these([1]));
        assert_eq!(news, What::Anything);
        // What is gone has no integer; that it is gone is news all the same.
        assert_eq!(message(&these([])), "notify_file");
    }

    #[test]
    fn a_person_has_so_many_connections_and_gets_them_back() {
        let (clock, random) = (Clock::system(), Random::seeded(1));
        let (org, person) = (OrgId::new(&clock, &random), PersonId::new(&clock, &random));
        let pushes = Pushes::default();
        let mut places: Vec<Place> = (0..MOST).map(|_| pushes.take(org, person).unwrap()).collect();
        assert!(pushes.take(org, person).is_none());
        assert!(pushes.take(org, PersonId::new(&clock, &random)).is_some());
        places.pop();
        assert!(pushes.take(org, person).is_some());
        drop(places);
        assert!(pushes.0.lock().unwrap().is_empty());
    }
}
