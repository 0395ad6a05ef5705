//! The append-only record of acts that matter for security.

use base_db::{Page, Tx, params};
use base_id::{Clock, OrgId, PersonId, Random};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

base_db::typed_id! {
    /// A line of the audit record.
    EntryId,
}

/// An act to record, in the transaction that commits it.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// Where it happened.
    pub org: OrgId,
    /// Who acted; `None` for the operator's command line and for attempts by nobody known.
    pub actor: Option<PersonId>,
    /// What was done: `session.created`, `password.changed`.
    pub act: &'static str,
    /// The person whom it concerns.
    pub subject: Option<PersonId>,
    /// The address it came from.
    pub address: Option<String>,
    /// The device it came from, in words.
    pub device: Option<&'a str>,
    /// Anything else worth knowing; never a secret.
    pub detail: Value,
}

/// A recorded act.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The line.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who acted.
    pub actor: Option<PersonId>,
    /// What was done.
    pub act: String,
    /// Whom it concerns.
    pub subject: Option<PersonId>,
    /// From where.
    pub address: Option<String>,
    /// From which device.
    pub device: Option<String>,
    /// A JSON object.
    pub detail: String,
}

base_db::from_row!(Entry { id, at, actor, act, subject, address, device, detail });

base_db::statements! {
    /// Adds a line.
    ADD = "INSERT INTO audit (org_id, entry_id, at, actor_id, act, subject_id, address, device, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// What concerns one person, newest first.
    OF_SUBJECT = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND subject_id = $2 AND entry_id < $3 ORDER BY entry_id DESC LIMIT $4";
    /// Everything, oldest first.
    OF_ORG = "SELECT entry_id, at, actor_id, act, subject_id, address, device, detail FROM audit
        WHERE org_id = $1 AND entry_id > $2 ORDER BY entry_id LIMIT $3";
}

/// Records `act`.
pub async fn record(tx: &mut Tx, clock: &Clock, random: &Random, act: &Act<'_>) -> Result<(), base_db::Error> {
    let id = EntryId::new(clock, random);
    let detail = act.detail.to_string();
    tx.exec(&ADD, params![act.org, id, clock.now(), act.actor, act.act, act.subject, act.address, act.device, detail])
        .await?;
    Ok(())
}

/// Puts a line back as it was: for the import of an organisation.
pub async fn restore(tx: &mut Tx, org: OrgId, entry: &Entry) -> Result<(), base_db::Error> {
    let Entry { id, at, actor, act, subject, address, device, detail } = entry;
    tx.exec(&ADD, params![org, id, at, actor, act, subject, address, device, detail]).await?;
    Ok(())
}

/// What concerns `subject`, newest first, before the line `before`.
pub async fn of_subject(
    tx: &mut Tx,
    org: OrgId,
    subject: PersonId,
    before: Option<EntryId>,
    limit: usize,
) -> Result<Page<Entry>, base_db::Error> {
    let before = before.unwrap_or(EntryId::from_uuid(Uuid::max()));
    tx.page(&OF_SUBJECT, params![org, subject, before], limit).await
}

/// The record of `org`, oldest first, after the line `after`.
pub async fn of_org(
    tx: &mut Tx,
    org: OrgId,
    after: Option<EntryId>,
    limit: usize,
) -> Result<Page<Entry>, base_db::Error> {
    let after = after.unwrap_or(EntryId::from_uuid(Uuid::nil()));
    tx.page(&OF_ORG, params![org, after], limit).await
}
