//! Searching the caller's tree: their own drive and those of their groups, folder by folder.
//!
//! The tree is walked, a page in each transaction, up to a bound that the answer tells of. What most searches ask of
//! files stands in one index ([`crate::store::search`]); only those that ask for more read their rows.
//! A search for favourites, or for what has a certain integer, looks at those alone. What is found is shown later, by
//! [`super::nodes::some`], which asks whether the caller may see it: the walk itself does not.

use std::time::Duration;

use base_db::Tx;
use tokio::time::Instant;

use super::favourites::{self, Favourites};
use super::nodes::some;
use super::paths::{Located, locate, mounts};
use super::{Actor, Error, Scope};
use crate::Files;
use crate::model::search::{Among, Best, Candidate, Fact, Filter, Sorting};
use crate::model::{Node, NodeId, NodeKind, Order, Sort, sort_key};
use crate::store::nodes::{self, After};
use crate::store::search::facts;

/// Folders and files looked at in one search at most.
pub const MOST_WALKED: usize = 200_000;
/// How long one search looks at most.
pub const LONGEST: Duration = Duration::from_secs(10);
/// Folders and files given at most.
pub const MOST_FOUND: usize = 2_000;
/// Rows read in one transaction.
const PAGE: usize = 500;
/// Rows held against the conditions before others get their turn.
const AT_ONCE: usize = 20;
/// Places looked into in one transaction: a folder has one for folders and one for files.
const FOLDERS: usize = 200;

/// A search.
#[derive(Debug, Clone)]
pub struct Search {
    /// The folder to look in: names from the root of the caller's tree.
    pub start: Vec<String>,
    /// Whether to look in the folders in it too.
    pub deep: bool,
    /// What to look for.
    pub filter: Filter,
    /// The order of what is found.
    pub sorting: Sorting,
    /// How many of the first to leave out.
    pub skip: usize,
    /// How many to give, [`MOST_FOUND`] at most.
    pub limit: usize,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// In the order asked for.
    pub ids: Vec<NodeId>,
    /// Not everything was looked at: there was more than [`MOST_WALKED`], or it took [`LONGEST`].
    pub cut: bool,
}

/// Searches.
pub async fn run(files: &Files, actor: Actor, search: Search) -> Result<Found, Error> {
    within(files, actor, search, MOST_WALKED).await
}

/// Searches, and looks at `most` folders and files or a page more.
pub(crate) async fn within(files: &Files, actor: Actor, search: Search, most: usize) -> Result<Found, Error> {
    let limit = search.limit.min(MOST_FOUND);
    // What is left out is counted, so it has a bound too.
    let room = search.skip.min(MOST_WALKED) + limit;
    let mut best = Best::new(search.sorting.clone(), room);
    let mut cut = false;
    match search.filter.among() {
        Among::All => cut = walk(files, actor, &search, &mut best, most).await?,
        Among::Favourites => {
            let ids = favourites::list(files, actor).await?;
            look(files, actor, &search, ids, &mut best).await?;
        }
        Among::FileIds(ids) => {
            let ids = by_fileids(files, actor, ids).await?;
            look(files, actor, &search, ids, &mut best).await?;
        }
    }
    let (ids, _) = best.finish();
    Ok(Found { ids: ids.into_iter().skip(search.skip).take(limit).collect(), cut })
}

/// Looks at these alone.
async fn look(files: &Files, actor: Actor, search: &Search, ids: Vec<NodeId>, best: &mut Best) -> Result<(), Error> {
    let start = search.start.clone();
    open(files, actor, start).await?;
    for ids in ids.chunks(FOLDERS) {
        let (work, ids) = (files.clone(), ids.to_vec());
        let (found, marked) = files
            .db()
            .read(async move |tx| {
                let scope = Scope::open(tx, &work, actor).await?;
                let marked = favourites::all(tx, &scope).await?;
                Ok::<_, Error>((some(tx, &scope, &ids).await?, marked))
            })
            .await?;
        for (path, reached) in &found {
            let beneath = path.strip_prefix(&*search.start).is_some_and(|names| match names.len() {
                0 => false,
                1 => true,
                _ => search.deep,
            });
            let name = path.last().map_or("", String::as_str);
            if beneath {
                consider(&search.filter, best, &reached.node, name, &marked);
            }
        }
    }
    Ok(())
}

fn consider(filter: &Filter, best: &mut Best, node: &Node, name: &str, marked: &Favourites) {
    let candidate = Candidate::new(node, name, marked.contains(&node.id));
    if filter.holds(&candidate) {
        best.add(&candidate);
    }
}

async fn by_fileids(files: &Files, actor: Actor, ids: Vec<i64>) -> Result<Vec<NodeId>, Error> {
    let org = actor.org;
    files
        .db()
        .read(async move |tx| {
            let mut found = Vec::new();
            for id in ids.iter().take(MOST_FOUND) {
                found.extend(nodes::by_fileid(tx, org, *id).await?.map(|node| node.id));
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        })
        .await
}

/// Where a walk goes on.
#[derive(Debug, Clone)]
enum Open {
    /// The folders in a folder, after this one.
    Folders(NodeId, Option<After>),
    /// The files in it, after this one.
    Files(NodeId, Option<After>),
}

impl Open {
    fn all(folder: NodeId) -> [Self; 2] {
        [Self::Folders(folder, None), Self::Files(folder, None)]
    }
}

/// What a walk comes upon.
enum Row {
    Node(Node),
    Fact(Fact),
}

/// What the caller's tree shows at the start of a walk.
struct Start {
    folder: NodeId,
    /// Drives that are shown in the folder.
    mounts: Vec<(String, Node)>,
}

async fn open(files: &Files, actor: Actor, start: Vec<String>) -> Result<Start, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let Located::Found { reached, root, .. } = locate(tx, &scope, &start).await? else {
                return Err(Error::NotFound);
            };
            let mounts = if root { mounts(tx, &scope).await? } else { Vec::new() };
            let mounts = mounts.into_iter().map(|mount| (mount.name, mount.root)).collect();
            Ok(Start { folder: reached.folder()?.node.id, mounts })
        })
        .await
}

/// Looks everywhere beneath the start; whether it was cut short.
async fn walk(files: &Files, actor: Actor, search: &Search, best: &mut Best, most: usize) -> Result<bool, Error> {
    let began = Instant::now();
    let start = open(files, actor, search.start.clone()).await?;
    let marked = if search.filter.asks_for_favourites() {
        let work = files.clone();
        let read = files.db().read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            favourites::all(tx, &scope).await
        });
        read.await?
    } else {
        Favourites::new()
    };
    let mut stack = Vec::from(Open::all(start.folder));
    for (name, root) in &start.mounts {
        consider(&search.filter, best, root, name, &marked);
        if search.deep {
            stack.extend(Open::all(root.id));
        }
    }
    let how = How {
        deep: search.deep,
        facts: !search.filter.asks_for(&|field| !field.is_a_fact())
            && search.sorting.0.iter().all(|(field, _)| field.is_a_fact()),
    };
    let mut walked = start.mounts.len();
    while !stack.is_empty() {
        if walked >= most || began.elapsed() >= LONGEST {
            return Ok(true);
        }
        let next = stack.split_off(stack.len().saturating_sub(FOLDERS));
        let (found, left) = files.db().read(async move |tx| step(tx, actor, next.clone(), how).await).await?;
        stack.extend(left);
        walked += found.len();
        for (looked, row) in found.iter().enumerate() {
            // Hundreds of conditions on hundreds of rows take a while, and others wait for this thread.
            if looked % AT_ONCE == AT_ONCE - 1 {
                if began.elapsed() >= LONGEST {
                    return Ok(true);
                }
                tokio::task::yield_now().await;
            }
            match row {
                Row::Node(node) => consider(&search.filter, best, node, &node.name, &marked),
                Row::Fact(fact) => {
                    let candidate = Candidate::of_fact(fact, marked.contains(&fact.id));
                    if search.filter.holds(&candidate) {
                        best.add(&candidate);
                    }
                }
            }
        }
        // On SQLite the read ran on this thread, which others wait for.
        tokio::task::yield_now().await;
    }
    Ok(false)
}

/// How a walk goes.
#[derive(Debug, Clone, Copy)]
struct How {
    /// Into the folders that it finds.
    deep: bool,
    /// Reading no more of files than their facts.
    facts: bool,
}

/// A page of what is in the last of these folders, and what is left to look into.
async fn step(
    tx: &mut Tx,
    actor: Actor,
    mut stack: Vec<Open>,
    how: How,
) -> Result<(Vec<Row>, Vec<Open>), base_db::Error> {
    let org = actor.org;
    let mut found = Vec::new();
    let mut beneath = Vec::new();
    while found.len() < PAGE {
        let room = PAGE - found.len();
        match stack.pop() {
            None => break,
            Some(Open::Folders(folder, after)) => {
                let by = (Sort::Name, Order::Asc);
                let page = nodes::sorted(tx, org, folder, NodeKind::Folder, by, after.as_ref(), room).await?;
                if let (true, Some(last)) = (page.more, page.items.last()) {
                    stack.push(Open::Folders(folder, Some(After::Key(sort_key(&last.name), last.id))));
                }
                if how.deep {
                    beneath.extend(page.items.iter().flat_map(|node| Open::all(node.id)));
                }
                found.extend(page.items.into_iter().map(Row::Node));
            }
            Some(Open::Files(folder, after)) if how.facts => {
                let page = facts(tx, org, folder, after.as_ref(), room).await?;
                if let (true, Some(last)) = (page.more, page.items.last()) {
                    let after = After::Number(last.modified_at.as_microsecond(), last.id);
                    stack.push(Open::Files(folder, Some(after)));
                }
                found.extend(page.items.into_iter().map(Row::Fact));
            }
            Some(Open::Files(folder, after)) => {
                let by = (Sort::Modified, Order::Desc);
                let page = nodes::sorted(tx, org, folder, NodeKind::File, by, after.as_ref(), room).await?;
                if let (true, Some(last)) = (page.more, page.items.last()) {
                    let after = After::Number(last.modified_at.as_microsecond(), last.id);
                    stack.push(Open::Files(folder, Some(after)));
                }
                found.extend(page.items.into_iter().map(Row::Node));
            }
        }
    }
    stack.extend(beneath);
    Ok((found, stack))
}
