//! Another number of days for a rule, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::RetentionView;
use crate::Organisations;

/// For how long.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = RetentionChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    days: u32,
}

/// Keeps what a rule is about for so many days. What is older goes within a day.
#[utoipa::path(put, path = "/retention/{rule}", operation_id = "change_retention", tag = "organisations",
    params(("rule" = String, Path, description = "Its name: files.trash")), request_body = Change, responses(
    (status = 200, description = "The rule as it is now", body = RetentionView),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
    (status = 404, description = "There is no such rule", body = ProblemShape),
    (status = 422, description = "Too few days, or too many", body = ProblemShape),
))]
pub(super) async fn change_retention(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(rule): Path<String>,
    Body(Change { days }): Body<Change>,
) -> Result<Json<RetentionView>, Problem> {
    let chosen = organisations.keep(&caller, org.id, &rule, days, client.address).await?;
    Ok(Json(chosen.into()))
}
