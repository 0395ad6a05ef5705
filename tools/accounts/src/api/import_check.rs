//! What would become of a list of people.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use base_web::{Contents, CurrentOrg, Problem, ProblemShape, Query, Signed};
use serde::Serialize;

use super::import_view::{ChangeView, MOST_BYTES, NewView, Reading, RefusedLine};
use crate::Accounts;
use crate::service::Looked;
use crate::sheet::{Column, Encoding, Field, New, Separator, Update, Verdict};

/// People of each kind that are shown as an example.
const SHOWN: usize = 200;

/// A column, as it is read.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ListColumn)]
struct ColumnView {
    /// As the file calls it; may be empty.
    title: String,
    /// What it holds; `null` when it is not looked at.
    #[schema(required)]
    field: Option<Field>,
    /// The first cells that hold something.
    examples: Vec<String>,
}

/// What would become of a list.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ListPlan)]
pub(super) struct View {
    encoding: Encoding,
    separator: Separator,
    /// Whether the first line names the columns.
    header: bool,
    columns: Vec<ColumnView>,
    /// Columns without which nothing can be planned.
    missing: Vec<Field>,
    /// Lines with people.
    lines: usize,
    /// How many would be made.
    created: usize,
    /// How many would be changed.
    changed: usize,
    /// How many are as the list says.
    unchanged: usize,
    /// Groups that are not there.
    new_groups: Vec<String>,
    /// The first of those who would be made.
    people: Vec<NewView>,
    /// The first of those who would be changed.
    changes: Vec<ChangeView>,
    /// Every line that would not be taken.
    refused: Vec<RefusedLine>,
}

/// Says what would become of a list of people (CSV, at most 5 MiB and 10,000 lines), for administrators. Nothing is
/// written.
#[utoipa::path(post, path = "/imports/check", operation_id = "check_import", tag = "accounts", params(Reading),
    request_body(content_type = "application/octet-stream", description = "The list"), responses(
        (status = 200, description = "What would become of it", body = View),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 413, description = "Over 5 MiB", body = ProblemShape),
        (status = 422, description = "Not a list that can be read", body = ProblemShape),
    ))]
pub(super) async fn check_import(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(reading): Query<Reading>,
    Contents(bytes): Contents<MOST_BYTES>,
) -> Result<Json<View>, Problem> {
    let choices = reading.choices()?;
    Ok(Json(view(accounts.look_at_list(&org, &caller, bytes, choices, reading.make_groups).await?)))
}

fn view(Looked { sheet, plan, known }: Looked) -> View {
    let mut names: HashMap<&str, &str> = known.groups.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect();
    names.extend(plan.new_groups.iter().map(|(key, name)| (key.as_str(), name.as_str())));
    let named = |keys: &[String]| -> Vec<String> {
        keys.iter().filter_map(|key| names.get(key.as_str())).map(|name| (*name).to_owned()).collect()
    };
    let mut view = View {
        encoding: sheet.encoding,
        separator: sheet.separator,
        header: sheet.header,
        columns: sheet
            .columns
            .into_iter()
            .map(|Column { title, field, examples }| ColumnView { title, field, examples })
            .collect(),
        missing: plan.missing,
        lines: sheet.rows.len(),
        created: 0,
        changed: 0,
        unchanged: 0,
        new_groups: plan.new_groups.iter().map(|(_, name)| name.clone()).collect(),
        people: Vec::new(),
        changes: Vec::new(),
        refused: Vec::new(),
    };
    for (row, verdict) in sheet.rows.into_iter().zip(plan.verdicts) {
        let line = row.line;
        match verdict {
            Verdict::Same => view.unchanged += 1,
            Verdict::Refuse(issues) => view.refused.push(RefusedLine { line, cells: row.cells, issues }),
            Verdict::Create(New { name, email, handle, proposed, role, groups, .. }) => {
                view.created += 1;
                if view.people.len() < SHOWN {
                    let groups = named(&groups);
                    view.people.push(NewView { line, name, email, handle, proposed, role, groups });
                }
            }
            Verdict::Change(Update { person, known_as, name, role, sponsor, ends_at, groups }) => {
                view.changed += 1;
                if view.changes.len() < SHOWN {
                    let sponsor = sponsor.and_then(|id| known.people.iter().find(|person| person.id == id));
                    view.changes.push(ChangeView {
                        line,
                        person_id: person,
                        name: known_as,
                        new_name: name,
                        new_role: role.map(|(_, role)| role),
                        new_sponsor: sponsor.map(|sponsor| sponsor.name.clone()),
                        new_end: ends_at.map(|(_, end)| end),
                        new_groups: named(&groups),
                    });
                }
            }
        }
    }
    view
}
