//! How many have an account and no password yet.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use crate::Accounts;
use crate::service::Waiting;

/// How many have an account and no password yet.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = BeginningsWaiting)]
pub(super) struct View {
    /// All of them.
    people: i64,
    /// Those whose letter is still to be written.
    letters: i64,
}

/// How many have an account and no password yet, for administrators.
#[utoipa::path(get, path = "/beginnings", operation_id = "count_beginnings", tag = "accounts", responses(
    (status = 200, description = "How many", body = View),
    (status = 403, description = "For administrators", body = ProblemShape),
))]
pub(super) async fn count_beginnings(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    let Waiting { people, letters } = accounts.waiting_to_begin(org.id, &caller).await?;
    Ok(Json(View { people, letters }))
}
