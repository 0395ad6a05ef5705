//! Joining by oneself: who may, and who asks.

use base_db::{Error, Page, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::{Group, OrgRole};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{InvitationId, RegistrationId, RegistrationState};

macro_rules! registrations {
    ($rest:literal) => {
        concat!(
            "SELECT registration_id, name, email, language, invitation_id, state, created_at, expires_at
            FROM registrations WHERE org_id = $1 ",
            $rest
        )
    };
}

base_db::statements! {
    /// The rules.
    RULES = "SELECT open, approval, role, stay_days, sponsor_id FROM registration_rules WHERE org_id = $1";
    /// Other rules.
    PUT_RULES = "INSERT INTO registration_rules (org_id, open, approval, role, stay_days, sponsor_id)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (org_id) DO UPDATE SET open = excluded.open, approval = excluded.approval, role = excluded.role,
            stay_days = excluded.stay_days, sponsor_id = excluded.sponsor_id";
    /// The domains of addresses.
    DOMAINS = "SELECT domain FROM registration_domains WHERE org_id = $1 ORDER BY domain";
    /// None any more.
    CLEAR_DOMAINS = "DELETE FROM registration_domains WHERE org_id = $1";
    /// One more.
    ADD_DOMAIN = "INSERT INTO registration_domains (org_id, domain) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    /// The groups they come into.
    GROUPS = "SELECT g.group_id, g.name FROM registration_groups rg
        JOIN groups g ON g.org_id = rg.org_id AND g.group_id = rg.group_id
        WHERE rg.org_id = $1 AND g.deleted_at IS NULL ORDER BY g.name_key";
    /// The same with those that are deleted and may come back.
    EVERY_GROUP = "SELECT group_id FROM registration_groups WHERE org_id = $1 ORDER BY group_id";
    /// None any more.
    CLEAR_GROUPS = "DELETE FROM registration_groups WHERE org_id = $1";
    /// One more.
    ADD_GROUP = "INSERT INTO registration_groups (org_id, group_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    /// The domains that an invitation is for.
    DOMAINS_OF_INVITATION = "SELECT domain FROM invitation_domains WHERE org_id = $1 AND invitation_id = $2
        ORDER BY domain";
    /// One more.
    ADD_DOMAIN_OF_INVITATION = "INSERT INTO invitation_domains (org_id, invitation_id, domain) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";

    /// Who asks, by address.
    BY_EMAIL = registrations!("AND email_key = $2");
    /// Who asks, by the secret in their letter, while it can be used.
    BY_TOKEN = registrations!("AND token_hash = $2 AND state <> 'refused' AND expires_at > $3");
    /// One that waits.
    WAITING_ONE = registrations!("AND registration_id = $2 AND state = 'waiting' AND expires_at > $3");
    /// All that wait, who waited longest first.
    WAITING = registrations!("AND state = 'waiting' AND expires_at > $2 AND registration_id > $3
        ORDER BY registration_id LIMIT $4");
    /// How many wait.
    COUNT = "SELECT COUNT(*) FROM registrations WHERE org_id = $1 AND state = 'waiting' AND expires_at > $2";
    /// Somebody asks, or asks again.
    ASK = "INSERT INTO registrations (org_id, registration_id, token_hash, name, email, email_key, language,
        invitation_id, state, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', $9, $10)
        ON CONFLICT (org_id, email_key) DO UPDATE SET token_hash = excluded.token_hash, name = excluded.name,
            email = excluded.email, language = excluded.language, invitation_id = excluded.invitation_id,
            state = excluded.state, created_at = excluded.created_at, expires_at = excluded.expires_at";
    /// The address is theirs: an administrator decides.
    CONFIRM = "UPDATE registrations SET state = 'waiting', expires_at = $3
        WHERE org_id = $1 AND registration_id = $2 AND state = 'asked'";
    /// Not now.
    REFUSE = "UPDATE registrations SET state = 'refused', token_hash = NULL, expires_at = $3
        WHERE org_id = $1 AND registration_id = $2 AND state = 'waiting'";
    /// Settled.
    TAKE = "DELETE FROM registrations WHERE org_id = $1 AND registration_id = $2";
    /// Those who decide.
    ADMINS = "SELECT person_id FROM people WHERE org_id = $1 AND role IN ('admin', 'owner') AND active";
    /// Forgets those of every organisation whose time is over.
    PURGE = "DELETE FROM registrations WHERE expires_at <= $1";
}

/// Who may join by themself, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether anybody may.
    pub open: bool,
    /// Whether an administrator decides on each.
    pub approval: bool,
    /// What they may do: guest or member.
    pub role: OrgRole,
    /// How many days a guest stays.
    pub stay_days: Option<i64>,
    /// Who answers for guests who join at once.
    pub sponsor: Option<PersonId>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { open: false, approval: true, role: OrgRole::Member, stay_days: None, sponsor: None }
    }
}

base_db::from_row!(Rules { open, approval, role, stay_days, sponsor });

/// Somebody who asks to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Not the secret in their letter.
    pub id: RegistrationId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The language they read.
    pub language: Option<String>,
    /// The invitation they came by; `None` for the organisation's own rules.
    pub invitation: Option<InvitationId>,
    /// How far they are.
    pub state: RegistrationState,
    /// When they asked.
    pub created_at: Timestamp,
    /// Until when this is good.
    pub expires_at: Timestamp,
}

base_db::from_row!(Registration { id, name, email, language, invitation, state, created_at, expires_at });

pub(crate) async fn rules(tx: &mut Tx, org: OrgId) -> Result<Rules, Error> {
    Ok(tx.one(&RULES, params![org]).await?.unwrap_or_default())
}

pub(crate) async fn put_rules(
    tx: &mut Tx,
    org: OrgId,
    rules: &Rules,
    domains: &[String],
    groups: &[GroupId],
) -> Result<(), Error> {
    let Rules { open, approval, role, stay_days, sponsor } = rules;
    tx.exec(&PUT_RULES, params![org, open, approval, role, stay_days, sponsor]).await?;
    tx.exec(&CLEAR_DOMAINS, params![org]).await?;
    for domain in domains {
        tx.exec(&ADD_DOMAIN, params![org, domain]).await?;
    }
    tx.exec(&CLEAR_GROUPS, params![org]).await?;
    for group in groups {
        tx.exec(&ADD_GROUP, params![org, group]).await?;
    }
    Ok(())
}

pub(crate) async fn domains(tx: &mut Tx, org: OrgId) -> Result<Vec<String>, Error> {
    Ok(tx.all::<(String,)>(&DOMAINS, params![org]).await?.into_iter().map(|(domain,)| domain).collect())
}

pub(crate) async fn groups(tx: &mut Tx, org: OrgId) -> Result<Vec<Group>, Error> {
    let rows: Vec<(GroupId, String)> = tx.all(&GROUPS, params![org]).await?;
    Ok(rows.into_iter().map(|(id, name)| Group { id, name }).collect())
}

pub(crate) async fn every_group(tx: &mut Tx, org: OrgId) -> Result<Vec<GroupId>, Error> {
    Ok(tx.all::<(GroupId,)>(&EVERY_GROUP, params![org]).await?.into_iter().map(|(group,)| group).collect())
}

pub(crate) async fn domains_of_invitation(
    tx: &mut Tx,
    org: OrgId,
    invitation: InvitationId,
) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx.all(&DOMAINS_OF_INVITATION, params![org, invitation]).await?;
    Ok(rows.into_iter().map(|(domain,)| domain).collect())
}

pub(crate) async fn add_domain_of_invitation(
    tx: &mut Tx,
    org: OrgId,
    invitation: InvitationId,
    domain: &str,
) -> Result<(), Error> {
    tx.exec(&ADD_DOMAIN_OF_INVITATION, params![org, invitation, domain]).await.map(drop)
}

pub(crate) async fn by_email(tx: &mut Tx, org: OrgId, email_key: &str) -> Result<Option<Registration>, Error> {
    tx.one(&BY_EMAIL, params![org, email_key]).await
}

pub(crate) async fn by_token(
    tx: &mut Tx,
    org: OrgId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Registration>, Error> {
    tx.one(&BY_TOKEN, params![org, token_hash, now]).await
}

pub(crate) async fn waiting_one(
    tx: &mut Tx,
    org: OrgId,
    id: RegistrationId,
    now: Timestamp,
) -> Result<Option<Registration>, Error> {
    tx.one(&WAITING_ONE, params![org, id, now]).await
}

pub(crate) async fn waiting(
    tx: &mut Tx,
    org: OrgId,
    now: Timestamp,
    after: Option<RegistrationId>,
    limit: usize,
) -> Result<Page<Registration>, Error> {
    let after = after.unwrap_or(RegistrationId::from_uuid(Uuid::nil()));
    tx.page(&WAITING, params![org, now, after], limit).await
}

pub(crate) async fn count(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&COUNT, params![org, now]).await?.map_or(0, |(count,)| count))
}

/// Keeps who asks; whoever has the address and asked before is replaced.
pub(crate) async fn ask(
    tx: &mut Tx,
    org: OrgId,
    new: &Registration,
    email_key: &str,
    token_hash: &[u8; 32],
) -> Result<(), Error> {
    let Registration { id, name, email, language, invitation, created_at, expires_at, .. } = new;
    tx.exec(&ASK, params![org, id, token_hash, name, email, email_key, language, invitation, created_at, expires_at])
        .await
        .map(drop)
}

/// Says whether it was only asked for.
pub(crate) async fn confirm(tx: &mut Tx, org: OrgId, id: RegistrationId, until: Timestamp) -> Result<bool, Error> {
    Ok(tx.exec(&CONFIRM, params![org, id, until]).await? > 0)
}

pub(crate) async fn refuse(tx: &mut Tx, org: OrgId, id: RegistrationId, until: Timestamp) -> Result<(), Error> {
    tx.exec(&REFUSE, params![org, id, until]).await.map(drop)
}

/// Says whether it was there.
pub(crate) async fn take(tx: &mut Tx, org: OrgId, id: RegistrationId) -> Result<bool, Error> {
    Ok(tx.exec(&TAKE, params![org, id]).await? > 0)
}

pub(crate) async fn admins(tx: &mut Tx, org: OrgId) -> Result<Vec<PersonId>, Error> {
    Ok(tx.all::<(PersonId,)>(&ADMINS, params![org]).await?.into_iter().map(|(person,)| person).collect())
}

pub(crate) async fn purge(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![now]).await.map(drop)
}
