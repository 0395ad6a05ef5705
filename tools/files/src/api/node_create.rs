//! A new folder.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{Body, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::views::{self, NodeView};
use crate::Files;
use crate::model::{NodeId, NodeKind};
use crate::service::{Actor, Conditions, Slot, folders};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNode {
    /// The folder to make it in.
    parent_id: NodeId,
    /// Its name.
    name: String,
    /// `folder`; files come by upload.
    kind: NodeKind,
}

/// Makes a folder.
#[utoipa::path(post, path = "/nodes", operation_id = "create_node", tag = "files", request_body = NewNode, responses(
    (status = 201, body = NodeView),
    (status = 403, body = ProblemShape, description = "forbidden"),
    (status = 404, body = ProblemShape, description = "not-found: no such parent"),
    (status = 409, body = ProblemShape, description = "name-taken"),
    (status = 422, body = ProblemShape, description = "invalid-input"),
))]
pub(super) async fn create_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(new): Body<NewNode>,
) -> Result<impl IntoResponse, Problem> {
    if new.kind == NodeKind::File {
        return Err(Problem::invalid("kind", "Only folders are made like this; send files with an upload."));
    }
    let slot = Slot::new(new.parent_id, new.name);
    let made = folders::create(&files, Actor::new(&org, &caller), slot, Conditions::default()).await?;
    let view = views::changed(made, &caller);
    Ok((StatusCode::CREATED, view.etag_header(), Json(view)))
}
