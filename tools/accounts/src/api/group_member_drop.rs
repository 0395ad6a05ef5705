//! Somebody leaves a group.

use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::{Accounts, Member};

/// Takes somebody out of a group: administrators, those who manage it, and people themselves do this.
#[utoipa::path(delete, path = "/groups/{id}/members/{person}", operation_id = "drop_group_member", tag = "accounts",
    params(("id" = GroupId, Path), ("person" = PersonId, Path)), responses(
        (status = 204, description = "They are not in it any more"),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No such group, or not in it", body = ProblemShape),
    ))]
pub(super) async fn drop_group_member(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path((id, person)): Path<(GroupId, PersonId)>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.drop_member(org.id, &caller, origin(&client), id, Member::Person(person)).await?;
    Ok(StatusCode::NO_CONTENT)
}
