//! People and groups, as other tools see them.

use base_db::Tx;
use base_i18n::Language;
use base_id::{GroupId, OrgId, PersonId};

use crate::{InTx, OrgRole, Via};

/// A person of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The identifier.
    pub id: PersonId,
    /// Never changes and is never given again: `[a-z][a-z0-9._-]{0,62}`.
    pub handle: String,
    /// The name today.
    pub name: String,
    /// Whether the account may be used.
    pub active: bool,
    /// The path of their photo, which changes with it.
    pub photo: Option<String>,
}

/// A group of people; groups may contain groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The identifier.
    pub id: GroupId,
    /// The name today.
    pub name: String,
}

/// Where and how to write to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Their handle: never changes.
    pub handle: String,
    /// The name today.
    pub name: String,
    /// What they may do to the organisation: what they are told of must be for them to see.
    pub role: OrgRole,
    /// The address.
    pub email: String,
    /// The person's language; `None` for the organisation's.
    pub language: Option<Language>,
    /// The person's time zone, an IANA name; `None` for the organisation's.
    pub time_zone: Option<String>,
}

/// All that a person is when rights are decided: themself, their groups (through nesting too), their organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principals {
    /// The organisation.
    pub org: OrgId,
    /// The person.
    pub person: PersonId,
    /// Their groups, direct or not.
    pub groups: Vec<GroupId>,
    /// Those of them that they look after.
    pub manages: Vec<GroupId>,
    /// Whether they are a guest: what is open to the whole organisation is not open to them.
    pub guest: bool,
}

/// The directory, asked inside the caller's transaction so that rights are decided on one snapshot.
pub trait Directory: Send + Sync + 'static {
    /// The principals of an active person; `None` when the person is not there or not active.
    fn principals<'a>(&'a self, tx: &'a mut Tx, org: OrgId, person: PersonId) -> InTx<'a, Option<Principals>>;

    /// Whether a session or a device password would be accepted now: asked again, in the transaction of the change, by
    /// what took long since it was accepted.
    fn accepts<'a>(&'a self, tx: &'a mut Tx, org: OrgId, via: Via) -> InTx<'a, bool>;

    /// One person.
    fn person<'a>(&'a self, tx: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Person>>;

    /// Where and how to write to a person; `None` when the person is not there or not active.
    fn addressee<'a>(&'a self, tx: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Addressee>>;

    /// The person with this handle.
    fn person_by_handle<'a>(&'a self, tx: &'a mut Tx, org: OrgId, handle: &'a str) -> InTx<'a, Option<Person>>;

    /// One group; deleted ones are not there.
    fn group<'a>(&'a self, tx: &'a mut Tx, org: OrgId, id: GroupId) -> InTx<'a, Option<Group>>;

    /// All groups of the organisation.
    fn groups<'a>(&'a self, tx: &'a mut Tx, org: OrgId) -> InTx<'a, Vec<Group>>;

    /// All people of the organisation, active or not.
    fn people<'a>(&'a self, tx: &'a mut Tx, org: OrgId) -> InTx<'a, Vec<Person>>;
}
