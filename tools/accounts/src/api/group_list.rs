//! The groups of the organisation.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, Query, Signed};
use serde::Deserialize;

use super::GroupView;
use crate::Accounts;

/// Which groups.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// A part of the name; accents and case do not matter.
    #[serde(default)]
    #[param(required = false)]
    query: String,
    limit: Option<usize>,
    after: Option<String>,
}

/// The groups of the organisation, in the order of names; a guest sees those they are in.
#[utoipa::path(get, path = "/groups", operation_id = "list_groups", tag = "accounts", params(Which), responses(
    (status = 200, description = "A page", body = PageOf<GroupView>),
))]
pub(super) async fn list_groups(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(Which { query, limit, after }): Query<Which>,
) -> Result<Json<PageOf<GroupView>>, Problem> {
    let page = PageQuery { limit, after };
    let groups = accounts.group_page(org.id, &caller, &query, page.after()?, page.limit(50, 200)?).await?;
    Ok(Json(PageOf::from_page(groups, |last| last.key.clone(), GroupView::from)))
}
