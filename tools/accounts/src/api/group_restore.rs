//! A deleted group comes back.

use axum::Json;
use axum::extract::State;
use base_id::GroupId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::{GroupView, origin};
use crate::Accounts;

/// Brings a deleted group back with its people and all that it had, for administrators and those who managed it. Where
/// another group has its name by now, it has a number after it.
#[utoipa::path(post, path = "/deleted-groups/{id}/restore", operation_id = "restore_group", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 200, description = "The group as it is now", body = GroupView),
        (status = 404, description = "No deleted group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn restore_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
    client: Client,
) -> Result<Json<GroupView>, Problem> {
    accounts.restore_group(org.id, &caller, origin(&client), id).await?;
    Ok(Json(accounts.seen_group(org.id, &caller, id).await?.into()))
}
