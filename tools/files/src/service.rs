//! Use cases, for REST and foreign protocols alike: access check, rule, store, event, job, in ONE transaction.
//!
//! Each mutating function is one transaction of its own and takes what to work on either by identifier or by path
//! ([`At`], [`Slot`]), so that a path is resolved and acted upon on one snapshot. Reads that compose (a listing with
//! its properties and locks) are functions over `&mut Tx` that take a [`Scope`].
//!
//! What the caller may not see is [`Error::NotFound`]; what they see but may not change is [`Error::Forbidden`].

pub mod access;
pub mod archive;
pub mod contents;
pub mod copies;
pub mod drives;
pub mod favourites;
pub mod find;
pub mod folders;
pub mod locks;
pub mod moves;
pub mod nodes;
pub mod paths;
pub mod previews;
pub mod properties;
pub mod purge;
pub mod recent;
pub mod search;
pub mod states;
pub mod storage;
pub mod transfers;
pub mod trash;
pub mod uploads;

use base_bus::{Audience, NewEvent};
use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_suite::{Caller, Org, Via};
use serde_json::json;
use uuid::Uuid;

use crate::events;
use crate::model::{Drive, DriveId, InvalidName, Lock, Node, NodeId};

pub use access::{Reached, Scope};
pub use states::{States, Trees};

/// Why a use case was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not for the caller to know of.
    #[error("not found")]
    NotFound,
    /// Visible, but not allowed. The text is for the person.
    #[error("{0}")]
    Forbidden(&'static str),
    /// What let the caller in was revoked or ended while their request was under way.
    #[error("signed out meanwhile")]
    SignedOut,
    /// Something else has this name already.
    #[error("the name is taken")]
    NameTaken,
    /// The folder that it should go to is not there (a path's way does not exist).
    #[error("the parent folder does not exist")]
    NoParent,
    /// A file where a folder is needed.
    #[error("this is a file, not a folder")]
    NotAFolder,
    /// A folder where a file is needed.
    #[error("this is a folder, not a file")]
    IsAFolder,
    /// Not a possible name.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// A folder cannot go into itself or what is beneath it.
    #[error("a folder cannot be moved or copied into itself")]
    IntoItself,
    /// If-Match or If-None-Match does not hold.
    #[error("it was changed meanwhile")]
    Precondition,
    /// The drive's or the organisation's quota does not allow it; how many bytes are left.
    #[error("over quota: {available} bytes left")]
    OverQuota {
        /// Bytes left.
        available: i64,
    },
    /// Somebody holds a lock on it.
    #[error("it is locked")]
    Locked(Box<Lock>),
    /// An upload goes on elsewhere than where the client believes.
    #[error("the upload goes on at {0}")]
    UploadOffset(i64),
    /// A value that cannot be taken: the field and a text for the person.
    #[error("{field}: {detail}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(base_db::Error),
    /// The storage of contents failed.
    #[error(transparent)]
    Blobs(#[from] base_blobs::Error),
}

impl From<base_db::Error> for Error {
    fn from(error: base_db::Error) -> Self {
        match error {
            // Two writers took one name at the same moment. PostgreSQL may say so rather than run one of them again.
            base_db::Error::Unique(_) => Self::NameTaken,
            error => Self::Database(error),
        }
    }
}

/// On whose behalf, with the limits of their organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The organisation.
    pub org: OrgId,
    /// The person.
    pub person: PersonId,
    /// By what they were let in; none for what the server does by itself.
    pub via: Option<Via>,
    /// Bytes that all drives may hold together.
    pub org_quota: Option<i64>,
    /// Bytes that a personal drive may hold.
    pub person_quota: Option<i64>,
}

impl Actor {
    /// The caller of a request.
    pub fn new(org: &Org, caller: &Caller) -> Self {
        Self {
            org: org.id,
            person: caller.person,
            via: Some(caller.via),
            org_quota: org.quota_bytes,
            person_quota: org.person_quota_bytes,
        }
    }
}

/// A folder or file: by identifier, or by its path in the caller's tree (see [`paths`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// By identifier.
    Id(NodeId),
    /// By the names from the root of the caller's tree; none is that root.
    Path(Vec<String>),
}

/// A place for something: a name in a folder, whether taken or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The folder.
    pub parent: At,
    /// The name.
    pub name: String,
}

impl Slot {
    /// A name in the folder with this identifier.
    pub fn new(parent: NodeId, name: impl Into<String>) -> Self {
        Self { parent: At::Id(parent), name: name.into() }
    }

    /// The place with this path in the caller's tree; none for the root, which is no place for anything.
    pub fn from_path(mut path: Vec<String>) -> Option<Self> {
        let name = path.pop()?;
        Some(Self { parent: At::Path(path), name })
    }
}

/// Under which conditions a change is to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Only if the entity tag is one of these (`*`: only if it is there).
    pub if_match: Option<Vec<String>>,
    /// Only if nothing is there yet (If-None-Match: *).
    pub if_none_match: bool,
    /// The tokens of the locks that the client holds.
    pub tokens: Vec<String>,
    /// Only if these resources are in these states (the If header of WebDAV).
    pub states: Option<States>,
}

impl Conditions {
    /// Only if the entity tag is one of these, when given.
    pub fn if_match(tags: Option<Vec<String>>) -> Self {
        Self { if_match: tags, ..Self::default() }
    }

    /// Whether the conditions hold for what is there. Those on locks are checked by [`locks`].
    pub async fn check(&self, tx: &mut Tx, scope: &Scope, existing: Option<&Node>) -> Result<(), Error> {
        if let Some(states) = &self.states {
            states.check(tx, scope).await?;
        }
        if self.if_none_match && existing.is_some() {
            return Err(Error::Precondition);
        }
        let Some(tags) = &self.if_match else { return Ok(()) };
        let holds = existing.is_some_and(|node| {
            let etag = node.etag();
            tags.iter().any(|tag| tag == "*" || *tag == etag)
        });
        if holds { Ok(()) } else { Err(Error::Precondition) }
    }
}

/// Tells the listeners what changed in which folders of a drive.
pub(crate) async fn tell(
    tx: &mut Tx,
    scope: &Scope,
    drive: DriveId,
    parents: &[NodeId],
    nodes: &[NodeId],
) -> Result<(), base_db::Error> {
    let data = json!({
        "drive_id": drive,
        "parent_ids": parents,
        "node_ids": nodes,
        "by": scope.actor.person,
    });
    publish(tx, scope.actor.org, events::CHANGED, drive.uuid(), data).await
}

pub(crate) async fn publish(
    tx: &mut Tx,
    org: OrgId,
    kind: &'static str,
    drive: Uuid,
    data: serde_json::Value,
) -> Result<(), base_db::Error> {
    base_bus::publish(tx, NewEvent { org, kind, audience: Audience::object(events::DRIVE, drive), data }).await
}

/// Takes the drive's next change number and books `bytes`, within the quotas.
pub(crate) async fn book(tx: &mut Tx, scope: &Scope, drive: &Drive, bytes: i64) -> Result<i64, Error> {
    let bumped = crate::store::drives::bump(tx, scope.actor.org, drive.id, bytes).await?;
    let used = bumped.used;
    if bytes > 0 {
        let left = |limit: i64, used: i64| (limit - (used - bytes)).max(0);
        if let Some(limit) = scope.quota(drive)
            && used > limit
        {
            return Err(Error::OverQuota { available: left(limit, used) });
        }
        if let Some(limit) = scope.actor.org_quota {
            let used = crate::store::drives::used(tx, scope.actor.org).await?;
            if used > limit {
                return Err(Error::OverQuota { available: left(limit, used) });
            }
        }
    }
    if bytes != 0 {
        storage::watch(tx, scope, drive, used, bumped.warned).await?;
    }
    Ok(bumped.change)
}
