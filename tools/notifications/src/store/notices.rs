//! What people were told.

use base_db::{Error, FromRow, Page, Row, Tx, params};
use base_i18n::Words;
use base_id::{OrgId, PersonId};
use base_suite::Object;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{NoticeId, Told};

base_db::statements! {
    /// A notice.
    INSERT = "INSERT INTO notices (org_id, notice_id, person_id, kind, by_id, object_kind, object_id, title_fr, title_en,
        detail_fr, detail_en, link, fold_key, told_at, read_at, dropped_at, in_digest, delivered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    /// Takes the unread notice away in whose place a newer one comes.
    FOLD = "DELETE FROM notices WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND fold_key = $4
        AND read_at IS NULL";
    /// A page of somebody's notices, newest first, before one of them.
    PAGE = "SELECT notice_id, person_id, kind, by_id, object_kind, object_id, title_fr, title_en, detail_fr, detail_en,
        link, fold_key, told_at, read_at, dropped_at, in_digest, delivered_at FROM notices
        WHERE org_id = $1 AND person_id = $2 AND notice_id < $3 AND dropped_at IS NULL
        ORDER BY notice_id DESC LIMIT $4";
    /// The same of those unread.
    PAGE_UNREAD = "SELECT notice_id, person_id, kind, by_id, object_kind, object_id, title_fr, title_en, detail_fr,
        detail_en, link, fold_key, told_at, read_at, dropped_at, in_digest, delivered_at FROM notices
        WHERE org_id = $1 AND person_id = $2 AND notice_id < $3 AND read_at IS NULL AND dropped_at IS NULL
        ORDER BY notice_id DESC LIMIT $4";
    /// One notice, of whomever.
    ONE = "SELECT notice_id, person_id, kind, by_id, object_kind, object_id, title_fr, title_en, detail_fr, detail_en,
        link, fold_key, told_at, read_at, dropped_at, in_digest, delivered_at FROM notices
        WHERE org_id = $1 AND notice_id = $2";
    /// What somebody's unread notices are about, each with how many there are, the newest first.
    UNREAD_OBJECTS = "SELECT object_kind, object_id, COUNT(*), MAX(told_at) FROM notices
        WHERE org_id = $1 AND person_id = $2 AND read_at IS NULL AND dropped_at IS NULL
        GROUP BY object_kind, object_id ORDER BY MAX(told_at) DESC LIMIT $3";
    /// Read, or unread again.
    MARK = "UPDATE notices SET read_at = $4 WHERE org_id = $1 AND person_id = $2 AND notice_id = $3
        AND (read_at IS NULL) <> (CAST($4 AS BIGINT) IS NULL)";
    /// All read up to one of them, at one time by which that can be undone.
    MARK_ALL = "UPDATE notices SET read_at = $3 WHERE org_id = $1 AND person_id = $2 AND notice_id <= $4
        AND read_at IS NULL AND dropped_at IS NULL";
    /// Unread again: what was read at one time.
    UNMARK_ALL = "UPDATE notices SET read_at = NULL WHERE org_id = $1 AND person_id = $2 AND read_at = $3";
    /// Out of the list, or back in it.
    DROP = "UPDATE notices SET dropped_at = $4 WHERE org_id = $1 AND person_id = $2 AND notice_id = $3
        AND (dropped_at IS NULL) <> (CAST($4 AS BIGINT) IS NULL)";
    /// Its letter is written and its pushes are queued.
    DELIVERED = "UPDATE notices SET delivered_at = $3 WHERE org_id = $1 AND notice_id = $2";
    /// When the oldest was told of those that wait for somebody's letter of the day.
    DIGEST_SINCE = "SELECT MIN(told_at) FROM notices WHERE org_id = $1 AND person_id = $2 AND in_digest";
    /// Those that wait for somebody's letter of the day, and are still news; oldest first.
    IN_DIGEST = "SELECT notice_id, person_id, kind, by_id, object_kind, object_id, title_fr, title_en, detail_fr,
        detail_en, link, fold_key, told_at, read_at, dropped_at, in_digest, delivered_at FROM notices
        WHERE org_id = $1 AND person_id = $2 AND in_digest AND read_at IS NULL AND dropped_at IS NULL
        ORDER BY notice_id LIMIT $3";
    /// None waits for the letter of the day any more.
    DIGESTED = "UPDATE notices SET in_digest = FALSE WHERE org_id = $1 AND person_id = $2 AND in_digest";
    /// Everything of an organisation, in pages.
    EVERY = "SELECT notice_id, person_id, kind, by_id, object_kind, object_id, title_fr, title_en, detail_fr, detail_en,
        link, fold_key, told_at, read_at, dropped_at, in_digest, delivered_at FROM notices
        WHERE org_id = $1 AND notice_id > $2 ORDER BY notice_id LIMIT $3";
    /// Forgets what is old or was taken out of a list long enough ago; some at a time.
    PURGE = "DELETE FROM notices WHERE org_id = $1 AND notice_id IN (SELECT notice_id FROM notices
        WHERE org_id = $1 AND (told_at < $2 OR dropped_at < $3) LIMIT $4)";
    /// Those whose letter of the day is overdue.
    OVERDUE = "SELECT DISTINCT person_id FROM notices WHERE org_id = $1 AND in_digest AND told_at < $2 LIMIT $3";
    /// The next organisation where anything was told.
    NEXT_ORGANISATION = "SELECT org_id FROM notices WHERE org_id > $1 ORDER BY org_id LIMIT 1";
}

impl FromRow for Told {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let kind: Option<String> = row.get(4)?;
        let id: Option<Uuid> = row.get(5)?;
        let (fr, en): (Option<String>, Option<String>) = (row.get(8)?, row.get(9)?);
        Ok(Self {
            id: row.get(0)?,
            to: row.get(1)?,
            kind: row.get(2)?,
            by: row.get(3)?,
            object: kind.zip(id).map(|(kind, id)| Object { kind, id }),
            title: Words { fr: row.get(6)?, en: row.get(7)? },
            detail: fr.zip(en).map(|(fr, en)| Words { fr, en }),
            link: row.get(10)?,
            key: row.get(11)?,
            at: row.get(12)?,
            read_at: row.get(13)?,
            dropped_at: row.get(14)?,
            in_digest: row.get(15)?,
            delivered_at: row.get(16)?,
        })
    }
}

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, told: &Told) -> Result<(), Error> {
    let (kind, object) = told.object.as_ref().map(|object| (object.kind.as_str(), object.id)).unzip();
    let (detail_fr, detail_en) = told.detail.as_ref().map(|words| (words.fr.as_str(), words.en.as_str())).unzip();
    let values = params![
        org,
        told.id,
        told.to,
        told.kind,
        told.by,
        kind,
        object,
        told.title.fr,
        told.title.en,
        detail_fr,
        detail_en,
        told.link,
        told.key,
        told.at,
        told.read_at,
        told.dropped_at,
        told.in_digest,
        told.delivered_at
    ];
    tx.exec(&INSERT, values).await.map(drop)
}

pub(crate) async fn fold(tx: &mut Tx, org: OrgId, person: PersonId, kind: &str, key: &str) -> Result<(), Error> {
    tx.exec(&FOLD, params![org, person, kind, key]).await.map(drop)
}

pub(crate) async fn page(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    unread: bool,
    before: Option<NoticeId>,
    limit: usize,
) -> Result<Page<Told>, Error> {
    let before = before.map_or(Uuid::max(), NoticeId::uuid);
    tx.page(if unread { &PAGE_UNREAD } else { &PAGE }, params![org, person, before], limit).await
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId, id: NoticeId) -> Result<Option<Told>, Error> {
    tx.one(&ONE, params![org, id]).await
}

/// What the unread ones are about, at most `limit` different things, each with how many there are.
pub(crate) async fn unread_objects(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    limit: usize,
) -> Result<Vec<(Option<Object>, u64)>, Error> {
    type Counted = (Option<String>, Option<Uuid>, u64, Timestamp);
    let rows: Vec<Counted> = tx.all(&UNREAD_OBJECTS, params![org, person, limit]).await?;
    let object = |kind: Option<String>, id: Option<Uuid>| kind.zip(id).map(|(kind, id)| Object { kind, id });
    Ok(rows.into_iter().map(|(kind, id, count, _)| (object(kind, id), count)).collect())
}

/// Says whether that changed anything.
pub(crate) async fn mark(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    id: NoticeId,
    read_at: Option<Timestamp>,
) -> Result<bool, Error> {
    Ok(tx.exec(&MARK, params![org, person, id, read_at]).await? > 0)
}

/// Says how many.
pub(crate) async fn mark_all(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    read_at: Timestamp,
    until: Option<NoticeId>,
) -> Result<u64, Error> {
    tx.exec(&MARK_ALL, params![org, person, read_at, until.map_or(Uuid::max(), NoticeId::uuid)]).await
}

/// Says how many.
pub(crate) async fn unmark_all(tx: &mut Tx, org: OrgId, person: PersonId, read_at: Timestamp) -> Result<u64, Error> {
    tx.exec(&UNMARK_ALL, params![org, person, read_at]).await
}

/// Says whether that changed anything.
pub(crate) async fn set_dropped(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    id: NoticeId,
    at: Option<Timestamp>,
) -> Result<bool, Error> {
    Ok(tx.exec(&DROP, params![org, person, id, at]).await? > 0)
}

pub(crate) async fn delivered(tx: &mut Tx, org: OrgId, id: NoticeId, now: Timestamp) -> Result<(), Error> {
    tx.exec(&DELIVERED, params![org, id, now]).await.map(drop)
}

pub(crate) async fn digest_since(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Option<Timestamp>, Error> {
    let oldest: Option<(Option<Timestamp>,)> = tx.one(&DIGEST_SINCE, params![org, person]).await?;
    Ok(oldest.and_then(|(oldest,)| oldest))
}

pub(crate) async fn in_digest(tx: &mut Tx, org: OrgId, person: PersonId, limit: usize) -> Result<Vec<Told>, Error> {
    tx.all(&IN_DIGEST, params![org, person, limit]).await
}

pub(crate) async fn digested(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tx.exec(&DIGESTED, params![org, person]).await.map(drop)
}

pub(crate) async fn every(tx: &mut Tx, org: OrgId, after: Option<NoticeId>, limit: usize) -> Result<Page<Told>, Error> {
    tx.page(&EVERY, params![org, after.map_or(Uuid::nil(), NoticeId::uuid)], limit).await
}

/// Forgets at most `limit` that were told before one time, or taken out of a list before another; says how many.
pub(crate) async fn purge(
    tx: &mut Tx,
    org: OrgId,
    told: Timestamp,
    dropped: Timestamp,
    limit: usize,
) -> Result<u64, Error> {
    tx.exec(&PURGE, params![org, told, dropped, limit]).await
}

pub(crate) async fn overdue(tx: &mut Tx, org: OrgId, before: Timestamp, limit: usize) -> Result<Vec<PersonId>, Error> {
    let people: Vec<(PersonId,)> = tx.all(&OVERDUE, params![org, before, limit]).await?;
    Ok(people.into_iter().map(|(person,)| person).collect())
}

pub(crate) async fn next_organisation(tx: &mut Tx, after: Option<OrgId>) -> Result<Option<OrgId>, Error> {
    let next: Option<(OrgId,)> = tx.one(&NEXT_ORGANISATION, params![after.map_or(Uuid::nil(), OrgId::uuid)]).await?;
    Ok(next.map(|(org,)| org))
}
