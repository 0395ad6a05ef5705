//! Favourites: what a person marked for themself, in any drive that they see.
//!
//! A mark changes nothing for others, nor anything that sync clients compare: whoever may see something may mark it.
//! It stays when the sight of it is lost, and counts again when it comes back.

use std::collections::HashSet;

use base_db::Tx;

use super::{Actor, Error, Scope};
use crate::Files;
use crate::model::NodeId;
use crate::store::favourites;

/// Marks that one person can set.
pub const MOST: usize = 2_000;

/// What the caller marked.
pub type Favourites = HashSet<NodeId>;

/// All that the caller marked, whether they still see it or not.
pub async fn all(tx: &mut Tx, scope: &Scope) -> Result<Favourites, Error> {
    Ok(favourites::of_person(tx, scope.actor.org, scope.actor.person, MOST).await?.into_iter().collect())
}

/// Marks what the caller has reached in this transaction, or takes the mark away.
pub async fn mark(tx: &mut Tx, scope: &Scope, node: NodeId, marked: bool) -> Result<(), Error> {
    let (org, person) = (scope.actor.org, scope.actor.person);
    if !marked {
        return Ok(favourites::unmark(tx, org, person, node).await?);
    }
    let known = all(tx, scope).await?;
    if known.len() >= MOST && !known.contains(&node) {
        return Err(Error::Forbidden("You have 2,000 favourites, which is as many as there can be. Remove some."));
    }
    Ok(favourites::mark(tx, org, person, node).await?)
}

/// What the caller marked, in order, to be read some at a time with [`super::nodes::some`].
pub async fn list(files: &Files, actor: Actor) -> Result<Vec<NodeId>, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            Ok(favourites::of_person(tx, scope.actor.org, scope.actor.person, MOST).await?)
        })
        .await
}
