//! Contents that arrive in chunks, in any order.

use base_blobs::{Extent, ExtentId};
use base_db::{Error, Page, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

use crate::model::{Chunk, Transfer, TransferId};

base_db::statements! {
    /// Begins a transfer.
    ADD = "INSERT INTO transfers (org_id, transfer_id, person_id, name, size, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A person's transfer of this name.
    BY_NAME = "SELECT transfer_id, size, expires_at FROM transfers WHERE org_id = $1 AND person_id = $2 AND name = $3";
    /// The same, for those who will change it.
    BY_NAME_LOCKED = "SELECT transfer_id, size, expires_at FROM transfers
        WHERE org_id = $1 AND person_id = $2 AND name = $3 FOR UPDATE";
    /// How many a person has.
    COUNT = "SELECT COUNT(*) FROM transfers WHERE org_id = $1 AND person_id = $2";
    /// Bytes that a person has in unfinished transfers.
    HELD = "SELECT CAST(COALESCE(SUM(c.length), 0) AS BIGINT) FROM transfers t
        JOIN chunks c ON c.org_id = t.org_id AND c.transfer_id = t.transfer_id
        WHERE t.org_id = $1 AND t.person_id = $2";
    /// Removes a transfer without chunks.
    REMOVE = "DELETE FROM transfers WHERE org_id = $1 AND transfer_id = $2";
    /// Those that nobody can finish any more.
    EXPIRED = "SELECT transfer_id FROM transfers WHERE org_id = $1 AND expires_at <= $2
        ORDER BY expires_at, transfer_id LIMIT $3";

    /// Adds a chunk.
    ADD_CHUNK = "INSERT INTO chunks (org_id, transfer_id, name, position, extent_id, length, blake3)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// How many chunks a transfer has.
    COUNT_CHUNKS = "SELECT COUNT(*) FROM chunks WHERE org_id = $1 AND transfer_id = $2";
    /// The extent of the chunk with this name.
    CHUNK_EXTENT = "SELECT extent_id FROM chunks WHERE org_id = $1 AND transfer_id = $2 AND name = $3";
    /// Removes one chunk.
    REMOVE_CHUNK = "DELETE FROM chunks WHERE org_id = $1 AND transfer_id = $2 AND name = $3";
    /// All chunks, in order.
    CHUNKS = "SELECT name, position, extent_id, length, blake3 FROM chunks WHERE org_id = $1 AND transfer_id = $2
        ORDER BY position, name";
    /// Removes all chunks.
    REMOVE_CHUNKS = "DELETE FROM chunks WHERE org_id = $1 AND transfer_id = $2";
}

/// Begins a transfer.
pub async fn add(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    name: &str,
    transfer: &Transfer,
    now: Timestamp,
) -> Result<(), Error> {
    let Transfer { id, size, expires_at } = transfer;
    tx.exec(&ADD, params![org, id, person, name, size, now, expires_at]).await?;
    Ok(())
}

/// A person's transfer of this name.
pub async fn by_name(tx: &mut Tx, org: OrgId, person: PersonId, name: &str) -> Result<Option<Transfer>, Error> {
    tx.one(&BY_NAME, params![org, person, name]).await
}

/// The same, for those who will change it.
pub async fn by_name_locked(tx: &mut Tx, org: OrgId, person: PersonId, name: &str) -> Result<Option<Transfer>, Error> {
    tx.one(&BY_NAME_LOCKED, params![org, person, name]).await
}

/// How many a person has.
pub async fn count(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&COUNT, params![org, person]).await?.map_or(0, |row| row.0))
}

/// Bytes that a person has in unfinished transfers.
pub async fn held(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&HELD, params![org, person]).await?.map_or(0, |row| row.0))
}

/// How many chunks a transfer has.
pub async fn count_chunks(tx: &mut Tx, org: OrgId, id: TransferId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&COUNT_CHUNKS, params![org, id]).await?.map_or(0, |row| row.0))
}

/// Adds a chunk in place of the one with its name; gives the reference to that one's contents, to be released.
pub async fn put_chunk(tx: &mut Tx, org: OrgId, id: TransferId, chunk: &Chunk) -> Result<Option<ExtentId>, Error> {
    let Chunk { name, position, extent } = chunk;
    let replaced: Option<(ExtentId,)> = tx.one(&CHUNK_EXTENT, params![org, id, name]).await?;
    if replaced.is_some() {
        tx.exec(&REMOVE_CHUNK, params![org, id, name]).await?;
    }
    tx.exec(&ADD_CHUNK, params![org, id, name, position, extent.id, extent.length, extent.blake3]).await?;
    Ok(replaced.map(|row| row.0))
}

/// All chunks, in order.
pub async fn chunks(tx: &mut Tx, org: OrgId, id: TransferId) -> Result<Vec<Chunk>, Error> {
    tx.all(&CHUNKS, params![org, id]).await
}

/// Removes a transfer whose chunks are elsewhere now.
pub async fn finish(tx: &mut Tx, org: OrgId, id: TransferId) -> Result<(), Error> {
    tx.exec(&REMOVE_CHUNKS, params![org, id]).await?;
    tx.exec(&REMOVE, params![org, id]).await?;
    Ok(())
}

/// Removes a transfer, and gives the references that are to be released.
pub async fn remove(tx: &mut Tx, org: OrgId, id: TransferId) -> Result<Vec<ExtentId>, Error> {
    let released = chunks(tx, org, id).await?;
    finish(tx, org, id).await?;
    Ok(released.into_iter().map(|chunk| chunk.extent.id).collect())
}

/// Some of those that nobody can finish any more.
pub async fn expired(tx: &mut Tx, org: OrgId, now: Timestamp, limit: usize) -> Result<Page<TransferId>, Error> {
    let page: Page<(TransferId,)> = tx.page(&EXPIRED, params![org, now], limit).await?;
    Ok(Page { items: page.items.into_iter().map(|row| row.0).collect(), more: page.more })
}

impl base_db::FromRow for Chunk {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        let extent = Extent { id: row.get(2)?, length: row.get(3)?, blake3: row.get(4)? };
        Ok(Self { name: row.get(0)?, position: row.get(1)?, extent })
    }
}
