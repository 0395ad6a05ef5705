//! Groups that were deleted and can come back.

use axum::Json;
use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, Query, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;

/// A group that was deleted and can come back.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DeletedGroup)]
pub(super) struct View {
    id: GroupId,
    name: String,
    /// A line about it; may be empty.
    about: String,
    /// How many people it has directly.
    people: i64,
    #[schema(value_type = String, format = DateTime)]
    deleted_at: Timestamp,
    /// Who deleted it; `null` for the operator of the server.
    #[schema(required)]
    deleted_by: Option<PersonId>,
    #[schema(required)]
    deleted_by_name: Option<String>,
    /// Until when it can come back.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Groups that were deleted and can come back, the latest first: all of them for administrators, those that they managed
/// for everybody else.
#[utoipa::path(get, path = "/deleted-groups", operation_id = "list_deleted_groups", tag = "accounts", params(PageQuery),
    responses((status = 200, description = "A page", body = PageOf<View>)))]
pub(super) async fn list_deleted_groups(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<View>>, Problem> {
    let before: Option<(Timestamp, GroupId)> = page.after()?;
    let groups = accounts.deleted_groups(org.id, &caller, before, page.limit(50, 200)?).await?;
    Ok(Json(PageOf::from_page(
        groups,
        |last| (last.at, last.id),
        |group| View {
            until: group.until(),
            id: group.id,
            name: group.name,
            about: group.about,
            people: group.people,
            deleted_at: group.at,
            deleted_by: group.by,
            deleted_by_name: group.by_name,
        },
    )))
}
