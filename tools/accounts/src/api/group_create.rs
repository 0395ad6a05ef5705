//! A new group.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::{GroupView, origin};
use crate::{Accounts, NewGroup};

/// Makes a group, and with it what it is to have: a folder that its members share.
#[utoipa::path(post, path = "/groups", operation_id = "create_group", tag = "accounts", request_body = NewGroup, responses(
    (status = 201, description = "The group", body = GroupView),
    (status = 403, description = "For administrators", body = ProblemShape),
    (status = 409, description = "Another group is called so", body = ProblemShape),
    (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
))]
pub(super) async fn create_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(new): Body<NewGroup>,
) -> Result<(StatusCode, Json<GroupView>), Problem> {
    let group = accounts.create_group_as(org.id, &caller, origin(&client), new).await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}
