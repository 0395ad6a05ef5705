//! Groups, and who is in them, through nesting too.

use base_db::{Error, Tx, params};
use base_id::{GroupId, OrgId, PersonId};
use base_suite::Group;
use jiff::Timestamp;

use crate::model::{self, Member};

/// The groups of the person `$2`, direct or not.
macro_rules! groups_of {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE mine (group_id) AS (
                SELECT group_id FROM group_people WHERE org_id = $1 AND person_id = $2
                UNION
                SELECT g.group_id FROM group_groups g JOIN mine m ON g.member_id = m.group_id WHERE g.org_id = $1
            ) ",
            $rest
        )
    };
}

base_db::statements! {
    /// A new group.
    INSERT = "INSERT INTO groups (org_id, group_id, name, name_key, created_at) VALUES ($1, $2, $3, $4, $5)";
    /// Another name.
    RENAME = "UPDATE groups SET name = $3, name_key = $4 WHERE org_id = $1 AND group_id = $2";
    /// One group.
    ONE = "SELECT group_id, name FROM groups WHERE org_id = $1 AND group_id = $2";
    /// All groups.
    EVERY = "SELECT group_id, name FROM groups WHERE org_id = $1 ORDER BY name_key";
    /// The group with a name.
    BY_NAME = "SELECT group_id, name FROM groups WHERE org_id = $1 AND name_key = $2";
    /// Adds a person.
    ADD_PERSON = "INSERT INTO group_people (org_id, group_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// Adds a group.
    ADD_GROUP = "INSERT INTO group_groups (org_id, group_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// Takes a person out.
    DROP_PERSON = "DELETE FROM group_people WHERE org_id = $1 AND group_id = $2 AND person_id = $3";
    /// Takes a group out.
    DROP_GROUP = "DELETE FROM group_groups WHERE org_id = $1 AND group_id = $2 AND member_id = $3";
    /// Whether the person is active, with their groups, direct or not: one row at least when there is such a person.
    PRINCIPALS = groups_of!("SELECT p.active, m.group_id FROM people p LEFT JOIN mine m ON TRUE
        WHERE p.org_id = $1 AND p.person_id = $2");
    /// A person's groups, direct or not.
    OF_PERSON = groups_of!("SELECT g.group_id, g.name FROM groups g JOIN mine m ON m.group_id = g.group_id
        WHERE g.org_id = $1 ORDER BY g.name_key");
    /// Whether `$2` is in `$3`, through nesting.
    IS_IN = "WITH RECURSIVE above (group_id) AS (
            SELECT group_id FROM group_groups WHERE org_id = $1 AND member_id = $2
            UNION
            SELECT g.group_id FROM group_groups g JOIN above a ON g.member_id = a.group_id WHERE g.org_id = $1
        ) SELECT group_id FROM above WHERE group_id = $3";
    /// The people in a group, through nesting too.
    PEOPLE_IN = "WITH RECURSIVE below (group_id) AS (
            SELECT group_id FROM groups WHERE org_id = $1 AND group_id = $2
            UNION
            SELECT g.member_id FROM group_groups g JOIN below b ON g.group_id = b.group_id WHERE g.org_id = $1
        ) SELECT DISTINCT p.person_id FROM group_people p JOIN below b ON b.group_id = p.group_id WHERE p.org_id = $1";
    /// All groups with their dates, for the archive.
    RECORDS = "SELECT group_id, name, created_at FROM groups WHERE org_id = $1 ORDER BY group_id";
    /// All direct memberships of people, for the archive.
    PEOPLE_MEMBERSHIPS = "SELECT group_id, person_id FROM group_people WHERE org_id = $1 ORDER BY group_id, person_id";
    /// All direct memberships of groups, for the archive.
    GROUP_MEMBERSHIPS = "SELECT group_id, member_id FROM group_groups WHERE org_id = $1 ORDER BY group_id, member_id";
}

pub(crate) struct Row(pub Group);

impl base_db::FromRow for Row {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        Ok(Self(Group { id: row.get(0)?, name: row.get(1)? }))
    }
}

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, group: &Group, created_at: Timestamp) -> Result<(), Error> {
    tx.exec(&INSERT, params![org, group.id, group.name, model::folded(&group.name), created_at]).await.map(drop)
}

pub(crate) async fn rename(tx: &mut Tx, org: OrgId, group: GroupId, name: &str) -> Result<(), Error> {
    tx.exec(&RENAME, params![org, group, name, model::folded(name)]).await.map(drop)
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

/// The groups of an active person, direct or not; `None` when they are not there or not active.
pub(crate) async fn principals(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Option<Vec<GroupId>>, Error> {
    let rows: Vec<(bool, Option<GroupId>)> = tx.all(&PRINCIPALS, params![org, person]).await?;
    let active = rows.first().is_some_and(|(active, _)| *active);
    Ok(active.then(|| rows.into_iter().filter_map(|(_, group)| group).collect()))
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

pub(crate) async fn records(tx: &mut Tx, org: OrgId) -> Result<Vec<(GroupId, String, Timestamp)>, Error> {
    tx.all(&RECORDS, params![org]).await
}

/// All direct memberships, of people and of groups.
pub(crate) async fn memberships(tx: &mut Tx, org: OrgId) -> Result<Vec<(GroupId, Member)>, Error> {
    let people: Vec<(GroupId, PersonId)> = tx.all(&PEOPLE_MEMBERSHIPS, params![org]).await?;
    let groups: Vec<(GroupId, GroupId)> = tx.all(&GROUP_MEMBERSHIPS, params![org]).await?;
    let people = people.into_iter().map(|(group, person)| (group, Member::Person(person)));
    Ok(people.chain(groups.into_iter().map(|(group, inner)| (group, Member::Group(inner)))).collect())
}
