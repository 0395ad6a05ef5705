//! What the organisation uses, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};

use super::storage_views::StorageView;
use crate::Files;
use crate::service::storage;

/// How much is used, how much may be, and who uses most.
#[utoipa::path(get, path = "/storage", operation_id = "get_storage", tag = "files", responses(
    (status = 200, body = StorageView),
    (status = 403, body = ProblemShape, description = "forbidden: for owners and administrators"),
))]
pub(super) async fn get_storage(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<StorageView>, Problem> {
    Ok(Json(storage::look(&files, &org, &caller).await?.into()))
}
