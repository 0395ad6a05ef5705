//! The people in a group.

use axum::Json;
use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_suite::OrgRole;
use base_web::{CurrentOrg, PageOf, PageQuery, Path, Problem, ProblemShape, Query, Signed};
use serde::Serialize;

use super::photo_address;
use crate::Accounts;

/// Somebody in a group.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GroupMember)]
pub(super) struct View {
    id: PersonId,
    handle: String,
    name: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    /// Whether they look after the members.
    manager: bool,
    role: OrgRole,
}

/// The people directly in a group, in the order of names.
#[utoipa::path(get, path = "/groups/{id}/members", operation_id = "list_group_members", tag = "accounts",
    params(("id" = GroupId, Path), PageQuery), responses(
        (status = 200, description = "A page", body = PageOf<View>),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn list_group_members(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<View>>, Problem> {
    let members = accounts.group_members(org.id, &caller, id, page.after()?, page.limit(50, 200)?).await?;
    Ok(Json(PageOf::from_page(
        members,
        |last| (last.key.clone(), last.id),
        |member| View {
            photo_url: photo_address(member.id, member.photo_version.as_deref()),
            id: member.id,
            handle: member.handle,
            name: member.name,
            manager: member.manager,
            role: member.role,
        },
    )))
}
