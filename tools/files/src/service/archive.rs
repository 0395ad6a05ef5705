//! Walking trees for a download as one archive: some entries at a time, each time asking anew whether the caller
//! may still see them.

use base_blobs::Extent;
use base_db::Tx;
use base_suite::access::Role;

use super::access::reach;
use super::{Actor, At, Error, Scope};
use crate::Files;
use crate::model::{Node, NodeId, numbered};
use crate::store::{contents, nodes};

/// Entries read in one transaction.
const BATCH: usize = 200;

/// Trees asked for at once at most.
pub const MOST: usize = 500;

/// An entry of the archive.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its path in the archive, without a slash at the end.
    pub path: String,
    /// The folder or file.
    pub node: Node,
    /// Where a file's bytes are.
    pub extents: Vec<Extent>,
}

/// A walk through some trees.
#[derive(Debug, Clone)]
pub struct Walk {
    /// What was asked for first: the archive is named after it when it is one alone.
    pub first: String,
    tops: Vec<(NodeId, String)>,
    open: Vec<Open>,
}

#[derive(Debug, Clone)]
struct Open {
    folder: NodeId,
    path: String,
    after: String,
}

/// Begins to walk through the trees with these tops, all of which the caller must see.
pub async fn begin(files: &Files, actor: Actor, ids: Vec<NodeId>) -> Result<Walk, Error> {
    if ids.is_empty() || ids.len() > MOST {
        let detail = format!("Ask for 1 to {MOST} folders or files.");
        return Err(Error::Invalid { field: "ids", detail });
    }
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let mut tops: Vec<(NodeId, String)> = Vec::new();
            for id in &ids {
                let reached = reach(tx, &scope, &At::Id(*id), Role::Viewer).await?;
                // Those of one selection may come from different folders.
                let mut name = reached.node.name.clone();
                let mut number = 2;
                while tops.iter().any(|(_, taken)| *taken == name) {
                    name = numbered(&reached.node.name, number);
                    number += 1;
                }
                tops.push((*id, name));
            }
            let first = tops.first().map(|(_, name)| name.clone()).unwrap_or_default();
            tops.reverse();
            Ok(Walk { first, tops, open: Vec::new() })
        })
        .await
}

/// The next entries; none at the end. A folder comes before what is in it.
pub async fn next(files: &Files, actor: Actor, walk: Walk) -> Result<(Vec<Entry>, Walk), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let mut walk = walk.clone();
            let mut entries = Vec::new();
            while entries.len() < BATCH {
                if let Some(open) = walk.open.pop() {
                    list(tx, &scope, &mut walk, open, &mut entries).await?;
                } else if let Some((id, name)) = walk.tops.pop() {
                    let reached = reach(tx, &scope, &At::Id(id), Role::Viewer).await?;
                    add(tx, &scope, &mut walk, reached.node, name, &mut entries).await?;
                } else {
                    break;
                }
            }
            Ok((entries, walk))
        })
        .await
}

async fn list(tx: &mut Tx, scope: &Scope, walk: &mut Walk, open: Open, entries: &mut Vec<Entry>) -> Result<(), Error> {
    if open.after.is_empty() {
        reach(tx, scope, &At::Id(open.folder), Role::Viewer).await?;
    }
    let page = nodes::children(tx, scope.actor.org, open.folder, &open.after, BATCH).await?;
    if page.more
        && let Some(last) = page.items.last()
    {
        walk.open.push(Open { after: last.name.clone(), ..open.clone() });
    }
    for node in page.items {
        let path = format!("{}/{}", open.path, node.name);
        add(tx, scope, walk, node, path, entries).await?;
    }
    Ok(())
}

async fn add(
    tx: &mut Tx,
    scope: &Scope,
    walk: &mut Walk,
    node: Node,
    path: String,
    entries: &mut Vec<Entry>,
) -> Result<(), Error> {
    let extents = match node.version {
        Some(version) => contents::extents(tx, scope.actor.org, version).await?,
        None => Vec::new(),
    };
    if node.is_folder() {
        walk.open.push(Open { folder: node.id, path: path.clone(), after: String::new() });
    }
    entries.push(Entry { path, node, extents });
    Ok(())
}
