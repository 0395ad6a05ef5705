//! Events: what happened in an organisation, told to whoever is listening, in one order that all agree on.
//!
//! A tool calls [`publish`] in the transaction that makes the change. Once that is committed, the relay gives the
//! event its position in the organisation's stream, and it reaches the [`Subscription`]s on every node.
//!
//! What holds:
//! - An event is published if and only if its transaction is committed.
//! - Positions of a stream are 1, 2, 3... without gaps, given after the commit by one relay at a time. Whoever has
//!   seen a position has seen, or can read, all before it: a transaction that commits late comes late, and is not
//!   skipped. Events of one transaction keep their order.
//! - A subscription gives each event once and in order, also one that is slow or that resumes; when what it needs is
//!   no longer kept (7 days) it says so with [`Delivery::Reset`] instead of leaving a hole.
//! - Nodes wake each other with the organisations' ids alone, one message for a pass of the relay; the events are
//!   read from the database. A lost message makes them late (at most [`POLL`](self)), never lost.
//!
//! Rights are not decided here: the [`Audience`] says whom an event is for, and whoever delivers it to a person asks
//! the tool that owns the object.
//!
//! Installation-level tables (no `org_id` first): `bus_outbox`, a queue across organisations, and `bus_relay`.

mod relay;
mod store;
mod subscription;
mod wakeups;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use base_db::{Db, Error, Migrations, Signal, Tx, params};
use base_id::{Clock, OrgId, PersonId, Random};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::{Mutex, broadcast};
use uuid::Uuid;

pub use store::ALL as STATEMENTS;
pub use subscription::{Delivery, Subscription};
pub use wakeups::Wakeups;

/// The schema.
pub const MIGRATIONS: Migrations = base_db::migrations!("bus", "0001_events");

/// How long events can be read again.
pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

const SIGNAL: Signal = "events";
/// Events that a slow subscription may be behind before it reads from the database instead.
const BUFFERED: usize = 256;
/// Rows that one transaction of the purge deletes at most.
const PURGED_AT_ONCE: usize = 1_000;

/// Whom an event is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// All members.
    Organisation,
    /// One person.
    Person(PersonId),
    /// Those who may see an object; the tool that owns its kind knows who.
    Object {
        /// What it is: `"drive"`.
        kind: Cow<'static, str>,
        /// Which one.
        id: Uuid,
    },
}

impl Audience {
    /// Those who may see this object.
    pub const fn object(kind: &'static str, id: Uuid) -> Self {
        Self::Object { kind: Cow::Borrowed(kind), id }
    }
}

/// An event to be.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Where it happened.
    pub org: OrgId,
    /// What happened: `"files.changed"`.
    pub kind: &'static str,
    /// Whom it is for.
    pub audience: Audience,
    /// What a listener needs to know; small: ids rather than contents.
    pub data: Value,
}

/// An event in its organisation's stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its place in the stream, from 1.
    pub position: i64,
    /// Where it happened.
    pub org: OrgId,
    /// What happened.
    pub kind: String,
    /// Whom it is for.
    pub audience: Audience,
    /// What a listener needs to know.
    pub data: Value,
}

/// What follows a position in a stream.
#[derive(Debug, Clone, PartialEq)]
pub enum Replay {
    /// The next events, oldest first; empty at the end of the stream.
    Events(Vec<Arc<Event>>),
    /// The position is older than what is kept, or was never given: start afresh.
    Reset,
}

/// Tells the listeners, once this transaction is committed. The same event is told once in a transaction, however often
/// it was published in it.
pub async fn publish(tx: &mut Tx, event: NewEvent) -> Result<(), Error> {
    let (audience, object_kind, id) = match &event.audience {
        Audience::Organisation => ("organisation", None, None),
        Audience::Person(person) => ("person", None, Some(person.uuid())),
        Audience::Object { kind, id } => ("object", Some(kind.as_ref()), Some(*id)),
    };
    let data = event.data.to_string();
    if !tx.first(("base-bus", event.org, &event.kind, audience, object_kind, id, &data)) {
        return Ok(());
    }
    tx.exec(&store::PUBLISH, params![event.org, event.kind, audience, object_kind, id, data]).await?;
    tx.signal(SIGNAL);
    Ok(())
}

/// The event streams as this node sees them; cheap to clone.
#[derive(Clone)]
pub struct Bus(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    wakeups: wakeups::Sender,
    streams: Mutex<HashMap<OrgId, Stream>>,
}

/// A stream that somebody on this node listens to.
struct Stream {
    listeners: broadcast::Sender<Arc<Event>>,
    /// What the listeners were given.
    delivered: i64,
}

impl Bus {
    /// The bus on this database. Nothing moves until [`start`](Bus::start), or [`relay_now`](Bus::relay_now) in tests.
    pub fn new(db: Db, clock: Clock, random: &Random, wakeups: Wakeups) -> Self {
        let wakeups = wakeups::Sender::new(db.clone(), Uuid::from_bytes(random.bytes()), wakeups);
        Self(Arc::new(Inner { db, clock, wakeups, streams: Mutex::default() }))
    }

    /// The events of an organisation: those after the position `after`, then the new ones as they happen. From now
    /// on when `after` is `None`.
    pub async fn subscribe(&self, org: OrgId, after: Option<i64>) -> Result<Subscription, Error> {
        let mut streams = self.0.streams.lock().await;
        let (receiver, now) = if let Some(stream) = streams.get(&org) {
            (stream.listeners.subscribe(), stream.delivered)
        } else {
            let delivered = self.position(org).await?;
            let (listeners, receiver) = broadcast::channel(BUFFERED);
            streams.insert(org, Stream { listeners, delivered });
            (receiver, delivered)
        };
        drop(streams);
        Ok(Subscription::new(self.clone(), org, receiver, after.unwrap_or(now), now))
    }

    /// At most `limit` events after `position`, oldest first.
    pub async fn after(&self, org: OrgId, position: i64, limit: usize) -> Result<Replay, Error> {
        self.0
            .db
            .read(async move |tx| {
                let (end, kept_after) = tx.one(&store::STREAM, params![org]).await?.unwrap_or((0_i64, 0_i64));
                if position < kept_after || position > end {
                    return Ok(Replay::Reset);
                }
                let rows: Vec<relay::StreamRow> = tx.all(&store::AFTER, params![org, position, limit]).await?;
                Ok(Replay::Events(rows.into_iter().map(|row| Arc::new(row.event(org))).collect()))
            })
            .await
    }

    /// The position of the last event; 0 when there was none.
    pub async fn position(&self, org: OrgId) -> Result<i64, Error> {
        self.0
            .db
            .read(async move |tx| {
                let stream: Option<(i64, i64)> = tx.one(&store::STREAM, params![org]).await?;
                Ok(stream.map_or(0, |(position, _)| position))
            })
            .await
    }

    /// Drops what is older than 7 days; says how many events.
    pub async fn purge(&self) -> Result<u64, Error> {
        let before = self.0.clock.now().saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
        let streams: Vec<(OrgId, i64)> = self.0.db.read(async |tx| tx.all(&store::STREAMS, params![]).await).await?;
        let mut purged = 0;
        for (org, _) in streams {
            loop {
                let dropped = self.0.db.write_queue(async move |tx| drop_oldest(tx, org, before).await).await?;
                purged += dropped;
                if dropped < PURGED_AT_ONCE as u64 {
                    break;
                }
            }
        }
        Ok(purged)
    }
}

/// Drops the beginning of a stream up to the first event that is still kept, in bounded steps.
async fn drop_oldest(tx: &mut Tx, org: OrgId, before: Timestamp) -> Result<u64, Error> {
    let oldest: Vec<(i64, Timestamp)> = tx.all(&store::OLDEST, params![org, PURGED_AT_ONCE]).await?;
    let Some((until, _)) = oldest.into_iter().take_while(|(_, relayed_at)| *relayed_at < before).last() else {
        return Ok(0);
    };
    tx.exec(&store::KEPT_AFTER, params![org, until]).await?;
    tx.exec(&store::DROP_UNTIL, params![org, until]).await
}
