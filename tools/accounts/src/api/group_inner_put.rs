//! A group joins another.

use axum::extract::State;
use base_id::GroupId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::{Accounts, Member};

/// Puts a group, with all that are in it, into another: for administrators.
#[utoipa::path(put, path = "/groups/{id}/groups/{inner}", operation_id = "put_inner_group", tag = "accounts",
    params(("id" = GroupId, Path), ("inner" = GroupId, Path)), responses(
        (status = 204, description = "It is in it"),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "No such group", body = ProblemShape),
        (status = 409, description = "A group would contain itself", body = ProblemShape),
    ))]
pub(super) async fn put_inner_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path((id, inner)): Path<(GroupId, GroupId)>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.put_member(org.id, &caller, origin(&client), id, Member::Group(inner), None).await?;
    Ok(StatusCode::NO_CONTENT)
}
