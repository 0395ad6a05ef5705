//! What is said of groups.

use base_id::{GroupId, PersonId};
use serde::{Deserialize, Serialize};

/// How people come into a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GroupJoining)]
pub enum Joining {
    /// By themselves.
    Open,
    /// They ask, and somebody who looks after it decides.
    #[default]
    Asked,
    /// They are added.
    Closed,
    /// They are added, and nobody else but administrators knows of it.
    Hidden,
}

base_db::text_enum!(Joining { Open = "open", Asked = "asked", Closed = "closed", Hidden = "hidden" });

/// A member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// A person.
    Person(PersonId),
    /// A group, with all that are in it.
    Group(GroupId),
}

impl From<PersonId> for Member {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

impl From<GroupId> for Member {
    fn from(group: GroupId) -> Self {
        Self::Group(group)
    }
}
