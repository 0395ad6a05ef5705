//! What this tool tells the open pages of a person.

use base_bus::{Audience, NewEvent, publish};
use base_db::{Error, Tx};
use base_id::{OrgId, PersonId};
use serde_json::json;

/// Their list has changed: something was told, read, or taken out.
pub(crate) async fn list_changed(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tell(tx, org, person, "notifications.changed").await
}

/// What they chose, or their devices, have changed.
pub(crate) async fn preferences_changed(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tell(tx, org, person, "notifications.preferences").await
}

async fn tell(tx: &mut Tx, org: OrgId, person: PersonId, kind: &'static str) -> Result<(), Error> {
    publish(tx, NewEvent { org, kind, audience: Audience::Person(person), data: json!({}) }).await
}
