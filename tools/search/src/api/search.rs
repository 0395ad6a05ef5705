//! Finding things by name, whatever tool they are of.

use axum::Json;
use axum::extract::State;
use base_suite::Found;
use base_web::{CurrentOrg, PageQuery, Problem, ProblemShape, Query, Signed};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{LONGEST, Question, Results, Search};

/// What is looked for.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct What {
    /// Beginnings of words of the name, in any order; accents and case do not matter. 200 characters at most.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// Only these kinds, with commas between them: `person,file`.
    #[serde(default)]
    #[param(required = false)]
    kinds: String,
    /// Things of each kind at most.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// Something that was found.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FoundThing)]
pub(super) struct View {
    /// `person`, `group`, `space`, `folder`, `file`, or what another tool has.
    kind: &'static str,
    id: Uuid,
    /// Its name.
    title: String,
    /// Where or what it is.
    #[schema(required)]
    detail: Option<String>,
    /// The path of its page.
    link: String,
    /// The path of a small picture of it.
    #[schema(required)]
    picture: Option<String>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    changed_at: Option<Timestamp>,
}

impl From<Found> for View {
    fn from(found: Found) -> Self {
        let Found { kind, id, title, detail, link, picture, changed_at, fit: _ } = found;
        Self { kind, id, title, detail, link, picture, changed_at }
    }
}

/// What was found.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FoundThings)]
pub(super) struct Answer {
    /// The best first, whatever they are.
    items: Vec<View>,
    /// The kinds of which there is more than was asked for.
    more: Vec<&'static str>,
}

/// Things whose names fit, and that the caller may see.
#[utoipa::path(get, path = "/", operation_id = "search", tag = "search", params(What), responses(
    (status = 200, description = "What was found", body = Answer),
    (status = 422, description = "Too long", body = ProblemShape),
))]
pub(super) async fn search(
    State(tool): State<Search>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(What { q, kinds, limit }): Query<What>,
) -> Result<Json<Answer>, Problem> {
    if q.chars().count() > LONGEST {
        return Err(Problem::invalid("q", format!("Ask for at most {LONGEST} characters.")));
    }
    let limit = PageQuery { limit, after: None }.limit(6, 50)?;
    let kinds = kinds.split(',').map(str::trim).filter(|kind| !kind.is_empty()).map(str::to_owned).collect();
    let Results { items, more } = tool.ask(org, caller, Question { text: q, kinds, limit }).await?;
    Ok(Json(Answer { items: items.into_iter().map(View::from).collect(), more }))
}
