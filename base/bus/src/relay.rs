//! The relay: gives committed events their positions and hands them out.
//!
//! Each node relays what is there after its own commits; the row lock on `bus_relay` lets one do it at a time, so
//! that there is no leader to wait for when a node dies.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use base_db::{Error, FromRow, Row, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::wakeups::Wakeup;
use crate::{Audience, Bus, Event, SIGNAL, store};

/// Events given their positions in one transaction at most.
const BATCH: usize = 500;
/// After a pass, so that a burst of commits is relayed together. The first of a burst goes out at once.
const BREATH: Duration = Duration::from_millis(25);
/// After a failure of the database.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);
/// How often to look without being woken: for what a node left behind when it was killed, and for lost wake-ups.
const POLL: Duration = Duration::from_secs(5);

impl Bus {
    /// Relays and delivers until `shutdown`; what is in the outbox then stays for the next start or another node.
    pub fn start(&self, shutdown: CancellationToken) -> JoinHandle<()> {
        let bus = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = bus.0.wakeups.run() => {}
                () = bus.relay_for_ever() => {}
            }
        })
    }

    /// Safe to drop at any point: what was begun in the database is finished there, and nothing is kept here that the
    /// next look would not find.
    async fn relay_for_ever(&self) {
        let mut committed = self.0.db.subscribe(SIGNAL);
        let mut wakeups = self.0.wakeups.listen();
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                _ = committed.changed() => self.relay_now().await.map(drop),
                wakeup = wakeups.next() => match wakeup {
                    Wakeup::Organisations(orgs) => self.deliver(&orgs).await,
                    Wakeup::Unknown => self.catch_up().await,
                },
                _ = poll.tick() => match self.relay_now().await {
                    Ok(_) => self.catch_up().await,
                    Err(error) => Err(error),
                },
            };
            if let Err(error) = done {
                tracing::error!(%error, "events are late: the relay failed and will try again");
                committed.mark_changed();
                tokio::time::sleep(BETWEEN_ATTEMPTS).await;
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    /// Relays until nothing is left, and delivers on this node; says how many events. What [`start`](Bus::start)
    /// does after each commit, for tests to call.
    pub async fn relay_now(&self) -> Result<usize, Error> {
        let mut relayed = 0;
        let mut touched = HashSet::new();
        loop {
            let now = self.0.clock.now();
            let orgs = self.0.db.write_queue(async move |tx| relay_batch(tx, now).await).await?;
            let count: usize = orgs.values().sum();
            relayed += count;
            touched.extend(orgs.into_keys());
            if count < BATCH {
                break;
            }
        }
        if relayed > 0 {
            let orgs: Vec<OrgId> = touched.into_iter().collect();
            self.0.wakeups.tell(&orgs);
            self.deliver(&orgs).await?;
        }
        Ok(relayed)
    }

    /// Hands this node's listeners what they were not given yet.
    async fn deliver(&self, orgs: &[OrgId]) -> Result<(), Error> {
        let mut streams = self.0.streams.lock().await;
        streams.retain(|_, stream| stream.listeners.receiver_count() > 0);
        for org in orgs {
            let Some(stream) = streams.get_mut(org) else { continue };
            loop {
                let (org, delivered) = (*org, stream.delivered);
                let rows: Vec<StreamRow> =
                    self.0.db.read(async move |tx| tx.all(&store::AFTER, params![org, delivered, BATCH]).await).await?;
                let full = rows.len() == BATCH;
                for row in rows {
                    stream.delivered = row.position;
                    // Fails when the last listener has just left.
                    let _ = stream.listeners.send(Arc::new(row.event(org)));
                }
                if !full {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Delivers whatever this node has not heard of.
    async fn catch_up(&self) -> Result<(), Error> {
        let listened: HashMap<OrgId, i64> =
            self.0.streams.lock().await.iter().map(|(org, stream)| (*org, stream.delivered)).collect();
        if listened.is_empty() {
            return Ok(());
        }
        let streams: Vec<(OrgId, i64)> = self.0.db.read(async |tx| tx.all(&store::STREAMS, params![]).await).await?;
        let ahead = |(org, position): &(OrgId, i64)| listened.get(org).is_some_and(|delivered| delivered < position);
        let late: Vec<OrgId> = streams.into_iter().filter(ahead).map(|(org, _)| org).collect();
        self.deliver(&late).await
    }
}

/// Moves the next events from the outbox to their streams; says how many per organisation.
async fn relay_batch(tx: &mut Tx, now: Timestamp) -> Result<HashMap<OrgId, usize>, Error> {
    tx.all::<(i64,)>(&store::LOCK_RELAY, params![]).await?;
    let rows: Vec<OutboxRow> = tx.all(&store::COMMITTED, params![BATCH]).await?;
    let mut counts: HashMap<OrgId, usize> = HashMap::new();
    for row in &rows {
        *counts.entry(row.org).or_default() += 1;
    }
    let mut next: HashMap<OrgId, i64> = HashMap::new();
    for (org, count) in &counts {
        let end: Option<(i64,)> = tx.one(&store::EXTEND, params![org, *count]).await?;
        let (end,) = end.ok_or_else(|| Error::Statement("a stream gave no position".into()))?;
        next.insert(*org, end - i64::try_from(*count).unwrap_or(i64::MAX) + 1);
    }
    for row in rows {
        let Some(position) = next.get_mut(&row.org) else { continue };
        let OutboxRow { ordinal, org, kind, audience, object_kind, audience_id, data } = row;
        let values = params![org, *position, kind, audience, object_kind, audience_id, data, now];
        tx.exec(&store::APPEND, values).await?;
        tx.exec(&store::RELAYED, params![ordinal]).await?;
        *position += 1;
    }
    Ok(counts)
}

struct OutboxRow {
    ordinal: i64,
    org: OrgId,
    kind: String,
    audience: String,
    object_kind: Option<String>,
    audience_id: Option<Uuid>,
    data: String,
}

base_db::from_row!(OutboxRow { ordinal, org, kind, audience, object_kind, audience_id, data });

/// A row of a stream.
pub(crate) struct StreamRow {
    position: i64,
    kind: String,
    audience: Audience,
    data: Value,
}

impl StreamRow {
    pub(crate) fn event(self, org: OrgId) -> Event {
        Event { position: self.position, org, kind: self.kind, audience: self.audience, data: self.data }
    }
}

impl FromRow for StreamRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let audience: String = row.get(2)?;
        let audience = match (audience.as_str(), row.get::<Option<String>>(3)?, row.get::<Option<Uuid>>(4)?) {
            ("organisation", ..) => Audience::Organisation,
            ("person", _, Some(id)) => Audience::Person(PersonId::from_uuid(id)),
            ("object", Some(kind), Some(id)) => Audience::Object { kind: kind.into(), id },
            _ => return Err(Error::Decode(format!("audience: {audience:?}"))),
        };
        let data = serde_json::from_str(&row.get::<String>(5)?)
            .map_err(|error| Error::Decode(format!("event data: {error}")))?;
        Ok(Self { position: row.get(0)?, kind: row.get(1)?, audience, data })
    }
}
