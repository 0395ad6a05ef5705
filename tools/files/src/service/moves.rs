//! Renaming and moving, also from one drive to another. What hangs beneath moves along untouched, so the cost does
//! not depend on how much that is.

use base_db::{Tx, params};
use base_suite::access::Role;

use super::access::{Vacancy, reach, reach_slot};
use super::locks::{Held, check, end};
use super::nodes::free_name;
use super::trash::bin;
use super::{Actor, At, Conditions, Error, Reached, Scope, Slot, book, tell};
use crate::Files;
use crate::model::{IfExists, NodeId};
use crate::store::{drives, nodes};

/// Where something goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destination {
    /// The folder; where it is, if nothing is said.
    pub parent: Option<At>,
    /// The name; what it is called, if nothing is said.
    pub name: Option<String>,
}

impl From<Slot> for Destination {
    fn from(slot: Slot) -> Self {
        Self { parent: Some(slot.parent), name: Some(slot.name) }
    }
}

/// What was moved or copied, at its new place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What.
    pub reached: Reached,
    /// Something was there before; it is in the trash now.
    pub replaced: bool,
}

/// Gives a folder or file another name, or another place, or both. Its locks end.
pub async fn relocate(
    files: &Files,
    actor: Actor,
    from: At,
    to: Destination,
    if_exists: IfExists,
    conditions: Conditions,
) -> Result<Placed, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let source = reach(tx, &scope, &from, Role::Editor).await?;
            conditions.check(tx, &scope, Some(&source.node)).await?;
            let parent = source.node.parent.ok_or(Error::Forbidden("The root of a drive stays where it is."))?;
            let vacancy = destination(tx, &scope, &source, &to).await?;
            if vacancy.existing.as_ref().is_some_and(|node| node.id == source.node.id) {
                return Ok(Placed { reached: source, replaced: false });
            }
            let into_itself = |id: NodeId| vacancy.parent.chain.iter().any(|(above, _)| *above == id);
            if into_itself(source.node.id) {
                return Err(Error::IntoItself);
            }
            let (src, dst) = (&source.seen.drive, &vacancy.parent.seen.drive);
            let tokens = &conditions.tokens;
            let leaving = [Held::Tree(&source.chain), Held::Node(&source.chain[1..])];
            let ending = check(tx, &scope, src, tokens, &leaving).await?;
            let (name, replaced) = make_room(tx, &scope, &vacancy, Some(&source), if_exists, tokens).await?;

            let size = source.node.size;
            let change = if src.id == dst.id {
                book(tx, &scope, dst, 0).await?
            } else {
                let change = book(tx, &scope, src, -size).await?;
                nodes::touch(tx, actor.org, parent, -size, change, scope.now).await?;
                tell(tx, &scope, src.id, &[parent], &[source.node.id]).await?;
                // Change numbers beneath come along, so those of this drive must go on above them.
                tx.exec(&drives::RAISE, params![actor.org, dst.id, source.node.change]).await?;
                book(tx, &scope, dst, size).await?
            };
            let folder = vacancy.parent.node.id;
            nodes::place(tx, actor.org, source.node.id, Some(folder), &name, change).await?;
            if source.node.is_folder() {
                nodes::set_modified_by(tx, actor.org, source.node.id, actor.person).await?;
            }
            if src.id == dst.id && parent != folder {
                nodes::touch(tx, actor.org, parent, -size, change, scope.now).await?;
                nodes::touch(tx, actor.org, folder, size, change, scope.now).await?;
            } else {
                let more = if src.id == dst.id { 0 } else { size };
                nodes::touch(tx, actor.org, folder, more, change, scope.now).await?;
            }
            end(tx, &scope, &ending).await?;
            let parents = if src.id == dst.id && parent != folder { vec![parent, folder] } else { vec![folder] };
            tell(tx, &scope, dst.id, &parents, &[source.node.id]).await?;

            let node = nodes::one(tx, actor.org, source.node.id).await?.ok_or(Error::NotFound)?;
            let mut chain = vec![(node.id, node.name.clone())];
            chain.extend(vacancy.parent.chain);
            Ok(Placed { reached: Reached { seen: vacancy.parent.seen, node, chain }, replaced })
        })
        .await
}

pub(crate) async fn destination(
    tx: &mut Tx,
    scope: &Scope,
    source: &Reached,
    to: &Destination,
) -> Result<Vacancy, Error> {
    let parent = match (&to.parent, source.node.parent) {
        (Some(at), _) => at.clone(),
        (None, Some(parent)) => At::Id(parent),
        (None, None) => return Err(Error::Forbidden("The root of a drive stays where it is.")),
    };
    let name = to.name.clone().unwrap_or_else(|| source.node.name.clone());
    reach_slot(tx, scope, &Slot { parent, name }).await
}

/// Sees to what has the name already, and gives the name to take and whether something was replaced.
pub(crate) async fn make_room(
    tx: &mut Tx,
    scope: &Scope,
    vacancy: &Vacancy,
    source: Option<&Reached>,
    if_exists: IfExists,
    tokens: &[String],
) -> Result<(String, bool), Error> {
    let parent = &vacancy.parent;
    check(tx, scope, &parent.seen.drive, tokens, &[Held::Node(&parent.chain)]).await?;
    let (Some(chain), Some(existing)) = (vacancy.existing_chain(), &vacancy.existing) else {
        return Ok((vacancy.name.clone(), false));
    };
    match if_exists {
        IfExists::Fail | IfExists::SkipIdentical => Err(Error::NameTaken),
        IfExists::Rename => Ok((free_name(tx, scope, parent.node.id, &vacancy.name).await?, false)),
        IfExists::Replace => {
            // What is replaced must not hold what replaces it.
            if source.is_some_and(|source| source.chain.iter().any(|(id, _)| *id == existing.id)) {
                return Err(Error::IntoItself);
            }
            let existing = Reached { seen: parent.seen.clone(), node: existing.clone(), chain };
            bin(tx, scope, &existing, tokens).await?;
            Ok((vacancy.name.clone(), true))
        }
    }
}
