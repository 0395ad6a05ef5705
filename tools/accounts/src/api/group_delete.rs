//! The end of a group.

use axum::extract::State;
use base_id::GroupId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::Accounts;

/// Deletes a group, for administrators and those who manage it. It can come back for 30 days, with all that it had.
#[utoipa::path(delete, path = "/groups/{id}", operation_id = "delete_group", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 204, description = "It is deleted"),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn delete_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.delete_group(org.id, &caller, origin(&client), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
