//! What is wrong with a line.

use serde::{Deserialize, Serialize};

use super::Field;

/// Why a line is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ListIssueCode)]
pub enum Code {
    /// There is nothing where something must be.
    Missing,
    /// More cells than columns.
    TooManyCells,
    /// A quote was opened and never closed.
    OpenQuote,
    /// Not an e-mail address.
    BadEmail,
    /// Not a name: too long, or with characters that no name has.
    BadName,
    /// Not a sign-in name.
    BadHandle,
    /// Not a role.
    BadRole,
    /// Not a language of ours.
    BadLanguage,
    /// Not a day.
    BadDay,
    /// Not a name of a group.
    BadGroup,
    /// Too many groups.
    TooManyGroups,
    /// An earlier line has the same address; `other` is its number.
    RepeatedEmail,
    /// An earlier line has the same sign-in name; `other` is its number.
    RepeatedHandle,
    /// Somebody has this sign-in name, or had it; `other` is their name, if they are still there.
    HandleTaken,
    /// Whoever has this address has another sign-in name, `other`, for life.
    OtherHandle,
    /// There is no such group, and none is to be made.
    NoSuchGroup,
    /// Nobody who may answer for a guest has this sign-in name or address.
    NoSuchSponsor,
    /// The day is over.
    DayOver,
    /// Guests alone have somebody who answers for them, and a last day.
    GuestsOnly,
    /// Beyond what whoever brings the list may give, or change.
    NotAllowed,
    /// It was refused when it was done; `other` says why.
    Refused,
}

base_db::text_enum!(Code {
    Missing = "missing",
    TooManyCells = "too_many_cells",
    OpenQuote = "open_quote",
    BadEmail = "bad_email",
    BadName = "bad_name",
    BadHandle = "bad_handle",
    BadRole = "bad_role",
    BadLanguage = "bad_language",
    BadDay = "bad_day",
    BadGroup = "bad_group",
    TooManyGroups = "too_many_groups",
    RepeatedEmail = "repeated_email",
    RepeatedHandle = "repeated_handle",
    HandleTaken = "handle_taken",
    OtherHandle = "other_handle",
    NoSuchGroup = "no_such_group",
    NoSuchSponsor = "no_such_sponsor",
    DayOver = "day_over",
    GuestsOnly = "guests_only",
    NotAllowed = "not_allowed",
    Refused = "refused",
});

/// One thing that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ListIssue)]
pub struct Issue {
    /// What.
    pub code: Code,
    /// In which column; `null` for the whole line.
    #[schema(required)]
    pub field: Option<Field>,
    /// What stands there; cut short.
    pub value: String,
    /// What it is at odds with: a line, a name.
    #[schema(required)]
    pub other: Option<String>,
}

impl Issue {
    pub(crate) fn new(code: Code, field: Option<Field>, value: &str) -> Self {
        Self { code, field, value: value.chars().take(80).collect(), other: None }
    }

    pub(super) fn at(code: Code, field: Field, value: &str) -> Self {
        Self::new(code, Some(field), value)
    }

    pub(crate) fn with(self, other: &str) -> Self {
        Self { other: Some(other.to_owned()), ..self }
    }
}
