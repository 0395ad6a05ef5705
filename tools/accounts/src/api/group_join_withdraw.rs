//! Asking no longer.

use axum::extract::State;
use base_id::GroupId;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Accounts;

/// Takes one's own request to be in a group back.
#[utoipa::path(delete, path = "/groups/{id}/join", operation_id = "withdraw_group_request", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 204, description = "They do not ask any more"),
        (status = 404, description = "They did not ask", body = ProblemShape),
    ))]
pub(super) async fn withdraw_group_request(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
) -> Result<StatusCode, Problem> {
    accounts.withdraw_request(org.id, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
