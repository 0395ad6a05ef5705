//! A new group.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::{GroupView, origin};
use crate::Accounts;

/// A group to be.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewGroup)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    name: String,
    /// A line about it; may be empty.
    #[serde(default)]
    about: String,
}

/// Makes a group, and with it what groups have: a folder that its members share.
#[utoipa::path(post, path = "/groups", operation_id = "create_group", tag = "accounts", request_body = Asked, responses(
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
    Body(Asked { name, about }): Body<Asked>,
) -> Result<(StatusCode, Json<GroupView>), Problem> {
    let group = accounts.create_group_as(org.id, &caller, origin(&client), &name, &about).await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}
