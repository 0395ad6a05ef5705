//! A group leaves another.

use axum::extract::State;
use base_id::GroupId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::{Accounts, Member};

/// Takes a group out of another: for administrators.
#[utoipa::path(delete, path = "/groups/{id}/groups/{inner}", operation_id = "drop_inner_group", tag = "accounts",
    params(("id" = GroupId, Path), ("inner" = GroupId, Path)), responses(
        (status = 204, description = "It is not in it any more"),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "No such group, or not in it", body = ProblemShape),
    ))]
pub(super) async fn drop_inner_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path((id, inner)): Path<(GroupId, GroupId)>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.drop_member(org.id, &caller, origin(&client), id, Member::Group(inner)).await?;
    Ok(StatusCode::NO_CONTENT)
}
