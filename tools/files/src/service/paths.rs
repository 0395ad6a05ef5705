//! The caller's tree, as WebDAV shows it: their own drive is the root, and each group's drive that they see is
//! mounted in it as a folder named after the group.
//!
//! A name in the caller's own root goes before a mount: the mount is then called `Name (groupe)`, or
//! `Name (groupe 2)`. The root's entity tag follows from all the drives in it.

use base_db::Tx;

use super::access::Reached;
use super::{Error, Scope, drives};
use crate::model::name::cut;
use crate::model::{Node, NodeId, Seen};
use crate::store::nodes;

/// A group's drive in the caller's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// What it is called there.
    pub name: String,
    /// The drive.
    pub seen: Seen,
    /// Its root.
    pub root: Node,
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// A folder or file.
    Found {
        /// Which; its chain ends at the root of its drive.
        reached: Box<Reached>,
        /// The root of the caller's tree, which shows mounts beside the children of this folder.
        root: bool,
        /// The root of a group's drive, mounted.
        mount: bool,
    },
    /// Nothing, in a folder that is there.
    Free {
        /// The folder.
        parent: Box<Reached>,
        /// The name that is free.
        name: String,
    },
    /// Nothing, and not even the folder that it would be in.
    Nowhere,
}

impl Located {
    /// What was found.
    pub fn found(self) -> Result<Reached, Error> {
        match self {
            Self::Found { reached, .. } => Ok(*reached),
            Self::Free { .. } | Self::Nowhere => Err(Error::NotFound),
        }
    }
}

/// What is at `path` (names from the root; not checked: what cannot be a name is not found).
pub async fn locate(tx: &mut Tx, scope: &Scope, path: &[String]) -> Result<Located, Error> {
    let org = scope.actor.org;
    let own = drives::personal(tx, scope).await?;
    let root = nodes::one(tx, org, own.drive.root).await?.ok_or(Error::NotFound)?;
    let mut at = Reached { chain: vec![(root.id, root.name.clone())], seen: own, node: root };
    let mut mount = false;
    for (depth, name) in path.iter().enumerate() {
        // No name has a NUL, and PostgreSQL takes none.
        let child = if name.contains('\0') { None } else { nodes::child(tx, org, at.node.id, name).await? };
        mount = false;
        if let Some(node) = child {
            at.chain.insert(0, (node.id, node.name.clone()));
            at.node = node;
        } else if let Some(found) = if depth == 0 { mounted(tx, scope, at.node.id, name).await? } else { None } {
            at = Reached { chain: vec![(found.root.id, found.name)], seen: found.seen, node: found.root };
            mount = true;
        } else if depth + 1 == path.len() && at.node.is_folder() {
            return Ok(Located::Free { parent: Box::new(at), name: name.clone() });
        } else {
            return Ok(Located::Nowhere);
        }
    }
    Ok(Located::Found { reached: Box::new(at), root: path.is_empty(), mount })
}

/// The names from the root of the caller's tree to a node that is in it, and the node.
pub async fn path_of(tx: &mut Tx, scope: &Scope, id: NodeId) -> Result<Option<(Vec<String>, Node)>, Error> {
    let Some(node) = nodes::one(tx, scope.actor.org, id).await? else { return Ok(None) };
    let mut chain = nodes::chain(tx, scope.actor.org, id).await?;
    let Some((top, _)) = chain.pop() else { return Ok(None) };
    let mut path = Vec::with_capacity(chain.len() + 1);
    if drives::personal(tx, scope).await?.drive.root != top {
        match mounts(tx, scope).await?.into_iter().find(|mount| mount.root.id == top) {
            Some(mount) => path.push(mount.name),
            None => return Ok(None),
        }
    }
    path.extend(chain.into_iter().rev().map(|(_, name)| name));
    Ok(Some((path, node)))
}

/// Where each drive that the caller sees hangs in their tree: what paths are made from, many at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    own: NodeId,
    mounts: Vec<(NodeId, String)>,
}

impl Roots {
    /// On this snapshot.
    pub async fn read(tx: &mut Tx, scope: &Scope) -> Result<Self, Error> {
        let own = drives::personal(tx, scope).await?.drive.root;
        let mounts = named(tx, scope, own).await?.into_iter().map(|(name, seen)| (seen.drive.root, name)).collect();
        Ok(Self { own, mounts })
    }

    /// The names from the root of the caller's tree to what was reached.
    pub fn path(&self, reached: &Reached) -> Option<Vec<String>> {
        let ((top, _), chain) = reached.chain.split_last()?;
        let mut path = Vec::with_capacity(chain.len() + 1);
        if *top != self.own {
            path.push(self.mounts.iter().find(|(root, _)| root == top)?.1.clone());
        }
        path.extend(chain.iter().rev().map(|(_, name)| name.clone()));
        Some(path)
    }
}

/// The drives mounted in the caller's root, by name.
pub async fn mounts(tx: &mut Tx, scope: &Scope) -> Result<Vec<Mount>, Error> {
    let own = drives::personal(tx, scope).await?;
    let mut mounts = Vec::new();
    for (name, seen) in named(tx, scope, own.drive.root).await? {
        let root = nodes::one(tx, scope.actor.org, seen.drive.root).await?.ok_or(Error::NotFound)?;
        mounts.push(Mount { name, seen, root });
    }
    Ok(mounts)
}

/// What each drive is called in the caller's root.
async fn named(tx: &mut Tx, scope: &Scope, own_root: NodeId) -> Result<Vec<(String, Seen)>, Error> {
    let mut mounts: Vec<(String, Seen)> = Vec::new();
    for seen in drives::seen(tx, scope).await? {
        if seen.drive.root == own_root {
            continue;
        }
        let base = as_name(&seen.drive.name);
        let mut name = base.clone();
        let mut number = 1;
        while mounts.iter().any(|(taken, _)| *taken == name)
            || nodes::child_exists(tx, scope.actor.org, own_root, &name).await?
        {
            name = if number == 1 { format!("{base} (groupe)") } else { format!("{base} (groupe {number})") };
            number += 1;
        }
        mounts.push((name, seen));
    }
    Ok(mounts)
}

async fn mounted(tx: &mut Tx, scope: &Scope, own_root: NodeId, name: &str) -> Result<Option<Mount>, Error> {
    let found = named(tx, scope, own_root).await?.into_iter().find(|(known, _)| known == name);
    let Some((name, seen)) = found else { return Ok(None) };
    let root = nodes::one(tx, scope.actor.org, seen.drive.root).await?.ok_or(Error::NotFound)?;
    Ok(Some(Mount { name, seen, root }))
}

/// Whether `name` in the caller's root is a mounted drive.
pub async fn is_mount(tx: &mut Tx, scope: &Scope, name: &str) -> Result<bool, Error> {
    let own = drives::personal(tx, scope).await?;
    Ok(mounted(tx, scope, own.drive.root, name).await?.is_some())
}

/// The entity tag of the caller's root, unquoted: changes with anything in any drive that it shows, and when a drive
/// comes or goes, or the caller's role in it changes.
pub fn root_etag(own_root: &Node, mounts: &[Mount]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(own_root.etag().as_bytes());
    for mount in mounts {
        hasher.update(&[0]);
        hasher.update(mount.name.as_bytes());
        hasher.update(&[0]);
        hasher.update(mount.root.etag_for(mount.seen.role).as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// A group's name as the name of a folder: room for the suffix, and nothing that a path cannot hold.
fn as_name(group: &str) -> String {
    let fit = |c: char| if c == '/' || c.is_control() { '-' } else { c };
    let name: String = group.chars().map(fit).collect();
    let name = cut(&name, 200);
    match name {
        "" | "." | ".." => "Groupe".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::as_name;
    use crate::model::check_name;

    #[test]
    fn any_group_can_be_mounted() {
        for group in ["Bureau", "CA / AG", "..", "", "a\0b", &"é".repeat(300)] {
            assert_eq!(check_name(&format!("{} (groupe 99)", as_name(group))), Ok(()), "{group:?}");
        }
        assert_eq!(as_name("CA / AG"), "CA - AG");
    }
}
