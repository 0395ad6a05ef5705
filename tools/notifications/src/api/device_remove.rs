//! A browser that is pushed to no more.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Notifications;
use crate::model::DeviceId;

/// Pushes to one of the caller's browsers no more.
#[utoipa::path(delete, path = "/devices/{id}", operation_id = "remove_push_device", tag = "notifications",
    params(("id" = DeviceId, Path)), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "The caller has no such browser", body = ProblemShape),
))]
pub(super) async fn remove_push_device(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, Problem> {
    notifications.remove_device(org.id, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
