//! A copy.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{Body, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::node_change::Kept;
use super::views::{self, NodeView};
use crate::Files;
use crate::model::NodeId;
use crate::service::copies::{Copy, copy};
use crate::service::moves::Destination;
use crate::service::{Actor, At, Conditions};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeCopy {
    /// The folder to copy it to.
    parent_id: NodeId,
    /// The copy's name; that of the original, if nothing is said.
    name: Option<String>,
    /// What to do when the name is taken.
    #[serde(default)]
    if_exists: Kept,
}

/// Copies a file or a whole tree.
#[utoipa::path(post, path = "/nodes/{id}/copy", operation_id = "copy_node", tag = "files",
    params(("id" = NodeId, Path)), request_body = NodeCopy, responses(
        (status = 201, body = NodeView),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found"),
        (status = 409, body = ProblemShape, description = "name-taken, moved-into-itself, conflict"),
        (status = 422, body = ProblemShape, description = "invalid-input"),
        (status = 507, body = ProblemShape, description = "over-quota"),
    ))]
pub(super) async fn copy_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    Body(wanted): Body<NodeCopy>,
) -> Result<impl IntoResponse, Problem> {
    let plan = Copy {
        from: At::Id(id),
        to: Destination { parent: Some(At::Id(wanted.parent_id)), name: wanted.name },
        if_exists: wanted.if_exists.into(),
        shallow: false,
        conditions: Conditions::default(),
    };
    let placed = copy(&files, Actor::new(&org, &caller), plan).await?;
    let view = views::changed(placed.reached, &caller);
    Ok((StatusCode::CREATED, view.etag_header(), Json(view)))
}
