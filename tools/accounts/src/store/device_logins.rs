//! Programs that ask to be let in.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;

base_db::statements! {
    /// Those that somebody has let in get nothing any more.
    DROP_OF_PERSON = "DELETE FROM device_logins WHERE org_id = $1 AND person_id = $2";
    /// A program asks.
    INSERT = "INSERT INTO device_logins (org_id, poll_hash, page_hash, network, address, user_agent, created_at,
        expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// How many are open that came from one network, and when the first of them ends.
    OPEN_OF_NETWORK = "SELECT COUNT(*), MIN(expires_at) FROM device_logins
        WHERE org_id = $1 AND network = $2 AND expires_at > $3";
    /// How many are open, and when the first of them ends.
    OPEN = "SELECT COUNT(*), MIN(expires_at) FROM device_logins WHERE org_id = $1 AND expires_at > $2";
    /// What a person is shown who has not answered yet.
    ASKED = "SELECT address, user_agent, created_at, expires_at FROM device_logins
        WHERE org_id = $1 AND page_hash = $2 AND expires_at > $3 AND person_id IS NULL";
    /// A person lets the program in.
    GRANT = "UPDATE device_logins SET person_id = $3, granted_from = $4, label = $5
        WHERE org_id = $1 AND page_hash = $2 AND person_id IS NULL";
    /// A person does not.
    REFUSE = "DELETE FROM device_logins WHERE org_id = $1 AND page_hash = $2 AND person_id IS NULL";
    /// How many a person let in that have not come yet.
    GRANTED_BY = "SELECT COUNT(*) FROM device_logins WHERE org_id = $1 AND person_id = $2 AND expires_at > $3";
    /// What was answered to the program that polls.
    GRANTED = "SELECT person_id, granted_from, label FROM device_logins
        WHERE org_id = $1 AND poll_hash = $2 AND expires_at > $3 AND person_id IS NOT NULL";
    /// The program came.
    TAKE = "DELETE FROM device_logins WHERE org_id = $1 AND poll_hash = $2";
    /// Forgets those of every organisation that ended.
    PURGE = "DELETE FROM device_logins WHERE expires_at <= $1";
}

/// A program that asks.
pub(crate) struct NewDeviceLogin {
    pub poll_hash: [u8; 32],
    pub page_hash: [u8; 32],
    pub network: [u8; 32],
    pub address: Option<String>,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What a person is shown before they answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub address: Option<String>,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

base_db::from_row!(Asked { address, user_agent, created_at, expires_at });

/// What a person answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Granted {
    pub person: PersonId,
    pub from: Option<String>,
    pub label: String,
}

base_db::from_row!(Granted { person, from, label });

/// How many are open, and when the first of them ends.
pub(crate) type Open = (i64, Option<Timestamp>);

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, new: &NewDeviceLogin) -> Result<(), Error> {
    let NewDeviceLogin { poll_hash, page_hash, network, address, user_agent, created_at, expires_at } = new;
    tx.exec(&INSERT, params![org, poll_hash, page_hash, network, address, user_agent, created_at, expires_at])
        .await
        .map(drop)
}

pub(crate) async fn open_of_network(
    tx: &mut Tx,
    org: OrgId,
    network: &[u8; 32],
    now: Timestamp,
) -> Result<Open, Error> {
    Ok(tx.one(&OPEN_OF_NETWORK, params![org, network, now]).await?.unwrap_or_default())
}

pub(crate) async fn open(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<Open, Error> {
    Ok(tx.one(&OPEN, params![org, now]).await?.unwrap_or_default())
}

pub(crate) async fn asked(
    tx: &mut Tx,
    org: OrgId,
    page_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Asked>, Error> {
    tx.one(&ASKED, params![org, page_hash, now]).await
}

/// Says whether it was there to be answered.
pub(crate) async fn grant(
    tx: &mut Tx,
    org: OrgId,
    page_hash: &[u8; 32],
    person: PersonId,
    from: Option<&str>,
    label: &str,
) -> Result<bool, Error> {
    Ok(tx.exec(&GRANT, params![org, page_hash, person, from, label]).await? > 0)
}

/// Says whether it was there to be answered.
pub(crate) async fn refuse(tx: &mut Tx, org: OrgId, page_hash: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.exec(&REFUSE, params![org, page_hash]).await? > 0)
}

pub(crate) async fn granted_by(tx: &mut Tx, org: OrgId, person: PersonId, now: Timestamp) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&GRANTED_BY, params![org, person, now]).await?.map_or(0, |(count,)| count))
}

pub(crate) async fn granted(
    tx: &mut Tx,
    org: OrgId,
    poll_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Granted>, Error> {
    tx.one(&GRANTED, params![org, poll_hash, now]).await
}

/// Says whether it was there to be taken.
pub(crate) async fn take(tx: &mut Tx, org: OrgId, poll_hash: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.exec(&TAKE, params![org, poll_hash]).await? > 0)
}

pub(crate) async fn purge(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![now]).await.map(drop)
}

pub(crate) async fn drop_of_person(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tx.exec(&DROP_OF_PERSON, params![org, person]).await.map(drop)
}
