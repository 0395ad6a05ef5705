//! Lists of people on their way in, and what the plan of one looks at.

use std::collections::{HashMap, HashSet};

use base_db::{Cell, Error, FromRow, FromValue, Page, Row, Tx, params};
use base_id::{OrgId, PersonId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::model::{ImportId, ImportState};
use crate::sheet::{Issue, KnownPerson};

macro_rules! imports {
    ($rest:literal) => {
        concat!(
            "SELECT i.import_id, i.file_name, i.options, i.state, i.lines, i.taken, i.created, i.changed, i.unchanged,
                i.refused, i.created_by, p.name, i.created_at, i.ended_at FROM imports i
            JOIN people p ON p.org_id = i.org_id AND p.person_id = i.created_by WHERE i.org_id = $1 ",
            $rest
        )
    };
}

base_db::statements! {
    /// A new one.
    INSERT = "INSERT INTO imports (org_id, import_id, file_name, options, state, lines, taken, created, changed,
        unchanged, refused, created_by, created_at) VALUES ($1, $2, $3, $4, 'running', $5, 0, 0, 0, 0, 0, $6, $7)
        ON CONFLICT DO NOTHING";
    /// Its file.
    ADD_FILE = "INSERT INTO import_files (org_id, import_id, bytes) VALUES ($1, $2, $3)";
    /// The file of one that has not ended.
    FILE = "SELECT bytes FROM import_files WHERE org_id = $1 AND import_id = $2";
    /// One.
    ONE = imports!("AND i.import_id = $2");
    /// All, newest first.
    LIST = imports!("AND i.import_id < $2 ORDER BY i.import_id DESC LIMIT $3");
    /// Some of its lines are settled.
    STEP = "UPDATE imports SET taken = taken + $3, created = created + $4, changed = changed + $5,
        unchanged = unchanged + $6, refused = refused + $7 WHERE org_id = $1 AND import_id = $2";
    /// A line that was not taken.
    REFUSE = "INSERT INTO import_refusals (org_id, import_id, line, cells, issues) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING";
    /// Its lines that were not taken.
    REFUSALS = "SELECT line, cells, issues FROM import_refusals WHERE org_id = $1 AND import_id = $2 AND line > $3
        ORDER BY line LIMIT $4";
    /// It is to stop.
    STOP = "UPDATE imports SET state = 'stopping' WHERE org_id = $1 AND import_id = $2 AND state = 'running'";
    /// It ended.
    END = "UPDATE imports SET state = $3, ended_at = $4 WHERE org_id = $1 AND import_id = $2 AND ended_at IS NULL";
    /// Its file is not needed any more.
    DROP_FILE = "DELETE FROM import_files WHERE org_id = $1 AND import_id = $2";
    /// The next organisation that has any.
    NEXT_ORGANISATION = "SELECT org_id FROM imports WHERE org_id > $1 ORDER BY org_id LIMIT 1";
    /// Forgets those that ended long ago.
    FORGET = "DELETE FROM imports WHERE org_id = $1 AND ended_at <= $2";

    /// Everybody, as a plan looks at them.
    KNOWN = "SELECT person_id, handle, name, email_key, role, active, sponsor_id, ends_at FROM people WHERE org_id = $1";
    /// Every handle ever given.
    HANDLES = "SELECT handle FROM handles WHERE org_id = $1";
    /// The groups by their keys.
    GROUPS = "SELECT name_key, name FROM groups WHERE org_id = $1 AND deleted_at IS NULL";
    /// Who is directly in which group.
    MEMBERSHIPS = "SELECT gp.person_id, g.name_key FROM group_people gp
        JOIN groups g ON g.org_id = gp.org_id AND g.group_id = gp.group_id
        WHERE gp.org_id = $1 AND g.deleted_at IS NULL";
}

/// A list on its way in, or that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The identifier.
    pub id: ImportId,
    /// What the file was called.
    pub file_name: String,
    /// How it is read: JSON.
    pub options: String,
    /// Where it stands.
    pub state: ImportState,
    /// Lines in it.
    pub lines: i64,
    /// Of these, those that are settled.
    pub taken: i64,
    /// People made.
    pub created: i64,
    /// People changed.
    pub changed: i64,
    /// People who were as the list says.
    pub unchanged: i64,
    /// Lines not taken.
    pub refused: i64,
    /// Who brought it.
    pub by: PersonId,
    /// Their name.
    pub by_name: String,
    /// When.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

base_db::from_row!(Import {
    id,
    file_name,
    options,
    state,
    lines,
    taken,
    created,
    changed,
    unchanged,
    refused,
    by,
    by_name,
    created_at,
    ended_at
});

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its number.
    pub line: i64,
    /// As it stands in the file.
    pub cells: Vec<String>,
    /// Why.
    pub issues: Vec<Issue>,
}

impl FromRow for Refusal {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let (Json(cells), Json(issues)) = (row.get(1)?, row.get(2)?);
        Ok(Self { line: row.get(0)?, cells, issues })
    }
}

/// A column that holds JSON.
struct Json<T>(T);

impl<T: DeserializeOwned> FromValue for Json<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self, Error> {
        serde_json::from_str(cell.text()?).map(Self).map_err(|error| Error::Decode(format!("JSON: {error}")))
    }
}

/// How many lines of each kind a step settled.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Step {
    pub taken: usize,
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
}

/// Says whether there was none on its way.
pub(crate) async fn insert(
    tx: &mut Tx,
    org: OrgId,
    id: ImportId,
    (file_name, bytes): (&str, &[u8]),
    options: &str,
    lines: usize,
    (by, now): (PersonId, Timestamp),
) -> Result<bool, Error> {
    if tx.exec(&INSERT, params![org, id, file_name, options, lines, by, now]).await? == 0 {
        return Ok(false);
    }
    tx.exec(&ADD_FILE, params![org, id, bytes]).await?;
    Ok(true)
}

pub(crate) async fn file(tx: &mut Tx, org: OrgId, id: ImportId) -> Result<Option<Vec<u8>>, Error> {
    Ok(tx.one::<(Vec<u8>,)>(&FILE, params![org, id]).await?.map(|(bytes,)| bytes))
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId, id: ImportId) -> Result<Option<Import>, Error> {
    tx.one(&ONE, params![org, id]).await
}

pub(crate) async fn list(
    tx: &mut Tx,
    org: OrgId,
    before: Option<ImportId>,
    limit: usize,
) -> Result<Page<Import>, Error> {
    tx.page(&LIST, params![org, before.unwrap_or(ImportId::from_uuid(Uuid::max()))], limit).await
}

pub(crate) async fn step(tx: &mut Tx, org: OrgId, id: ImportId, step: Step) -> Result<(), Error> {
    let Step { taken, created, changed, unchanged, refused } = step;
    tx.exec(&STEP, params![org, id, taken, created, changed, unchanged, refused]).await.map(drop)
}

pub(crate) async fn refuse(
    tx: &mut Tx,
    org: OrgId,
    id: ImportId,
    line: u64,
    cells: &[String],
    issues: &[Issue],
) -> Result<(), Error> {
    let json = |value: serde_json::Result<String>| value.map_err(|error| Error::Decode(format!("JSON: {error}")));
    let (cells, issues) = (json(serde_json::to_string(cells))?, json(serde_json::to_string(issues))?);
    tx.exec(&REFUSE, params![org, id, line, cells, issues]).await.map(drop)
}

pub(crate) async fn refusals(
    tx: &mut Tx,
    org: OrgId,
    id: ImportId,
    after: i64,
    limit: usize,
) -> Result<Page<Refusal>, Error> {
    tx.page(&REFUSALS, params![org, id, after], limit).await
}

/// Says whether it was running.
pub(crate) async fn stop(tx: &mut Tx, org: OrgId, id: ImportId) -> Result<bool, Error> {
    Ok(tx.exec(&STOP, params![org, id]).await? > 0)
}

pub(crate) async fn end(
    tx: &mut Tx,
    org: OrgId,
    id: ImportId,
    state: ImportState,
    now: Timestamp,
) -> Result<(), Error> {
    tx.exec(&END, params![org, id, state, now]).await?;
    tx.exec(&DROP_FILE, params![org, id]).await.map(drop)
}

pub(crate) async fn forget(tx: &mut Tx, org: OrgId, before: Timestamp) -> Result<(), Error> {
    tx.exec(&FORGET, params![org, before]).await.map(drop)
}

/// The next organisation that has any.
pub(crate) async fn next_organisation(tx: &mut Tx, after: Option<OrgId>) -> Result<Option<OrgId>, Error> {
    let after = after.map_or(Uuid::nil(), OrgId::uuid);
    Ok(tx.one::<(OrgId,)>(&NEXT_ORGANISATION, params![after]).await?.map(|(org,)| org))
}

/// What a plan looks at: people, handles, groups, who is in which.
pub(crate) struct Directory {
    pub people: Vec<KnownPerson>,
    pub handles: HashSet<String>,
    pub groups: HashMap<String, String>,
    pub memberships: HashSet<(PersonId, String)>,
}

pub(crate) async fn directory(tx: &mut Tx, org: OrgId) -> Result<Directory, Error> {
    Ok(Directory {
        people: tx.all(&KNOWN, params![org]).await?,
        handles: tx.all::<(String,)>(&HANDLES, params![org]).await?.into_iter().map(|(handle,)| handle).collect(),
        groups: tx.all::<(String, String)>(&GROUPS, params![org]).await?.into_iter().collect(),
        memberships: tx.all::<(PersonId, String)>(&MEMBERSHIPS, params![org]).await?.into_iter().collect(),
    })
}
