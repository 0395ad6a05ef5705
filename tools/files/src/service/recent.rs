//! The files whose contents were stored last, in all drives that the caller sees.
//!
//! A folder's time of change is never before that of anything beneath it, so looking into the newest folder first
//! finds the newest files without an index over whole drives, and never sees what lies in a trash. Renaming makes a
//! folder newer than its contents; how many folders are looked into is therefore bounded.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use base_db::Tx;
use jiff::Timestamp;

use super::nodes::{People, people};
use super::{Actor, Error, Reached, Scope, drives};
use crate::Files;
use crate::model::{NodeId, NodeKind, Order, Seen, Sort, VersionId};
use crate::store::nodes::{self, first_version_at};

/// Folders looked into at most.
const MOST: usize = 300;
/// Folders beside one another looked into at most.
const WIDTH: usize = 50;

/// A folder to look into.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Lead {
    changed: Timestamp,
    folder: NodeId,
    drive: usize,
    chain: Vec<(NodeId, String)>,
}

/// At most `limit` files, those stored last first.
pub async fn list(files: &Files, actor: Actor, limit: usize) -> Result<(Vec<Reached>, People), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let drives = drives::seen(tx, &scope).await?;
            let found = search(tx, &scope, &drives, limit).await?;
            let people = people(tx, &scope, found.iter().filter_map(|reached| reached.node.modified_by)).await?;
            Ok((found, people))
        })
        .await
}

async fn search(tx: &mut Tx, scope: &Scope, drives: &[Seen], limit: usize) -> Result<Vec<Reached>, Error> {
    let org = scope.actor.org;
    let mut leads = BinaryHeap::new();
    for (drive, seen) in drives.iter().enumerate() {
        if let Some(root) = nodes::one(tx, org, seen.drive.root).await? {
            let chain = vec![(root.id, root.name)];
            leads.push(Lead { changed: root.modified_at, folder: root.id, drive, chain });
        }
    }
    // The newest files so far, the oldest of them on top.
    let mut newest: BinaryHeap<Reverse<(VersionId, usize)>> = BinaryHeap::new();
    let mut found: Vec<Reached> = Vec::new();
    for _ in 0..MOST {
        let Some(lead) = leads.pop() else { break };
        let full = newest.len() >= limit;
        let oldest = newest.peek().map(|Reverse((version, _))| *version);
        if full && oldest.is_some_and(|oldest| oldest > after(lead.changed)) {
            break;
        }
        for node in nodes::newest(tx, org, lead.folder, limit).await? {
            let Some(version) = node.version else { continue };
            let mut chain = lead.chain.clone();
            chain.insert(0, (node.id, node.name.clone()));
            newest.push(Reverse((version, found.len())));
            found.push(Reached { seen: drives[lead.drive].clone(), node, chain });
            if newest.len() > limit {
                newest.pop();
            }
        }
        let newest_first = (Sort::Modified, Order::Desc);
        let folders = nodes::sorted(tx, org, lead.folder, NodeKind::Folder, newest_first, None, WIDTH).await?;
        for folder in folders.items {
            let mut chain = lead.chain.clone();
            chain.insert(0, (folder.id, folder.name));
            leads.push(Lead { changed: folder.modified_at, folder: folder.id, drive: lead.drive, chain });
        }
    }
    let mut wanted: Vec<usize> = newest.into_sorted_vec().into_iter().map(|Reverse((_, index))| index).collect();
    let mut found: Vec<Option<Reached>> = found.into_iter().map(Some).collect();
    Ok(wanted.drain(..).filter_map(|index| found[index].take()).collect())
}

/// A version later than any stored at this moment.
fn after(moment: Timestamp) -> VersionId {
    let next = moment.checked_add(jiff::SignedDuration::from_millis(1)).unwrap_or(Timestamp::MAX);
    first_version_at(next)
}
