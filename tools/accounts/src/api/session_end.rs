//! The end of one session.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::Accounts;
use crate::model::SessionId;

/// Signs one of the caller's browsers out.
#[utoipa::path(delete, path = "/me/sessions/{id}", operation_id = "end_session", tag = "accounts",
    params(("id" = SessionId, Path)), responses(
    (status = 204, description = "Signed out"),
    (status = 404, description = "The caller has no such session", body = ProblemShape),
))]
pub(super) async fn end_session(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    accounts.end_session(org.id, &caller, id, origin(&client)).await?;
    Ok(StatusCode::NO_CONTENT)
}
