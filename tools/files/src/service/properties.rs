//! WebDAV dead properties (RFC 4918 section 4), and the live properties that clients may set: when a file was last
//! changed, and whether it is a favourite of the caller's.

use std::collections::HashMap;

use base_db::{Tx, params};
use base_suite::access::Role;
use jiff::Timestamp;

use super::access::reach;
use super::locks::{Held, check};
use super::{Actor, At, Conditions, Error, Reached, Scope, book, favourites, tell};
use crate::Files;
use crate::model::{Node, NodeId, Property};
use crate::store::{dav, nodes};

/// Bytes of all dead properties of one node at most.
pub const LARGEST: usize = 64 * 1024;

/// One instruction of a PROPPATCH, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patch {
    /// Sets a dead property: namespace, local name, its whole element.
    Set(String, String, String),
    /// Removes a dead property, if it is there: namespace, local name.
    Remove(String, String),
    /// Sets when the file was last changed.
    ModifiedAt(Timestamp),
    /// Marks it as a favourite of the caller's, or takes the mark away.
    Favourite(bool),
}

/// Does all that `patches` say, or nothing.
pub async fn patch(
    files: &Files,
    actor: Actor,
    at: At,
    patches: Vec<Patch>,
    conditions: Conditions,
) -> Result<Reached, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            // A mark is the caller's own: who may see may mark, whoever works on it.
            let only_marks = !patches.is_empty() && patches.iter().all(|patch| matches!(patch, Patch::Favourite(_)));
            let role = if only_marks { Role::Viewer } else { Role::Editor };
            let mut reached = reach(tx, &scope, &at, role).await?;
            conditions.check(tx, &scope, Some(&reached.node)).await?;
            if !only_marks {
                check(tx, &scope, &reached.seen.drive, &conditions.tokens, &[Held::Node(&reached.chain)]).await?;
            }
            let (org, node) = (actor.org, reached.node.id);
            for patch in &patches {
                match patch {
                    Patch::Set(namespace, name, value_xml) => {
                        let (namespace, name, value_xml) = (namespace.clone(), name.clone(), value_xml.clone());
                        dav::set_property(tx, org, &Property { node, namespace, name, value_xml }).await?;
                    }
                    Patch::Favourite(marked) => favourites::mark(tx, &scope, node, *marked).await?,
                    Patch::Remove(namespace, name) => dav::remove_property(tx, org, node, namespace, name).await?,
                    Patch::ModifiedAt(time) => {
                        if !reached.node.is_folder() {
                            let change = book(tx, &scope, &reached.seen.drive, 0).await?;
                            tx.exec(&nodes::SET_MODIFIED_AT, params![org, node, time, change]).await?;
                            let parent = reached.node.parent.unwrap_or(reached.seen.drive.root);
                            nodes::touch(tx, org, parent, 0, change, scope.now).await?;
                            tell(tx, &scope, reached.seen.drive.id, &[parent], &[node]).await?;
                            reached.node.modified_at = *time;
                            reached.node.change = change;
                        }
                    }
                }
            }
            let left = dav::properties(tx, org, node).await?;
            let size = |one: &Property| one.namespace.len() + one.name.len() + one.value_xml.len();
            if left.iter().map(size).sum::<usize>() > LARGEST {
                return Err(Error::Invalid {
                    field: "properties",
                    detail: "At most 64 KiB of properties can be kept for one file or folder.".to_owned(),
                });
            }
            if reached.node.has_properties == left.is_empty() {
                reached.node.has_properties = !left.is_empty();
                tx.exec(&nodes::SET_HAS_PROPERTIES, params![org, node, reached.node.has_properties]).await?;
            }
            Ok(reached)
        })
        .await
}

/// The dead properties of a node.
pub async fn of(tx: &mut Tx, scope: &Scope, node: &Node) -> Result<Vec<Property>, Error> {
    if !node.has_properties {
        return Ok(Vec::new());
    }
    Ok(dav::properties(tx, scope.actor.org, node.id).await?)
}

/// The dead properties of `children`, which stand in one folder in the order that [`super::nodes::children`] gives:
/// one statement for all of them, and none when they have no properties.
pub async fn of_children(
    tx: &mut Tx,
    scope: &Scope,
    folder: NodeId,
    children: &[Node],
) -> Result<HashMap<NodeId, Vec<Property>>, Error> {
    let mut with = children.iter().filter(|node| node.has_properties);
    let Some(first) = with.next() else { return Ok(HashMap::new()) };
    let last = with.next_back().unwrap_or(first);
    let mut found: HashMap<NodeId, Vec<Property>> = HashMap::new();
    for property in dav::properties_of_children(tx, scope.actor.org, folder, &first.name, &last.name).await? {
        found.entry(property.node).or_default().push(property);
    }
    Ok(found)
}
