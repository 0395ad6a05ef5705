//! Copying files and whole trees. Contents are shared, not copied: a copy refers to the same extents.
//!
//! A copy is built as a tree that hangs nowhere, some nodes in each transaction, and hung up in its place by the
//! last one, so that nobody sees half of it and no transaction gets long. What is small is all done in one. If the
//! server stops in between, what was built is purged an hour later. A tree that others change meanwhile is copied
//! as each of its folders was when its turn came. Former versions, locks and the trash are not copied.

use base_blobs::extents::retain;
use base_db::{Tx, params};
use base_suite::access::Role;
use jiff::SignedDuration;

use super::access::reach;
use super::moves::{Destination, Placed, destination, make_room};
use super::{Actor, At, Conditions, Error, Reached, Scope, book, drives, purge, tell};
use crate::Files;
use crate::model::{IfExists, Node, NodeId, NodeKind, Order, Sort, Version, VersionId, sort_key};
use crate::store::nodes::{self, After};
use crate::store::{contents, dav};

/// Nodes copied in one transaction.
const BATCH: usize = 100;

/// How long a copy may pause before it is taken for given up.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// What is to be copied where.
#[derive(Debug, Clone)]
pub struct Copy {
    /// What.
    pub from: At,
    /// Where to.
    pub to: Destination,
    /// What to do when the name is taken.
    pub if_exists: IfExists,
    /// A folder without what is in it (Depth: 0).
    pub shallow: bool,
    /// Conditions on the original, and the locks that the client holds.
    pub conditions: Conditions,
}

/// A copy being built.
#[derive(Debug, Clone)]
struct Build {
    top: NodeId,
    size: i64,
    /// The folders being copied, outermost first.
    open: Vec<Open>,
}

/// A folder being copied.
#[derive(Debug, Clone)]
struct Open {
    from: NodeId,
    to: NodeId,
    /// Files come first, then folders.
    kind: NodeKind,
    after: Option<After>,
    size: i64,
}

enum Step {
    More(Build),
    Done(Box<Placed>),
}

/// Copies a file or a tree.
pub async fn copy(files: &Files, actor: Actor, copy: Copy) -> Result<Placed, Error> {
    let (work, plan) = (files.clone(), copy.clone());
    let first = files
        .db()
        .write(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            let build = begin(tx, &scope, &plan).await?;
            advance(tx, &scope, &plan, build).await
        })
        .await?;
    let mut build = match first {
        Step::Done(placed) => return Ok(*placed),
        Step::More(build) => build,
    };
    loop {
        let (work, plan, state) = (files.clone(), copy.clone(), build.clone());
        let next = files
            .db()
            .write(async move |tx| {
                let scope = Scope::open(tx, &work, actor).await?;
                let until = scope.now.checked_add(PATIENCE).unwrap_or(scope.now);
                tx.exec(&nodes::KEEP_DETACHED, params![actor.org, state.top, until]).await?;
                advance(tx, &scope, &plan, state.clone()).await
            })
            .await;
        match next {
            Ok(Step::Done(placed)) => return Ok(*placed),
            Ok(Step::More(more)) => build = more,
            Err(error) => {
                give_up(files, actor, build.top).await;
                return Err(error);
            }
        }
    }
}

/// Best effort: the tidying job finds what stays.
async fn give_up(files: &Files, actor: Actor, top: NodeId) {
    let work = files.clone();
    let given_up = files
        .db()
        .write(async move |tx| {
            tx.exec(&nodes::UNDETACH, params![actor.org, top]).await?;
            purge::hand_over(tx, &work, actor.org, top).await
        })
        .await;
    if let Err(error) = given_up {
        tracing::warn!(%error, "an unfinished copy stays until it is tidied up");
    }
}

async fn begin(tx: &mut Tx, scope: &Scope, copy: &Copy) -> Result<Build, Error> {
    let source = reach(tx, scope, &copy.from, Role::Viewer).await?;
    copy.conditions.check(tx, scope, Some(&source.node)).await?;
    let vacancy = destination(tx, scope, &source, &copy.to).await?;
    if vacancy.parent.chain.iter().any(|(above, _)| *above == source.node.id) && !copy.shallow {
        return Err(Error::IntoItself);
    }
    // Decided when it is hung up; asked here so that nothing is built in vain.
    if vacancy.existing.is_some() && copy.if_exists == IfExists::Fail {
        return Err(Error::NameTaken);
    }
    if let Some(available) = drives::available(tx, scope, &vacancy.parent.seen.drive).await?
        && source.node.size > available
    {
        return Err(Error::OverQuota { available });
    }
    let top = clone_node(tx, scope, &source.node, None).await?;
    let until = scope.now.checked_add(PATIENCE).unwrap_or(scope.now);
    tx.exec(&nodes::DETACH, params![scope.actor.org, top, until]).await?;
    let mut build = Build { top, size: 0, open: Vec::new() };
    match source.node.kind {
        NodeKind::File => build.size = source.node.size,
        NodeKind::Folder if copy.shallow => {}
        NodeKind::Folder => build.open.push(Open::new(source.node.id, top)),
    }
    Ok(build)
}

impl Open {
    fn new(from: NodeId, to: NodeId) -> Self {
        Self { from, to, kind: NodeKind::File, after: None, size: 0 }
    }
}

/// Copies some nodes, and hangs the copy up when that was all.
async fn advance(tx: &mut Tx, scope: &Scope, copy: &Copy, mut build: Build) -> Result<Step, Error> {
    let org = scope.actor.org;
    let by_name = (Sort::Name, Order::Asc);
    let mut room = BATCH;
    while let Some(open) = build.open.last_mut() {
        if room == 0 {
            return Ok(Step::More(build));
        }
        let limit = if open.kind == NodeKind::File { room } else { 1 };
        let page = nodes::sorted(tx, org, open.from, open.kind, by_name, open.after.as_ref(), limit).await?;
        room = room.saturating_sub(page.items.len().max(1));
        if let Some(last) = page.items.last() {
            open.after = Some(After::Key(sort_key(&last.name), last.id));
        }
        let (parent, kind) = (open.to, open.kind);
        if kind == NodeKind::File {
            for file in &page.items {
                clone_node(tx, scope, file, Some(parent)).await?;
                open.size += file.size;
            }
            if !page.more {
                (open.kind, open.after) = (NodeKind::Folder, None);
            }
        } else if let Some(folder) = page.items.first() {
            let to = clone_node(tx, scope, folder, Some(parent)).await?;
            build.open.push(Open::new(folder.id, to));
        } else if let Some(done) = build.open.pop() {
            tx.exec(&nodes::SET_SIZE, params![org, done.to, done.size]).await?;
            match build.open.last_mut() {
                Some(above) => above.size += done.size,
                None => build.size = done.size,
            }
        }
    }
    hang_up(tx, scope, copy, &build).await.map(|placed| Step::Done(Box::new(placed)))
}

async fn hang_up(tx: &mut Tx, scope: &Scope, copy: &Copy, build: &Build) -> Result<Placed, Error> {
    let org = scope.actor.org;
    let source = reach(tx, scope, &copy.from, Role::Viewer).await?;
    let vacancy = destination(tx, scope, &source, &copy.to).await?;
    let (name, replaced) =
        make_room(tx, scope, &vacancy, Some(&source), copy.if_exists, &copy.conditions.tokens).await?;
    let (drive, parent) = (&vacancy.parent.seen.drive, vacancy.parent.node.id);
    let change = book(tx, scope, drive, build.size).await?;
    nodes::place(tx, org, build.top, Some(parent), &name, change).await?;
    nodes::touch(tx, org, parent, build.size, change, scope.now).await?;
    tx.exec(&nodes::UNDETACH, params![org, build.top]).await?;
    tell(tx, scope, drive.id, &[parent], &[build.top]).await?;
    let node = nodes::one(tx, org, build.top).await?.ok_or(Error::NotFound)?;
    let mut chain = vec![(node.id, node.name.clone())];
    chain.extend(vacancy.parent.chain);
    Ok(Placed { reached: Reached { seen: vacancy.parent.seen, node, chain }, replaced })
}

/// A copy of one node alone: of a file with its contents, of a folder without what is in it.
async fn clone_node(tx: &mut Tx, scope: &Scope, original: &Node, parent: Option<NodeId>) -> Result<NodeId, Error> {
    let org = scope.actor.org;
    let (clock, random) = (scope.files.clock(), scope.files.random());
    let id = NodeId::new(clock, random);
    let version = original.version.map(|_| VersionId::new(clock, random));
    let node = Node {
        id,
        parent,
        size: if original.is_folder() { 0 } else { original.size },
        created_at: scope.now,
        created_by: Some(scope.actor.person),
        modified_by: Some(scope.actor.person),
        fileid: nodes::next_fileid(tx, org).await?,
        change: 0,
        version,
        ..original.clone()
    };
    nodes::add(tx, org, &node).await?;
    if let (Some(from), Some(to)) = (original.version, version) {
        let extents = contents::extents(tx, org, from).await?;
        let of = contents::one(tx, org, from).await?.ok_or(Error::NotFound)?;
        retain(tx, org, extents.iter().map(|extent| extent.id)).await?;
        let copy = Version { id: to, node: id, created_at: scope.now, created_by: Some(scope.actor.person), ..of };
        contents::add(tx, org, &copy, &extents).await?;
    }
    if original.has_properties {
        tx.exec(&dav::COPY_PROPERTIES, params![org, original.id, id]).await?;
    }
    Ok(id)
}
