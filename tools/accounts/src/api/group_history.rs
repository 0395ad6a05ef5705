//! What happened to the members of a group.

use axum::Json;
use axum::extract::State;
use base_id::{GroupId, PersonId};
use base_suite::audit::EntryId;
use base_web::{CurrentOrg, PageOf, PageQuery, Path, Problem, ProblemShape, Query, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;

/// Something that happened to the members of a group, with the names of today.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GroupEvent)]
pub(super) struct View {
    id: EntryId,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `added`, `removed`, `manager-named`, `manager-dismissed`.
    act: String,
    /// Whom it happened to; `null` for a group.
    #[schema(required)]
    person_id: Option<PersonId>,
    /// `null` once they are gone.
    #[schema(required)]
    person_name: Option<String>,
    /// Which group it happened to; `null` for a person.
    #[schema(required)]
    group_id: Option<GroupId>,
    #[schema(required)]
    group_name: Option<String>,
    /// Who did it; `null` for the operator of the server.
    #[schema(required)]
    actor_id: Option<PersonId>,
    #[schema(required)]
    actor_name: Option<String>,
}

/// What happened to the members of a group, newest first: for administrators and those who manage it.
#[utoipa::path(get, path = "/groups/{id}/history", operation_id = "list_group_history", tag = "accounts",
    params(("id" = GroupId, Path), PageQuery), responses(
        (status = 200, description = "A page", body = PageOf<View>),
        (status = 403, description = "For administrators and those who manage it", body = ProblemShape),
        (status = 404, description = "No group has this identifier", body = ProblemShape),
    ))]
pub(super) async fn list_group_history(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<GroupId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<View>>, Problem> {
    let before: Option<EntryId> = page.after()?;
    let entries = accounts.group_history(org.id, &caller, id, before, page.limit(50, 200)?).await?;
    Ok(Json(PageOf::from_page(
        entries,
        |last| last.id,
        |noted| View {
            id: noted.id,
            at: noted.at,
            act: noted.act,
            person_id: noted.person,
            person_name: noted.person_name,
            group_id: noted.member,
            group_name: noted.member_name,
            actor_id: noted.actor,
            actor_name: noted.actor_name,
        },
    )))
}
