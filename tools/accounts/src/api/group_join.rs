//! Coming into a group by oneself.

use axum::Json;
use axum::extract::State;
use base_id::GroupId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::origin;
use crate::{Accounts, Entrance};

/// What came of it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Entered)]
pub(super) struct View {
    result: Entrance,
}

/// Comes into a group that is open, or asks those who look after one that is not.
#[utoipa::path(post, path = "/groups/{id}/join", operation_id = "join_group", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 200, description = "What came of it", body = View),
        (status = 403, description = "People are added to this group", body = ProblemShape),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn join_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
    client: Client,
) -> Result<Json<View>, Problem> {
    Ok(Json(View { result: accounts.enter_group(org.id, &caller, origin(&client), id).await? }))
}
