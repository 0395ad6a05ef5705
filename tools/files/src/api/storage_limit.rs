//! A limit for one person's own files, or for the folder of one group, by administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::storage_views::StoredView;
use crate::Files;
use crate::model::DriveKind;
use crate::service::storage;

/// How much it may take.
#[derive(Deserialize, ToSchema)]
#[schema(as = StorageLimit)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    /// Bytes; `null` for the usual limit.
    limit_bytes: Option<i64>,
}

/// Sets a limit that counts from the next request on. Below what is used, nothing is lost, and nothing can be added.
#[utoipa::path(put, path = "/storage/{kind}/{owner}", operation_id = "limit_storage_of", tag = "files",
    params(("kind" = DriveKind, Path, description = "`personal` or `group`"),
        ("owner" = Uuid, Path, description = "The person or the group")),
    request_body = Limit, responses(
        (status = 200, body = StoredView),
        (status = 403, body = ProblemShape, description = "forbidden: for owners and administrators"),
        (status = 404, body = ProblemShape, description = "not-found: they never had any"),
        (status = 422, body = ProblemShape, description = "invalid-input"),
    ))]
pub(super) async fn limit_storage_of(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path((kind, owner)): Path<(DriveKind, Uuid)>,
    Body(Limit { limit_bytes }): Body<Limit>,
) -> Result<Json<StoredView>, Problem> {
    let stored = storage::set_quota(&files, &org, &caller, (kind, owner), limit_bytes, client.address).await?;
    Ok(Json(stored.into()))
}
