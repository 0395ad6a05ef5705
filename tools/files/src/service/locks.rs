//! WebDAV write locks (RFC 4918 sections 6, 7 and 9.10).
//!
//! A drive has few locks at a time, so a change loads all of them with one statement and decides in memory; as a
//! rule there are none. A token counts in the requests of the person who made the lock, and of nobody else. What
//! has run out does not count, and is removed by a job.
//!
//! Moving and deleting take the locks beneath along into nothing; copies have none.

use base_db::{Tx, params};
use base_suite::access::Role;
use jiff::SignedDuration;

use super::access::{reach, reach_slot};
use super::contents::{NewContents, store_file};
use super::{Actor, At, Conditions, Error, Reached, Scope, Slot};
use crate::Files;
use crate::model::{Drive, Lock, LockScope, NodeId};
use crate::store::{dav, nodes};

/// Seconds that a lock lasts at most, unless refreshed.
pub const LONGEST: u64 = 24 * 60 * 60;

/// The way from a node up to its drive's root, itself first.
type Chain = [(NodeId, String)];

/// Something that a change touches, and that nobody else may have locked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Held<'a> {
    /// A file's contents or properties, or which children a folder has.
    Node(&'a Chain),
    /// A node and all beneath it.
    Tree(&'a Chain),
}

/// Refuses when one of `what` is locked and `tokens` do not show that the caller holds the lock. Gives the locks on
/// and beneath the trees among them, which end with what is done to those.
pub(crate) async fn check(
    tx: &mut Tx,
    scope: &Scope,
    drive: &Drive,
    tokens: &[String],
    what: &[Held<'_>],
) -> Result<Vec<Lock>, Error> {
    let locks = dav::locks(tx, scope.actor.org, drive.id, scope.now).await?;
    let mut ending = Vec::new();
    if locks.is_empty() {
        return Ok(ending);
    }
    let held = |lock: &Lock| lock.person == scope.actor.person && tokens.contains(&lock.token);
    for what in what {
        let (Held::Node(chain) | Held::Tree(chain)) = what;
        pass(&locks.iter().filter(|lock| covers(lock, chain)).collect::<Vec<_>>(), held)?;
        if matches!(what, Held::Tree(_)) {
            let mut roots: Vec<NodeId> = locks.iter().map(|lock| lock.node).collect();
            roots.sort_unstable();
            roots.dedup();
            for root in roots {
                if beneath(tx, scope, root, chain).await? {
                    let on_it: Vec<&Lock> = locks.iter().filter(|lock| lock.node == root).collect();
                    pass(&on_it, held)?;
                    ending.extend(on_it.into_iter().cloned());
                }
            }
        }
    }
    Ok(ending)
}

/// Ends locks whose nodes were moved or deleted.
pub(crate) async fn end(tx: &mut Tx, scope: &Scope, locks: &[Lock]) -> Result<(), Error> {
    for lock in locks {
        dav::remove_lock(tx, scope.actor.org, &lock.token).await?;
    }
    Ok(())
}

/// Of the locks on one thing, holding any is enough: several are there only if all are shared.
fn pass(locks: &[&Lock], held: impl Fn(&Lock) -> bool) -> Result<(), Error> {
    match locks.first() {
        Some(first) if !locks.iter().any(|lock| held(lock)) => Err(Error::Locked(Box::new((*first).clone()))),
        _ => Ok(()),
    }
}

fn covers(lock: &Lock, chain: &Chain) -> bool {
    match chain.split_first() {
        Some(((node, _), above)) => *node == lock.node || lock.deep && above.iter().any(|(id, _)| *id == lock.node),
        None => false,
    }
}

async fn beneath(tx: &mut Tx, scope: &Scope, node: NodeId, chain: &Chain) -> Result<bool, Error> {
    let Some((top, _)) = chain.first() else { return Ok(false) };
    Ok(nodes::chain(tx, scope.actor.org, node).await?.iter().any(|(id, _)| id == top))
}

/// A lock to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLock {
    /// Depth: infinity.
    pub deep: bool,
    /// Who may lock beside it.
    pub scope: LockScope,
    /// What the client said of its owner.
    pub owner_xml: String,
    /// How long it is to last; cut to [`LONGEST`].
    pub seconds: u64,
}

/// What [`lock`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locking {
    /// The lock.
    pub lock: Lock,
    /// What is locked.
    pub reached: Reached,
    /// Nothing was there, and an empty file was made (RFC 4918 section 7.3).
    pub created: bool,
}

/// Locks what is at `slot`, making an empty file where nothing is. For the root of the caller's tree, which has no
/// slot, there is [`lock_root`].
pub async fn lock(
    files: &Files,
    actor: Actor,
    slot: Slot,
    new: NewLock,
    conditions: Conditions,
) -> Result<Locking, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let at = match slot_path(&slot) {
                Some(path) => super::paths::locate(tx, &scope, &path).await?.found().ok(),
                None => None,
            };
            if let Some(reached) = at {
                conditions.check(tx, &scope, Some(&reached.node)).await?;
                return add(tx, &scope, reached, &new).await;
            }
            let vacancy = reach_slot(tx, &scope, &slot).await?;
            conditions.check(tx, &scope, vacancy.existing.as_ref()).await?;
            if let Some(chain) = vacancy.existing_chain()
                && let Some(node) = vacancy.existing
            {
                return add(tx, &scope, Reached { seen: vacancy.parent.seen, node, chain }, &new).await;
            }
            check(tx, &scope, &vacancy.parent.seen.drive, &conditions.tokens, &[Held::Node(&vacancy.parent.chain)])
                .await?;
            let stored = store_file(tx, &scope, &vacancy, NewContents::empty()).await?;
            Ok(Locking { created: true, ..add(tx, &scope, stored, &new).await? })
        })
        .await
}

/// Locks the root of the caller's tree: their own drive, without what is mounted in it.
pub async fn lock_root(files: &Files, actor: Actor, new: NewLock) -> Result<Locking, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &At::Path(Vec::new()), Role::Editor).await?;
            add(tx, &scope, reached, &new).await
        })
        .await
}

fn slot_path(slot: &Slot) -> Option<Vec<String>> {
    match &slot.parent {
        At::Path(path) => Some(path.iter().chain([&slot.name]).cloned().collect()),
        At::Id(_) => None,
    }
}

async fn add(tx: &mut Tx, scope: &Scope, reached: Reached, new: &NewLock) -> Result<Locking, Error> {
    reached.require(Role::Editor)?;
    let drive = &reached.seen.drive;
    for other in dav::locks(tx, scope.actor.org, drive.id, scope.now).await? {
        let compatible = other.scope == LockScope::Shared && new.scope == LockScope::Shared;
        let meets =
            covers(&other, &reached.chain) || new.deep && beneath(tx, scope, other.node, &reached.chain).await?;
        if meets && !compatible {
            return Err(Error::Locked(Box::new(other)));
        }
    }
    let id = base_id::v7(scope.files.clock(), scope.files.random());
    let lock = Lock {
        token: format!("urn:uuid:{id}"),
        drive: drive.id,
        node: reached.node.id,
        deep: new.deep && reached.node.is_folder(),
        scope: new.scope,
        owner_xml: new.owner_xml.clone(),
        person: scope.actor.person,
        expires_at: expiry(scope, new.seconds),
    };
    dav::add_lock(tx, scope.actor.org, &lock, scope.now).await?;
    Ok(Locking { lock, reached, created: false })
}

fn expiry(scope: &Scope, seconds: u64) -> jiff::Timestamp {
    let seconds = i64::try_from(seconds.clamp(1, LONGEST)).unwrap_or(1);
    scope.now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(jiff::Timestamp::MAX)
}

/// Lets the caller's lock with this token, which must cover what is at `at`, last `seconds` from now.
/// [`Error::Precondition`] when there is no such lock.
pub async fn refresh(files: &Files, actor: Actor, at: At, token: String, seconds: u64) -> Result<Lock, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &at, Role::Editor).await?;
            let mut lock = own(tx, &scope, &reached, &token).await?.ok_or(Error::Precondition)?;
            lock.expires_at = expiry(&scope, seconds);
            dav::refresh_lock(tx, actor.org, &lock.token, lock.expires_at).await?;
            Ok(lock)
        })
        .await
}

/// Ends the caller's lock with this token, which must cover what is at `at`. [`Error::Precondition`] when there is
/// no such lock.
pub async fn unlock(files: &Files, actor: Actor, at: At, token: String) -> Result<(), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &at, Role::Viewer).await?;
            let lock = own(tx, &scope, &reached, &token).await?.ok_or(Error::Precondition)?;
            dav::remove_lock(tx, actor.org, &lock.token).await?;
            Ok(())
        })
        .await
}

async fn own(tx: &mut Tx, scope: &Scope, reached: &Reached, token: &str) -> Result<Option<Lock>, Error> {
    let locks = dav::locks(tx, scope.actor.org, reached.seen.drive.id, scope.now).await?;
    let own = |lock: &Lock| lock.token == token && lock.person == scope.actor.person;
    Ok(locks.into_iter().find(|lock| own(lock) && covers(lock, &reached.chain)))
}

/// The locks in a drive that have not run out; [`cover`] says which of them are on something.
pub async fn in_drive(tx: &mut Tx, scope: &Scope, drive: &Drive) -> Result<Vec<Lock>, Error> {
    Ok(dav::locks(tx, scope.actor.org, drive.id, scope.now).await?)
}

/// Whether `lock` is on the node whose way to its drive's root is `chain` (itself first): its own, or a deep one of
/// a folder above it.
pub fn cover(lock: &Lock, chain: &[(NodeId, String)]) -> bool {
    covers(lock, chain)
}

/// Removes the locks of an organisation that have run out.
pub(crate) async fn remove_expired(tx: &mut Tx, org: base_id::OrgId, now: jiff::Timestamp) -> Result<(), Error> {
    tx.exec(&dav::REMOVE_EXPIRED, params![org, now]).await?;
    Ok(())
}
