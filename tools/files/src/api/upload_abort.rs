//! An upload given up.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Files;
use crate::model::UploadId;
use crate::service::{Actor, uploads};

/// Gives an upload up: nothing of it stays.
#[utoipa::path(delete, path = "/uploads/{id}", operation_id = "abort_upload", tag = "files",
    params(("id" = UploadId, Path)), responses(
        (status = 204),
        (status = 404, body = ProblemShape, description = "not-found, or expired"),
    ))]
pub(super) async fn abort_upload(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<UploadId>,
) -> Result<StatusCode, Problem> {
    uploads::abort(&files, Actor::new(&org, &caller), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
