//! How many people there are.

use axum::Json;
use axum::extract::State;
use base_suite::OrgRole;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use crate::{Accounts, model};

/// How many there are of one role and state.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PeopleCount)]
pub(super) struct View {
    role: OrgRole,
    state: model::State,
    count: i64,
}

/// How many people there are of each role and state, for administrators.
#[utoipa::path(get, path = "/managed-people/counts", operation_id = "count_managed_people", tag = "accounts", responses(
    (status = 200, description = "Those of which there are any", body = Vec<View>),
    (status = 403, description = "For administrators", body = ProblemShape),
))]
pub(super) async fn count_managed(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<Vec<View>>, Problem> {
    let counts = accounts.counts_of_people(org.id, &caller).await?;
    Ok(Json(counts.into_iter().map(|(role, state, count)| View { role, state, count }).collect()))
}
