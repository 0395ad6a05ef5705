//! Versions of contents, their pieces, and small pictures made of them.

use base_blobs::{Extent, ExtentId};
use base_db::{Error, Page, Tx, params};
use base_id::OrgId;
use uuid::Uuid;

use crate::model::{Kept, NodeId, Version, VersionId};

base_db::statements! {
    /// Adds a version.
    ADD = "INSERT INTO versions (org_id, version_id, node_id, size, media_type, blake3, checksums, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Adds a piece to it.
    ADD_EXTENT = "INSERT INTO version_extents (org_id, version_id, seq, extent_id, length, blake3)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// One version.
    ONE = "SELECT version_id, node_id, size, media_type, blake3, checksums, created_at, created_by FROM versions
        WHERE org_id = $1 AND version_id = $2";
    /// The versions of a file, newest first.
    NEWEST = "SELECT version_id, node_id, size, media_type, blake3, checksums, created_at, created_by FROM versions
        WHERE org_id = $1 AND node_id = $2 AND version_id < $3 ORDER BY version_id DESC LIMIT $4";
    /// What decides which versions of a file stay.
    HISTORY = "SELECT version_id, size, created_at FROM versions WHERE org_id = $1 AND node_id = $2
        ORDER BY version_id DESC";
    /// The checksums of the children of a folder whose names are between two.
    CHECKSUMS = "SELECT n.node_id, v.checksums FROM nodes n
        JOIN versions v ON v.org_id = n.org_id AND v.version_id = n.version_id
        WHERE n.org_id = $1 AND n.parent_id = $2 AND n.name >= $3 AND n.name <= $4 AND v.checksums IS NOT NULL";
    /// The checksums of a version.
    CHECKSUMS_OF = "SELECT checksums FROM versions WHERE org_id = $1 AND version_id = $2 AND checksums IS NOT NULL";
    /// The pieces of a version, in order.
    EXTENTS = "SELECT extent_id, length, blake3 FROM version_extents WHERE org_id = $1 AND version_id = $2 ORDER BY seq";
    /// Removes the pieces of a version.
    REMOVE_EXTENTS = "DELETE FROM version_extents WHERE org_id = $1 AND version_id = $2";
    /// Removes a version.
    REMOVE = "DELETE FROM versions WHERE org_id = $1 AND version_id = $2";

    /// A small picture.
    PREVIEW = "SELECT extent_id, length, blake3, media_type FROM previews
        WHERE org_id = $1 AND version_id = $2 AND size = $3";
    /// Keeps one, unless somebody was faster.
    ADD_PREVIEW = "INSERT INTO previews (org_id, version_id, size, media_type, extent_id, length, blake3)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The pieces that the small pictures of a version refer to.
    PREVIEWS = "SELECT extent_id FROM previews WHERE org_id = $1 AND version_id = $2";
    /// Removes them.
    REMOVE_PREVIEWS = "DELETE FROM previews WHERE org_id = $1 AND version_id = $2";
}

/// Adds a version with its pieces.
pub async fn add(tx: &mut Tx, org: OrgId, version: &Version, extents: &[Extent]) -> Result<(), Error> {
    let Version { id, node, size, media_type, blake3, checksums, created_at, created_by } = version;
    tx.exec(&ADD, params![org, id, node, size, media_type, blake3, checksums, created_at, created_by]).await?;
    for (seq, extent) in extents.iter().enumerate() {
        tx.exec(&ADD_EXTENT, params![org, id, seq, extent.id, extent.length, extent.blake3]).await?;
    }
    Ok(())
}

/// One version.
pub async fn one(tx: &mut Tx, org: OrgId, id: VersionId) -> Result<Option<Version>, Error> {
    tx.one(&ONE, params![org, id]).await
}

/// The versions of a file, newest first.
pub async fn newest(
    tx: &mut Tx,
    org: OrgId,
    node: NodeId,
    after: Option<VersionId>,
    limit: usize,
) -> Result<Page<Version>, Error> {
    let before = after.map_or(Uuid::max(), VersionId::uuid);
    tx.page(&NEWEST, params![org, node, before], limit).await
}

/// All versions of a file, newest first.
pub async fn history(tx: &mut Tx, org: OrgId, node: NodeId) -> Result<Vec<Kept>, Error> {
    tx.all(&HISTORY, params![org, node]).await
}

/// The checksums of a version, where its writer gave any.
pub async fn checksums(tx: &mut Tx, org: OrgId, version: VersionId) -> Result<Option<String>, Error> {
    Ok(tx.one::<(String,)>(&CHECKSUMS_OF, params![org, version]).await?.map(|row| row.0))
}

/// Those of the children of `parent` whose names are from `first` to `last`.
pub async fn checksums_between(
    tx: &mut Tx,
    org: OrgId,
    parent: NodeId,
    first: &str,
    last: &str,
) -> Result<Vec<(NodeId, String)>, Error> {
    tx.all(&CHECKSUMS, params![org, parent, first, last]).await
}

/// The pieces of a version, in order.
pub async fn extents(tx: &mut Tx, org: OrgId, version: VersionId) -> Result<Vec<Extent>, Error> {
    tx.all(&EXTENTS, params![org, version]).await
}

/// Removes a version with its pieces and small pictures, and gives the references that are to be released.
pub async fn remove(tx: &mut Tx, org: OrgId, version: VersionId) -> Result<Vec<ExtentId>, Error> {
    let mut released: Vec<ExtentId> = extents(tx, org, version).await?.into_iter().map(|extent| extent.id).collect();
    let previews: Vec<(ExtentId,)> = tx.all(&PREVIEWS, params![org, version]).await?;
    if !previews.is_empty() {
        released.extend(previews.into_iter().map(|row| row.0));
        tx.exec(&REMOVE_PREVIEWS, params![org, version]).await?;
    }
    tx.exec(&REMOVE_EXTENTS, params![org, version]).await?;
    tx.exec(&REMOVE, params![org, version]).await?;
    Ok(released)
}

/// A small picture of a version.
pub struct Preview {
    /// Where its bytes are.
    pub extent: Extent,
    /// What they are.
    pub media_type: String,
}

impl base_db::FromRow for Preview {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        let extent = Extent { id: row.get(0)?, length: row.get(1)?, blake3: row.get(2)? };
        Ok(Self { extent, media_type: row.get(3)? })
    }
}

/// The picture of this size, if it was made.
pub async fn preview(tx: &mut Tx, org: OrgId, version: VersionId, size: u32) -> Result<Option<Preview>, Error> {
    tx.one(&PREVIEW, params![org, version, size]).await
}

/// Keeps a picture.
pub async fn add_preview(
    tx: &mut Tx,
    org: OrgId,
    version: VersionId,
    size: u32,
    preview: &Preview,
) -> Result<(), Error> {
    let Preview { extent, media_type } = preview;
    tx.exec(&ADD_PREVIEW, params![org, version, size, media_type, extent.id, extent.length, extent.blake3]).await?;
    Ok(())
}
