//! How far an upload is.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::upload_begin::{UploadView, view};
use crate::Files;
use crate::model::UploadId;
use crate::service::{Actor, uploads};

/// An upload of the caller's own.
#[utoipa::path(get, path = "/uploads/{id}", operation_id = "get_upload", tag = "files",
    params(("id" = UploadId, Path)), responses(
        (status = 200, body = UploadView),
        (status = 404, body = ProblemShape, description = "not-found, or expired"),
    ))]
pub(super) async fn get_upload(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<UploadId>,
) -> Result<Json<UploadView>, Problem> {
    let (upload, reached) = uploads::get(&files, Actor::new(&org, &caller), id).await?;
    Ok(Json(view(&upload, reached, &caller)))
}
