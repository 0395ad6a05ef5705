//! Drives.

use base_db::{Error, Param, ToParam, Tx, params};
use base_id::OrgId;
use uuid::Uuid;

use crate::model::{Drive, DriveId, DriveKind, NodeId};

/// The drives of at most this many ids are read with one statement.
const AT_ONCE: usize = 16;

base_db::statements! {
    /// Makes a drive, once for each owner.
    ADD = "INSERT INTO drives
        (org_id, drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// One drive.
    ONE = "SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1 AND drive_id = $2";
    /// The drive of an owner.
    OF_OWNER = "SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1 AND kind = $2 AND owner_id = $3";
    /// The drive whose root or trash is this node.
    BY_TOP = "SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1 AND root_id = $2
        UNION ALL
        SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1 AND trash_id = $2";
    /// Several drives.
    SOME = "SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1
        AND drive_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    /// The drives of an organisation, in order of their ids.
    PAGE = "SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1 AND drive_id > $2 ORDER BY drive_id LIMIT $3";
    /// Takes the next change number and the row's lock, and books bytes.
    BUMP = "UPDATE drives SET version = version + 1, used_bytes = used_bytes + $3
        WHERE org_id = $1 AND drive_id = $2 RETURNING version, used_bytes, warned";
    /// Lets change numbers go on above a given one, for nodes that come from another drive.
    RAISE = "UPDATE drives SET version = $3 WHERE org_id = $1 AND drive_id = $2 AND version < $3";
    /// Gives it another trash.
    SET_TRASH = "UPDATE drives SET trash_id = $3 WHERE org_id = $1 AND drive_id = $2";
    /// Gives it another name.
    RENAME = "UPDATE drives SET name = $4 WHERE org_id = $1 AND kind = $2 AND owner_id = $3";
    /// Hides and freezes it, or brings it back.
    SET_CLOSED = "UPDATE drives SET closed = $3, version = version + 1
        WHERE org_id = $1 AND drive_id = $2 AND closed <> $3";
    /// Removes a drive.
    REMOVE = "DELETE FROM drives WHERE org_id = $1 AND drive_id = $2";
    /// Those that hold most.
    LARGEST = "SELECT drive_id, kind, owner_id, name, root_id, trash_id, version, quota_bytes, used_bytes, closed,
        created_at FROM drives WHERE org_id = $1 AND kind <> 'guest' AND used_bytes > 0
        ORDER BY used_bytes DESC, drive_id LIMIT $2";
    /// Gives it a limit of its own, or none.
    SET_QUOTA = "UPDATE drives SET quota_bytes = $3 WHERE org_id = $1 AND drive_id = $2";
    /// Of how much its person was told.
    WARNED = "SELECT warned FROM drives WHERE org_id = $1 AND drive_id = $2";
    /// Of how much its person is told now.
    SET_WARNED = "UPDATE drives SET warned = $3 WHERE org_id = $1 AND drive_id = $2";
    /// What all drives hold together.
    USED = "SELECT CAST(COALESCE(SUM(used_bytes), 0) AS BIGINT) FROM drives WHERE org_id = $1";
    /// The next organisation that has drives.
    NEXT_ORGANISATION = "SELECT org_id FROM drives WHERE org_id > $1 ORDER BY org_id LIMIT 1";
}

/// Makes a drive.
pub async fn add(tx: &mut Tx, org: OrgId, drive: &Drive) -> Result<(), Error> {
    let Drive { id, kind, owner, name, root, trash, version, quota_bytes, used_bytes, closed, created_at } = drive;
    let values = params![org, id, kind, owner, name, root, trash, version, quota_bytes, used_bytes, closed, created_at];
    tx.exec(&ADD, values).await?;
    Ok(())
}

/// One drive.
pub async fn one(tx: &mut Tx, org: OrgId, id: DriveId) -> Result<Option<Drive>, Error> {
    tx.one(&ONE, params![org, id]).await
}

/// The drive of an owner.
pub async fn of_owner(tx: &mut Tx, org: OrgId, kind: DriveKind, owner: Uuid) -> Result<Option<Drive>, Error> {
    tx.one(&OF_OWNER, params![org, kind, owner]).await
}

/// The drive whose root or trash is `top`.
pub async fn by_top(tx: &mut Tx, org: OrgId, top: NodeId) -> Result<Option<Drive>, Error> {
    tx.one(&BY_TOP, params![org, top]).await
}

/// The drives with these ids, in no order.
pub async fn some(tx: &mut Tx, org: OrgId, ids: &[Uuid]) -> Result<Vec<Drive>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let mut values = vec![org.to_param()];
        values.extend(ids.iter().map(|id| Param::Uuid(*id)));
        values.resize(1 + AT_ONCE, Param::Uuid(Uuid::nil()));
        found.extend(tx.all::<Drive>(&SOME, &values).await?);
    }
    Ok(found)
}

/// A drive after a change.
#[derive(Debug, Clone, Copy)]
pub struct Bumped {
    /// The number of the change.
    pub change: i64,
    /// Bytes that are used then.
    pub used: i64,
    /// Of how much of its limit its person was told, in per cent.
    pub warned: i64,
}

base_db::from_row!(Bumped { change, used, warned });

/// Takes the next change number and books `bytes`.
pub async fn bump(tx: &mut Tx, org: OrgId, id: DriveId, bytes: i64) -> Result<Bumped, Error> {
    tx.one(&BUMP, params![org, id, bytes]).await?.ok_or_else(|| Error::Reference(format!("there is no drive {id}")))
}

/// The drives that hold most, the largest first.
pub async fn largest(tx: &mut Tx, org: OrgId, limit: usize) -> Result<Vec<Drive>, Error> {
    tx.all(&LARGEST, params![org, limit]).await
}

/// Gives a drive a limit of its own, or none.
pub async fn set_quota(tx: &mut Tx, org: OrgId, id: DriveId, bytes: Option<i64>) -> Result<(), Error> {
    tx.exec(&SET_QUOTA, params![org, id, bytes]).await.map(drop)
}

/// Of how much of its limit its person was told, in per cent.
pub async fn warned(tx: &mut Tx, org: OrgId, id: DriveId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&WARNED, params![org, id]).await?.map_or(0, |(warned,)| warned))
}

/// Of how much its person is told now.
pub async fn set_warned(tx: &mut Tx, org: OrgId, id: DriveId, warned: i64) -> Result<(), Error> {
    tx.exec(&SET_WARNED, params![org, id, warned]).await.map(drop)
}

/// What all drives of the organisation hold together.
pub async fn used(tx: &mut Tx, org: OrgId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&USED, params![org]).await?.map_or(0, |row| row.0))
}

/// The organisation that comes after `after`, of those that have drives.
pub async fn next_organisation(tx: &mut Tx, after: OrgId) -> Result<Option<OrgId>, Error> {
    Ok(tx.one::<(OrgId,)>(&NEXT_ORGANISATION, params![after]).await?.map(|row| row.0))
}
