//! What groups have, who asks to be in them, and those that were deleted.

use base_db::{Error, Page, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use jiff::Timestamp;

use crate::model;

base_db::statements! {
    /// What a group has.
    SPACES = "SELECT tool FROM group_spaces WHERE org_id = $1 AND group_id = $2 ORDER BY tool";
    /// What all groups have, for the archive.
    ALL_SPACES = "SELECT group_id, tool FROM group_spaces WHERE org_id = $1 ORDER BY group_id, tool";
    /// It has it.
    ADD_SPACE = "INSERT INTO group_spaces (org_id, group_id, tool) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// It has it no longer.
    DROP_SPACE = "DELETE FROM group_spaces WHERE org_id = $1 AND group_id = $2 AND tool = $3";

    /// Somebody asks to be in a group.
    ASK = "INSERT INTO group_requests (org_id, group_id, person_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    /// They were answered, or ask no longer.
    ANSWERED = "DELETE FROM group_requests WHERE org_id = $1 AND group_id = $2 AND person_id = $3";
    /// Who asks, the longest waiting first.
    REQUESTS = "SELECT q.person_id, p.handle, p.name, ph.version, q.at FROM group_requests q
        JOIN people p ON p.org_id = q.org_id AND p.person_id = q.person_id
        LEFT JOIN person_photos ph ON ph.org_id = p.org_id AND ph.person_id = p.person_id
        WHERE q.org_id = $1 AND q.group_id = $2 AND p.active ORDER BY q.at, q.person_id LIMIT $3";
    /// All of them, for the archive.
    ALL_REQUESTS = "SELECT group_id, person_id, at FROM group_requests WHERE org_id = $1 ORDER BY group_id, person_id";

    /// Who looks after a group and may use their account.
    MANAGERS = "SELECT p.person_id FROM group_people g
        JOIN people p ON p.org_id = g.org_id AND p.person_id = g.person_id
        WHERE g.org_id = $1 AND g.group_id = $2 AND g.manager AND p.active
        AND (p.ends_at IS NULL OR p.ends_at > $3)";
    /// Who administrates and may use their account.
    ADMINS = "SELECT person_id FROM people WHERE org_id = $1 AND active AND role IN ('admin', 'owner')";

    /// It is deleted, and can come back.
    DELETE = "UPDATE groups SET deleted_at = $3, deleted_by = $4
        WHERE org_id = $1 AND group_id = $2 AND deleted_at IS NULL";
    /// It comes back, under this name.
    RESTORE = "UPDATE groups SET deleted_at = NULL, deleted_by = NULL, name = $3, name_key = $4
        WHERE org_id = $1 AND group_id = $2";
    /// A deleted group, with who deleted it; with `$4` whoever asks, otherwise if `$3` manages it.
    DELETED_ONE = "SELECT g.group_id, g.name, g.about, g.deleted_at, g.deleted_by, p.name,
            (SELECT COUNT(*) FROM group_people c WHERE c.org_id = g.org_id AND c.group_id = g.group_id)
        FROM groups g LEFT JOIN people p ON p.org_id = g.org_id AND p.person_id = g.deleted_by
        LEFT JOIN group_people me ON me.org_id = g.org_id AND me.group_id = g.group_id AND me.person_id = $3
        WHERE g.org_id = $1 AND g.group_id = $2 AND g.deleted_at IS NOT NULL AND ($4 = TRUE OR me.manager = TRUE)";
    /// Those deleted, the latest first: all of them with `$3`, otherwise those that `$2` manages.
    DELETED = "SELECT g.group_id, g.name, g.about, g.deleted_at, g.deleted_by, p.name,
            (SELECT COUNT(*) FROM group_people c WHERE c.org_id = g.org_id AND c.group_id = g.group_id)
        FROM groups g LEFT JOIN people p ON p.org_id = g.org_id AND p.person_id = g.deleted_by
        LEFT JOIN group_people me ON me.org_id = g.org_id AND me.group_id = g.group_id AND me.person_id = $2
        WHERE g.org_id = $1 AND g.deleted_at IS NOT NULL AND ($3 = TRUE OR me.manager = TRUE)
        AND (g.deleted_at, g.group_id) < ($4, $5) ORDER BY g.deleted_at DESC, g.group_id DESC LIMIT $6";
    /// What is gone with a group: its people.
    PURGE_PEOPLE = "DELETE FROM group_people WHERE org_id = $1 AND group_id = $2";
    /// Its place in others, and others in it.
    PURGE_GROUPS = "DELETE FROM group_groups WHERE org_id = $1 AND (group_id = $2 OR member_id = $2)";
    /// Its history.
    PURGE_HISTORY = "DELETE FROM group_history WHERE org_id = $1 AND group_id = $2";
    /// What it had.
    PURGE_SPACES = "DELETE FROM group_spaces WHERE org_id = $1 AND group_id = $2";
    /// Who asked to be in it.
    PURGE_REQUESTS = "DELETE FROM group_requests WHERE org_id = $1 AND group_id = $2";
    /// Invitations to it.
    PURGE_INVITATIONS = "DELETE FROM invitation_groups WHERE org_id = $1 AND group_id = $2";
    /// Itself.
    PURGE_GROUP = "DELETE FROM groups WHERE org_id = $1 AND group_id = $2";
}

/// Somebody who asks to be in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub id: PersonId,
    /// For life.
    pub handle: String,
    /// The name today.
    pub name: String,
    /// Changes with the photo.
    pub photo_version: Option<String>,
    /// Since when.
    pub at: Timestamp,
}

base_db::from_row!(Request { id, handle, name, photo_version, at });

/// A group that was deleted and can come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Which.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// A line about it.
    pub about: String,
    /// When it was deleted.
    pub at: Timestamp,
    /// By whom; nobody for the operator.
    pub by: Option<PersonId>,
    /// Their name.
    pub by_name: Option<String>,
    /// How many people it has directly.
    pub people: i64,
}

base_db::from_row!(Deleted { id, name, about, at, by, by_name, people });

pub(crate) async fn spaces(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<Vec<String>, Error> {
    Ok(tx.all::<(String,)>(&SPACES, params![org, group]).await?.into_iter().map(|(tool,)| tool).collect())
}

pub(crate) async fn all_spaces(tx: &mut Tx, org: OrgId) -> Result<Vec<(GroupId, String)>, Error> {
    tx.all(&ALL_SPACES, params![org]).await
}

/// Gives it the thing of `tool`, or takes that from it; says whether that changed anything.
pub(crate) async fn set_space(tx: &mut Tx, org: OrgId, group: GroupId, tool: &str, has: bool) -> Result<bool, Error> {
    Ok(tx.exec(if has { &ADD_SPACE } else { &DROP_SPACE }, params![org, group, tool]).await? > 0)
}

/// Says whether they had not asked yet.
pub(crate) async fn ask(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    person: PersonId,
    at: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.exec(&ASK, params![org, group, person, at]).await? > 0)
}

/// Says whether they had asked.
pub(crate) async fn answered(tx: &mut Tx, org: OrgId, group: GroupId, person: PersonId) -> Result<bool, Error> {
    Ok(tx.exec(&ANSWERED, params![org, group, person]).await? > 0)
}

/// The first `most` who ask.
pub(crate) async fn requests(tx: &mut Tx, org: OrgId, group: GroupId, most: usize) -> Result<Page<Request>, Error> {
    tx.page(&REQUESTS, params![org, group], most).await
}

pub(crate) async fn all_requests(tx: &mut Tx, org: OrgId) -> Result<Vec<(GroupId, PersonId, Timestamp)>, Error> {
    tx.all(&ALL_REQUESTS, params![org]).await
}

pub(crate) async fn managers(tx: &mut Tx, org: OrgId, group: GroupId, now: Timestamp) -> Result<Vec<PersonId>, Error> {
    Ok(tx.all::<(PersonId,)>(&MANAGERS, params![org, group, now]).await?.into_iter().map(|(id,)| id).collect())
}

pub(crate) async fn admins(tx: &mut Tx, org: OrgId) -> Result<Vec<PersonId>, Error> {
    Ok(tx.all::<(PersonId,)>(&ADMINS, params![org]).await?.into_iter().map(|(id,)| id).collect())
}

/// Says whether it was there.
pub(crate) async fn delete(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    at: Timestamp,
    by: Option<PersonId>,
) -> Result<bool, Error> {
    Ok(tx.exec(&DELETE, params![org, group, at, by]).await? > 0)
}

pub(crate) async fn restore(tx: &mut Tx, org: OrgId, group: GroupId, name: &str) -> Result<(), Error> {
    tx.exec(&RESTORE, params![org, group, name, model::folded(name)]).await.map(drop)
}

/// A deleted group, for `person` if they manage it, or for whoever may see `all`.
pub(crate) async fn deleted_one(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    (person, all): (Option<PersonId>, bool),
) -> Result<Option<Deleted>, Error> {
    let person = person.unwrap_or(PersonId::from_uuid(uuid::Uuid::nil()));
    tx.one(&DELETED_ONE, params![org, group, person, all]).await
}

pub(crate) async fn deleted(
    tx: &mut Tx,
    org: OrgId,
    (person, all): (PersonId, bool),
    before: Option<(Timestamp, GroupId)>,
    limit: usize,
) -> Result<Page<Deleted>, Error> {
    let (at, id) = before.unwrap_or((Timestamp::MAX, GroupId::from_uuid(uuid::Uuid::max())));
    tx.page(&DELETED, params![org, person, all, at, id], limit).await
}

/// Removes a group with all that belongs to it here.
pub(crate) async fn purge(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<(), Error> {
    let all = [
        &PURGE_PEOPLE,
        &PURGE_GROUPS,
        &PURGE_HISTORY,
        &PURGE_SPACES,
        &PURGE_REQUESTS,
        &PURGE_INVITATIONS,
        &PURGE_GROUP,
    ];
    for statement in all {
        tx.exec(statement, params![org, group]).await?;
    }
    Ok(())
}
