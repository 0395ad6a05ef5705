//! Somebody who asked is not taken in.

use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::Accounts;

/// Declines somebody's request to be in a group: for administrators and those who manage it.
#[utoipa::path(delete, path = "/groups/{id}/requests/{person}", operation_id = "decline_group_request", tag = "accounts",
    params(("id" = GroupId, Path), ("person" = PersonId, Path)), responses(
        (status = 204, description = "They are told"),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No such group, or they did not ask", body = ProblemShape),
    ))]
pub(super) async fn decline_group_request(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path((id, person)): Path<(GroupId, PersonId)>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.decline_request(org.id, &caller, origin(&client), id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}
