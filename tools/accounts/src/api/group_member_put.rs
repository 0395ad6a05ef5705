//! Somebody joins a group.

use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::origin;
use crate::{Accounts, Member};

/// What they are in it.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = Membership)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Whether they look after the members; absent, that stays as it is.
    #[serde(default)]
    manager: Option<bool>,
}

/// Puts somebody into a group, or makes them its manager: for administrators and those who manage it.
#[utoipa::path(put, path = "/groups/{id}/members/{person}", operation_id = "put_group_member", tag = "accounts",
    params(("id" = GroupId, Path), ("person" = PersonId, Path)), request_body = Asked, responses(
        (status = 204, description = "They are in it"),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No such group, or nobody", body = ProblemShape),
    ))]
pub(super) async fn put_group_member(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path((id, person)): Path<(GroupId, PersonId)>,
    client: Client,
    Body(Asked { manager }): Body<Asked>,
) -> Result<StatusCode, Problem> {
    accounts.put_member(org.id, &caller, origin(&client), id, Member::Person(person), manager).await?;
    Ok(StatusCode::NO_CONTENT)
}
