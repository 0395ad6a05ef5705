//! Several files and folders as one archive.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{CurrentOrg, Problem, ProblemShape, Query, Signed};
use http::header;
use serde::Deserialize;

use crate::Files;
use crate::download::disposition;
use crate::model::NodeId;
use crate::service::{Actor, archive};
use crate::zip;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Identifiers with commas between them.
    ids: String,
}

/// Files and folders as one ZIP, made while it is sent.
#[utoipa::path(get, path = "/archive", operation_id = "get_archive", tag = "files", params(Which), responses(
    (status = 200, body = Vec<u8>, content_type = "application/zip"),
    (status = 404, body = ProblemShape, description = "not-found: one of them"),
    (status = 422, body = ProblemShape, description = "invalid-input"),
))]
pub(super) async fn get_archive(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let ids = which.ids.split(',').map(|id| id.trim().parse::<NodeId>());
    let ids: Vec<NodeId> = ids.collect::<Result<_, _>>().map_err(|_| Problem::not_found())?;
    let actor = Actor::new(&org, &caller);
    let alone = ids.len() == 1;
    let walk = archive::begin(&files, actor, ids).await?;
    let name = if alone { format!("{}.zip", walk.first) } else { "Liiibre.zip".to_owned() };
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, disposition("attachment", &name)),
    ];
    Ok((headers, Body::from_stream(zip::stream(files, actor, walk))).into_response())
}
