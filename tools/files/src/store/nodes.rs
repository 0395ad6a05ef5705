//! Folders and files.

use base_db::{Error, Page, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{Node, NodeId, NodeKind, Order, Sort, VersionId, sort_key};

base_db::statements! {
    /// The next integer for sync clients.
    NEXT_FILEID = "INSERT INTO fileids (org_id) VALUES ($1) RETURNING fileid";
    /// Gives one back to nobody: it is never given again.
    FORGET_FILEID = "DELETE FROM fileids WHERE org_id = $1 AND fileid = $2";
    /// Adds a node.
    ADD = "INSERT INTO nodes (org_id, node_id, parent_id, name, sort_key, kind, size, media_type, modified_at, created_at,
        created_by, modified_by, fileid, change, version_id, has_properties)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// One node.
    ONE = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND node_id = $2";
    /// The node with this integer.
    BY_FILEID = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND fileid = $2";
    /// The child with this name.
    CHILD = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2 AND name = $3";
    /// Whether there is a child with this name.
    CHILD_EXISTS = "SELECT 1 FROM nodes WHERE org_id = $1 AND parent_id = $2 AND name = $3";
    /// Whether there is any child.
    ANY_CHILD = "SELECT 1 FROM nodes WHERE org_id = $1 AND parent_id = $2 LIMIT 1";
    /// A node and all above it, itself first.
    CHAIN = "WITH RECURSIVE up (node_id, parent_id, name, depth) AS (
            SELECT node_id, parent_id, name, 0 FROM nodes WHERE org_id = $1 AND node_id = $2
            UNION ALL
            SELECT n.node_id, n.parent_id, n.name, up.depth + 1
            FROM up JOIN nodes n ON n.org_id = $1 AND n.node_id = up.parent_id
        ) SELECT node_id, name FROM up ORDER BY depth";
    /// Books a change on a folder and all above it.
    TOUCH = "WITH RECURSIVE up (node_id, parent_id) AS (
            SELECT node_id, parent_id FROM nodes WHERE org_id = $1 AND node_id = $2
            UNION ALL
            SELECT n.node_id, n.parent_id FROM up JOIN nodes n ON n.org_id = $1 AND n.node_id = up.parent_id
        ) UPDATE nodes SET size = size + $3, change = $4, modified_at = $5
        WHERE org_id = $1 AND node_id IN (SELECT node_id FROM up)";
    /// Gives a node another place and name.
    PLACE = "UPDATE nodes SET parent_id = $3, name = $4, sort_key = $5, change = $6 WHERE org_id = $1 AND node_id = $2";
    /// Who renamed a folder.
    SET_MODIFIED_BY = "UPDATE nodes SET modified_by = $3 WHERE org_id = $1 AND node_id = $2";
    /// Gives a file new contents.
    SET_CONTENTS = "UPDATE nodes SET version_id = $3, size = $4, media_type = $5, modified_at = $6, modified_by = $7,
        change = $8 WHERE org_id = $1 AND node_id = $2";
    /// Sets when a file was last changed.
    SET_MODIFIED_AT = "UPDATE nodes SET modified_at = $3, change = $4 WHERE org_id = $1 AND node_id = $2";
    /// Corrects the size of a folder whose copy differs from its original.
    SET_SIZE = "UPDATE nodes SET size = $3 WHERE org_id = $1 AND node_id = $2";
    /// Notes that a node has dead properties, or has none.
    SET_HAS_PROPERTIES = "UPDATE nodes SET has_properties = $3 WHERE org_id = $1 AND node_id = $2";
    /// Removes a node that nothing refers to any more.
    REMOVE = "DELETE FROM nodes WHERE org_id = $1 AND node_id = $2";

    /// The children of a folder, by name as it is stored.
    CHILDREN = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2 AND name > $3
        ORDER BY name LIMIT $4";
    /// Folders or files of a folder, by name.
    BY_NAME = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2 AND kind = $3
        AND (sort_key, node_id) > ($4, $5) ORDER BY sort_key, node_id LIMIT $6";
    /// The same, backwards.
    BY_NAME_DESC = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = $3 AND (sort_key, node_id) < ($4, $5) ORDER BY sort_key DESC, node_id DESC LIMIT $6";
    /// The files of a folder, by time of change.
    FILES_BY_MODIFIED = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'file' AND (modified_at, node_id) > ($3, $4) ORDER BY modified_at, node_id LIMIT $5";
    /// The same, backwards.
    FILES_BY_MODIFIED_DESC = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'file' AND (modified_at, node_id) < ($3, $4) ORDER BY modified_at DESC, node_id DESC LIMIT $5";
    /// The files of a folder, by size.
    FILES_BY_SIZE = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'file' AND (size, node_id) > ($3, $4) ORDER BY size, node_id LIMIT $5";
    /// The same, backwards.
    FILES_BY_SIZE_DESC = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'file' AND (size, node_id) < ($3, $4) ORDER BY size DESC, node_id DESC LIMIT $5";
    /// The folders of a folder, by time of change; they are in no index, since their time changes with all beneath.
    FOLDERS_BY_MODIFIED = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'folder' AND (modified_at, node_id) > ($3, $4) ORDER BY modified_at, node_id LIMIT $5";
    /// The same, backwards.
    FOLDERS_BY_MODIFIED_DESC = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'folder' AND (modified_at, node_id) < ($3, $4) ORDER BY modified_at DESC, node_id DESC LIMIT $5";
    /// The folders of a folder, by size; they are in no index, since their size changes with all beneath.
    FOLDERS_BY_SIZE = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'folder' AND (size, node_id) > ($3, $4) ORDER BY size, node_id LIMIT $5";
    /// The same, backwards.
    FOLDERS_BY_SIZE_DESC = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by,
        modified_by, fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND kind = 'folder' AND (size, node_id) < ($3, $4) ORDER BY size DESC, node_id DESC LIMIT $5";

    /// The files of a folder whose contents were stored last.
    NEWEST = "SELECT node_id, parent_id, name, kind, size, media_type, modified_at, created_at, created_by, modified_by,
        fileid, change, version_id, has_properties FROM nodes WHERE org_id = $1 AND parent_id = $2
        AND version_id IS NOT NULL ORDER BY version_id DESC LIMIT $3";

    /// Marks a tree as hanging nowhere.
    DETACH = "INSERT INTO detached (org_id, node_id, purge_at) VALUES ($1, $2, $3)";
    /// It hangs somewhere, or is gone.
    UNDETACH = "DELETE FROM detached WHERE org_id = $1 AND node_id = $2";
    /// Keeps a tree that is still being built from being purged.
    KEEP_DETACHED = "UPDATE detached SET purge_at = $3 WHERE org_id = $1 AND node_id = $2";
    /// A tree that is due to be purged.
    NEXT_DETACHED = "SELECT node_id FROM detached WHERE org_id = $1 AND purge_at <= $2 ORDER BY node_id LIMIT 1";
}

/// The next integer for sync clients.
pub async fn next_fileid(tx: &mut Tx, org: OrgId) -> Result<i64, Error> {
    let row: Option<(i64,)> = tx.one(&NEXT_FILEID, params![org]).await?;
    row.map(|row| row.0).ok_or_else(|| Error::Statement("no fileid was given".into()))
}

/// Adds `node`.
pub async fn add(tx: &mut Tx, org: OrgId, node: &Node) -> Result<(), Error> {
    let key = sort_key(&node.name);
    let values = params![
        org,
        node.id,
        node.parent,
        node.name,
        key,
        node.kind,
        node.size,
        node.media_type,
        node.modified_at,
        node.created_at,
        node.created_by,
        node.modified_by,
        node.fileid,
        node.change,
        node.version,
        node.has_properties,
    ];
    tx.exec(&ADD, values).await?;
    super::words::keep(tx, org, node.id, (node.parent, &node.name)).await
}

/// Removes a node that nothing refers to any more.
pub async fn remove(tx: &mut Tx, org: OrgId, node: &Node) -> Result<(), Error> {
    super::words::forget(tx, org, node.id, (node.parent, &node.name)).await?;
    tx.exec(&REMOVE, params![org, node.id]).await?;
    Ok(())
}

/// One node.
pub async fn one(tx: &mut Tx, org: OrgId, id: NodeId) -> Result<Option<Node>, Error> {
    tx.one(&ONE, params![org, id]).await
}

/// The node that sync clients know by this integer.
pub async fn by_fileid(tx: &mut Tx, org: OrgId, fileid: i64) -> Result<Option<Node>, Error> {
    tx.one(&BY_FILEID, params![org, fileid]).await
}

/// The child of `parent` with this name.
pub async fn child(tx: &mut Tx, org: OrgId, parent: NodeId, name: &str) -> Result<Option<Node>, Error> {
    tx.one(&CHILD, params![org, parent, name]).await
}

/// Whether `parent` has a child with this name.
pub async fn child_exists(tx: &mut Tx, org: OrgId, parent: NodeId, name: &str) -> Result<bool, Error> {
    let found: Option<Present> = tx.one(&CHILD_EXISTS, params![org, parent, name]).await?;
    Ok(found.is_some())
}

/// Whether `parent` has any child.
pub async fn any_child(tx: &mut Tx, org: OrgId, parent: NodeId) -> Result<bool, Error> {
    let found: Option<Present> = tx.one(&ANY_CHILD, params![org, parent]).await?;
    Ok(found.is_some())
}

/// A row whose columns do not matter.
pub(crate) struct Present;

impl base_db::FromRow for Present {
    fn from_row(_: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self)
    }
}

/// The node and all above it, itself first, with their names; empty when there is no such node.
pub async fn chain(tx: &mut Tx, org: OrgId, id: NodeId) -> Result<Vec<(NodeId, String)>, Error> {
    tx.all(&CHAIN, params![org, id]).await
}

/// Books a change of `bytes` on `folder` and all above it.
pub async fn touch(
    tx: &mut Tx,
    org: OrgId,
    folder: NodeId,
    bytes: i64,
    change: i64,
    now: Timestamp,
) -> Result<(), Error> {
    tx.exec(&TOUCH, params![org, folder, bytes, change, now]).await?;
    Ok(())
}

/// Gives a node another place and name.
pub async fn place(
    tx: &mut Tx,
    org: OrgId,
    id: NodeId,
    parent: Option<NodeId>,
    name: &str,
    change: i64,
) -> Result<(), Error> {
    let old = one(tx, org, id).await?;
    tx.exec(&PLACE, params![org, id, parent, name, sort_key(name), change]).await?;
    let Some(old) = old.filter(|old| (old.parent, old.name.as_str()) != (parent, name)) else { return Ok(()) };
    super::words::forget(tx, org, id, (old.parent, &old.name)).await?;
    super::words::keep(tx, org, id, (parent, name)).await
}

/// Gives a file the contents, type, times and change number that `node` has.
pub async fn set_contents(tx: &mut Tx, org: OrgId, node: &Node) -> Result<(), Error> {
    let Node { id, version, size, media_type, modified_at, modified_by, change, .. } = node;
    tx.exec(&SET_CONTENTS, params![org, id, version, size, media_type, modified_at, modified_by, change]).await?;
    Ok(())
}

/// Notes who renamed a folder.
pub async fn set_modified_by(tx: &mut Tx, org: OrgId, id: NodeId, by: PersonId) -> Result<(), Error> {
    tx.exec(&SET_MODIFIED_BY, params![org, id, by]).await?;
    Ok(())
}

/// The children whose stored names come after `after`, in the order of the bytes of their names.
pub async fn children(tx: &mut Tx, org: OrgId, parent: NodeId, after: &str, limit: usize) -> Result<Page<Node>, Error> {
    tx.page(&CHILDREN, params![org, parent, after], limit).await
}

/// Where a page of a sorted listing begins: after the node with this key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// The bytes of the name's place.
    Key(Vec<u8>, NodeId),
    /// A time in microseconds, or a size.
    Number(i64, NodeId),
}

/// One page of the folders, or of the files, of a folder.
pub async fn sorted(
    tx: &mut Tx,
    org: OrgId,
    parent: NodeId,
    kind: NodeKind,
    (sort, order): (Sort, Order),
    after: Option<&After>,
    limit: usize,
) -> Result<Page<Node>, Error> {
    let asc = order == Order::Asc;
    let by_name = if asc { &BY_NAME } else { &BY_NAME_DESC };
    let by_number = match (sort, kind, asc) {
        (Sort::Name, ..) => None,
        (Sort::Modified, NodeKind::File, true) => Some(&FILES_BY_MODIFIED),
        (Sort::Modified, NodeKind::File, false) => Some(&FILES_BY_MODIFIED_DESC),
        (Sort::Modified, NodeKind::Folder, true) => Some(&FOLDERS_BY_MODIFIED),
        (Sort::Modified, NodeKind::Folder, false) => Some(&FOLDERS_BY_MODIFIED_DESC),
        (Sort::Size, NodeKind::File, true) => Some(&FILES_BY_SIZE),
        (Sort::Size, NodeKind::File, false) => Some(&FILES_BY_SIZE_DESC),
        (Sort::Size, NodeKind::Folder, true) => Some(&FOLDERS_BY_SIZE),
        (Sort::Size, NodeKind::Folder, false) => Some(&FOLDERS_BY_SIZE_DESC),
    };
    let (end, edge) = if asc { (Uuid::nil(), i64::MIN) } else { (Uuid::max(), i64::MAX) };
    match (by_number, after) {
        (Some(statement), Some(After::Number(value, id))) => {
            tx.page(statement, params![org, parent, value, id], limit).await
        }
        (Some(statement), _) => tx.page(statement, params![org, parent, edge, end], limit).await,
        (None, Some(After::Key(key, id))) => tx.page(by_name, params![org, parent, kind, key, id], limit).await,
        // No sort key begins with this byte.
        (None, _) => {
            let key: &[u8] = if asc { &[] } else { &[0xff] };
            tx.page(by_name, params![org, parent, kind, key, end], limit).await
        }
    }
}

/// The files of `parent` whose contents were stored last.
pub async fn newest(tx: &mut Tx, org: OrgId, parent: NodeId, limit: usize) -> Result<Vec<Node>, Error> {
    tx.all(&NEWEST, params![org, parent, limit]).await
}

/// The version that contents stored at this moment or later have.
pub fn first_version_at(moment: Timestamp) -> VersionId {
    let millis = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    VersionId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
}

/// Marks a tree that hangs nowhere as to be purged from `purge_at` on.
pub async fn detach(tx: &mut Tx, org: OrgId, id: NodeId, purge_at: Timestamp) -> Result<(), Error> {
    tx.exec(&DETACH, params![org, id, purge_at]).await?;
    Ok(())
}
