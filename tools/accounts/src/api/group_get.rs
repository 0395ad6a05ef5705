//! One group.

use axum::Json;
use axum::extract::State;
use base_id::GroupId;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::{GroupView, MyGroup};
use crate::Accounts;

/// A group with the groups in it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GroupDetails)]
pub(super) struct View {
    #[serde(flatten)]
    group: GroupView,
    /// Whose people are in it too.
    groups: Vec<MyGroup>,
}

/// A group, and the groups in it.
#[utoipa::path(get, path = "/groups/{id}", operation_id = "get_group", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 200, description = "The group", body = View),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn get_group(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
) -> Result<Json<View>, Problem> {
    let group = accounts.seen_group(org.id, &caller, id).await?.into();
    let groups = accounts.inner_groups(org.id, &caller, id).await?;
    Ok(Json(View { group, groups: groups.into_iter().map(MyGroup::from).collect() }))
}
