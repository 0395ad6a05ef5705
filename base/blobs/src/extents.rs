//! The table of extents: which contents an organisation has, and how many references each has.
//!
//! These functions run inside the caller's transaction, so that a reference and its count commit together.
//! What holds:
//! - a row exists from the commit that first refers to its object until the sweep removes it, and the object
//!   is on the storage all that time;
//! - `refs` is the number of references that tools hold; a row without any is kept for a while, and comes back
//!   to life when the same contents are stored again;
//! - an object without a row belongs to nobody yet: it can be adopted for [`ADOPTABLE`] only, which is half of
//!   the age at which the sweep removes it, so the two can never meet.

use base_db::{Error, Tx, params, statements};
use base_id::OrgId;
use jiff::{SignedDuration, Timestamp};

use crate::{Adopted, Extent, ExtentId, Staged};

/// How long after it was staged an object can get its row.
pub const ADOPTABLE: SignedDuration = SignedDuration::from_hours(12);

statements! {
    /// Adds a row, or a reference to the row of the same contents.
    ADOPT = "INSERT INTO extents (org_id, extent_id, blake3, length, key_id, refs, unreferenced_since, created_at)
        VALUES ($1, $2, $3, $4, NULL, 1, NULL, $5)
        ON CONFLICT (org_id, blake3, length) DO UPDATE SET refs = extents.refs + 1, unreferenced_since = NULL
        RETURNING extent_id";
    /// Adds a reference.
    RETAIN = "UPDATE extents SET refs = refs + 1, unreferenced_since = NULL WHERE org_id = $1 AND extent_id = $2";
    /// Takes a reference away.
    RELEASE = "UPDATE extents SET refs = refs - 1,
        unreferenced_since = CASE WHEN refs = 1 THEN CAST($3 AS BIGINT) ELSE NULL END
        WHERE org_id = $1 AND extent_id = $2";
    /// Those that nobody has referred to since before a moment.
    UNREFERENCED = "SELECT extent_id FROM extents
        WHERE org_id = $1 AND refs = 0 AND unreferenced_since < $2
        ORDER BY unreferenced_since LIMIT $3";
    /// Removes one of those, unless it has come back to life.
    REMOVE = "DELETE FROM extents WHERE org_id = $1 AND extent_id = $2 AND refs = 0 AND unreferenced_since < $3";
    /// Whether there is a row.
    EXISTS = "SELECT length FROM extents WHERE org_id = $1 AND extent_id = $2";
    /// The rows of an organisation in order of their ids.
    EXTENTS = "SELECT extent_id, length, blake3 FROM extents WHERE org_id = $1 AND extent_id > $2
        ORDER BY extent_id LIMIT $3";
    /// The next organisation that has extents.
    NEXT_ORGANISATION = "SELECT org_id FROM extents WHERE org_id > $1 ORDER BY org_id LIMIT 1";
}

/// Refers to what was staged: gives it its row, or adds a reference to the row of the same contents.
///
/// After the commit, [`discard`](crate::Blobs::discard) what turned out to be a duplicate.
pub async fn adopt(tx: &mut Tx, staged: &Staged, now: Timestamp) -> Result<Adopted, Error> {
    if now.duration_since(staged.staged_at) > ADOPTABLE {
        return Err(Error::Reference(format!("extent {} was staged too long ago to be kept", staged.id)));
    }
    let values = params![staged.org, staged.id, staged.blake3, staged.length, now];
    let (id,): (ExtentId,) =
        tx.one(&ADOPT, values).await?.ok_or_else(|| Error::Reference(format!("extent {} was not kept", staged.id)))?;
    let extent = Extent { id, length: staged.length, blake3: staged.blake3 };
    Ok(Adopted { extent, duplicate: id != staged.id })
}

/// Adds a reference to each of these extents; once for each time it is named.
pub async fn retain(tx: &mut Tx, org: OrgId, extents: impl IntoIterator<Item = ExtentId>) -> Result<(), Error> {
    for id in extents {
        if tx.exec(&RETAIN, params![org, id]).await? == 0 {
            return Err(unknown(id));
        }
    }
    Ok(())
}

/// Takes a reference from each of these extents; once for each time it is named.
pub async fn release(
    tx: &mut Tx,
    org: OrgId,
    extents: impl IntoIterator<Item = ExtentId>,
    now: Timestamp,
) -> Result<(), Error> {
    for id in extents {
        if tx.exec(&RELEASE, params![org, id, now]).await? == 0 {
            return Err(unknown(id));
        }
    }
    Ok(())
}

fn unknown(id: ExtentId) -> Error {
    Error::Reference(format!("there is no extent {id}"))
}
