//! The contents of a file.

use axum::extract::State;
use axum::response::Response;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Query, Signed};
use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::Files;
use crate::download::{self, Shown};
use crate::model::NodeId;
use crate::service::contents::open;
use crate::service::{Actor, At};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// 1: to be saved, not shown.
    download: Option<u8>,
}

/// The contents of a file, whole or the part that Range names. What a browser could run code from is sent to be saved.
#[utoipa::path(get, path = "/nodes/{id}/content", operation_id = "get_content", tag = "files",
    params(("id" = NodeId, Path), How), responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304),
        (status = 404, body = ProblemShape, description = "not-found"),
        (status = 409, body = ProblemShape, description = "conflict: a folder"),
        (status = 412, body = ProblemShape, description = "precondition-failed"),
        (status = 416, body = ProblemShape, description = "invalid-input: the file is shorter"),
    ))]
pub(super) async fn get_content(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    Query(how): Query<How>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let readable = open(&files, Actor::new(&org, &caller), At::Id(id)).await?;
    let shown = if how.download == Some(1) { Shown::Saved } else { Shown::Inline };
    download::contents(&files, org.id, &readable, &method, &headers, shown).await
}
