//! Deleting, and coming back.
//!
//! What is deleted moves, as a whole tree, below the trash node of its drive, where it counts toward the quota until
//! it is purged.

use std::collections::HashSet;

use base_db::{Page, Tx, params};
use base_id::PersonId;
use base_suite::access::Role;
use jiff::Timestamp;

use super::access::{reach, require, trashed};
use super::contents::{Readable, readable};
use super::locks::{Held, check, end};
use super::nodes::{People, free_name, people};
use super::{Actor, At, Conditions, Error, Reached, Scope, book, drives, paths, purge, tell};
use crate::Files;
use crate::model::{DriveId, Node, NodeId, Seen, Trashed, restored};
use crate::store::{self, nodes};

/// Deleted trees that may have had one name and were deleted in one second, as far as they can be told apart by it.
const MOST_TWINS: usize = 1_000;

/// Moves a folder or file to the trash. Its locks end.
pub async fn discard(files: &Files, actor: Actor, at: At, conditions: Conditions) -> Result<(), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &at, Role::Editor).await?;
            conditions.check(tx, &scope, Some(&reached.node)).await?;
            let parent = reached.chain.get(1..).filter(|chain| !chain.is_empty());
            let parent = parent.ok_or(Error::Forbidden("A drive cannot be deleted; only what is inside it."))?;
            check(tx, &scope, &reached.seen.drive, &conditions.tokens, &[Held::Node(parent)]).await?;
            bin(tx, &scope, &reached, &conditions.tokens).await
        })
        .await
}

/// Moves what was reached to the trash; locks on its parent are the caller's to check.
pub(crate) async fn bin(tx: &mut Tx, scope: &Scope, reached: &Reached, tokens: &[String]) -> Result<(), Error> {
    let (org, drive, node) = (scope.actor.org, &reached.seen.drive, &reached.node);
    let parent = node.parent.ok_or(Error::Forbidden("A drive cannot be deleted; only what is inside it."))?;
    let ending = check(tx, scope, drive, tokens, &[Held::Tree(&reached.chain)]).await?;
    end(tx, scope, &ending).await?;
    let change = book(tx, scope, drive, 0).await?;
    // In the trash many may have had the same name.
    nodes::place(tx, org, node.id, Some(drive.trash), &node.id.to_string(), change).await?;
    nodes::touch(tx, org, parent, -node.size, change, scope.now).await?;
    nodes::touch(tx, org, drive.trash, node.size, change, scope.now).await?;
    let path = reached.path();
    let path = path.strip_suffix(node.name.as_str()).unwrap_or(&path).trim_end_matches('/');
    let (at, by, name) = (scope.now, Some(scope.actor.person), node.name.as_str());
    store::trash::add(
        tx,
        org,
        &store::trash::NewTrashed { node: node.id, trash: drive.trash, parent, name, path, at, by },
    )
    .await?;
    tell(tx, scope, drive.id, &[parent, drive.trash], &[node.id]).await?;
    Ok(())
}

/// Brings a deleted tree back to where it was; to the root of its drive when that folder is gone; under another
/// name when its own is taken.
pub async fn restore(files: &Files, actor: Actor, id: NodeId) -> Result<Reached, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let org = actor.org;
            let (seen, node) = trashed(tx, &scope, id).await?;
            require(seen.role, Role::Editor)?;
            let drive = &seen.drive;
            let row = store::trash::one(tx, org, id).await?.ok_or(Error::NotFound)?;
            let mut chain = nodes::chain(tx, org, row.original_parent).await?;
            if chain.last().is_none_or(|(top, _)| *top != drive.root) {
                chain = nodes::chain(tx, org, drive.root).await?;
            }
            let parent = chain.first().map_or(drive.root, |(parent, _)| *parent);
            check(tx, &scope, drive, &[], &[Held::Node(&chain)]).await?;
            let name = if nodes::child_exists(tx, org, parent, &row.original_name).await? {
                free_name(tx, &scope, parent, &restored(&row.original_name)).await?
            } else {
                row.original_name
            };
            let change = book(tx, &scope, drive, 0).await?;
            nodes::place(tx, org, id, Some(parent), &name, change).await?;
            nodes::touch(tx, org, drive.trash, -node.size, change, scope.now).await?;
            nodes::touch(tx, org, parent, node.size, change, scope.now).await?;
            store::trash::remove(tx, org, id).await?;
            tell(tx, &scope, drive.id, &[parent, drive.trash], &[id]).await?;
            let node = nodes::one(tx, org, id).await?.ok_or(Error::NotFound)?;
            chain.insert(0, (id, name));
            Ok(Reached { seen, node, chain })
        })
        .await
}

/// A page of the trash of a drive.
#[derive(Debug, Clone)]
pub struct TrashPage {
    /// Newest first.
    pub page: Page<Trashed>,
    /// The people named in it.
    pub people: People,
}

/// What lies in the trash of a drive, newest first.
pub async fn page(
    files: &Files,
    actor: Actor,
    drive: DriveId,
    after: Option<(Timestamp, NodeId)>,
    limit: usize,
) -> Result<TrashPage, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let seen = drives::one(tx, &scope, drive).await?;
            let page = store::trash::newest(tx, actor.org, seen.drive.trash, after, limit).await?;
            let people = people(tx, &scope, page.items.iter().filter_map(|row| row.deleted_by)).await?;
            Ok(TrashPage { page, people })
        })
        .await
}

/// A trash that the caller may bring things back from.
#[derive(Debug, Clone)]
pub struct Bin {
    /// Whose drive it belongs to.
    pub seen: Seen,
    /// What that drive is called in the caller's tree; none for their own.
    pub mount: Option<String>,
}

/// Every trash that the caller may bring things back from, their own first.
pub async fn bins(tx: &mut Tx, scope: &Scope) -> Result<Vec<Bin>, Error> {
    let own = Bin { seen: drives::personal(tx, scope).await?, mount: None };
    let mounts = paths::mounts(tx, scope).await?;
    let shared = mounts.into_iter().map(|mount| Bin { seen: mount.seen, mount: Some(mount.name) });
    Ok(std::iter::once(own).chain(shared).filter(|bin| bin.seen.role >= Role::Editor).collect())
}

/// A deleted tree as programs list it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What it is.
    pub row: Trashed,
    /// Its name and its second do not say that it is this one: something else in the caller's own trash has both, or
    /// it lies in another trash.
    pub ambiguous: bool,
}

/// A page of a trash that the caller has reached in this transaction, newest first, and whether there is more.
pub async fn listed(
    tx: &mut Tx,
    scope: &Scope,
    bin: &Bin,
    after: Option<(Timestamp, NodeId)>,
    limit: usize,
) -> Result<Page<Listed>, Error> {
    let (org, trash) = (scope.actor.org, bin.seen.drive.trash);
    let page = store::trash::newest(tx, org, trash, after, limit).await?;
    let (Some(newest), Some(oldest)) = (page.items.first(), page.items.last()) else {
        return Ok(Page { items: Vec::new(), more: false });
    };
    let twins = store::trash::twins(tx, org, trash, oldest.deleted_at, newest.deleted_at).await?;
    let twins: HashSet<(String, i64)> = twins.into_iter().collect();
    let listed = |row: Trashed| {
        let key = (row.original_name.clone(), row.deleted_at.as_second());
        Listed { ambiguous: bin.mount.is_some() || twins.contains(&key), row }
    };
    Ok(Page { items: page.items.into_iter().map(listed).collect(), more: page.more })
}

/// What programs know a deleted tree by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it was called.
    pub name: String,
    /// The beginning of the second in which it was deleted.
    pub second: Timestamp,
    /// Its integer, where the others do not say which one it is.
    pub fileid: Option<i64>,
}

/// The deleted tree in the caller's own trash that was called so and was deleted in that second; or the one with this
/// integer, in any trash. [`Error::Precondition`] where that does not say which one.
pub async fn named(tx: &mut Tx, scope: &Scope, item: &Name) -> Result<(Bin, Trashed), Error> {
    let Name { name, second, fileid } = item;
    let (second, fileid) = (*second, *fileid);
    if name.contains('\0') {
        return Err(Error::NotFound);
    }
    let mut found = None;
    for bin in bins(tx, scope).await?.into_iter().filter(|bin| fileid.is_some() || bin.mount.is_none()) {
        let rows = store::trash::named(tx, scope.actor.org, bin.seen.drive.trash, name, second, MOST_TWINS).await?;
        for row in rows.into_iter().filter(|row| fileid.is_none_or(|fileid| row.fileid == fileid)) {
            if found.is_some() {
                return Err(Error::Precondition);
            }
            found = Some((bin.clone(), row));
        }
    }
    found.ok_or(Error::NotFound)
}

/// What is at a path beneath a deleted tree that the caller has found in this transaction.
pub async fn beneath(tx: &mut Tx, scope: &Scope, top: NodeId, path: &[String]) -> Result<Node, Error> {
    let org = scope.actor.org;
    let mut node = nodes::one(tx, org, top).await?.ok_or(Error::NotFound)?;
    for name in path {
        let child = if name.contains('\0') { None } else { nodes::child(tx, org, node.id, name).await? };
        node = child.ok_or(Error::NotFound)?;
    }
    Ok(node)
}

/// The contents of a deleted file, or of one at `path` beneath a deleted folder, under the name that it had.
pub async fn open(files: &Files, actor: Actor, item: Name, path: Vec<String>) -> Result<Readable, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let (bin, top) = named(tx, &scope, &item).await?;
            let mut node = beneath(tx, &scope, top.id, &path).await?;
            if path.is_empty() {
                node.name = top.original_name;
            }
            readable(tx, &scope, Reached { seen: bin.seen, node, chain: Vec::new() }).await
        })
        .await
}

/// Deletes a tree in the trash for good: those who manage the drive may, and whoever put it there.
pub async fn purge(files: &Files, actor: Actor, id: NodeId) -> Result<(), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let (seen, node) = trashed(tx, &scope, id).await?;
            let row = store::trash::one(tx, actor.org, id).await?.ok_or(Error::NotFound)?;
            require(seen.role, needed(row.deleted_by, actor.person))?;
            let drive = &seen.drive;
            let change = book(tx, &scope, drive, -node.size).await?;
            nodes::place(tx, actor.org, id, None, &node.name, change).await?;
            nodes::touch(tx, actor.org, drive.trash, -node.size, change, scope.now).await?;
            store::trash::remove(tx, actor.org, id).await?;
            purge::hand_over(tx, &files, actor.org, id).await?;
            tell(tx, &scope, drive.id, &[drive.trash], &[id]).await?;
            Ok(())
        })
        .await
}

fn needed(deleted_by: Option<PersonId>, by: PersonId) -> Role {
    if deleted_by == Some(by) { Role::Editor } else { Role::Manager }
}

/// Empties the trash of a drive, at once however much is in it: the drive gets a new trash, and the old one is
/// purged by a job.
pub async fn empty(files: &Files, actor: Actor, drive: DriveId) -> Result<(), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let Seen { drive, role } = drives::one(tx, &scope, drive).await?;
            require(role, Role::Manager)?;
            if !nodes::any_child(tx, actor.org, drive.trash).await? {
                return Ok(());
            }
            let old = nodes::one(tx, actor.org, drive.trash).await?.ok_or(Error::NotFound)?;
            book(tx, &scope, &drive, -old.size).await?;
            let new = drives::top(&files, tx, actor.org, "trash").await?;
            tx.exec(&store::drives::SET_TRASH, params![actor.org, drive.id, new]).await?;
            purge::hand_over(tx, &files, actor.org, old.id).await?;
            tell(tx, &scope, drive.id, &[drive.trash, new], &[]).await?;
            Ok(())
        })
        .await
}
