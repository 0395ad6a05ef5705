//! The states of resources that a WebDAV request depends on: its If header (RFC 4918 section 10.4), which may name
//! any resource, and the conditions of HTTP on its target (RFC 9110 section 13).
//!
//! They are looked up and decided in the transaction of the change.

use base_dav::DavPath;
use base_dav::headers::{ETag, IfHeader, LockToken, Outcome, Preconditions, ResourceState};
use base_db::Tx;
use http::Method;
use jiff::Timestamp;

use super::access::Reached;
use super::paths::{self, Located};
use super::{Error, Scope};
use crate::model::{Lock, NodeId};
use crate::store;

/// The paths that the caller's tree hangs at. Programs may name it by another of them than they ask at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trees(pub Vec<DavPath>);

impl Trees {
    /// The one that `path` is in.
    pub fn holding(&self, path: &DavPath) -> Option<&DavPath> {
        self.0.iter().find(|tree| path.strip_prefix(tree).is_some())
    }

    /// The path from the root of the tree; none for what is not in it.
    pub fn below(&self, path: &DavPath) -> Option<DavPath> {
        self.0.iter().find_map(|tree| path.strip_prefix(tree))
    }
}

/// What the headers of a request demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct States {
    /// Where the caller's tree hangs.
    pub trees: Trees,
    /// The target of the request, by the names from the root of the caller's tree.
    pub target: Vec<String>,
    /// What is done to it.
    pub method: Method,
    /// The conditions of HTTP.
    pub http: Preconditions,
    /// The If header.
    pub dav: Option<IfHeader>,
}

impl States {
    /// [`Error::Precondition`] unless all demands hold now.
    pub async fn check(&self, tx: &mut Tx, scope: &Scope) -> Result<(), Error> {
        if !self.http.is_empty() {
            let located = paths::locate(tx, scope, &self.target).await?;
            let current = version(tx, scope, &located).await?;
            let current = current.as_ref().map(|(etag, modified)| (etag, *modified));
            if self.http.check(&self.method, current) != Outcome::Proceed {
                return Err(Error::Precondition);
            }
        }
        let Some(header) = &self.dav else { return Ok(()) };
        let resources = header.resources();
        let mut states = Vec::with_capacity(resources.len());
        for resource in &resources {
            states.push(self.state(tx, scope, *resource).await?);
        }
        let known = |wanted: Option<&DavPath>| {
            let index = resources.iter().position(|resource| *resource == wanted)?;
            states.get(index)
        };
        if header.holds(known) { Ok(()) } else { Err(Error::Precondition) }
    }

    async fn state(&self, tx: &mut Tx, scope: &Scope, resource: Option<&DavPath>) -> Result<ResourceState, Error> {
        let below = resource.map(|path| self.trees.below(path));
        let path = match &below {
            None => &self.target[..],
            Some(Some(path)) => path.segments(),
            Some(None) => return Ok(ResourceState::default()),
        };
        let located = paths::locate(tx, scope, path).await?;
        let etag = version(tx, scope, &located).await?.map(|(etag, _)| etag);
        let tokens = match &located {
            Located::Found { reached, .. } => covering(tx, scope, reached, Some(reached.node.id)).await?,
            Located::Free { parent, .. } => covering(tx, scope, parent, None).await?,
            Located::Nowhere => Vec::new(),
        };
        Ok(ResourceState { etag, tokens })
    }
}

/// The entity tag and the time of the last change of what was found.
pub async fn version(tx: &mut Tx, scope: &Scope, located: &Located) -> Result<Option<(ETag, Timestamp)>, Error> {
    let Located::Found { reached, root, .. } = located else { return Ok(None) };
    let etag = if *root {
        paths::root_etag(&reached.node, &paths::mounts(tx, scope).await?)
    } else {
        reached.node.etag_for(reached.seen.role)
    };
    Ok(Some((ETag::strong(etag), reached.node.modified_at)))
}

/// The tokens of the locks on `own` and of those that reach down the chain of `reached`.
async fn covering(tx: &mut Tx, scope: &Scope, reached: &Reached, own: Option<NodeId>) -> Result<Vec<LockToken>, Error> {
    let locks = store::dav::locks(tx, scope.actor.org, reached.seen.drive.id, scope.now).await?;
    let above = |lock: &Lock| reached.chain.iter().any(|(id, _)| *id == lock.node);
    let covers = |lock: &&Lock| Some(lock.node) == own || (lock.deep && above(lock));
    Ok(locks.iter().filter(covers).map(|lock| LockToken::new(&*lock.token)).collect())
}
