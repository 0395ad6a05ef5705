//! Ways in of those who have an account and no password yet.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

base_db::statements! {
    /// A letter is to be written; the link of the one before leads nowhere any more.
    ASK = "INSERT INTO beginnings (org_id, person_id, token_hash, asked_by, asked_at, expires_at)
        SELECT org_id, person_id, NULL, $3, $4, NULL FROM people
        WHERE org_id = $1 AND person_id = $2 AND password_hash IS NULL AND active AND (ends_at IS NULL OR ends_at > $4)
        ON CONFLICT (org_id, person_id) DO UPDATE SET token_hash = NULL, asked_by = excluded.asked_by,
            asked_at = excluded.asked_at, expires_at = NULL";
    /// The same for everybody without a password.
    ASK_ALL = "INSERT INTO beginnings (org_id, person_id, token_hash, asked_by, asked_at, expires_at)
        SELECT org_id, person_id, NULL, $2, $3, NULL FROM people
        WHERE org_id = $1 AND password_hash IS NULL AND active AND (ends_at IS NULL OR ends_at > $3)
        ON CONFLICT (org_id, person_id) DO UPDATE SET token_hash = NULL, asked_by = excluded.asked_by,
            asked_at = excluded.asked_at, expires_at = NULL";
    /// Those to whom a letter is to be written, who waited longest first.
    TO_WRITE = "SELECT b.person_id, p.name, p.email, p.language, a.name FROM beginnings b
        JOIN people p ON p.org_id = b.org_id AND p.person_id = b.person_id
        LEFT JOIN people a ON a.org_id = b.org_id AND a.person_id = b.asked_by
        WHERE b.org_id = $1 AND b.token_hash IS NULL ORDER BY b.asked_at, b.person_id LIMIT $2";
    /// The letter is written.
    WRITTEN = "UPDATE beginnings SET token_hash = $3, expires_at = $4 WHERE org_id = $1 AND person_id = $2";
    /// Who has the letter with a secret, as long as they may begin.
    BY_TOKEN = "SELECT p.person_id, p.handle, p.name, p.email, p.ends_at, a.name, b.expires_at FROM beginnings b
        JOIN people p ON p.org_id = b.org_id AND p.person_id = b.person_id
        LEFT JOIN people a ON a.org_id = b.org_id AND a.person_id = b.asked_by
        WHERE b.org_id = $1 AND b.token_hash = $2 AND b.expires_at > $3
        AND p.password_hash IS NULL AND p.active AND (p.ends_at IS NULL OR p.ends_at > $3)";
    /// The way is used, or not needed any more.
    TAKE = "DELETE FROM beginnings WHERE org_id = $1 AND person_id = $2";
    /// How many have an account and no password, and how many of them wait for their letter to be written.
    COUNTS = "SELECT COUNT(*), COUNT(b.person_id) FROM people p
        LEFT JOIN beginnings b ON b.org_id = p.org_id AND b.person_id = p.person_id AND b.token_hash IS NULL
        WHERE p.org_id = $1 AND p.password_hash IS NULL AND p.active AND (p.ends_at IS NULL OR p.ends_at > $2)";
    /// Forgets those of every organisation whose link expired.
    PURGE = "DELETE FROM beginnings WHERE expires_at <= $1";
}

/// Somebody to whom a letter is to be written.
pub(crate) struct Expected {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub language: Option<String>,
    pub by_name: Option<String>,
}

base_db::from_row!(Expected { person, name, email, language, by_name });

/// Somebody who may begin.
#[derive(Debug, Clone)]
pub(crate) struct Beginner {
    pub person: PersonId,
    pub handle: String,
    pub name: String,
    pub email: String,
    pub ends_at: Option<Timestamp>,
    pub by_name: Option<String>,
    pub expires_at: Timestamp,
}

base_db::from_row!(Beginner { person, handle, name, email, ends_at, by_name, expires_at });

/// Says whether they are there, have no password and may use their account.
pub(crate) async fn ask(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.exec(&ASK, params![org, person, by, now]).await? > 0)
}

pub(crate) async fn ask_all(tx: &mut Tx, org: OrgId, by: Option<PersonId>, now: Timestamp) -> Result<u64, Error> {
    tx.exec(&ASK_ALL, params![org, by, now]).await
}

pub(crate) async fn to_write(tx: &mut Tx, org: OrgId, limit: usize) -> Result<Vec<Expected>, Error> {
    tx.all(&TO_WRITE, params![org, limit]).await
}

pub(crate) async fn written(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    token_hash: &[u8; 32],
    expires_at: Timestamp,
) -> Result<(), Error> {
    tx.exec(&WRITTEN, params![org, person, token_hash, expires_at]).await.map(drop)
}

pub(crate) async fn by_token(
    tx: &mut Tx,
    org: OrgId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Beginner>, Error> {
    tx.one(&BY_TOKEN, params![org, token_hash, now]).await
}

/// Says whether there was one.
pub(crate) async fn take(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<bool, Error> {
    Ok(tx.exec(&TAKE, params![org, person]).await? > 0)
}

/// How many have no password, and how many of them wait for their letter to be written.
pub(crate) async fn counts(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<(i64, i64), Error> {
    Ok(tx.one(&COUNTS, params![org, now]).await?.unwrap_or_default())
}

pub(crate) async fn purge(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![now]).await.map(|_| ())
}
