//! Device passwords.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use base_suite::OrgRole;
use jiff::Timestamp;

use crate::model::AppPasswordId;

base_db::statements! {
    /// A new device password.
    INSERT = "INSERT INTO app_passwords (org_id, app_password_id, person_id, label, secret_hash, created_at,
        last_used_at, last_address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The device password behind a secret and the active person behind it: asked at every request of a program.
    BY_SECRET = "SELECT p.person_id, p.handle, p.name, p.role, p.language, p.email_key, a.app_password_id,
        a.last_used_at FROM app_passwords a JOIN people p ON p.org_id = a.org_id AND p.person_id = a.person_id
        WHERE a.org_id = $1 AND a.secret_hash = $2 AND p.active AND (p.ends_at IS NULL OR p.ends_at > $3)";
    /// Whether a device password is still good.
    IS_GOOD = "SELECT a.app_password_id FROM app_passwords a
        JOIN people p ON p.org_id = a.org_id AND p.person_id = a.person_id
        WHERE a.org_id = $1 AND a.app_password_id = $2
        AND p.active AND (p.ends_at IS NULL OR p.ends_at > $3)";
    /// Notes that a device password is used, unless that was done a moment ago.
    TOUCH = "UPDATE app_passwords SET last_used_at = $3, last_address = $4
        WHERE org_id = $1 AND app_password_id = $2 AND (last_used_at IS NULL OR last_used_at <= $5)";
    /// A person's device passwords, newest first.
    OF_PERSON = "SELECT app_password_id, label, created_at, last_used_at, last_address FROM app_passwords
        WHERE org_id = $1 AND person_id = $2 ORDER BY app_password_id DESC";
    /// How many a person has.
    COUNT = "SELECT COUNT(*) FROM app_passwords WHERE org_id = $1 AND person_id = $2";
    /// Takes one of a person away.
    REVOKE = "DELETE FROM app_passwords WHERE org_id = $1 AND person_id = $2 AND app_password_id = $3";
    /// The label of one of a person's.
    LABEL = "SELECT label FROM app_passwords WHERE org_id = $1 AND person_id = $2 AND app_password_id = $3";
    /// All of an organisation, for the archive.
    RECORDS = "SELECT app_password_id, person_id, label, secret_hash, created_at, last_used_at, last_address
        FROM app_passwords WHERE org_id = $1 ORDER BY app_password_id";
}

/// A device password with the person it is of.
#[derive(Debug)]
pub(crate) struct Live {
    pub person: PersonId,
    pub handle: String,
    pub name: String,
    pub role: OrgRole,
    pub language: Option<String>,
    pub email_key: String,
    pub id: AppPasswordId,
    pub last_used_at: Option<Timestamp>,
}

base_db::from_row!(Live { person, handle, name, role, language, email_key, id, last_used_at });

/// A device password as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPassword {
    /// The identifier.
    pub id: AppPasswordId,
    /// What the person called the device.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// To the minute; `None` when it never was.
    pub last_used_at: Option<Timestamp>,
    /// From where it was last used.
    pub last_address: Option<String>,
}

base_db::from_row!(AppPassword { id, label, created_at, last_used_at, last_address });

/// A row, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub id: AppPasswordId,
    pub person: PersonId,
    pub label: String,
    pub secret_hash: [u8; 32],
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub last_address: Option<String>,
}

base_db::from_row!(Record { id, person, label, secret_hash, created_at, last_used_at, last_address });

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, record: &Record) -> Result<(), Error> {
    let Record { id, person, label, secret_hash, created_at, last_used_at, last_address } = record;
    tx.exec(&INSERT, params![org, id, person, label, secret_hash, created_at, last_used_at, last_address])
        .await
        .map(drop)
}

pub(crate) async fn by_secret(
    tx: &mut Tx,
    org: OrgId,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Live>, Error> {
    tx.one(&BY_SECRET, params![org, secret_hash, now]).await
}

pub(crate) async fn is_good(tx: &mut Tx, org: OrgId, id: AppPasswordId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.one::<(AppPasswordId,)>(&IS_GOOD, params![org, id, now]).await?.is_some())
}

pub(crate) async fn touch(
    tx: &mut Tx,
    org: OrgId,
    id: AppPasswordId,
    address: Option<&str>,
    now: Timestamp,
    not_since: Timestamp,
) -> Result<(), Error> {
    tx.exec(&TOUCH, params![org, id, now, address, not_since]).await.map(drop)
}

pub(crate) async fn of_person(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Vec<AppPassword>, Error> {
    tx.all(&OF_PERSON, params![org, person]).await
}

pub(crate) async fn count(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&COUNT, params![org, person]).await?.map_or(0, |(count,)| count))
}

/// The label of the one taken away, if there was one.
pub(crate) async fn revoke(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    id: AppPasswordId,
) -> Result<Option<String>, Error> {
    let label = tx.one::<(String,)>(&LABEL, params![org, person, id]).await?.map(|(label,)| label);
    tx.exec(&REVOKE, params![org, person, id]).await?;
    Ok(label)
}

pub(crate) async fn records(tx: &mut Tx, org: OrgId) -> Result<Vec<Record>, Error> {
    tx.all(&RECORDS, params![org]).await
}
