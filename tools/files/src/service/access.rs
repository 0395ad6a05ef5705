//! Rights: the one place that decides who reaches what.
//!
//! A role is granted on a drive. What hangs below the drive's root inherits it; what lies in its trash is reached by
//! [`trashed`] alone; what hangs nowhere is reached by nobody, and so is what is in a drive that is closed.

use base_db::Tx;
use base_suite::access::{self, Role};
use base_suite::{Object, Principals};
use jiff::Timestamp;

use super::{Actor, At, Error, Slot, paths};
use crate::Files;
use crate::events::DRIVE;
use crate::model::{Drive, Node, NodeId, Seen, check_name};
use crate::store::{drives, nodes};

/// The caller within a transaction: who they are on its snapshot, and the time it takes place.
#[derive(Clone)]
pub struct Scope {
    /// The tool.
    pub files: Files,
    /// On whose behalf.
    pub actor: Actor,
    /// All that they are.
    pub principals: Principals,
    /// The time.
    pub now: Timestamp,
}

impl Scope {
    /// Who `actor` is on this snapshot. [`Error::NotFound`] when they may not be here any more.
    pub async fn open(tx: &mut Tx, files: &Files, actor: Actor) -> Result<Self, Error> {
        let principals = files.directory().principals(tx, actor.org, actor.person).await?.ok_or(Error::NotFound)?;
        Ok(Self { files: files.clone(), actor, principals, now: files.clock().now() })
    }

    /// The same where a body was received since the caller was let in: [`Error::SignedOut`] when what let them in was
    /// revoked meanwhile.
    pub async fn reopen(tx: &mut Tx, files: &Files, actor: Actor) -> Result<Self, Error> {
        if let Some(via) = actor.via
            && !files.directory().accepts(tx, actor.org, via).await?
        {
            return Err(Error::SignedOut);
        }
        Self::open(tx, files, actor).await
    }

    /// How many bytes a drive may hold.
    pub fn quota(&self, drive: &Drive) -> Option<i64> {
        super::drives::quota(&self.files, &self.actor, drive)
    }
}

/// A folder or file that the caller sees, with the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Its drive, and what the caller may do there.
    pub seen: Seen,
    /// The folder or file.
    pub node: Node,
    /// Itself first, then each folder above it, to the drive's root.
    pub chain: Vec<(NodeId, String)>,
}

impl Reached {
    /// Whether it is the root of its drive.
    pub fn is_root(&self) -> bool {
        self.node.id == self.seen.drive.root
    }

    /// The names from the drive's root (left out) to it: `Reports/2024`; empty for the root.
    pub fn path(&self) -> String {
        let names: Vec<&str> = self.chain.iter().rev().skip(1).map(|(_, name)| name.as_str()).collect();
        names.join("/")
    }

    /// Refuses unless the caller has at least this role.
    pub fn require(&self, role: Role) -> Result<(), Error> {
        require(self.seen.role, role)
    }

    /// Refuses unless it is a folder.
    pub fn folder(self) -> Result<Self, Error> {
        if self.node.is_folder() { Ok(self) } else { Err(Error::NotAFolder) }
    }
}

/// Refuses unless `role` is at least `needed`.
pub fn require(role: Role, needed: Role) -> Result<(), Error> {
    if role >= needed {
        return Ok(());
    }
    Err(Error::Forbidden(match needed {
        Role::Manager => "Only those who manage this drive can do this.",
        _ => "You can see this, but not change it. Ask those who manage it.",
    }))
}

/// What the caller may do in `drive`, if they may see it. One that is closed is there for nobody.
pub async fn see(tx: &mut Tx, scope: &Scope, drive: Drive) -> Result<Option<Seen>, Error> {
    if drive.closed {
        return Ok(None);
    }
    let object = Object { kind: DRIVE.to_owned(), id: drive.id.uuid() };
    let decision = access::role(tx, &scope.principals, &object).await?;
    Ok(decision.map(|decision| Seen { drive, role: decision.role }))
}

/// The folder or file at `at`, which the caller must have at least `role` on.
pub async fn reach(tx: &mut Tx, scope: &Scope, at: &At, role: Role) -> Result<Reached, Error> {
    let reached = match at {
        At::Id(id) => by_id(tx, scope, *id).await?,
        At::Path(path) => paths::locate(tx, scope, path).await?.found()?,
    };
    reached.require(role)?;
    Ok(reached)
}

/// A folder that something can be put into under a name, and what has that name now.
#[derive(Debug, Clone)]
pub struct Vacancy {
    /// The folder.
    pub parent: Reached,
    /// The name, checked.
    pub name: String,
    /// What is there already.
    pub existing: Option<Node>,
}

impl Vacancy {
    /// The way to what is there already.
    pub(crate) fn existing_chain(&self) -> Option<Vec<(NodeId, String)>> {
        let node = self.existing.as_ref()?;
        let mut chain = vec![(node.id, node.name.clone())];
        chain.extend(self.parent.chain.iter().cloned());
        Some(chain)
    }
}

/// The place `slot`, in a folder that the caller may change.
pub async fn reach_slot(tx: &mut Tx, scope: &Scope, slot: &Slot) -> Result<Vacancy, Error> {
    check_name(&slot.name)?;
    let parent = match reach(tx, scope, &slot.parent, Role::Editor).await {
        // By path, what is missing is the way; by identifier, the thing itself.
        Err(Error::NotFound) if matches!(slot.parent, At::Path(_)) => return Err(Error::NoParent),
        parent => parent?,
    };
    let parent = match (parent.node.is_folder(), &slot.parent) {
        (true, _) => parent,
        (false, At::Path(_)) => return Err(Error::NoParent),
        (false, At::Id(_)) => return Err(Error::NotAFolder),
    };
    let existing = nodes::child(tx, scope.actor.org, parent.node.id, &slot.name).await?;
    if existing.is_none() && slot.parent == At::Path(Vec::new()) && paths::is_mount(tx, scope, &slot.name).await? {
        return Err(Error::Forbidden("A group's folder stands here; only what is inside it can be changed."));
    }
    Ok(Vacancy { parent, name: slot.name.clone(), existing })
}

async fn by_id(tx: &mut Tx, scope: &Scope, id: NodeId) -> Result<Reached, Error> {
    let (seen, chain) = top(tx, scope, id).await?;
    if chain.last().is_none_or(|(top, _)| *top != seen.drive.root) {
        return Err(Error::NotFound);
    }
    let node = nodes::one(tx, scope.actor.org, id).await?.ok_or(Error::NotFound)?;
    Ok(Reached { seen, node, chain })
}

/// What lies in a drive's trash: the top of a deleted tree alone, not what is beneath it.
pub async fn trashed(tx: &mut Tx, scope: &Scope, id: NodeId) -> Result<(Seen, Node), Error> {
    let (seen, chain) = top(tx, scope, id).await?;
    if chain.len() != 2 || chain[1].0 != seen.drive.trash {
        return Err(Error::NotFound);
    }
    let node = nodes::one(tx, scope.actor.org, id).await?.ok_or(Error::NotFound)?;
    Ok((seen, node))
}

/// What lies in a trash that the caller may bring things back from: a deleted tree, or anything beneath one.
pub async fn deleted(tx: &mut Tx, scope: &Scope, id: NodeId) -> Result<Reached, Error> {
    let (seen, chain) = top(tx, scope, id).await?;
    let in_trash = chain.len() > 1 && chain.last().is_some_and(|(top, _)| *top == seen.drive.trash);
    if !in_trash || seen.role < Role::Editor {
        return Err(Error::NotFound);
    }
    let node = nodes::one(tx, scope.actor.org, id).await?.ok_or(Error::NotFound)?;
    Ok(Reached { seen, node, chain })
}

async fn top(tx: &mut Tx, scope: &Scope, id: NodeId) -> Result<(Seen, Vec<(NodeId, String)>), Error> {
    let chain = nodes::chain(tx, scope.actor.org, id).await?;
    let (top, _) = chain.last().ok_or(Error::NotFound)?;
    let drive = drives::by_top(tx, scope.actor.org, *top).await?.ok_or(Error::NotFound)?;
    let seen = see(tx, scope, drive).await?.ok_or(Error::NotFound)?;
    Ok((seen, chain))
}
