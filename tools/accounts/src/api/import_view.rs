//! What the operations on lists of people have in common.

use base_id::PersonId;
use base_suite::OrgRole;
use base_web::Problem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{ImportId, ImportState};
use crate::sheet::{Choices, Encoding, Field, Issue, Separator};
use crate::store::imports::{Import, Refusal};

/// Bytes of a list at most.
pub(super) const MOST_BYTES: usize = 5 * 1024 * 1024;

/// How a list is read; what is absent is guessed.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Reading {
    /// The encoding.
    encoding: Option<Encoding>,
    /// What stands between two cells.
    separator: Option<Separator>,
    /// Whether the first line names the columns.
    header: Option<bool>,
    /// What the columns hold, with commas between them; nothing for one that is not looked at: `name,,email`.
    columns: Option<String>,
    /// Whether groups are made that are not there.
    #[serde(default)]
    #[param(required = false)]
    pub make_groups: bool,
}

impl Reading {
    pub fn choices(&self) -> Result<Choices, Problem> {
        let field = |text: &str| match text.trim() {
            "" => Ok(None),
            text => serde_json::from_value::<Field>(text.into())
                .map(Some)
                .map_err(|_| Problem::invalid("columns", format!("{text:?} is nothing that a column holds."))),
        };
        let columns = self.columns.as_ref().map(|columns| columns.split(',').map(field).collect()).transpose()?;
        Ok(Choices { encoding: self.encoding, separator: self.separator, header: self.header, columns })
    }
}

/// A list of people that came in, or is on its way.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleImport)]
pub(super) struct ImportView {
    id: ImportId,
    file_name: String,
    state: ImportState,
    /// Lines in it.
    lines: i64,
    /// Of these, those that are settled.
    taken: i64,
    /// People made.
    created: i64,
    /// People changed.
    changed: i64,
    /// People who were as the list says.
    unchanged: i64,
    /// Lines not taken.
    refused: i64,
    created_by: PersonId,
    created_by_name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
}

impl From<Import> for ImportView {
    fn from(import: Import) -> Self {
        let Import { id, file_name, state, lines, taken, created, changed, unchanged, refused, .. } = import;
        Self {
            id,
            file_name,
            state,
            lines,
            taken,
            created,
            changed,
            unchanged,
            refused,
            created_by: import.by,
            created_by_name: import.by_name,
            created_at: import.created_at,
            ended_at: import.ended_at,
        }
    }
}

/// A line that is not taken.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RefusedLine)]
pub(super) struct RefusedLine {
    /// Its number in the file.
    pub line: u64,
    /// As it stands in the file.
    pub cells: Vec<String>,
    pub issues: Vec<Issue>,
}

impl From<Refusal> for RefusedLine {
    fn from(refusal: Refusal) -> Self {
        let Refusal { line, cells, issues } = refusal;
        Self { line: u64::try_from(line).unwrap_or(0), cells, issues }
    }
}

/// Somebody new.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PlannedPerson)]
pub(super) struct NewView {
    pub line: u64,
    pub name: String,
    pub email: String,
    pub handle: String,
    /// Whether the sign-in name was made from the name.
    pub proposed: bool,
    pub role: OrgRole,
    /// The names of the groups.
    pub groups: Vec<String>,
}

/// Somebody who is there, and of whom the list says something else; `null` for what stays.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PlannedChange)]
pub(super) struct ChangeView {
    pub line: u64,
    pub person_id: PersonId,
    /// The name today.
    pub name: String,
    #[schema(required)]
    pub new_name: Option<String>,
    #[schema(required)]
    pub new_role: Option<OrgRole>,
    #[schema(required)]
    pub new_sponsor: Option<String>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub new_end: Option<Timestamp>,
    /// The names of the groups they come into.
    pub new_groups: Vec<String>,
}
