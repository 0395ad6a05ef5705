//! Deleting for good, in the background: trees that hang nowhere are taken apart from the leaves up, a few nodes in
//! each transaction, and the references to their contents released. `base/blobs` then removes what nobody refers
//! to.

use base_blobs::extents::release;
use base_db::{Tx, params};
use base_id::OrgId;
use base_jobs::{JobError, NewJob, enqueue};
use base_suite::retention;
use serde_json::Value;

use super::{Error, locks};
use crate::Files;
use crate::model::{Node, NodeId, NodeKind, Order, Sort};
use crate::store::{self, contents, dav, favourites, nodes, transfers, trash, uploads};

/// The job that purges what is detached in an organisation.
pub const PURGE: &str = "files.purge";
/// The job that finds what has run out, on the whole installation.
pub const TIDY: &str = "files.tidy";

/// Nodes removed in one transaction.
const BATCH: usize = 100;

/// Marks a tree that hangs nowhere as to be purged, and asks for that.
pub(crate) async fn hand_over(tx: &mut Tx, files: &Files, org: OrgId, tree: NodeId) -> Result<(), base_db::Error> {
    tx.exec(&nodes::DETACH, params![org, tree, files.clock().now()]).await?;
    ask(tx, files, org).await
}

async fn ask(tx: &mut Tx, files: &Files, org: OrgId) -> Result<(), base_db::Error> {
    let job = NewJob { org: Some(org), kind: PURGE, payload: Value::Null, run_at: None, key: Some(PURGE.to_owned()) };
    enqueue(tx, files.clock(), files.random(), job).await
}

/// Purges all that is due in an organisation.
pub(crate) async fn purge(files: &Files, org: OrgId) -> Result<(), JobError> {
    loop {
        let work = files.clone();
        let more = files.db().write(async move |tx| batch(tx, &work, org).await).await.map_err(JobError::retry)?;
        if !more {
            return Ok(());
        }
    }
}

/// Removes some nodes of a tree that is due; whether there may be more to do.
async fn batch(tx: &mut Tx, files: &Files, org: OrgId) -> Result<bool, Error> {
    let now = files.clock().now();
    let Some((top,)) = tx.one::<(NodeId,)>(&nodes::NEXT_DETACHED, params![org, now]).await? else {
        return Ok(false);
    };
    let by_name = (Sort::Name, Order::Asc);
    let mut way = vec![top];
    let mut room = BATCH;
    while let Some(&folder) = way.last() {
        let found = nodes::sorted(tx, org, folder, NodeKind::File, by_name, None, room).await?;
        room -= found.items.len();
        for file in &found.items {
            remove(tx, files, org, file).await?;
        }
        if room == 0 {
            return Ok(true);
        }
        let below = nodes::sorted(tx, org, folder, NodeKind::Folder, by_name, None, 1).await?;
        if let Some(below) = below.items.first() {
            way.push(below.id);
            continue;
        }
        if let Some(node) = nodes::one(tx, org, folder).await? {
            remove(tx, files, org, &node).await?;
        }
        room -= 1;
        if room == 0 {
            return Ok(true);
        }
        way.pop();
    }
    Ok(true)
}

/// Removes a node without children, and all that belongs to it.
async fn remove(tx: &mut Tx, files: &Files, org: OrgId, node: &Node) -> Result<(), Error> {
    for version in contents::history(tx, org, node.id).await? {
        let released = contents::remove(tx, org, version.id).await?;
        release(tx, org, released, files.clock().now()).await?;
    }
    if node.has_properties {
        tx.exec(&dav::REMOVE_PROPERTIES, params![org, node.id]).await?;
    }
    tx.exec(&dav::REMOVE_LOCKS, params![org, node.id]).await?;
    tx.exec(&favourites::FORGET, params![org, node.id]).await?;
    trash::remove(tx, org, node.id).await?;
    tx.exec(&nodes::UNDETACH, params![org, node.id]).await?;
    nodes::remove(tx, org, node).await?;
    tx.exec(&nodes::FORGET_FILEID, params![org, node.fileid]).await?;
    Ok(())
}

/// Finds what has run out in every organisation: uploads, locks, what has been in a trash for long, trees that were
/// never finished.
pub(crate) async fn tidy(files: &Files) -> Result<(), JobError> {
    let mut org = OrgId::from_uuid(uuid::Uuid::nil());
    loop {
        let after = org;
        let next = files.db().read(async move |tx| store::drives::next_organisation(tx, after).await).await?;
        match next {
            Some(next) => org = next,
            None => return Ok(()),
        }
        tidy_organisation(files, org).await.map_err(JobError::retry)?;
    }
}

async fn tidy_organisation(files: &Files, org: OrgId) -> Result<(), Error> {
    let work = files.clone();
    files
        .db()
        .write(async move |tx| {
            let now = work.clock().now();
            locks::remove_expired(tx, org, now).await?;
            if tx.one::<(NodeId,)>(&nodes::NEXT_DETACHED, params![org, now]).await?.is_some() {
                ask(tx, &work, org).await?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    loop {
        let work = files.clone();
        let found = files.db().write(async move |tx| expire_uploads(tx, &work, org).await).await?;
        if !found {
            break;
        }
    }
    loop {
        let work = files.clone();
        if !files.db().write(async move |tx| expire_transfers(tx, &work, org).await).await? {
            break;
        }
    }
    let mut drive = uuid::Uuid::nil();
    loop {
        let work = files.clone();
        let page = files
            .db()
            .read(async move |tx| tx.page::<crate::model::Drive>(&store::drives::PAGE, params![org, drive], 100).await)
            .await?;
        // What is closed is frozen, its trash too.
        for drive in page.items.iter().filter(|drive| !drive.closed) {
            let trash = drive.id;
            loop {
                let work = work.clone();
                if !work.db().clone().write(async move |tx| expire_trash(tx, &work, org, trash).await).await? {
                    break;
                }
            }
        }
        match page.items.last() {
            Some(last) if page.more => drive = last.id.uuid(),
            _ => return Ok(()),
        }
    }
}

/// Drops transfers that nobody can finish any more, some chunks of them in each transaction; whether there may be more
/// to do.
async fn expire_transfers(tx: &mut Tx, files: &Files, org: OrgId) -> Result<bool, Error> {
    let now = files.clock().now();
    let expired = transfers::expired(tx, org, now, BATCH).await?;
    let mut room = BATCH;
    for id in &expired.items {
        let released = transfers::remove_chunks(tx, org, *id, room).await?;
        room -= released.len();
        release(tx, org, released, now).await?;
        if room == 0 {
            return Ok(true);
        }
        transfers::finish(tx, org, *id).await?;
        files.in_order().forget(*id);
    }
    Ok(expired.more)
}

async fn expire_uploads(tx: &mut Tx, files: &Files, org: OrgId) -> Result<bool, Error> {
    let now = files.clock().now();
    let expired = uploads::expired(tx, org, now, BATCH).await?;
    for id in &expired {
        let released = uploads::remove(tx, org, *id).await?;
        release(tx, org, released, now).await?;
    }
    Ok(!expired.is_empty())
}

async fn expire_trash(tx: &mut Tx, files: &Files, org: OrgId, drive: crate::model::DriveId) -> Result<bool, Error> {
    let now = files.clock().now();
    let Some(drive) = store::drives::one(tx, org, drive).await? else { return Ok(false) };
    let before = retention::before(tx, org, &files.config().trash(), now).await?;
    let expired = trash::expired(tx, org, drive.trash, before, BATCH).await?;
    for id in &expired {
        let Some(node) = nodes::one(tx, org, *id).await? else { continue };
        let change = store::drives::bump(tx, org, drive.id, -node.size).await?.change;
        nodes::place(tx, org, *id, None, &node.name, change).await?;
        nodes::touch(tx, org, drive.trash, -node.size, change, now).await?;
        trash::remove(tx, org, *id).await?;
        hand_over(tx, files, org, *id).await?;
    }
    Ok(!expired.is_empty())
}
