//! Announcements, and who put them away.

use base_db::{Error, FromRow, Page, Row, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::announcements::{Announcement, AnnouncementId};

base_db::statements! {
    /// A new one.
    INSERT = "INSERT INTO announcements (org_id, announcement_id, title, body, everybody, guests, starts_at, ends_at,
        created_by, created_at, changed_at, removed_at, edition, told, told_after)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// One.
    ONE = "SELECT announcement_id, title, body, everybody, guests, starts_at, ends_at, created_by, created_at,
        changed_at, removed_at, edition, told, told_after FROM announcements
        WHERE org_id = $1 AND announcement_id = $2";
    /// A page of them, newest first, before one of them; not those that were deleted.
    PAGE = "SELECT announcement_id, title, body, everybody, guests, starts_at, ends_at, created_by, created_at,
        changed_at, removed_at, edition, told, told_after FROM announcements
        WHERE org_id = $1 AND announcement_id < $2 AND removed_at IS NULL ORDER BY announcement_id DESC LIMIT $3";
    /// All, deleted ones too, for the archive.
    EVERY = "SELECT announcement_id, title, body, everybody, guests, starts_at, ends_at, created_by, created_at,
        changed_at, removed_at, edition, told, told_after FROM announcements WHERE org_id = $1
        ORDER BY announcement_id";
    /// Those that are shown now, newest first.
    RUNNING = "SELECT announcement_id, title, body, everybody, guests, starts_at, ends_at, created_by, created_at,
        changed_at, removed_at, edition, told, told_after FROM announcements
        WHERE org_id = $1 AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2) AND removed_at IS NULL
        ORDER BY starts_at DESC, announcement_id DESC LIMIT $3";
    /// Written anew, ended, deleted or brought back.
    UPDATE = "UPDATE announcements SET title = $3, body = $4, everybody = $5, guests = $6, starts_at = $7,
        ends_at = $8, changed_at = $9, removed_at = $10, edition = $11, told = $12, told_after = $13
        WHERE org_id = $1 AND announcement_id = $2";
    /// Forgets those that ended, or were deleted, long enough ago.
    FORGET = "DELETE FROM announcements WHERE org_id = $1 AND (ends_at < $2 OR removed_at < $3)";

    /// Whom one is for.
    GROUPS = "SELECT group_id FROM announcement_groups WHERE org_id = $1 AND announcement_id = $2 ORDER BY group_id";
    /// One group more.
    ADD_GROUP = "INSERT INTO announcement_groups (org_id, announcement_id, group_id) VALUES ($1, $2, $3)";
    /// No groups.
    DROP_GROUPS = "DELETE FROM announcement_groups WHERE org_id = $1 AND announcement_id = $2";

    /// Which edition of one a person put away.
    AWAY = "SELECT edition FROM announcements_put_away
        WHERE org_id = $1 AND announcement_id = $2 AND person_id = $3";
    /// Puts one away.
    PUT_AWAY = "INSERT INTO announcements_put_away (org_id, announcement_id, person_id, edition)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (org_id, announcement_id, person_id) DO UPDATE SET edition = excluded.edition";
    /// Takes one out again.
    TAKE_OUT = "DELETE FROM announcements_put_away WHERE org_id = $1 AND announcement_id = $2 AND person_id = $3";
    /// How many people put one away as it is.
    COUNT_AWAY = "SELECT COUNT(*) FROM announcements_put_away
        WHERE org_id = $1 AND announcement_id = $2 AND edition = $3";
    /// Who put one away, in pages.
    EVERY_AWAY = "SELECT person_id, edition FROM announcements_put_away
        WHERE org_id = $1 AND announcement_id = $2 AND person_id > $3 ORDER BY person_id LIMIT $4";
}

/// Looked at in one answer, at most, for those that are for whoever asks.
const MOST_RUNNING: i64 = 1_000;

impl FromRow for Announcement {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            title: row.get(1)?,
            text: row.get(2)?,
            everybody: row.get(3)?,
            guests: row.get(4)?,
            starts_at: row.get(5)?,
            ends_at: row.get(6)?,
            by: row.get(7)?,
            created_at: row.get(8)?,
            changed_at: row.get(9)?,
            removed_at: row.get(10)?,
            edition: row.get(11)?,
            told: row.get(12)?,
            told_after: row.get(13)?,
        })
    }
}

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, new: &Announcement, groups: &[GroupId]) -> Result<(), Error> {
    let Announcement { id, title, text, everybody, guests, starts_at, ends_at, by, created_at, .. } = new;
    let Announcement { changed_at, removed_at, edition, told, told_after, .. } = new;
    let values = params![
        org, id, title, text, everybody, guests, starts_at, ends_at, by, created_at, changed_at, removed_at, edition,
        told, told_after
    ];
    tx.exec(&INSERT, values).await?;
    add_groups(tx, org, *id, groups).await
}

async fn add_groups(tx: &mut Tx, org: OrgId, id: AnnouncementId, groups: &[GroupId]) -> Result<(), Error> {
    for group in groups {
        tx.exec(&ADD_GROUP, params![org, id, group]).await?;
    }
    Ok(())
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId, id: AnnouncementId) -> Result<Option<Announcement>, Error> {
    tx.one(&ONE, params![org, id]).await
}

pub(crate) async fn page(
    tx: &mut Tx,
    org: OrgId,
    before: Option<AnnouncementId>,
    limit: usize,
) -> Result<Page<Announcement>, Error> {
    tx.page(&PAGE, params![org, before.map_or(Uuid::max(), AnnouncementId::uuid)], limit).await
}

pub(crate) async fn every(tx: &mut Tx, org: OrgId) -> Result<Vec<Announcement>, Error> {
    tx.all(&EVERY, params![org]).await
}

pub(crate) async fn running(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<Vec<Announcement>, Error> {
    tx.all(&RUNNING, params![org, now, MOST_RUNNING]).await
}

pub(crate) async fn update(tx: &mut Tx, org: OrgId, now: &Announcement) -> Result<(), Error> {
    let Announcement { id, title, text, everybody, guests, starts_at, ends_at, .. } = now;
    let Announcement { changed_at, removed_at, edition, told, told_after, .. } = now;
    let values = params![
        org, id, title, text, everybody, guests, starts_at, ends_at, changed_at, removed_at, edition, told, told_after
    ];
    tx.exec(&UPDATE, values).await.map(drop)
}

/// Says how many.
pub(crate) async fn forget(tx: &mut Tx, org: OrgId, ended: Timestamp, removed: Timestamp) -> Result<u64, Error> {
    tx.exec(&FORGET, params![org, ended, removed]).await
}

/// Whom one is for, where it is not for everybody.
pub(crate) async fn groups(tx: &mut Tx, org: OrgId, id: AnnouncementId) -> Result<Vec<GroupId>, Error> {
    Ok(tx.all::<(GroupId,)>(&GROUPS, params![org, id]).await?.into_iter().map(|(group,)| group).collect())
}

pub(crate) async fn set_groups(tx: &mut Tx, org: OrgId, id: AnnouncementId, groups: &[GroupId]) -> Result<(), Error> {
    tx.exec(&DROP_GROUPS, params![org, id]).await?;
    add_groups(tx, org, id, groups).await
}

/// The edition that a person put away.
pub(crate) async fn away(tx: &mut Tx, org: OrgId, id: AnnouncementId, person: PersonId) -> Result<Option<i64>, Error> {
    Ok(tx.one::<(i64,)>(&AWAY, params![org, id, person]).await?.map(|(edition,)| edition))
}

pub(crate) async fn put_away(
    tx: &mut Tx,
    org: OrgId,
    id: AnnouncementId,
    person: PersonId,
    edition: i64,
) -> Result<(), Error> {
    tx.exec(&PUT_AWAY, params![org, id, person, edition]).await.map(drop)
}

/// Says whether it was put away.
pub(crate) async fn take_out(tx: &mut Tx, org: OrgId, id: AnnouncementId, person: PersonId) -> Result<bool, Error> {
    Ok(tx.exec(&TAKE_OUT, params![org, id, person]).await? > 0)
}

pub(crate) async fn count_away(tx: &mut Tx, org: OrgId, id: AnnouncementId, edition: i64) -> Result<u64, Error> {
    Ok(tx.one::<(u64,)>(&COUNT_AWAY, params![org, id, edition]).await?.map_or(0, |(count,)| count))
}

/// Who put one away, with which edition, after one person.
pub(crate) async fn every_away(
    tx: &mut Tx,
    org: OrgId,
    id: AnnouncementId,
    after: Option<PersonId>,
    limit: usize,
) -> Result<Page<(PersonId, i64)>, Error> {
    tx.page(&EVERY_AWAY, params![org, id, after.map_or(Uuid::nil(), PersonId::uuid)], limit).await
}
