//! The browsers that somebody signed in with before.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

base_db::statements! {
    /// Notes that a known one is used.
    TOUCH = "UPDATE known_devices SET last_seen_at = $4 WHERE org_id = $1 AND person_id = $2 AND device_hash = $3";
    /// Whether any is known.
    ANY = "SELECT person_id FROM known_devices WHERE org_id = $1 AND person_id = $2 LIMIT 1";
    /// A new one.
    ADD = "INSERT INTO known_devices (org_id, person_id, device_hash, last_seen_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    /// Forgets those of a person not used for longest, beyond a number.
    DROP_EXCESS = "DELETE FROM known_devices WHERE org_id = $1 AND person_id = $2 AND device_hash IN (
        SELECT device_hash FROM known_devices WHERE org_id = $1 AND person_id = $2
        ORDER BY last_seen_at DESC, device_hash LIMIT 1000 OFFSET $3)";
    /// Forgets those not used for long, of every organisation.
    PURGE = "DELETE FROM known_devices WHERE last_seen_at <= $1";
}

/// How a browser is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Met {
    /// Not for the first time.
    Again,
    /// As the first of its person.
    First,
    /// For the first time, beside others.
    New,
}

/// Notes that a browser is used; at most `most` of a person are known.
pub(crate) async fn meet(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    device: &[u8; 32],
    now: Timestamp,
    most: usize,
) -> Result<Met, Error> {
    if tx.exec(&TOUCH, params![org, person, device, now]).await? > 0 {
        return Ok(Met::Again);
    }
    let any = tx.one::<(PersonId,)>(&ANY, params![org, person]).await?.is_some();
    tx.exec(&ADD, params![org, person, device, now]).await?;
    tx.exec(&DROP_EXCESS, params![org, person, most]).await?;
    Ok(if any { Met::New } else { Met::First })
}

pub(crate) async fn purge(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![before]).await.map(drop)
}
