//! Contents on their way in.

use base_blobs::{Extent, ExtentId};
use base_db::{Error, Tx, params};
use base_id::OrgId;
use jiff::Timestamp;

use crate::model::{DriveId, NodeId, Upload, UploadId};

base_db::statements! {
    /// Begins an upload.
    ADD = "INSERT INTO uploads (org_id, upload_id, drive_id, parent_id, path, size, received, if_exists, media_type,
        modified_at, created_by, expires_at, node_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// One upload.
    ONE = "SELECT upload_id, drive_id, parent_id, path, size, received, if_exists, media_type, modified_at, created_by,
        expires_at, node_id FROM uploads WHERE org_id = $1 AND upload_id = $2";
    /// One upload, for those who will change it.
    ONE_LOCKED = "SELECT upload_id, drive_id, parent_id, path, size, received, if_exists, media_type, modified_at,
        created_by, expires_at, node_id FROM uploads WHERE org_id = $1 AND upload_id = $2 FOR UPDATE";
    /// What is still expected in a drive.
    EXPECTED = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM uploads
        WHERE org_id = $1 AND drive_id = $2 AND node_id IS NULL AND expires_at > $3";
    /// How many pieces there are.
    PIECES = "SELECT COUNT(*) FROM upload_extents WHERE org_id = $1 AND upload_id = $2";
    /// Adds a piece.
    ADD_EXTENT = "INSERT INTO upload_extents (org_id, upload_id, seq, extent_id, length, blake3)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// Books what is durable now.
    ADVANCE = "UPDATE uploads SET received = $3 WHERE org_id = $1 AND upload_id = $2";
    /// Books what it became.
    COMPLETE = "UPDATE uploads SET received = size, node_id = $3 WHERE org_id = $1 AND upload_id = $2";
    /// The pieces, in order.
    EXTENTS = "SELECT extent_id, length, blake3 FROM upload_extents WHERE org_id = $1 AND upload_id = $2 ORDER BY seq";
    /// Removes the pieces.
    REMOVE_EXTENTS = "DELETE FROM upload_extents WHERE org_id = $1 AND upload_id = $2";
    /// Removes an upload without pieces.
    REMOVE = "DELETE FROM uploads WHERE org_id = $1 AND upload_id = $2";
    /// Those into a drive.
    OF_DRIVE = "SELECT upload_id FROM uploads WHERE org_id = $1 AND drive_id = $2 ORDER BY upload_id";
    /// Those that nobody can resume any more.
    EXPIRED = "SELECT upload_id FROM uploads WHERE org_id = $1 AND expires_at <= $2 ORDER BY expires_at, upload_id LIMIT $3";
}

/// Those into a drive, complete or not.
pub async fn of_drive(tx: &mut Tx, org: OrgId, drive: DriveId) -> Result<Vec<UploadId>, Error> {
    Ok(tx.all::<(UploadId,)>(&OF_DRIVE, params![org, drive]).await?.into_iter().map(|(id,)| id).collect())
}

/// Begins an upload.
pub async fn add(tx: &mut Tx, org: OrgId, upload: &Upload, now: Timestamp) -> Result<(), Error> {
    let Upload {
        id,
        drive,
        parent,
        path,
        size,
        received,
        if_exists,
        media_type,
        modified_at,
        created_by,
        expires_at,
        node,
    } = upload;
    let values = params![
        org,
        id,
        drive,
        parent,
        path,
        size,
        received,
        if_exists,
        media_type,
        modified_at,
        created_by,
        expires_at,
        node,
        now,
    ];
    tx.exec(&ADD, values).await?;
    Ok(())
}

/// One upload.
pub async fn one(tx: &mut Tx, org: OrgId, id: UploadId) -> Result<Option<Upload>, Error> {
    tx.one(&ONE, params![org, id]).await
}

/// One upload, for those who will change it.
pub async fn one_locked(tx: &mut Tx, org: OrgId, id: UploadId) -> Result<Option<Upload>, Error> {
    tx.one(&ONE_LOCKED, params![org, id]).await
}

/// Bytes that unfinished uploads will add to a drive.
pub async fn expected(tx: &mut Tx, org: OrgId, drive: DriveId, now: Timestamp) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&EXPECTED, params![org, drive, now]).await?.map_or(0, |row| row.0))
}

/// How many pieces an upload has.
pub async fn pieces(tx: &mut Tx, org: OrgId, id: UploadId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&PIECES, params![org, id]).await?.map_or(0, |row| row.0))
}

/// Adds the piece number `seq`, after which `received` bytes are durable.
pub async fn add_piece(
    tx: &mut Tx,
    org: OrgId,
    id: UploadId,
    seq: i64,
    extent: &Extent,
    received: i64,
) -> Result<(), Error> {
    tx.exec(&ADD_EXTENT, params![org, id, seq, extent.id, extent.length, extent.blake3]).await?;
    tx.exec(&ADVANCE, params![org, id, received]).await?;
    Ok(())
}

/// The pieces, in order.
pub async fn extents(tx: &mut Tx, org: OrgId, id: UploadId) -> Result<Vec<Extent>, Error> {
    tx.all(&EXTENTS, params![org, id]).await
}

/// Books what an upload became, whose pieces are elsewhere now.
pub async fn complete(tx: &mut Tx, org: OrgId, id: UploadId, node: NodeId) -> Result<(), Error> {
    tx.exec(&REMOVE_EXTENTS, params![org, id]).await?;
    tx.exec(&COMPLETE, params![org, id, node]).await?;
    Ok(())
}

/// Removes an upload, and gives the references that are to be released.
pub async fn remove(tx: &mut Tx, org: OrgId, id: UploadId) -> Result<Vec<ExtentId>, Error> {
    let released = extents(tx, org, id).await?;
    tx.exec(&REMOVE_EXTENTS, params![org, id]).await?;
    tx.exec(&REMOVE, params![org, id]).await?;
    Ok(released.into_iter().map(|extent| extent.id).collect())
}

/// Some of those that nobody can resume any more.
pub async fn expired(tx: &mut Tx, org: OrgId, now: Timestamp, limit: usize) -> Result<Vec<UploadId>, Error> {
    let rows: Vec<(UploadId,)> = tx.all(&EXPIRED, params![org, now, limit]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
