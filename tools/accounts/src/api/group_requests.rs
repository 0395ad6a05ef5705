//! Who asks to be in a group.

use axum::Json;
use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_web::{CurrentOrg, PageOf, Path, Problem, ProblemShape, Signed};
use jiff::Timestamp;
use serde::Serialize;

use super::photo_address;
use crate::Accounts;

/// Somebody who asks to be in a group.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GroupRequest)]
pub(super) struct View {
    id: PersonId,
    handle: String,
    name: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
}

/// Who asks to be in a group, the longest waiting first, 200 at most: for administrators and those who manage it. Who is
/// taken in is put into the group.
#[utoipa::path(get, path = "/groups/{id}/requests", operation_id = "list_group_requests", tag = "accounts",
    params(("id" = GroupId, Path)), responses(
        (status = 200, description = "Those who ask", body = PageOf<View>),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn list_group_requests(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
) -> Result<Json<PageOf<View>>, Problem> {
    let requests = accounts.group_requests(org.id, &caller, id).await?;
    let view = |request: crate::store::group_life::Request| View {
        photo_url: photo_address(request.id, request.photo_version.as_deref()),
        id: request.id,
        handle: request.handle,
        name: request.name,
        asked_at: request.at,
    };
    Ok(Json(PageOf::whole(requests.into_iter().map(view).collect())))
}
