//! A small picture of a picture.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Query, Signed};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use crate::Files;
use crate::model::NodeId;
use crate::service::previews::{Of, Picture};
use crate::service::{Actor, At, previews};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Pixels of the longer side at most: 256 or 1024.
    size: u32,
}

/// A small picture of a file: JPEG, or WebP where it is transparent.
#[utoipa::path(get, path = "/nodes/{id}/preview", operation_id = "get_preview", tag = "files",
    params(("id" = NodeId, Path), Which), responses(
        (status = 200, body = Vec<u8>, content_type = "image/jpeg"),
        (status = 304),
        (status = 404, body = ProblemShape, description = "not-found, or no picture can be made of it"),
        (status = 422, body = ProblemShape, description = "invalid-input: no such size"),
    ))]
pub(super) async fn get_preview(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !previews::SIZES.contains(&which.size) {
        return Err(Problem::invalid("size", "Pictures are made in the sizes 256 and 1024."));
    }
    let picture = previews::get(&files, Actor::new(&org, &caller), Of::File(At::Id(id)), which.size).await?;
    Ok(sent(picture, &headers))
}

/// The picture on its way to whoever keeps it for themself; or that they have it.
pub(crate) fn sent(picture: Picture, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", picture.etag);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let described = [(header::ETAG, etag), (header::CACHE_CONTROL, "private, max-age=604800".to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, described).into_response();
    }
    (described, [(header::CONTENT_TYPE, picture.media_type)], picture.bytes).into_response()
}
