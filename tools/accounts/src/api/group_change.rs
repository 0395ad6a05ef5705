//! What is said of a group.

use axum::Json;
use axum::extract::State;
use base_id::GroupId;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::{GroupView, origin};
use crate::{Accounts, GroupChange};

/// Changes what is given of a group, for administrators and those who manage it.
#[utoipa::path(patch, path = "/groups/{id}", operation_id = "change_group", tag = "accounts",
    params(("id" = GroupId, Path)), request_body = GroupChange, responses(
        (status = 200, description = "The group as it is now", body = GroupView),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
        (status = 409, description = "Another group is called so", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    ))]
pub(super) async fn change_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
    client: Client,
    Body(change): Body<GroupChange>,
) -> Result<Json<GroupView>, Problem> {
    Ok(Json(accounts.change_group(org.id, &caller, origin(&client), id, change).await?.into()))
}
