//! Invitations: links that let people join.

use base_db::{Error, Page, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_mail::MailId;
use base_suite::{Group, OrgRole};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{self, InvitationId};

macro_rules! invitations {
    ($rest:literal) => {
        concat!(
            "SELECT i.invitation_id, i.email, i.name, i.language, i.message, i.mail_id, i.note, i.role, i.sponsor_id, i.stay_ends_at, i.uses_left, i.created_by,
                p.name, i.created_at, i.expires_at FROM invitations i
            LEFT JOIN people p ON p.org_id = i.org_id AND p.person_id = i.created_by
            WHERE i.org_id = $1 ",
            $rest
        )
    };
}

base_db::statements! {
    /// A new one.
    INSERT = "INSERT INTO invitations (org_id, invitation_id, token_hash, email, email_key, name, language, message, note,
        role, sponsor_id, stay_ends_at, uses_left, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// The letter that was written last.
    SET_MAIL = "UPDATE invitations SET mail_id = $3 WHERE org_id = $1 AND invitation_id = $2";
    /// Whether there is one for an address that can be used.
    OF_EMAIL = "SELECT invitation_id FROM invitations
        WHERE org_id = $1 AND email_key = $2 AND uses_left > 0 AND expires_at > $3 LIMIT 1";
    /// A group that those are in who join by it.
    ADD_GROUP = "INSERT INTO invitation_groups (org_id, invitation_id, group_id) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    /// Those that can be used, newest first.
    OPEN = invitations!("AND i.uses_left > 0 AND i.expires_at > $2 AND i.invitation_id < $3
        ORDER BY i.invitation_id DESC LIMIT $4");
    /// How many can be used.
    COUNT = "SELECT COUNT(*) FROM invitations WHERE org_id = $1 AND uses_left > 0 AND expires_at > $2";
    /// One that can be used.
    ONE = invitations!("AND i.invitation_id = $2 AND i.uses_left > 0 AND i.expires_at > $3");
    /// The one with a secret, if it can be used: as long as its author may still make such a one.
    BY_TOKEN = invitations!("AND i.token_hash = $2 AND i.uses_left > 0 AND i.expires_at > $3
        AND p.active AND p.role IN ('admin', 'owner') AND (i.role <> 'owner' OR p.role = 'owner')");
    /// One that can be used, as long as its author may still make such a one.
    USABLE = invitations!("AND i.invitation_id = $2 AND i.uses_left > 0 AND i.expires_at > $3
        AND p.active AND p.role IN ('admin', 'owner') AND (i.role <> 'owner' OR p.role = 'owner')");
    /// The groups that those are in who join by it.
    GROUPS = "SELECT g.group_id, g.name FROM invitation_groups ig
        JOIN groups g ON g.org_id = ig.org_id AND g.group_id = ig.group_id
        WHERE ig.org_id = $1 AND ig.invitation_id = $2 AND g.deleted_at IS NULL ORDER BY g.name_key";
    /// Somebody joins.
    USE = "UPDATE invitations SET uses_left = uses_left - 1
        WHERE org_id = $1 AND invitation_id = $2 AND uses_left > 0 AND expires_at > $3";
    /// Another secret, and more time: the link before leads nowhere any more.
    RENEW = "UPDATE invitations SET token_hash = $3, expires_at = $4 WHERE org_id = $1 AND invitation_id = $2";
    /// Takes one back.
    REVOKE = "DELETE FROM invitations WHERE org_id = $1 AND invitation_id = $2";
    /// Forgets those of every organisation that expired or were used up.
    PURGE = "DELETE FROM invitations WHERE expires_at <= $1 OR uses_left = 0";
}

/// An invitation to be.
pub(crate) struct NewInvitation {
    pub id: InvitationId,
    pub token_hash: [u8; 32],
    pub email: Option<String>,
    pub name: String,
    pub language: Option<String>,
    pub message: String,
    pub note: String,
    pub role: OrgRole,
    pub sponsor: Option<PersonId>,
    pub stay_ends_at: Option<Timestamp>,
    pub uses: i64,
    pub by: PersonId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Not its secret.
    pub id: InvitationId,
    /// Who was asked; `None` for a link that whoever has it can use.
    pub email: Option<String>,
    /// How they are called, as its author says; may be empty.
    pub name: String,
    /// The language of the letter to them; `None` for the organisation's.
    pub language: Option<String>,
    /// What its author writes to them; may be empty.
    pub message: String,
    /// The last letter to them.
    pub mail: Option<MailId>,
    /// What it is for, as its author says.
    pub note: String,
    /// What those may do who join.
    pub role: OrgRole,
    /// Who answers for the guests who join.
    pub sponsor: Option<PersonId>,
    /// When the time of the guests who join is over.
    pub stay_ends_at: Option<Timestamp>,
    /// How many can still join.
    pub uses_left: i64,
    /// Its author.
    pub by: PersonId,
    /// Their name.
    pub by_name: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
}

base_db::from_row!(Invitation {
    id,
    email,
    name,
    language,
    message,
    mail,
    note,
    role,
    sponsor,
    stay_ends_at,
    uses_left,
    by,
    by_name,
    created_at,
    expires_at
});

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, new: &NewInvitation) -> Result<(), Error> {
    let NewInvitation { id, token_hash, email, name, language, message, note, role, sponsor, stay_ends_at, .. } = new;
    let NewInvitation { uses, by, created_at, expires_at, .. } = new;
    let email_key = email.as_deref().map(model::email_key);
    tx.exec(
        &INSERT,
        params![
            org,
            id,
            token_hash,
            email,
            email_key,
            name,
            language,
            message,
            note,
            role,
            sponsor,
            stay_ends_at,
            uses,
            by,
            created_at,
            expires_at
        ],
    )
    .await
    .map(drop)
}

pub(crate) async fn add_group(tx: &mut Tx, org: OrgId, id: InvitationId, group: GroupId) -> Result<(), Error> {
    tx.exec(&ADD_GROUP, params![org, id, group]).await.map(drop)
}

pub(crate) async fn set_mail(tx: &mut Tx, org: OrgId, id: InvitationId, mail: MailId) -> Result<(), Error> {
    tx.exec(&SET_MAIL, params![org, id, mail]).await.map(drop)
}

pub(crate) async fn is_invited(tx: &mut Tx, org: OrgId, email_key: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.one::<(InvitationId,)>(&OF_EMAIL, params![org, email_key, now]).await?.is_some())
}

pub(crate) async fn open(
    tx: &mut Tx,
    org: OrgId,
    now: Timestamp,
    before: Option<InvitationId>,
    limit: usize,
) -> Result<Page<Invitation>, Error> {
    let before = before.unwrap_or(InvitationId::from_uuid(Uuid::max()));
    tx.page(&OPEN, params![org, now, before], limit).await
}

pub(crate) async fn count(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&COUNT, params![org, now]).await?.map_or(0, |(count,)| count))
}

pub(crate) async fn one(
    tx: &mut Tx,
    org: OrgId,
    id: InvitationId,
    now: Timestamp,
) -> Result<Option<Invitation>, Error> {
    tx.one(&ONE, params![org, id, now]).await
}

pub(crate) async fn usable(
    tx: &mut Tx,
    org: OrgId,
    id: InvitationId,
    now: Timestamp,
) -> Result<Option<Invitation>, Error> {
    tx.one(&USABLE, params![org, id, now]).await
}

pub(crate) async fn by_token(
    tx: &mut Tx,
    org: OrgId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Invitation>, Error> {
    tx.one(&BY_TOKEN, params![org, token_hash, now]).await
}

pub(crate) async fn groups(tx: &mut Tx, org: OrgId, id: InvitationId) -> Result<Vec<Group>, Error> {
    let rows: Vec<(GroupId, String)> = tx.all(&GROUPS, params![org, id]).await?;
    Ok(rows.into_iter().map(|(id, name)| Group { id, name }).collect())
}

/// Says whether it could be used.
pub(crate) async fn take(tx: &mut Tx, org: OrgId, id: InvitationId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.exec(&USE, params![org, id, now]).await? > 0)
}

pub(crate) async fn renew(
    tx: &mut Tx,
    org: OrgId,
    id: InvitationId,
    token_hash: &[u8; 32],
    expires_at: Timestamp,
) -> Result<(), Error> {
    tx.exec(&RENEW, params![org, id, token_hash, expires_at]).await.map(drop)
}

/// Says whether there was such an invitation.
pub(crate) async fn revoke(tx: &mut Tx, org: OrgId, id: InvitationId) -> Result<bool, Error> {
    Ok(tx.exec(&REVOKE, params![org, id]).await? > 0)
}

pub(crate) async fn purge(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.exec(&PURGE, params![now]).await.map(drop)
}
