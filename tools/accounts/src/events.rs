//! What this tool tells those who listen.

use base_bus::{Audience, NewEvent, publish};
use base_db::{Error, Tx};
use base_id::{OrgId, PersonId};
use serde_json::json;

/// What somebody is, or is in, has changed: their open pages fetch it again.
pub(crate) async fn me_changed(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tell(tx, org, person, "accounts.me").await
}

/// The same for so many at once that everybody is told.
pub(crate) async fn many_changed(tx: &mut Tx, org: OrgId) -> Result<(), Error> {
    let audience = Audience::Organisation;
    publish(tx, NewEvent { org, kind: "accounts.me", audience, data: json!({}) }).await
}

/// A group, or who is in it, has changed: open lists and pages of groups are fetched again, each as far as its reader
/// may see them. It does not say which.
pub(crate) async fn groups_changed(tx: &mut Tx, org: OrgId) -> Result<(), Error> {
    let audience = Audience::Organisation;
    publish(tx, NewEvent { org, kind: "accounts.groups", audience, data: json!({}) }).await
}

/// Sessions, or the use of device passwords, have ended: what is open asks at once whether it may stay.
pub(crate) async fn session_ended(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tell(tx, org, person, "accounts.session-ended").await
}

/// A program was let in, or went: their open pages list their devices again.
pub(crate) async fn devices_changed(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tell(tx, org, person, "accounts.devices").await
}

async fn tell(tx: &mut Tx, org: OrgId, person: PersonId, kind: &'static str) -> Result<(), Error> {
    publish(tx, NewEvent { org, kind, audience: Audience::Person(person), data: json!({}) }).await
}
