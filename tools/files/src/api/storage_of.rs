//! How much one person's own files take, or the folder of one group, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use uuid::Uuid;

use super::storage_views::StoredView;
use crate::Files;
use crate::model::DriveKind;
use crate::service::storage;

/// What one takes, and may take.
#[utoipa::path(get, path = "/storage/{kind}/{owner}", operation_id = "get_storage_of", tag = "files",
    params(("kind" = DriveKind, Path, description = "`personal` or `group`"),
        ("owner" = Uuid, Path, description = "The person or the group")),
    responses(
        (status = 200, body = StoredView),
        (status = 403, body = ProblemShape, description = "forbidden: for owners and administrators"),
        (status = 404, body = ProblemShape, description = "not-found: they never had any"),
    ))]
pub(super) async fn get_storage_of(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path((kind, owner)): Path<(DriveKind, Uuid)>,
) -> Result<Json<StoredView>, Problem> {
    Ok(Json(storage::of_owner(&files, &org, &caller, kind, owner).await?.into()))
}
