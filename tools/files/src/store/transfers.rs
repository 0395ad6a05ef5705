//! Contents that arrive in chunks, in any order. What a transfer says it holds is what its chunks hold.

use base_blobs::{Extent, ExtentId};
use base_db::{Error, Page, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

use crate::model::{Chunk, Transfer, TransferId};

base_db::statements! {
    /// Begins a transfer.
    ADD = "INSERT INTO transfers (org_id, transfer_id, person_id, name, size, received, chunk_count, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// A person's transfer of this name.
    BY_NAME = "SELECT transfer_id, size, received, chunk_count, expires_at FROM transfers
        WHERE org_id = $1 AND person_id = $2 AND name = $3";
    /// The same, for those who will change it.
    BY_NAME_LOCKED = "SELECT transfer_id, size, received, chunk_count, expires_at FROM transfers
        WHERE org_id = $1 AND person_id = $2 AND name = $3 FOR UPDATE";
    /// How many a person can still finish, and the bytes of their chunks.
    HELD = "SELECT COUNT(*), CAST(COALESCE(SUM(received), 0) AS BIGINT) FROM transfers
        WHERE org_id = $1 AND person_id = $2 AND expires_at > $3";
    /// Makes room for one more chunk in a transfer that can be finished, which it can then for longer.
    GROW = "UPDATE transfers SET received = received + $3, chunk_count = chunk_count + 1, expires_at = $4
        WHERE org_id = $1 AND transfer_id = $2 AND expires_at > $5 RETURNING chunk_count";
    /// Takes chunks off what a transfer holds.
    SHRINK = "UPDATE transfers SET received = received - $3, chunk_count = chunk_count - $4
        WHERE org_id = $1 AND transfer_id = $2";
    /// Removes a transfer without chunks.
    REMOVE = "DELETE FROM transfers WHERE org_id = $1 AND transfer_id = $2";
    /// Those that nobody can finish any more.
    EXPIRED = "SELECT transfer_id FROM transfers WHERE org_id = $1 AND expires_at <= $2
        ORDER BY expires_at, transfer_id LIMIT $3";

    /// Adds a chunk.
    ADD_CHUNK = "INSERT INTO chunks (org_id, transfer_id, name, position, extent_id, length, blake3)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The extent of the chunk with this name, and its length.
    CHUNK_EXTENT = "SELECT extent_id, length FROM chunks WHERE org_id = $1 AND transfer_id = $2 AND name = $3";
    /// Removes one chunk.
    REMOVE_CHUNK = "DELETE FROM chunks WHERE org_id = $1 AND transfer_id = $2 AND name = $3";
    /// All chunks, in order.
    CHUNKS = "SELECT name, position, extent_id, length, blake3 FROM chunks WHERE org_id = $1 AND transfer_id = $2
        ORDER BY position, name";
    /// Some chunks, in order.
    FIRST_CHUNKS = "SELECT name, position, extent_id, length, blake3 FROM chunks WHERE org_id = $1 AND transfer_id = $2
        ORDER BY position, name LIMIT $3";
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
    let Transfer { id, size, received, chunks, expires_at } = transfer;
    tx.exec(&ADD, params![org, id, person, name, size, received, chunks, now, expires_at]).await?;
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

/// What a person has in transfers that they can still finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// How many there are.
    pub transfers: i64,
    /// Bytes of their chunks.
    pub bytes: i64,
}

base_db::from_row!(Held { transfers, bytes });

/// What a person has in transfers that they can still finish.
pub async fn held(tx: &mut Tx, org: OrgId, person: PersonId, now: Timestamp) -> Result<Held, Error> {
    let held = tx.one(&HELD, params![org, person, now]).await?;
    Ok(held.unwrap_or(Held { transfers: 0, bytes: 0 }))
}

/// Whether a transfer has a chunk with this name.
pub async fn has_chunk(tx: &mut Tx, org: OrgId, id: TransferId, name: &str) -> Result<bool, Error> {
    Ok(tx.one::<(ExtentId, i64)>(&CHUNK_EXTENT, params![org, id, name]).await?.is_some())
}

/// What adding a chunk did.
#[derive(Debug)]
pub struct Added {
    /// The contents of the chunk that had its name, to be released.
    pub replaced: Option<ExtentId>,
    /// How many chunks there are now.
    pub chunks: i64,
}

/// Adds a chunk in place of the one with its name, to a transfer that can be finished at `now`, and then until
/// `expires_at`; none when there is no such transfer.
pub async fn put_chunk(
    tx: &mut Tx,
    org: OrgId,
    id: TransferId,
    chunk: &Chunk,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<Option<Added>, Error> {
    let Chunk { name, position, extent } = chunk;
    // First of all, so that of chunks that come at the same time one waits for the other here.
    let grown = tx.one::<(i64,)>(&GROW, params![org, id, extent.length, expires_at, now]).await?;
    let Some((mut chunks,)) = grown else { return Ok(None) };
    let replaced: Option<(ExtentId, i64)> = tx.one(&CHUNK_EXTENT, params![org, id, name]).await?;
    if let Some((_, length)) = replaced {
        tx.exec(&REMOVE_CHUNK, params![org, id, name]).await?;
        tx.exec(&SHRINK, params![org, id, length, 1]).await?;
        chunks -= 1;
    }
    tx.exec(&ADD_CHUNK, params![org, id, name, position, extent.id, extent.length, extent.blake3]).await?;
    Ok(Some(Added { replaced: replaced.map(|row| row.0), chunks }))
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

/// Removes the first `limit` chunks of a transfer, and gives the references that are to be released.
pub async fn remove_chunks(tx: &mut Tx, org: OrgId, id: TransferId, limit: usize) -> Result<Vec<ExtentId>, Error> {
    let first: Vec<Chunk> = tx.all(&FIRST_CHUNKS, params![org, id, limit]).await?;
    for chunk in &first {
        tx.exec(&REMOVE_CHUNK, params![org, id, chunk.name]).await?;
    }
    let bytes: u64 = first.iter().map(|chunk| chunk.extent.length).sum();
    tx.exec(&SHRINK, params![org, id, bytes, first.len()]).await?;
    Ok(first.into_iter().map(|chunk| chunk.extent.id).collect())
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
