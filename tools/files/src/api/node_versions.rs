//! What a file held.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Path, Problem, ProblemShape, Query, Signed};
use serde::Serialize;

use super::views::{PersonView, Time, person};
use crate::Files;
use crate::model::{NodeId, VersionId};
use crate::service::{Actor, nodes};

/// What a file held at one time.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Version)]
pub(super) struct VersionView {
    id: VersionId,
    size: i64,
    created_at: Time,
    #[schema(required)]
    created_by: Option<PersonView>,
}

/// The versions of a file, newest first: the first is what it holds now.
#[utoipa::path(get, path = "/nodes/{id}/versions", operation_id = "list_versions", tag = "files",
    params(("id" = NodeId, Path), PageQuery), responses(
        (status = 200, body = PageOf<VersionView>),
        (status = 404, body = ProblemShape, description = "not-found"),
    ))]
pub(super) async fn list_versions(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageOf<VersionView>>, Problem> {
    let (limit, after) = (query.limit(50, 200)?, query.after()?);
    let (page, people) = nodes::versions(&files, Actor::new(&org, &caller), id, after, limit).await?;
    Ok(Json(PageOf::from_page(
        page,
        |version| version.id,
        |version| VersionView {
            id: version.id,
            size: version.size,
            created_at: Time(version.created_at),
            created_by: person(version.created_by, &people),
        },
    )))
}
