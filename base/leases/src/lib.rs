//! Leases: which node owns a live thing (a room, an open document) at the moment, for how long, and where it is
//! reached.
//!
//! A lease is `(kind, id)`. It has one owner until it expires or is given back. Each change of owner raises its
//! epoch, and a write made on the strength of a lease goes through [`check`] in the same transaction: an owner
//! that slept through its expiry and was replaced is refused, whatever its own clock says.
//!
//! What holds:
//! - Epochs of one lease only rise, also across a purge and across a restored backup: an epoch is at least the
//!   time, in microseconds, at which it began.
//! - While a transaction that passed [`check`] is open, nobody else can take the lease.
//!
//! Installation-level table (no `org_id`): `leases`.

mod store;

use std::time::Duration;

use base_db::{Db, Error as DbError, Migrations, Tx, params};
use base_id::Clock;
use jiff::{SignedDuration, Timestamp};

pub use store::ALL as STATEMENTS;

/// The schema.
pub const MIGRATIONS: Migrations = base_db::migrations!("leases", "0001_leases");

/// Leases that ended longer ago than this are forgotten by [`Leases::purge`].
const KEPT: SignedDuration = SignedDuration::from_hours(24);

base_db::typed_id! {
    /// One running server process.
    NodeId,
}

/// What can go wrong with a lease.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lease ended and may belong to another node: stop acting on it.
    #[error("the lease on {kind} {id} was lost")]
    Lost {
        /// What kind of thing it was on.
        kind: String,
        /// Which one.
        id: String,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// A lease as it stood when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What kind of thing it is on: `"room"`.
    pub kind: String,
    /// Which one.
    pub id: String,
    /// Who owns it.
    pub owner: NodeId,
    /// Rises with each change of owner.
    pub epoch: i64,
    /// When it ends unless it is renewed.
    pub expires_at: Timestamp,
    /// Where the other nodes reach the owner: `10.0.0.7:8081`. May be empty.
    pub address: String,
}

base_db::from_row!(Lease { kind, id, owner, epoch, expires_at, address });

/// The answer to a request for a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acquired {
    /// It is ours.
    Ours(Lease),
    /// Another node has it.
    Theirs(Lease),
}

/// This node's leases; cheap to clone.
#[derive(Clone)]
pub struct Leases {
    db: Db,
    clock: Clock,
    node: NodeId,
    address: String,
}

impl Leases {
    /// Leases of the process `node` (a new id at each start), reached by the other nodes at `address`.
    pub fn new(db: Db, clock: Clock, node: NodeId, address: impl Into<String>) -> Self {
        Self { db, clock, node, address: address.into() }
    }

    /// The node that these leases are for.
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// Takes the lease for `term` if nobody holds it, and takes it again if it is ours already.
    pub async fn acquire(&self, kind: &str, id: &str, term: Duration) -> Result<Acquired, Error> {
        let (this, kind, id) = (self.clone(), kind.to_owned(), id.to_owned());
        self.db.write(async move |tx| acquire(tx, &this, &kind, &id, term).await).await
    }

    /// Puts the end of the lease off to `term` from now. An expired lease that nobody took is saved.
    pub async fn renew(&self, lease: &Lease, term: Duration) -> Result<Lease, Error> {
        let (lease, expires_at) = (lease.clone(), after(self.clock.now(), term));
        self.db
            .write(async move |tx| {
                let values = params![lease.kind, lease.id, lease.owner, lease.epoch, expires_at];
                match tx.exec(&store::RENEW, values).await? {
                    0 => Err(lost(&lease)),
                    _ => Ok(Lease { expires_at, ..lease.clone() }),
                }
            })
            .await
    }

    /// Gives the lease back. Nothing happens if it was lost already.
    pub async fn release(&self, lease: Lease) -> Result<(), Error> {
        let now = self.clock.now();
        self.db
            .write(async move |tx| {
                tx.exec(&store::RELEASE, params![lease.kind, lease.id, lease.owner, lease.epoch, now]).await?;
                Ok(())
            })
            .await
    }

    /// Who holds the lease now, if anybody.
    pub async fn holder(&self, kind: &str, id: &str) -> Result<Option<Lease>, Error> {
        let (kind, id, now) = (kind.to_owned(), id.to_owned(), self.clock.now());
        self.db.read(async move |tx| Ok(holder(tx, &kind, &id, now).await?)).await
    }

    /// Forgets leases that ended more than a day ago; says how many.
    pub async fn purge(&self) -> Result<u64, Error> {
        let before = self.clock.now().saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
        self.db.write(async move |tx| Ok(tx.exec(&store::PURGE, params![before]).await?)).await
    }
}

/// Refuses the transaction if the lease was taken over since. Until the transaction ends nobody can take it.
pub async fn check(tx: &mut Tx, lease: &Lease) -> Result<(), Error> {
    let values = params![lease.kind, lease.id, lease.owner, lease.epoch];
    match tx.one::<(i64,)>(&store::CHECK, values).await? {
        Some(_) => Ok(()),
        None => Err(lost(lease)),
    }
}

async fn acquire(tx: &mut Tx, leases: &Leases, kind: &str, id: &str, term: Duration) -> Result<Acquired, Error> {
    let now = leases.clock.now();
    let expires_at = after(now, term);
    let values = params![kind, id, leases.node, now, expires_at, leases.address];
    if let Some((epoch,)) = tx.one(&store::ACQUIRE, values).await? {
        return Ok(Acquired::Ours(Lease {
            kind: kind.to_owned(),
            id: id.to_owned(),
            owner: leases.node,
            epoch,
            expires_at,
            address: leases.address.clone(),
        }));
    }
    match holder(tx, kind, id, now).await? {
        Some(lease) => Ok(Acquired::Theirs(lease)),
        None => Err(DbError::Contended.into()),
    }
}

async fn holder(tx: &mut Tx, kind: &str, id: &str, now: Timestamp) -> Result<Option<Lease>, DbError> {
    tx.one(&store::HOLDER, params![kind, id, now]).await
}

fn after(now: Timestamp, term: Duration) -> Timestamp {
    SignedDuration::try_from(term).ok().and_then(|term| now.checked_add(term).ok()).unwrap_or(Timestamp::MAX)
}

fn lost(lease: &Lease) -> Error {
    Error::Lost { kind: lease.kind.clone(), id: lease.id.clone() }
}
