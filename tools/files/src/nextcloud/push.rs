//! `/push/ws`: programs are told that something changed, instead of asking every half minute.
//!
//! A text frame each way at a time: the program sends its handle, then its device password, and is told
//! `authenticated`, or `err: Invalid credentials`. From then on `notify_file` says that something in its tree changed;
//! to a program that said `listen notify_file_id`, `notify_file_id [1,2]` says what and in which folders, as long as
//! that is a handful.
//!
//! What holds:
//! - Rights and the device password are checked when an event is delivered, by the function that the websocket of the
//!   front uses ([`base_web::staying`]): who lost either hears nothing more, and the connection is closed.
//! - However much changes, a program is told at most once in [`REST`]: it looks at everything anyway.
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
use base_suite::{AuthenticationError, Caller, Tool};
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
    Line { files: &door.files, staying, socket, listener, wants_ids: false, due: None, free: Instant::now() }.run().await
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

/// What is to be told.
#[derive(Debug, PartialEq, Eq)]
enum News {
    /// That these changed.
    Ids(BTreeSet<i64>),
    /// That something changed.
    Anything,
}

impl News {
    fn join(&mut self, more: Self) {
        *self = match (std::mem::replace(self, Self::Anything), more) {
            (Self::Ids(mut ids), Self::Ids(more)) => {
                ids.extend(more);
                if ids.len() > MOST_IDS { Self::Anything } else { Self::Ids(ids) }
            }
            _ => Self::Anything,
        };
    }

    fn message(&self) -> String {
        match self {
            Self::Ids(ids) => {
                let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                format!("notify_file_id [{}]", ids.join(","))
            }
            Self::Anything => "notify_file".to_owned(),
        }
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
    /// What is to be told, and when.
    due: Option<(News, Instant)>,
    /// From when on something may be told.
    free: Instant,
}

impl Line<'_> {
    async fn run(mut self) -> Result<(), Closed> {
        let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
        let mut heard = Instant::now();
        loop {
            let due = self.due.as_ref().map(|(_, due)| *due);
            let waiting = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                delivery = self.listener.next() => self.note(delivery.map_err(|_| Closed)?).await?,
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
    async fn note(&mut self, delivery: Delivery) -> Result<(), Closed> {
        let news = match delivery {
            Delivery::Event(event) if event.kind != CHANGED && event.kind != DRIVES => return Ok(()),
            Delivery::Event(event) => {
                if !self.listener.may_hear(&event).await.map_err(|_| Closed)? {
                    return Ok(());
                }
                if self.wants_ids { self.ids(&event).await? } else { News::Anything }
            }
            Delivery::Reset { .. } => News::Anything,
        };
        self.check().await?;
        match &mut self.due {
            Some((known, _)) => known.join(news),
            None => self.due = Some((news, self.free.max(Instant::now() + GATHERED))),
        }
        Ok(())
    }

    /// What changed, and the folders that it is in: a program knows those when it does not know what is new.
    async fn ids(&mut self, event: &Event) -> Result<News, Closed> {
        let list = |name: &str| event.data[name].as_array().cloned().unwrap_or_default();
        let listed = [list("parent_ids"), list("node_ids")].concat();
        if event.kind != CHANGED || listed.len() > MOST_IDS {
            return Ok(News::Anything);
        }
        let parse = |id: &serde_json::Value| id.as_str().and_then(|id| id.parse::<Uuid>().ok()).map(NodeId::from_uuid);
        let nodes: Vec<NodeId> = listed.iter().filter_map(parse).collect();
        let org = event.org;
        let read = self.files.db().read(async move |tx| {
            let mut ids = BTreeSet::new();
            for node in &nodes {
                ids.extend(nodes::one(tx, org, *node).await?.map(|node| node.fileid));
            }
            Ok::<_, base_db::Error>(ids)
        });
        let ids = read.await.map_err(|_| Closed)?;
        Ok(if ids.is_empty() { News::Anything } else { News::Ids(ids) })
    }

    async fn tell(&mut self) -> Result<(), Closed> {
        let Some((news, _)) = self.due.take() else { return Ok(()) };
        self.check().await?;
        self.free = Instant::now() + REST;
        say(self.socket, &news.message()).await
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

    fn ids(ids: impl IntoIterator<Item = i64>) -> News {
        News::Ids(ids.into_iter().collect())
    }

    #[test]
    fn news_are_told_together() {
        let mut news = ids([3, 1]);
        assert_eq!(news.message(), "notify_file_id [1,3]");
        news.join(ids([2, 3]));
        assert_eq!(news.message(), "notify_file_id [1,2,3]");
        news.join(ids(0..200));
        assert_eq!(news, News::Anything);
        assert_eq!(news.message(), "notify_file");
        news.join(ids([1]));
        assert_eq!(news, News::Anything);
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
