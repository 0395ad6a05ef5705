//! Folders inside one another, made where they are missing.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{Body, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::views::{self, NodeView};
use crate::Files;
use crate::model::NodeId;
use crate::service::{Actor, At, folders, nodes};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FolderPath {
    /// The folder that the path starts from.
    parent_id: NodeId,
    /// `Photos/2026/June`.
    path: String,
}

/// The folder at a path, made with those above it where they are missing.
#[utoipa::path(post, path = "/folders", operation_id = "ensure_folder", tag = "files", request_body = FolderPath,
    responses(
        (status = 200, body = NodeView),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found: no such parent"),
        (status = 409, body = ProblemShape, description = "name-taken: a file is in the way"),
        (status = 422, body = ProblemShape, description = "invalid-input"),
    ))]
pub(super) async fn ensure_folder(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(wanted): Body<FolderPath>,
) -> Result<impl IntoResponse, Problem> {
    let actor = Actor::new(&org, &caller);
    let folder = folders::ensure(&files, actor, wanted.parent_id, wanted.path).await?;
    let (reached, people) = nodes::get(&files, actor, At::Id(folder.node.id)).await?;
    let view = views::node(&reached.seen, reached.node, &people);
    Ok((view.etag_header(), Json(view)))
}
