//! Groups, and who is in them, through nesting too.

use base_db::{Error, Page, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::audit::EntryId;
use base_suite::{Group, OrgRole, Principals};
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{self, Joining, Member};

/// The groups of a person, direct or not; deleted ones confer nothing, nor those around them by them.
macro_rules! mine {
    ($person:literal) => {
        concat!(
            "mine (group_id) AS (
                SELECT p.group_id FROM group_people p
                    JOIN groups d ON d.org_id = p.org_id AND d.group_id = p.group_id
                    WHERE p.org_id = $1 AND p.person_id = ",
            $person,
            " AND d.deleted_at IS NULL
                UNION
                SELECT g.group_id FROM group_groups g JOIN mine m ON g.member_id = m.group_id
                    JOIN groups d ON d.org_id = g.org_id AND d.group_id = g.group_id
                    WHERE g.org_id = $1 AND d.deleted_at IS NULL
            )"
        )
    };
}
pub(crate) use mine;

/// The same of the person `$2`, and what is asked of them.
macro_rules! groups_of {
    ($($rest:expr),+) => {
        concat!("WITH RECURSIVE ", mine!("$2"), " ", $($rest),+)
    };
}
pub(crate) use groups_of;

/// A group as the person `$2` sees it.
macro_rules! listed {
    ($rest:literal) => {
        groups_of!(
            "SELECT g.group_id, g.name, g.about, g.joining,
                (SELECT COUNT(*) FROM group_people c
                    JOIN people cp ON cp.org_id = c.org_id AND cp.person_id = c.person_id
                    WHERE c.org_id = g.org_id AND c.group_id = g.group_id AND cp.active),
                me.person_id IS NOT NULL, COALESCE(me.manager, FALSE), mine.group_id IS NOT NULL,
                asked.at,
                (SELECT COUNT(*) FROM group_requests q WHERE q.org_id = g.org_id AND q.group_id = g.group_id),
                g.name_key
            FROM groups g
            LEFT JOIN group_people me ON me.org_id = g.org_id AND me.group_id = g.group_id AND me.person_id = $2
            LEFT JOIN group_requests asked
                ON asked.org_id = g.org_id AND asked.group_id = g.group_id AND asked.person_id = $2
            LEFT JOIN mine ON mine.group_id = g.group_id
            WHERE g.org_id = $1 AND g.deleted_at IS NULL ",
            $rest
        )
    };
}

base_db::statements! {
    /// A new group.
    INSERT = "INSERT INTO groups (org_id, group_id, name, name_key, about, joining, created_at, deleted_at, deleted_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Another name, another line about it, another way in.
    UPDATE = "UPDATE groups SET name = $3, name_key = $4, about = $5, joining = $6 WHERE org_id = $1 AND group_id = $2";
    /// One group.
    ONE = "SELECT group_id, name FROM groups WHERE org_id = $1 AND group_id = $2 AND deleted_at IS NULL";
    /// All groups.
    EVERY = "SELECT group_id, name FROM groups WHERE org_id = $1 AND deleted_at IS NULL ORDER BY name_key";
    /// The group with a name.
    BY_NAME = "SELECT group_id, name FROM groups WHERE org_id = $1 AND name_key = $2 AND deleted_at IS NULL";
    /// Adds a person.
    ADD_PERSON = "INSERT INTO group_people (org_id, group_id, person_id, manager) VALUES ($1, $2, $3, FALSE)
        ON CONFLICT DO NOTHING";
    /// Adds a group.
    ADD_GROUP = "INSERT INTO group_groups (org_id, group_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// Takes a person out.
    DROP_PERSON = "DELETE FROM group_people WHERE org_id = $1 AND group_id = $2 AND person_id = $3";
    /// Takes a group out.
    DROP_GROUP = "DELETE FROM group_groups WHERE org_id = $1 AND group_id = $2 AND member_id = $3";
    /// Whether the person is active, with their groups, direct or not, and whether they manage them: one row at least
    /// when there is such a person.
    PRINCIPALS = groups_of!("SELECT p.active AND (p.ends_at IS NULL OR p.ends_at > $3), p.role, m.group_id,
            COALESCE(me.manager, FALSE)
        FROM people p LEFT JOIN mine m ON TRUE
        LEFT JOIN group_people me ON me.org_id = $1 AND me.group_id = m.group_id AND me.person_id = $2
        WHERE p.org_id = $1 AND p.person_id = $2");
    /// A person's groups, direct or not.
    OF_PERSON = groups_of!("SELECT g.group_id, g.name FROM groups g JOIN mine m ON m.group_id = g.group_id
        WHERE g.org_id = $1 ORDER BY g.name_key");
    /// Whether `$2` is in `$3`, through nesting: through deleted groups too, since these may come back.
    IS_IN = "WITH RECURSIVE above (group_id) AS (
            SELECT group_id FROM group_groups WHERE org_id = $1 AND member_id = $2
            UNION
            SELECT g.group_id FROM group_groups g JOIN above a ON g.member_id = a.group_id WHERE g.org_id = $1
        ) SELECT group_id FROM above WHERE group_id = $3";
    /// The people in a group, through nesting too.
    PEOPLE_IN = "WITH RECURSIVE below (group_id) AS (
            SELECT group_id FROM groups WHERE org_id = $1 AND group_id = $2
            UNION
            SELECT g.member_id FROM group_groups g JOIN below b ON g.group_id = b.group_id
                JOIN groups d ON d.org_id = g.org_id AND d.group_id = g.member_id
                WHERE g.org_id = $1 AND d.deleted_at IS NULL
        ) SELECT DISTINCT p.person_id FROM group_people p JOIN below b ON b.group_id = p.group_id WHERE p.org_id = $1";
    /// All groups with their dates, for the archive.
    RECORDS = "SELECT group_id, name, about, joining, created_at, deleted_at, deleted_by FROM groups WHERE org_id = $1
        ORDER BY group_id";
    /// All direct memberships of people, for the archive.
    PEOPLE_MEMBERSHIPS = "SELECT group_id, person_id, manager FROM group_people WHERE org_id = $1
        ORDER BY group_id, person_id";
    /// Groups whose name holds something, in the order of names: those they are in, with `$4` no others, and with `$5`
    /// hidden ones too.
    LIST = listed!("AND g.name_key LIKE $3 ESCAPE '\\'
            AND (mine.group_id IS NOT NULL OR ($4 = FALSE AND (g.joining <> 'hidden' OR $5 = TRUE)))
            AND g.name_key > $6
        ORDER BY g.name_key LIMIT $7");
    /// One of them.
    LISTED = listed!("AND g.group_id = $3");
    /// Hidden groups that the person `$2` is not in.
    HIDDEN_FROM = groups_of!("SELECT g.group_id FROM groups g LEFT JOIN mine ON mine.group_id = g.group_id
        WHERE g.org_id = $1 AND g.joining = 'hidden' AND mine.group_id IS NULL");
    /// The people directly in a group, in the order of names.
    MEMBERS = "SELECT p.person_id, p.handle, p.name, ph.version, gp.manager, p.role, p.name_key
        FROM group_people gp JOIN people p ON p.org_id = gp.org_id AND p.person_id = gp.person_id
        LEFT JOIN person_photos ph ON ph.org_id = p.org_id AND ph.person_id = p.person_id
        WHERE gp.org_id = $1 AND gp.group_id = $2 AND p.active AND (p.name_key, p.person_id) > ($3, $4)
        ORDER BY p.name_key, p.person_id LIMIT $5";
    /// The groups directly in a group that the person `$2` may know of: with `$4`, all of them.
    INNER = groups_of!("SELECT g.group_id, g.name FROM group_groups gg
        JOIN groups g ON g.org_id = gg.org_id AND g.group_id = gg.member_id
        LEFT JOIN mine ON mine.group_id = g.group_id
        WHERE gg.org_id = $1 AND gg.group_id = $3 AND g.deleted_at IS NULL
        AND (g.joining <> 'hidden' OR $4 = TRUE OR mine.group_id IS NOT NULL) ORDER BY g.name_key");
    /// Makes a member a manager, or no manager any more.
    SET_MANAGER = "UPDATE group_people SET manager = $4 WHERE org_id = $1 AND group_id = $2 AND person_id = $3
        AND manager <> $4";
    /// Notes what happened to the members.
    NOTE = "INSERT INTO group_history (org_id, group_id, entry_id, at, act, person_id, member_id, actor_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What happened to the members, newest first.
    HISTORY = "SELECT h.entry_id, h.at, h.act, h.person_id, p.name, h.member_id, g.name, h.actor_id, a.name
        FROM group_history h
        LEFT JOIN people p ON p.org_id = h.org_id AND p.person_id = h.person_id
        LEFT JOIN groups g ON g.org_id = h.org_id AND g.group_id = h.member_id
        LEFT JOIN people a ON a.org_id = h.org_id AND a.person_id = h.actor_id
        WHERE h.org_id = $1 AND h.group_id = $2 AND h.entry_id < $3 ORDER BY h.entry_id DESC LIMIT $4";
    /// All of it, for the archive.
    HISTORIES = "SELECT group_id, entry_id, at, act, person_id, member_id, actor_id FROM group_history
        WHERE org_id = $1 ORDER BY group_id, entry_id";
    /// All direct memberships of groups, for the archive.
    GROUP_MEMBERSHIPS = "SELECT group_id, member_id FROM group_groups WHERE org_id = $1 ORDER BY group_id, member_id";
}

pub(crate) struct Row(pub Group);

impl base_db::FromRow for Row {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self(Group { id: row.get(0)?, name: row.get(1)? }))
    }
}

/// A group as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The group.
    pub group: Group,
    /// A line about it; may be empty.
    pub about: String,
    /// How people come in.
    pub joining: Joining,
    /// How many people are in it directly.
    pub people: i64,
    /// Whether the one who asks is one of them.
    pub member: bool,
    /// Whether they manage it.
    pub manager: bool,
    /// Whether they are in it, directly or through a group inside.
    pub inside: bool,
    /// When they asked to be in it, if they wait for an answer.
    pub asked_at: Option<Timestamp>,
    /// How many wait for an answer.
    pub requests: i64,
    /// Its place in the list.
    pub key: String,
}

impl base_db::FromRow for Listed {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            group: Group { id: row.get(0)?, name: row.get(1)? },
            about: row.get(2)?,
            joining: row.get(3)?,
            people: row.get(4)?,
            member: row.get(5)?,
            manager: row.get(6)?,
            inside: row.get(7)?,
            asked_at: row.get(8)?,
            requests: row.get(9)?,
            key: row.get(10)?,
        })
    }
}

/// A group as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRecord {
    /// The identifier.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// A line about it.
    pub about: String,
    /// How people come in.
    pub joining: Joining,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// By whom; nobody for the operator.
    pub deleted_by: Option<PersonId>,
}

base_db::from_row!(GroupRecord { id, name, about, joining, created_at, deleted_at, deleted_by });

/// Somebody directly in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InGroup {
    /// Who.
    pub id: PersonId,
    /// For life.
    pub handle: String,
    /// The name today.
    pub name: String,
    /// Changes with the photo.
    pub photo_version: Option<String>,
    /// Whether they look after the members.
    pub manager: bool,
    /// What they may do to the organisation.
    pub role: OrgRole,
    /// Their place in the list.
    pub key: Vec<u8>,
}

base_db::from_row!(InGroup { id, handle, name, photo_version, manager, role, key });

/// Something that happened to the members of a group, with the names of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The entry.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// `added`, `removed`, `manager-named`, `manager-dismissed`.
    pub act: String,
    /// Whom it happened to.
    pub person: Option<PersonId>,
    /// Their name.
    pub person_name: Option<String>,
    /// Which group it happened to.
    pub member: Option<GroupId>,
    /// Its name.
    pub member_name: Option<String>,
    /// Who did it; nobody for the operator.
    pub actor: Option<PersonId>,
    /// Their name.
    pub actor_name: Option<String>,
}

base_db::from_row!(Noted { id, at, act, person, person_name, member, member_name, actor, actor_name });

/// The same as it is kept.
#[derive(Debug, Clone)]
pub struct Note {
    /// In which group.
    pub group: GroupId,
    /// The entry.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: String,
    /// Whom it happened to.
    pub person: Option<PersonId>,
    /// Which group it happened to.
    pub member: Option<GroupId>,
    /// Who did it.
    pub actor: Option<PersonId>,
}

base_db::from_row!(Note { group, id, at, act, person, member, actor });

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, group: &GroupRecord) -> Result<(), Error> {
    let GroupRecord { id, name, about, joining, created_at, deleted_at, deleted_by } = group;
    let key = model::folded(name);
    tx.exec(&INSERT, params![org, id, name, key, about, joining, created_at, deleted_at, deleted_by]).await.map(drop)
}

pub(crate) async fn update(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    (name, about): (&str, &str),
    joining: Joining,
) -> Result<(), Error> {
    tx.exec(&UPDATE, params![org, group, name, model::folded(name), about, joining]).await.map(drop)
}

/// Which groups somebody asks for.
#[derive(Debug, Clone)]
pub(crate) struct Which {
    /// What the name holds: a pattern for LIKE.
    pub pattern: String,
    /// Only those they are in.
    pub own: bool,
    /// Those too that others do not see.
    pub hidden: bool,
}

/// Groups as `person` sees them.
pub(crate) async fn list(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    Which { pattern, own, hidden }: &Which,
    after: &str,
    limit: usize,
) -> Result<Page<Listed>, Error> {
    tx.page(&LIST, params![org, person, pattern, own, hidden, after], limit).await
}

pub(crate) async fn listed(tx: &mut Tx, org: OrgId, person: PersonId, group: GroupId) -> Result<Option<Listed>, Error> {
    tx.one(&LISTED, params![org, person, group]).await
}

/// Hidden groups that `person` is not in; all of them for nobody in particular.
pub(crate) async fn hidden_from(tx: &mut Tx, org: OrgId, person: Option<PersonId>) -> Result<Vec<GroupId>, Error> {
    let person = person.unwrap_or(PersonId::from_uuid(Uuid::nil()));
    Ok(tx.all::<(GroupId,)>(&HIDDEN_FROM, params![org, person]).await?.into_iter().map(|(group,)| group).collect())
}

pub(crate) async fn members(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    after: Option<&(Vec<u8>, PersonId)>,
    limit: usize,
) -> Result<Page<InGroup>, Error> {
    let start = (Vec::new(), PersonId::from_uuid(Uuid::nil()));
    let (key, id) = after.unwrap_or(&start);
    tx.page(&MEMBERS, params![org, group, key, id], limit).await
}

pub(crate) async fn inner(
    tx: &mut Tx,
    org: OrgId,
    (person, hidden): (PersonId, bool),
    group: GroupId,
) -> Result<Vec<Group>, Error> {
    let rows: Vec<Row> = tx.all(&INNER, params![org, person, group, hidden]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Says whether that changed anything.
pub(crate) async fn set_manager(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    person: PersonId,
    manager: bool,
) -> Result<bool, Error> {
    Ok(tx.exec(&SET_MANAGER, params![org, group, person, manager]).await? > 0)
}

pub(crate) async fn note(tx: &mut Tx, org: OrgId, note: &Note) -> Result<(), Error> {
    let Note { group, id, at, act, person, member, actor } = note;
    tx.exec(&NOTE, params![org, group, id, at, act, person, member, actor]).await.map(drop)
}

pub(crate) async fn history(
    tx: &mut Tx,
    org: OrgId,
    group: GroupId,
    before: Option<EntryId>,
    limit: usize,
) -> Result<Page<Noted>, Error> {
    let before = before.unwrap_or(EntryId::from_uuid(Uuid::max()));
    tx.page(&HISTORY, params![org, group, before], limit).await
}

pub(crate) async fn histories(tx: &mut Tx, org: OrgId) -> Result<Vec<Note>, Error> {
    tx.all(&HISTORIES, params![org]).await
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<Option<Group>, Error> {
    Ok(tx.one::<Row>(&ONE, params![org, group]).await?.map(|row| row.0))
}

pub(crate) async fn every(tx: &mut Tx, org: OrgId) -> Result<Vec<Group>, Error> {
    Ok(tx.all::<Row>(&EVERY, params![org]).await?.into_iter().map(|row| row.0).collect())
}

pub(crate) async fn by_name(tx: &mut Tx, org: OrgId, name: &str) -> Result<Option<Group>, Error> {
    Ok(tx.one::<Row>(&BY_NAME, params![org, model::folded(name)]).await?.map(|row| row.0))
}

/// Says whether it was not there yet.
pub(crate) async fn add(tx: &mut Tx, org: OrgId, group: GroupId, member: Member) -> Result<bool, Error> {
    let added = match member {
        Member::Person(person) => tx.exec(&ADD_PERSON, params![org, group, person]).await?,
        Member::Group(member) => tx.exec(&ADD_GROUP, params![org, group, member]).await?,
    };
    Ok(added > 0)
}

/// Says whether it was there.
pub(crate) async fn remove(tx: &mut Tx, org: OrgId, group: GroupId, member: Member) -> Result<bool, Error> {
    let removed = match member {
        Member::Person(person) => tx.exec(&DROP_PERSON, params![org, group, person]).await?,
        Member::Group(member) => tx.exec(&DROP_GROUP, params![org, group, member]).await?,
    };
    Ok(removed > 0)
}

/// All that an active person is; `None` when they are not there or not active.
pub(crate) async fn principals(
    tx: &mut Tx,
    org: OrgId,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Principals>, Error> {
    let rows: Vec<(bool, OrgRole, Option<GroupId>, bool)> = tx.all(&PRINCIPALS, params![org, person, now]).await?;
    let Some((true, role, ..)) = rows.first() else { return Ok(None) };
    let guest = *role == OrgRole::Guest;
    let groups: Vec<(GroupId, bool)> =
        rows.into_iter().filter_map(|(_, _, group, manager)| Some((group?, manager))).collect();
    let manages = groups.iter().filter(|(_, manager)| *manager).map(|(group, _)| *group).collect();
    Ok(Some(Principals { org, person, groups: groups.into_iter().map(|(group, _)| group).collect(), manages, guest }))
}

pub(crate) async fn of_person(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Vec<Group>, Error> {
    Ok(tx.all::<Row>(&OF_PERSON, params![org, person]).await?.into_iter().map(|row| row.0).collect())
}

pub(crate) async fn is_in(tx: &mut Tx, org: OrgId, inner: GroupId, outer: GroupId) -> Result<bool, Error> {
    Ok(tx.one::<(GroupId,)>(&IS_IN, params![org, inner, outer]).await?.is_some())
}

pub(crate) async fn people_in(tx: &mut Tx, org: OrgId, group: GroupId) -> Result<Vec<PersonId>, Error> {
    Ok(tx.all::<(PersonId,)>(&PEOPLE_IN, params![org, group]).await?.into_iter().map(|(person,)| person).collect())
}

pub(crate) async fn records(tx: &mut Tx, org: OrgId) -> Result<Vec<GroupRecord>, Error> {
    tx.all(&RECORDS, params![org]).await
}

/// All direct memberships of people; the last says who manages.
pub(crate) async fn people_memberships(tx: &mut Tx, org: OrgId) -> Result<Vec<(GroupId, PersonId, bool)>, Error> {
    tx.all(&PEOPLE_MEMBERSHIPS, params![org]).await
}

/// All direct memberships of groups.
pub(crate) async fn group_memberships(tx: &mut Tx, org: OrgId) -> Result<Vec<(GroupId, GroupId)>, Error> {
    tx.all(&GROUP_MEMBERSHIPS, params![org]).await
}
