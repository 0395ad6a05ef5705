//! Folders.

use base_db::Tx;
use base_suite::access::Role;

use super::access::{Reached, Vacancy, reach_slot};
use super::locks::{Held, check};
use super::{Actor, At, Conditions, Error, Scope, Slot, access, book, tell};
use crate::Files;
use crate::model::{Node, NodeId, NodeKind, relative_path};
use crate::store::nodes;

/// Makes a folder at `slot`.
pub async fn create(files: &Files, actor: Actor, slot: Slot, conditions: Conditions) -> Result<Reached, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let Vacancy { parent, name, existing } = reach_slot(tx, &scope, &slot).await?;
            conditions.check(tx, &scope, existing.as_ref()).await?;
            if existing.is_some() {
                return Err(Error::NameTaken);
            }
            ensure_below(tx, &scope, parent, &[&name], &conditions.tokens).await
        })
        .await
}

/// The folder at the relative `path` below `parent`, made with those above it where they are missing.
pub async fn ensure(files: &Files, actor: Actor, parent: NodeId, path: String) -> Result<Reached, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let names = relative_path(&path)?;
            let scope = Scope::open(tx, &files, actor).await?;
            let parent = access::reach(tx, &scope, &At::Id(parent), Role::Editor).await?;
            ensure_below(tx, &scope, parent.folder()?, &names, &[]).await
        })
        .await
}

/// The folder that `names` lead to from `parent`, made with those above it where they are missing.
pub(crate) async fn ensure_below(
    tx: &mut Tx,
    scope: &Scope,
    parent: Reached,
    names: &[&str],
    tokens: &[String],
) -> Result<Reached, Error> {
    let org = scope.actor.org;
    let mut at = parent;
    let mut rest = names.iter();
    let first = loop {
        let Some(name) = rest.next() else { return Ok(at) };
        match nodes::child(tx, org, at.node.id, name).await? {
            Some(node) if node.is_folder() => {
                at.chain.insert(0, (node.id, node.name.clone()));
                at.node = node;
            }
            Some(_) => return Err(Error::NameTaken),
            None => break name,
        }
    };
    if at.chain.len() + names.len() > DEEPEST {
        return Err(crate::model::InvalidName::TooDeep.into());
    }
    check(tx, scope, &at.seen.drive, tokens, &[Held::Node(&at.chain)]).await?;
    let change = book(tx, scope, &at.seen.drive, 0).await?;
    let top = at.node.id;
    let mut made = Vec::new();
    for name in std::iter::once(first).chain(rest) {
        let node = Node {
            id: NodeId::new(scope.files.clock(), scope.files.random()),
            parent: Some(at.node.id),
            name: (*name).to_owned(),
            kind: NodeKind::Folder,
            size: 0,
            media_type: None,
            modified_at: scope.now,
            created_at: scope.now,
            created_by: Some(scope.actor.person),
            modified_by: Some(scope.actor.person),
            fileid: nodes::next_fileid(tx, org).await?,
            change,
            version: None,
            has_properties: false,
        };
        nodes::add(tx, org, &node).await?;
        at.chain.insert(0, (node.id, node.name.clone()));
        made.push(node.id);
        at.node = node;
    }
    nodes::touch(tx, org, top, 0, change, scope.now).await?;
    tell(tx, scope, at.seen.drive.id, &[top], &made).await?;
    Ok(at)
}

/// Folders inside one another at most, where something is made.
pub(crate) const DEEPEST: usize = 200;
