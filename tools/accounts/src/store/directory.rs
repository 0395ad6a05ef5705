//! What people tell others of themselves, and finding people and groups by name.

use base_db::{Error, Param, ToParam, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::OrgRole;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::card::{Audience, Field};
use crate::store::groups::{groups_of, mine};

/// People of whom something is read with one statement.
const AT_ONCE: usize = 16;
/// Words that a statement holds names against; a search with more of them is checked again.
pub(crate) const WORDS: usize = 4;

/// The people whom a guest sees: those they share a group with, their sponsor, themself.
macro_rules! seen_by_guest {
    ($guest:literal, $rest:expr) => {
        concat!(
            "WITH RECURSIVE ",
            mine!($guest),
            ", seen (person_id) AS (
                SELECT gp.person_id FROM group_people gp JOIN mine m ON m.group_id = gp.group_id WHERE gp.org_id = $1
                UNION SELECT sponsor_id FROM people WHERE org_id = $1 AND person_id = ",
            $guest,
            " UNION SELECT person_id FROM people WHERE org_id = $1 AND person_id = ",
            $guest,
            ") ",
            $rest
        )
    };
}

/// The best people, by name: `$3` is what was typed as the beginning of the name, `$10` as that of a word, `$4` to `$7`
/// the words that name and handle hold, `$8` the beginning of an address that is for everybody, or of any where `$9` is
/// set. Of the many only the index is read, of the few that are given their rows.
macro_rules! hits {
    ($among:literal) => {
        concat!(
            "SELECT p.person_id, p.handle, p.name, p.email, ph.version, h.by_address FROM (
                SELECT p.person_id, p.name_key, CASE WHEN p.search_key LIKE $3 ESCAPE '\\' THEN 0
                        WHEN ' ' || p.search_key LIKE $10 ESCAPE '\\' THEN 1 ELSE 2 END AS place,
                    NOT (p.search_key LIKE $4 ESCAPE '\\' AND p.search_key LIKE $5 ESCAPE '\\'
                        AND p.search_key LIKE $6 ESCAPE '\\' AND p.search_key LIKE $7 ESCAPE '\\') AS by_address
                FROM people p ",
            $among,
            " WHERE p.org_id = $1 AND p.active AND (p.ends_at IS NULL OR p.ends_at > $2)
                AND ((p.search_key LIKE $4 ESCAPE '\\' AND p.search_key LIKE $5 ESCAPE '\\'
                        AND p.search_key LIKE $6 ESCAPE '\\' AND p.search_key LIKE $7 ESCAPE '\\')
                    OR (p.email_key LIKE $8 ESCAPE '\\' AND ($9 OR NOT EXISTS (
                        SELECT 1 FROM directory_fields f WHERE f.org_id = $1 AND f.person_id = p.person_id
                        AND f.field = 'email' AND f.audience <> 'organisation'))))
                ORDER BY 3, p.name_key, p.person_id LIMIT $11
            ) h JOIN people p ON p.org_id = $1 AND p.person_id = h.person_id
            LEFT JOIN person_photos ph ON ph.org_id = p.org_id AND ph.person_id = p.person_id
            ORDER BY h.place, h.name_key, h.person_id"
        )
    };
}

base_db::statements! {
    /// What somebody tells, and whom.
    OF_PERSON = "SELECT person_id, field, value, audience FROM directory_fields WHERE org_id = $1 AND person_id = $2";
    /// One field of several people.
    OF_PEOPLE = "SELECT person_id, field, value, audience FROM directory_fields WHERE org_id = $1 AND field = $2
        AND person_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    /// Tells something, or tells somebody else.
    PUT = "INSERT INTO directory_fields (org_id, person_id, field, value, audience) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (org_id, person_id, field) DO UPDATE SET value = excluded.value, audience = excluded.audience";
    /// All of it, for the archive.
    EVERY = "SELECT person_id, field, value, audience FROM directory_fields WHERE org_id = $1
        ORDER BY person_id, field";
    /// Those of several people who share a group with `$2`, directly or not.
    SHARING = groups_of!(", theirs (person_id, group_id) AS (
            SELECT p.person_id, p.group_id FROM group_people p
                JOIN groups d ON d.org_id = p.org_id AND d.group_id = p.group_id
                WHERE p.org_id = $1 AND d.deleted_at IS NULL
                AND p.person_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            UNION
            SELECT t.person_id, g.group_id FROM group_groups g JOIN theirs t ON g.member_id = t.group_id
                JOIN groups d ON d.org_id = g.org_id AND d.group_id = g.group_id
                WHERE g.org_id = $1 AND d.deleted_at IS NULL
        ) SELECT DISTINCT t.person_id FROM theirs t JOIN mine m ON m.group_id = t.group_id");
    /// Whether the guest `$2` sees somebody.
    SEEN_BY_GUEST = seen_by_guest!("$2", "SELECT person_id FROM seen WHERE person_id = $3");
    /// People by name, handle or address.
    PEOPLE = hits!("");
    /// The same as a guest finds them.
    PEOPLE_OF_GUEST = seen_by_guest!("$12", hits!("JOIN seen ON seen.person_id = p.person_id"));
    /// Groups by name: `$3` is what was typed as the beginning of the name, `$8` as that of a word, `$4` to `$7` the words
    /// that the name holds; those that `$2` is in, where `$10` is set no others, and where `$11` is set hidden ones too.
    GROUPS = groups_of!("SELECT g.group_id, g.name, g.about FROM groups g
        LEFT JOIN mine ON mine.group_id = g.group_id
        WHERE g.org_id = $1 AND g.deleted_at IS NULL
        AND g.name_key LIKE $4 ESCAPE '\\' AND g.name_key LIKE $5 ESCAPE '\\'
        AND g.name_key LIKE $6 ESCAPE '\\' AND g.name_key LIKE $7 ESCAPE '\\'
        AND (mine.group_id IS NOT NULL OR (NOT $10 AND (g.joining <> 'hidden' OR $11)))
        ORDER BY CASE WHEN g.name_key LIKE $3 ESCAPE '\\' THEN 0
            WHEN ' ' || g.name_key LIKE $8 ESCAPE '\\' THEN 1 ELSE 2 END, g.name_key LIMIT $9");
    /// Which of somebody's groups the guest `$3` is in too.
    GROUPS_SHARED = "SELECT a.group_id FROM group_people a JOIN group_people b
        ON b.org_id = a.org_id AND b.group_id = a.group_id AND b.person_id = $3
        WHERE a.org_id = $1 AND a.person_id = $2";
}

/// Something that a person tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub person: PersonId,
    /// Which field.
    pub field: Field,
    /// What it says; empty of an address, which stands with the person.
    pub value: String,
    /// Whom it is for.
    pub audience: Audience,
}

base_db::from_row!(Told { person, field, value, audience });

/// Somebody who was found.
pub(crate) struct Hit {
    pub id: PersonId,
    pub handle: String,
    pub name: String,
    pub email: String,
    pub photo_version: Option<String>,
    /// By their address alone.
    pub by_address: bool,
}

impl base_db::FromRow for Hit {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            handle: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            photo_version: row.get(4)?,
            by_address: row.get(5)?,
        })
    }
}

/// What names are held against.
pub(crate) struct Patterns {
    /// What was typed, at the beginning.
    pub beginning: String,
    /// The same at the beginning of a word.
    pub beginning_of_word: String,
    /// Each word, anywhere; the last ones anything.
    pub words: [String; WORDS],
    /// What was typed in an address; nothing where that is no address.
    pub address: String,
}

pub(crate) async fn of_person(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Vec<Told>, Error> {
    tx.all(&OF_PERSON, params![org, person]).await
}

/// What these people say in one field.
pub(crate) async fn of_people(tx: &mut Tx, org: OrgId, field: Field, people: &[PersonId]) -> Result<Vec<Told>, Error> {
    let mut told = Vec::new();
    for people in people.chunks(AT_ONCE) {
        let first = [org.to_param(), field.to_param()];
        told.extend(tx.all(&OF_PEOPLE, &with_people(first, people)).await?);
    }
    Ok(told)
}

pub(crate) async fn put(tx: &mut Tx, org: OrgId, told: &Told) -> Result<(), Error> {
    let Told { person, field, value, audience } = told;
    tx.exec(&PUT, params![org, person, field, value, audience]).await.map(drop)
}

pub(crate) async fn every(tx: &mut Tx, org: OrgId) -> Result<Vec<Told>, Error> {
    tx.all(&EVERY, params![org]).await
}

/// Those of `people` who share a group with `person`.
pub(crate) async fn sharing(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    people: &[PersonId],
) -> Result<Vec<PersonId>, Error> {
    let mut found = Vec::new();
    for people in people.chunks(AT_ONCE) {
        let first = [org.to_param(), person.to_param()];
        let rows: Vec<(PersonId,)> = tx.all(&SHARING, &with_people(first, people)).await?;
        found.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(found)
}

fn with_people<'a>(first: [Param<'a>; 2], people: &[PersonId]) -> Vec<Param<'a>> {
    let mut values = Vec::from(first);
    values.extend(people.iter().map(|person| Param::Uuid(person.uuid())));
    values.resize(2 + AT_ONCE, Param::Uuid(Uuid::nil()));
    values
}

pub(crate) async fn seen_by_guest(tx: &mut Tx, org: OrgId, guest: PersonId, person: PersonId) -> Result<bool, Error> {
    Ok(tx.one::<(PersonId,)>(&SEEN_BY_GUEST, params![org, guest, person]).await?.is_some())
}

/// People whose account may be used, the best first.
pub(crate) async fn people(
    tx: &mut Tx,
    org: OrgId,
    (person, role): (PersonId, OrgRole),
    patterns: &Patterns,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Hit>, Error> {
    let Patterns { beginning, beginning_of_word, words: [a, b, c, d], address } = patterns;
    if role == OrgRole::Guest {
        // Addresses are told to the organisation, and its guests are not of it.
        let values = params![org, now, beginning, a, b, c, d, "", false, beginning_of_word, limit, person];
        return tx.all(&PEOPLE_OF_GUEST, values).await;
    }
    let admin = role >= OrgRole::Admin;
    tx.all(&PEOPLE, params![org, now, beginning, a, b, c, d, address, admin, beginning_of_word, limit]).await
}

/// Groups, the best first; of a guest, those they are in.
pub(crate) async fn groups(
    tx: &mut Tx,
    org: OrgId,
    (person, role): (PersonId, OrgRole),
    patterns: &Patterns,
    limit: usize,
) -> Result<Vec<(GroupId, String, String)>, Error> {
    let Patterns { beginning, beginning_of_word, words: [a, b, c, d], .. } = patterns;
    let (own, hidden) = (role == OrgRole::Guest, role >= OrgRole::Admin);
    tx.all(&GROUPS, params![org, person, beginning, a, b, c, d, beginning_of_word, limit, own, hidden]).await
}

/// The groups that both are in directly.
pub(crate) async fn groups_shared(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    guest: PersonId,
) -> Result<Vec<GroupId>, Error> {
    let rows: Vec<(GroupId,)> = tx.all(&GROUPS_SHARED, params![org, person, guest]).await?;
    Ok(rows.into_iter().map(|(group,)| group).collect())
}
