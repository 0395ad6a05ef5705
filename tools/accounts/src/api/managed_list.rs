//! Everybody, for those who manage.

use axum::Json;
use axum::extract::State;
use base_suite::OrgRole;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};
use serde::Deserialize;

use super::ManagedPerson;
use crate::store::people::Filter;
use crate::{Accounts, model};

/// Which people.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A part of the name, of the handle or of the address; accents and case do not matter.
    #[serde(default)]
    #[param(required = false)]
    query: String,
    /// Of this role only.
    role: Option<OrgRole>,
    /// In this state only.
    state: Option<model::State>,
    limit: Option<usize>,
    after: Option<String>,
}

/// Everybody, in the order of names, for administrators.
#[utoipa::path(get, path = "/managed-people", operation_id = "list_managed_people", tag = "accounts", params(Which),
    responses(
        (status = 200, description = "A page", body = PageOf<ManagedPerson>),
        (status = 403, description = "For administrators", body = ProblemShape),
    ))]
pub(super) async fn list_managed(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(Which { query, role, state, limit, after }): Query<Which>,
) -> Result<Json<PageOf<ManagedPerson>>, Problem> {
    let page = PageQuery { limit, after };
    let filter = Filter { pattern: model::pattern(&query), role, state };
    let people = accounts.managed_people(org.id, &caller, filter, page.after()?, page.limit(50, 200)?).await?;
    let now = accounts.now();
    Ok(Json(PageOf::from_page(
        people,
        |last| (model::sort_key(&last.person.name), last.person.id),
        |managed| ManagedPerson::new(managed, now),
    )))
}
