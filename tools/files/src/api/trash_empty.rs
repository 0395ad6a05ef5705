//! Nothing left in a trash.

use axum::extract::State;
use base_web::{CurrentOrg, Problem, ProblemShape, Query, Signed};
use http::StatusCode;
use serde::Deserialize;

use crate::Files;
use crate::model::DriveId;
use crate::service::{Actor, trash};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Whose trash.
    drive_id: DriveId,
}

/// Empties the trash of a drive: it looks empty at once, and its room is free; the contents go in the background.
#[utoipa::path(delete, path = "/trash", operation_id = "empty_trash", tag = "files", params(Which), responses(
    (status = 202),
    (status = 403, body = ProblemShape, description = "forbidden: only those who manage the drive"),
    (status = 404, body = ProblemShape, description = "not-found: no such drive"),
))]
pub(super) async fn empty_trash(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(which): Query<Which>,
) -> Result<StatusCode, Problem> {
    trash::empty(&files, Actor::new(&org, &caller), which.drive_id).await?;
    Ok(StatusCode::ACCEPTED)
}
