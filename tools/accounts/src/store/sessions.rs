//! Browser sessions.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use base_suite::OrgRole;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::SessionId;

base_db::statements! {
    /// A new session.
    INSERT = "INSERT INTO sessions (org_id, token_hash, session_id, person_id, device, address, created_at,
        last_seen_at, idle_until, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)";
    /// The session behind a token and the active person behind it: asked at every request of a browser.
    BY_TOKEN = "SELECT p.person_id, p.handle, p.name, p.role, p.language, s.session_id, s.last_seen_at, s.idle_until,
        s.expires_at FROM sessions s JOIN people p ON p.org_id = s.org_id AND p.person_id = s.person_id
        WHERE s.org_id = $1 AND s.token_hash = $2 AND p.active AND (p.ends_at IS NULL OR p.ends_at > $3)";
    /// Whether a session is still good.
    IS_GOOD = "SELECT s.session_id FROM sessions s JOIN people p ON p.org_id = s.org_id AND p.person_id = s.person_id
        WHERE s.org_id = $1 AND s.session_id = $2 AND p.active AND (p.ends_at IS NULL OR p.ends_at > $3) AND s.expires_at > $3
        AND (s.idle_until IS NULL OR s.idle_until > $3)";
    /// Notes that a session is used, unless that was done a moment ago.
    TOUCH = "UPDATE sessions SET last_seen_at = $3, address = $4,
        idle_until = CASE WHEN idle_until IS NULL THEN NULL ELSE CAST($5 AS BIGINT) END
        WHERE org_id = $1 AND session_id = $2 AND last_seen_at <= $6";
    /// A person's sessions that are good, last used first.
    OF_PERSON = "SELECT session_id, device, address, created_at, last_seen_at FROM sessions
        WHERE org_id = $1 AND person_id = $2 AND expires_at > $3 AND (idle_until IS NULL OR idle_until > $3)
        ORDER BY last_seen_at DESC, session_id";
    /// Ends one session of a person.
    END = "DELETE FROM sessions WHERE org_id = $1 AND person_id = $2 AND session_id = $3";
    /// Ends all sessions of a person but one.
    END_OTHERS = "DELETE FROM sessions WHERE org_id = $1 AND person_id = $2 AND session_id <> $3";
    /// Ends the sessions of a person that were not used for longest, beyond a number.
    END_EXCESS = "DELETE FROM sessions WHERE org_id = $1 AND person_id = $2 AND session_id IN (
        SELECT session_id FROM sessions WHERE org_id = $1 AND person_id = $2
        ORDER BY last_seen_at DESC, session_id DESC LIMIT 1000 OFFSET $3)";
    /// Forgets sessions of every organisation that ended by themselves.
    PURGE = "DELETE FROM sessions WHERE expires_at <= $1 OR idle_until <= $1";
}

/// A session to be.
pub(crate) struct NewSession<'a> {
    pub token_hash: [u8; 32],
    pub id: SessionId,
    pub person: PersonId,
    pub device: &'a str,
    pub address: Option<&'a str>,
    pub now: Timestamp,
    pub idle_until: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// A session with the person it is of.
#[derive(Debug)]
pub(crate) struct Live {
    pub person: PersonId,
    pub handle: String,
    pub name: String,
    pub role: OrgRole,
    pub language: Option<String>,
    pub session: SessionId,
    pub last_seen_at: Timestamp,
    pub idle_until: Option<Timestamp>,
    pub expires_at: Timestamp,
}

base_db::from_row!(Live { person, handle, name, role, language, session, last_seen_at, idle_until, expires_at });

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Not the token.
    pub id: SessionId,
    /// In words.
    pub device: String,
    /// Where it was last used.
    pub address: Option<String>,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// To the minute.
    pub last_seen_at: Timestamp,
}

base_db::from_row!(Session { id, device, address, created_at, last_seen_at });

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, new: &NewSession<'_>) -> Result<(), Error> {
    let NewSession { token_hash, id, person, device, address, now, idle_until, expires_at } = new;
    tx.exec(&INSERT, params![org, token_hash, id, person, device, address, now, idle_until, expires_at]).await.map(drop)
}

pub(crate) async fn by_token(
    tx: &mut Tx,
    org: OrgId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Live>, Error> {
    tx.one(&BY_TOKEN, params![org, token_hash, now]).await
}

pub(crate) async fn is_good(tx: &mut Tx, org: OrgId, session: SessionId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.one::<(SessionId,)>(&IS_GOOD, params![org, session, now]).await?.is_some())
}

pub(crate) async fn touch(
    tx: &mut Tx,
    org: OrgId,
    session: SessionId,
    address: Option<&str>,
    now: Timestamp,
    idle_until: Timestamp,
    not_since: Timestamp,
) -> Result<(), Error> {
    tx.exec(&TOUCH, params![org, session, now, address, idle_until, not_since]).await.map(drop)
}

pub(crate) async fn of_person(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Session>, Error> {
    tx.all(&OF_PERSON, params![org, person, now]).await
}

/// Says whether there was such a session.
pub(crate) async fn end(tx: &mut Tx, org: OrgId, person: PersonId, session: SessionId) -> Result<bool, Error> {
    Ok(tx.exec(&END, params![org, person, session]).await? > 0)
}

/// Ends all sessions but `kept`; says how many.
pub(crate) async fn end_others(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    kept: Option<SessionId>,
) -> Result<u64, Error> {
    tx.exec(&END_OTHERS, params![org, person, kept.unwrap_or(SessionId::from_uuid(Uuid::nil()))]).await
}

pub(crate) async fn end_excess(tx: &mut Tx, org: OrgId, person: PersonId, most: usize) -> Result<(), Error> {
    tx.exec(&END_EXCESS, params![org, person, most]).await.map(drop)
}

pub(crate) async fn purge(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![now]).await.map(drop)
}
