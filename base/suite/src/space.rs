//! What a group can be given: a shared folder, later a calendar, a room.
//!
//! A tool declares its thing with [`Tool::space`](crate::Tool::space). Accounts keeps which groups have it, and says
//! so with [`Change::SpaceOpened`](crate::Change::SpaceOpened) and [`Change::SpaceClosed`](crate::Change::SpaceClosed).
//! What is closed is hidden and frozen in every protocol from the next request on, and nothing of it is deleted.

use base_i18n::Text;

/// A thing that a tool can give a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// "Shared folder".
    pub name: Text,
    /// What it is good for, in one sentence.
    pub about: Text,
}

/// Where a group's thing is, for one of those who see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it leads: a path of the site.
    pub link: String,
    /// The path at which apps find it: `/dav/files/alice/Garden/`.
    pub address: Option<String>,
}
