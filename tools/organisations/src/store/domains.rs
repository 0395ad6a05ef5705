//! Domains that were asked for and are not proved yet.

use base_db::{Error, Tx, params};
use base_id::OrgId;
use jiff::Timestamp;

base_db::statements! {
    /// One that still counts.
    ONE = "SELECT host, token, state, checked_at, expires_at FROM domain_requests
        WHERE org_id = $1 AND host = $2 AND expires_at > $3";
    /// Those that wait for their proof.
    WAITING = "SELECT host, token, state, checked_at, expires_at FROM domain_requests
        WHERE org_id = $1 AND state = 'waiting' AND expires_at > $2 ORDER BY host";
    /// Asks, or asks anew.
    PUT = "INSERT INTO domain_requests (org_id, host, token, state, asked_at, checked_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, NULL, $6)
        ON CONFLICT (org_id, host) DO UPDATE SET token = excluded.token, state = excluded.state,
            asked_at = excluded.asked_at, expires_at = excluded.expires_at, checked_at =
            CASE WHEN domain_requests.token = excluded.token THEN domain_requests.checked_at ELSE NULL END";
    /// DNS is asked now.
    CHECKED = "UPDATE domain_requests SET checked_at = $3 WHERE org_id = $1 AND host = $2";
    /// Settled, or taken back.
    DROP_ONE = "DELETE FROM domain_requests WHERE org_id = $1 AND host = $2";
    /// It leads to another organisation now: whoever had it before proves it again.
    FORGET_REMOVED = "DELETE FROM domain_requests WHERE host = $1 AND state = 'removed'";
    /// Forgets those of every organisation whose time is over.
    PURGE = "DELETE FROM domain_requests WHERE expires_at <= $1";
}

/// How far a domain is that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for its proof.
    Waiting,
    /// It did until a moment ago.
    GivenUp,
    /// It led here until a moment ago.
    Removed,
}

base_db::text_enum!(State { Waiting = "waiting", GivenUp = "given-up", Removed = "removed" });

/// A domain that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Lower case, in its `xn--` form.
    pub host: String,
    /// What proves it; no secret, for it is published.
    pub token: String,
    /// How far it is.
    pub state: State,
    /// When DNS was asked last.
    pub checked_at: Option<Timestamp>,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

base_db::from_row!(Request { host, token, state, checked_at, expires_at });

pub(crate) async fn one(tx: &mut Tx, org: OrgId, host: &str, now: Timestamp) -> Result<Option<Request>, Error> {
    tx.one(&ONE, params![org, host, now]).await
}

pub(crate) async fn waiting(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<Vec<Request>, Error> {
    tx.all(&WAITING, params![org, now]).await
}

pub(crate) async fn put(tx: &mut Tx, org: OrgId, request: &Request, now: Timestamp) -> Result<(), Error> {
    let Request { host, token, state, expires_at, .. } = request;
    tx.exec(&PUT, params![org, host, token, state.as_str(), now, expires_at]).await.map(drop)
}

pub(crate) async fn checked(tx: &mut Tx, org: OrgId, host: &str, now: Timestamp) -> Result<(), Error> {
    tx.exec(&CHECKED, params![org, host, now]).await.map(drop)
}

pub(crate) async fn drop_one(tx: &mut Tx, org: OrgId, host: &str) -> Result<(), Error> {
    tx.exec(&DROP_ONE, params![org, host]).await.map(drop)
}

/// Forgets, for every organisation, that it led there a moment ago.
pub(crate) async fn forget_removed(tx: &mut Tx, host: &str) -> Result<(), Error> {
    tx.exec(&FORGET_REMOVED, params![host]).await.map(drop)
}

pub(crate) async fn purge(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![now]).await.map(drop)
}
