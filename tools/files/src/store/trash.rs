//! What was deleted and can come back.

use base_db::{Error, Page, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{NodeId, Trashed};

base_db::statements! {
    /// Notes where a deleted tree came from.
    ADD = "INSERT INTO trash (org_id, node_id, trash_id, original_parent_id, original_name, original_path, deleted_at,
        deleted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// One deleted tree.
    ONE = "SELECT t.node_id, n.kind, n.size, n.media_type, t.original_parent_id, t.original_name, t.original_path,
        t.deleted_at, t.deleted_by, n.fileid, n.modified_at, n.version_id FROM trash t
        JOIN nodes n ON n.org_id = t.org_id AND n.node_id = t.node_id
        WHERE t.org_id = $1 AND t.node_id = $2";
    /// The deleted trees of a drive, newest first.
    NEWEST = "SELECT t.node_id, n.kind, n.size, n.media_type, t.original_parent_id, t.original_name, t.original_path,
        t.deleted_at, t.deleted_by, n.fileid, n.modified_at, n.version_id FROM trash t
        JOIN nodes n ON n.org_id = t.org_id AND n.node_id = t.node_id
        WHERE t.org_id = $1 AND t.trash_id = $2 AND (t.deleted_at, t.node_id) < ($3, $4)
        ORDER BY t.deleted_at DESC, t.node_id DESC LIMIT $5";
    /// Those that had this name and were deleted between two moments.
    NAMED = "SELECT t.node_id, n.kind, n.size, n.media_type, t.original_parent_id, t.original_name, t.original_path,
        t.deleted_at, t.deleted_by, n.fileid, n.modified_at, n.version_id FROM trash t
        JOIN nodes n ON n.org_id = t.org_id AND n.node_id = t.node_id
        WHERE t.org_id = $1 AND t.trash_id = $2 AND t.deleted_at >= $3 AND t.deleted_at < $4 AND t.original_name = $5
        ORDER BY t.node_id LIMIT $6";
    /// The names that more than one had of those deleted in the same second, between two moments.
    TWINS = "SELECT original_name, deleted_at / 1000000 FROM trash
        WHERE org_id = $1 AND trash_id = $2 AND deleted_at >= $3 AND deleted_at < $4
        GROUP BY original_name, deleted_at / 1000000 HAVING COUNT(*) > 1";
    /// Those of a drive that were deleted before a moment.
    EXPIRED = "SELECT node_id FROM trash WHERE org_id = $1 AND trash_id = $2 AND deleted_at < $3
        ORDER BY deleted_at, node_id LIMIT $4";
    /// It has come back, or is gone.
    REMOVE = "DELETE FROM trash WHERE org_id = $1 AND node_id = $2";
}

/// A deleted tree, as it is noted.
pub struct NewTrashed<'a> {
    /// Its top.
    pub node: NodeId,
    /// The trash that it lies in.
    pub trash: NodeId,
    /// Where it was.
    pub parent: NodeId,
    /// What it was called.
    pub name: &'a str,
    /// The way from the drive's root to the folder it was in.
    pub path: &'a str,
    /// When it was deleted.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<PersonId>,
}

/// Notes where a deleted tree came from.
pub async fn add(tx: &mut Tx, org: OrgId, new: &NewTrashed<'_>) -> Result<(), Error> {
    let NewTrashed { node, trash, parent, name, path, at, by } = new;
    tx.exec(&ADD, params![org, node, trash, parent, name, path, at, by]).await?;
    Ok(())
}

/// One deleted tree.
pub async fn one(tx: &mut Tx, org: OrgId, id: NodeId) -> Result<Option<Trashed>, Error> {
    tx.one(&ONE, params![org, id]).await
}

/// The deleted trees below `trash`, newest first.
pub async fn newest(
    tx: &mut Tx,
    org: OrgId,
    trash: NodeId,
    after: Option<(Timestamp, NodeId)>,
    limit: usize,
) -> Result<Page<Trashed>, Error> {
    let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.as_microsecond(), id.uuid()));
    tx.page(&NEWEST, params![org, trash, at, id], limit).await
}

/// Those below `trash` that were called `name` and deleted in the second that begins at `second`.
pub async fn named(
    tx: &mut Tx,
    org: OrgId,
    trash: NodeId,
    name: &str,
    second: Timestamp,
    limit: usize,
) -> Result<Vec<Trashed>, Error> {
    tx.all(&NAMED, params![org, trash, second, after(second), name, limit]).await
}

/// The names that several have below `trash` of those deleted in the same second, with that second, of all deleted
/// from `first` until `last`.
pub async fn twins(
    tx: &mut Tx,
    org: OrgId,
    trash: NodeId,
    first: Timestamp,
    last: Timestamp,
) -> Result<Vec<(String, i64)>, Error> {
    tx.all(&TWINS, params![org, trash, whole(first), after(whole(last))]).await
}

/// The second that a moment is in.
fn whole(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_microsecond().div_euclid(1_000_000)).unwrap_or(moment)
}

fn after(second: Timestamp) -> Timestamp {
    second.checked_add(jiff::SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX)
}

/// Some of those below `trash` that were deleted before `moment`.
pub async fn expired(
    tx: &mut Tx,
    org: OrgId,
    trash: NodeId,
    moment: Timestamp,
    limit: usize,
) -> Result<Vec<NodeId>, Error> {
    let rows: Vec<(NodeId,)> = tx.all(&EXPIRED, params![org, trash, moment, limit]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// It has come back, or is gone.
pub async fn remove(tx: &mut Tx, org: OrgId, id: NodeId) -> Result<(), Error> {
    tx.exec(&REMOVE, params![org, id]).await?;
    Ok(())
}
