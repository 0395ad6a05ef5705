//! One folder or file.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::views::{self, NodeWithPath};
use crate::Files;
use crate::model::NodeId;
use crate::service::{Actor, At, nodes};

/// A folder or file, with the way to it.
#[utoipa::path(get, path = "/nodes/{id}", operation_id = "get_node", tag = "files", params(("id" = NodeId, Path)),
    responses(
        (status = 200, body = NodeWithPath),
        (status = 404, body = ProblemShape, description = "not-found"),
    ))]
pub(super) async fn get_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
) -> Result<impl IntoResponse, Problem> {
    let (reached, people) = nodes::get(&files, Actor::new(&org, &caller), At::Id(id)).await?;
    let view = views::with_path(reached, &people);
    Ok((view.etag_header(), Json(view)))
}
