//! How often it was tried to sign in, by account and by address.

use base_db::{Error, Tx, params};
use base_id::OrgId;
use jiff::Timestamp;

use crate::throttle::State;

base_db::statements! {
    /// What is known of a subject.
    ONE = "SELECT failures, failed_at, blocked_until FROM throttles WHERE org_id = $1 AND subject = $2";
    /// Notes what is known now.
    PUT = "INSERT INTO throttles (org_id, subject, failures, failed_at, blocked_until) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (org_id, subject) DO UPDATE SET failures = excluded.failures, failed_at = excluded.failed_at,
        blocked_until = excluded.blocked_until";
    /// Forgets a subject.
    FORGET = "DELETE FROM throttles WHERE org_id = $1 AND subject = $2";
    /// Forgets what is old, of every organisation.
    PURGE = "DELETE FROM throttles WHERE failed_at <= $1";
}

base_db::from_row!(State { failures, failed_at, blocked_until });

pub(crate) async fn one(tx: &mut Tx, org: OrgId, subject: &[u8; 32]) -> Result<Option<State>, Error> {
    tx.one(&ONE, params![org, subject]).await
}

pub(crate) async fn put(tx: &mut Tx, org: OrgId, subject: &[u8; 32], state: State) -> Result<(), Error> {
    let State { failures, failed_at, blocked_until } = state;
    tx.exec(&PUT, params![org, subject, failures, failed_at, blocked_until]).await.map(drop)
}

pub(crate) async fn forget(tx: &mut Tx, org: OrgId, subject: &[u8; 32]) -> Result<(), Error> {
    tx.exec(&FORGET, params![org, subject]).await.map(drop)
}

pub(crate) async fn purge(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![before]).await.map(drop)
}
