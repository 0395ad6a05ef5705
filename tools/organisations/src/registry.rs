//! Which host leads where, in memory: asked at every request of every tool.
//!
//! All organisations are read at once, so that a flood of requests for hosts nobody has costs neither reads nor
//! memory. What this process changed is seen by the very next lookup; what another node changed within
//! [`LASTS`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use base_db::{Db, Error, Signal};
use base_id::{Clock, OrgId};
use base_suite::Org;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, watch};

use crate::store;

/// Sent with each change of what the registry holds.
pub(crate) const SIGNAL: Signal = "organisations";
/// How old the snapshot may be.
const LASTS: SignedDuration = SignedDuration::from_secs(5);

pub(crate) struct Registry {
    db: Db,
    clock: Clock,
    snapshot: RwLock<Arc<Snapshot>>,
    reading: Mutex<()>,
    changes: AtomicU64,
    commits: watch::Receiver<u64>,
}

#[derive(Default)]
pub(crate) struct Snapshot {
    by_host: HashMap<String, Arc<Org>>,
    by_id: HashMap<OrgId, Arc<Org>>,
    taken: Option<Taken>,
}

/// When a snapshot was begun, and after which changes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Taken {
    at: Timestamp,
    changes: (u64, u64),
}

impl Snapshot {
    pub(crate) fn by_host(&self, host: &str) -> Option<Arc<Org>> {
        self.by_host.get(host).cloned()
    }

    pub(crate) fn by_id(&self, id: OrgId) -> Option<Arc<Org>> {
        self.by_id.get(&id).cloned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

impl Registry {
    pub(crate) fn new(db: Db, clock: Clock) -> Self {
        let commits = db.subscribe(SIGNAL);
        let (snapshot, reading) = (RwLock::default(), Mutex::default());
        Self { db, clock, snapshot, reading, changes: AtomicU64::new(0), commits }
    }

    /// To be called once a change is committed, before its author is answered.
    pub(crate) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) async fn snapshot(&self) -> Result<Arc<Snapshot>, Error> {
        if let Some(fresh) = self.fresh() {
            return Ok(fresh);
        }
        let _one_at_a_time = self.reading.lock().await;
        if let Some(fresh) = self.fresh() {
            return Ok(fresh);
        }
        // Noted before reading: a change that commits meanwhile makes this snapshot old at once.
        let taken = Taken { at: self.clock.now(), changes: self.seen() };
        let (orgs, hosts) = self.db.read(async |tx| store::registry(tx).await).await?;
        let by_id: HashMap<_, _> = orgs.into_iter().map(|org| (org.id, Arc::new(org))).collect();
        let by_host = hosts.into_iter().filter_map(|(host, id)| Some((host, by_id.get(&id)?.clone()))).collect();
        let snapshot = Arc::new(Snapshot { by_host, by_id, taken: Some(taken) });
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot.clone();
        Ok(snapshot)
    }

    fn fresh(&self) -> Option<Arc<Snapshot>> {
        let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone();
        let taken = snapshot.taken?;
        let age = self.clock.now().duration_since(taken.at);
        let young = age >= SignedDuration::ZERO && age < LASTS;
        (young && taken.changes == self.seen()).then_some(snapshot)
    }

    fn seen(&self) -> (u64, u64) {
        (self.changes.load(Ordering::SeqCst), *self.commits.borrow())
    }
}
