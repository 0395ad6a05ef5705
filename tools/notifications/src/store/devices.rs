//! Browsers that are pushed to.

use base_db::{Error, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::DeviceId;

base_db::statements! {
    /// A browser that agreed; what the same one agreed to before is over.
    PUT = "INSERT INTO push_devices (org_id, device_id, person_id, session_id, endpoint, endpoint_hash, public_key,
        auth_secret, label, created_at, reached_at, tested_at, failures)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL, 0)
        ON CONFLICT (org_id, endpoint_hash) DO UPDATE SET person_id = excluded.person_id,
            session_id = excluded.session_id, public_key = excluded.public_key, auth_secret = excluded.auth_secret,
            label = excluded.label, failures = 0
        RETURNING device_id, person_id, session_id, endpoint, public_key, auth_secret, label, created_at, reached_at,
            tested_at, failures";
    /// One, of whomever.
    ONE = "SELECT device_id, person_id, session_id, endpoint, public_key, auth_secret, label, created_at, reached_at,
        tested_at, failures FROM push_devices WHERE org_id = $1 AND device_id = $2";
    /// Somebody's, the oldest first.
    OF_PERSON = "SELECT device_id, person_id, session_id, endpoint, public_key, auth_secret, label, created_at,
        reached_at, tested_at, failures FROM push_devices WHERE org_id = $1 AND person_id = $2 ORDER BY device_id";
    /// Whether somebody has any.
    ANY = "SELECT device_id FROM push_devices WHERE org_id = $1 AND person_id = $2 LIMIT 1";
    /// It took a push.
    REACHED = "UPDATE push_devices SET reached_at = $3, failures = 0 WHERE org_id = $1 AND device_id = $2";
    /// It refused one for a reason that may pass.
    FAILED = "UPDATE push_devices SET failures = failures + 1 WHERE org_id = $1 AND device_id = $2";
    /// It is tried, unless that was done a moment ago.
    TESTED = "UPDATE push_devices SET tested_at = $4 WHERE org_id = $1 AND person_id = $2 AND device_id = $3
        AND (tested_at IS NULL OR tested_at <= $5)";
    /// No more.
    REMOVE = "DELETE FROM push_devices WHERE org_id = $1 AND device_id = $2";
    /// No more, by the address.
    REMOVE_ENDPOINT = "DELETE FROM push_devices WHERE org_id = $1 AND person_id = $2 AND endpoint_hash = $3";
    /// Some of an organisation's, in the order of their identifiers.
    SOME = "SELECT device_id, person_id, session_id, endpoint, public_key, auth_secret, label, created_at, reached_at,
        tested_at, failures FROM push_devices WHERE org_id = $1 AND device_id > $2 ORDER BY device_id LIMIT $3";
    /// The next organisation that has any.
    NEXT_ORGANISATION = "SELECT org_id FROM push_devices WHERE org_id > $1 ORDER BY org_id LIMIT 1";
}

/// A browser that is pushed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    pub id: DeviceId,
    pub person: PersonId,
    pub session: Uuid,
    pub endpoint: String,
    pub public_key: Vec<u8>,
    pub auth_secret: Vec<u8>,
    pub label: String,
    pub created_at: Timestamp,
    pub reached_at: Option<Timestamp>,
    pub tested_at: Option<Timestamp>,
    pub failures: u32,
}

base_db::from_row!(Device {
    id,
    person,
    session,
    endpoint,
    public_key,
    auth_secret,
    label,
    created_at,
    reached_at,
    tested_at,
    failures
});

pub(crate) async fn put(tx: &mut Tx, org: OrgId, device: &Device, hash: &[u8; 32]) -> Result<Device, Error> {
    let Device { id, person, session, endpoint, public_key, auth_secret, label, created_at, .. } = device;
    let values = params![org, id, person, session, endpoint, hash, public_key, auth_secret, label, created_at];
    tx.one(&PUT, values).await?.ok_or_else(|| Error::Statement("a device was neither added nor changed".to_owned()))
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId, id: DeviceId) -> Result<Option<Device>, Error> {
    tx.one(&ONE, params![org, id]).await
}

pub(crate) async fn of_person(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Vec<Device>, Error> {
    tx.all(&OF_PERSON, params![org, person]).await
}

pub(crate) async fn any(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<bool, Error> {
    Ok(tx.one::<(DeviceId,)>(&ANY, params![org, person]).await?.is_some())
}

pub(crate) async fn reached(tx: &mut Tx, org: OrgId, id: DeviceId, now: Timestamp) -> Result<(), Error> {
    tx.exec(&REACHED, params![org, id, now]).await.map(drop)
}

pub(crate) async fn failed(tx: &mut Tx, org: OrgId, id: DeviceId) -> Result<(), Error> {
    tx.exec(&FAILED, params![org, id]).await.map(drop)
}

/// Says whether it may be tried now: it was not since `not_since`.
pub(crate) async fn tested(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    id: DeviceId,
    now: Timestamp,
    not_since: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.exec(&TESTED, params![org, person, id, now, not_since]).await? > 0)
}

pub(crate) async fn remove(tx: &mut Tx, org: OrgId, id: DeviceId) -> Result<(), Error> {
    tx.exec(&REMOVE, params![org, id]).await.map(drop)
}

pub(crate) async fn remove_endpoint(tx: &mut Tx, org: OrgId, person: PersonId, hash: &[u8; 32]) -> Result<(), Error> {
    tx.exec(&REMOVE_ENDPOINT, params![org, person, hash]).await.map(drop)
}

pub(crate) async fn some(tx: &mut Tx, org: OrgId, after: Option<DeviceId>, limit: usize) -> Result<Vec<Device>, Error> {
    tx.all(&SOME, params![org, after.map_or(Uuid::nil(), DeviceId::uuid), limit]).await
}

pub(crate) async fn next_organisation(tx: &mut Tx, after: Option<OrgId>) -> Result<Option<OrgId>, Error> {
    let next: Option<(OrgId,)> = tx.one(&NEXT_ORGANISATION, params![after.map_or(Uuid::nil(), OrgId::uuid)]).await?;
    Ok(next.map(|(org,)| org))
}
