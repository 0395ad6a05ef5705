//! Looking: one folder or file, what is in a folder, its versions, and the people named in it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use base_db::{Page, Tx};
use base_id::PersonId;
use base_suite::access::Role;
use serde::{Deserialize, Serialize};

use super::access::reach;
use super::paths::Roots;
use super::{Actor, At, Error, Reached, Scope};
use crate::Files;
use crate::model::{Node, NodeId, NodeKind, Order, Seen, Sort, Version, VersionId, numbered, sort_key};
use crate::store::nodes::{self, After};
use crate::store::{self, contents};

/// The names of people.
pub type People = HashMap<PersonId, String>;

/// A folder or file, and the names of the people in it.
pub async fn get(files: &Files, actor: Actor, at: At) -> Result<(Reached, People), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &at, Role::Viewer).await?;
            let people = people(tx, &scope, reached.node.modified_by).await?;
            Ok((reached, people))
        })
        .await
}

/// The folder or file with this integer, which the caller must see.
pub async fn by_fileid(files: &Files, actor: Actor, fileid: i64) -> Result<NodeId, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let node = nodes::by_fileid(tx, actor.org, fileid).await?.ok_or(Error::NotFound)?;
            Ok(reach(tx, &scope, &At::Id(node.id), Role::Viewer).await?.node.id)
        })
        .await
}

/// The names of these people.
pub async fn people(tx: &mut Tx, scope: &Scope, ids: impl IntoIterator<Item = PersonId>) -> Result<People, Error> {
    let mut names = People::new();
    for id in ids {
        if !names.contains_key(&id)
            && let Some(person) = scope.files.directory().person(tx, scope.actor.org, id).await?
        {
            names.insert(id, person.name);
        }
    }
    Ok(names)
}

/// Where a page of a sorted listing ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    kind: NodeKind,
    id: NodeId,
    /// The name, where names are sorted.
    name: Option<String>,
    /// The time or size, where those are sorted.
    number: Option<i64>,
}

impl Cursor {
    /// The position after `node` in this order.
    pub fn after(node: &Node, sort: Sort) -> Self {
        let (name, number) = match sort {
            Sort::Name => (Some(node.name.clone()), None),
            Sort::Modified => (None, Some(node.modified_at.as_microsecond())),
            Sort::Size => (None, Some(node.size)),
        };
        Self { kind: node.kind, id: node.id, name, number }
    }

    fn key(&self) -> Option<After> {
        match (&self.name, self.number) {
            (Some(name), _) => Some(After::Key(sort_key(name), self.id)),
            (None, Some(number)) => Some(After::Number(number, self.id)),
            (None, None) => None,
        }
    }
}

/// A page of what is in a folder.
#[derive(Debug, Clone)]
pub struct Children {
    /// The folder's drive, and what the caller may do there.
    pub seen: Seen,
    /// Folders first, then files, each sorted as asked.
    pub page: Page<Node>,
    /// The people named in them.
    pub people: People,
}

/// A page of what is in a folder, folders first.
pub async fn page(
    files: &Files,
    actor: Actor,
    folder: NodeId,
    order: (Sort, Order),
    after: Option<Cursor>,
    limit: usize,
) -> Result<Children, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let folder = reach(tx, &scope, &At::Id(folder), Role::Viewer).await?.folder()?;
            let (org, id) = (actor.org, folder.node.id);
            let key = after.as_ref().and_then(Cursor::key);
            let mut page = Page { items: Vec::new(), more: true };
            if after.as_ref().is_none_or(|after| after.kind == NodeKind::Folder) {
                page = nodes::sorted(tx, org, id, NodeKind::Folder, order, key.as_ref(), limit).await?;
            }
            if page.items.len() < limit || !page.more {
                let key = key.filter(|_| after.as_ref().is_some_and(|after| after.kind == NodeKind::File));
                let room = limit - page.items.len();
                let rest = nodes::sorted(tx, org, id, NodeKind::File, order, key.as_ref(), room).await?;
                page.items.extend(rest.items);
                page.more = rest.more;
            }
            let people = people(tx, &scope, page.items.iter().filter_map(|node| node.modified_by)).await?;
            Ok(Children { seen: folder.seen, page, people })
        })
        .await
}

/// What is in a folder, in the order of the bytes of the names, after the name `after` (empty: from the start): for
/// protocols that list everything, piece by piece. The caller has reached the folder in this transaction.
pub async fn children(
    tx: &mut Tx,
    scope: &Scope,
    folder: NodeId,
    after: &str,
    limit: usize,
) -> Result<Page<Node>, Error> {
    Ok(nodes::children(tx, scope.actor.org, folder, after, limit).await?)
}

/// Those of `ids` that the caller sees, each with its path in their tree. The folder of several is reached once.
pub async fn some(tx: &mut Tx, scope: &Scope, ids: &[NodeId]) -> Result<Vec<(Vec<String>, Reached)>, Error> {
    let roots = Roots::read(tx, scope).await?;
    let mut folders: HashMap<NodeId, Option<Reached>> = HashMap::new();
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(node) = nodes::one(tx, scope.actor.org, *id).await? else { continue };
        let reached = match node.parent {
            None => seen(reach(tx, scope, &At::Id(*id), Role::Viewer).await)?,
            Some(parent) => {
                let folder = match folders.entry(parent) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(seen(reach(tx, scope, &At::Id(parent), Role::Viewer).await)?),
                };
                folder.as_ref().map(|folder| {
                    let own = (node.id, node.name.clone());
                    let chain = std::iter::once(own).chain(folder.chain.iter().cloned()).collect();
                    Reached { seen: folder.seen.clone(), node, chain }
                })
            }
        };
        found.extend(reached.and_then(|reached| roots.path(&reached).map(|path| (path, reached))));
    }
    Ok(found)
}

fn seen(reached: Result<Reached, Error>) -> Result<Option<Reached>, Error> {
    match reached {
        Ok(reached) => Ok(Some(reached)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether there is anything in a folder that the caller has reached in this transaction.
pub async fn any_child(tx: &mut Tx, scope: &Scope, folder: NodeId) -> Result<bool, Error> {
    Ok(nodes::any_child(tx, scope.actor.org, folder).await?)
}

/// What a file held, newest first; the first is its current contents.
pub async fn versions(
    files: &Files,
    actor: Actor,
    node: NodeId,
    after: Option<VersionId>,
    limit: usize,
) -> Result<(Page<Version>, People), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &At::Id(node), Role::Viewer).await?;
            let page = contents::newest(tx, actor.org, reached.node.id, after, limit).await?;
            let people = people(tx, &scope, page.items.iter().filter_map(|version| version.created_by)).await?;
            Ok((page, people))
        })
        .await
}

/// A name that is free in `folder`: `name`, or the same with a number. Tries few names however many are taken.
pub(crate) async fn free_name(tx: &mut Tx, scope: &Scope, folder: NodeId, name: &str) -> Result<String, Error> {
    let org = scope.actor.org;
    if !store::nodes::child_exists(tx, org, folder, name).await? {
        return Ok(name.to_owned());
    }
    // Doubles until a number is free, then halves the gap to the last one that is not.
    let (mut taken, mut free) = (1_u64, 2_u64);
    while store::nodes::child_exists(tx, org, folder, &numbered(name, free)).await? {
        (taken, free) = (free, free.saturating_mul(2));
    }
    while free - taken > 1 {
        let middle = taken.midpoint(free);
        if store::nodes::child_exists(tx, org, folder, &numbered(name, middle)).await? {
            taken = middle;
        } else {
            free = middle;
        }
    }
    Ok(numbered(name, free))
}
