//! What changed lately.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};

use super::views::{self, NodeWithPath};
use crate::Files;
use crate::service::{Actor, recent};

/// The files whose contents were stored last, in all drives that the caller sees. One page; `after` is not taken.
#[utoipa::path(get, path = "/recent", operation_id = "list_recent", tag = "files", params(PageQuery), responses(
    (status = 200, body = PageOf<NodeWithPath>),
    (status = 401, body = ProblemShape, description = "unauthenticated"),
))]
pub(super) async fn list_recent(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageOf<NodeWithPath>>, Problem> {
    let (found, people) = recent::list(&files, Actor::new(&org, &caller), query.limit(20, 100)?).await?;
    Ok(Json(PageOf::whole(found.into_iter().map(|reached| views::with_path(reached, &people)).collect())))
}
