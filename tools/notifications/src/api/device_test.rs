//! A try.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Notifications;
use crate::model::DeviceId;

/// Pushes a word to one of the caller's browsers, and waits until its push service has it.
#[utoipa::path(post, path = "/devices/{id}/test", operation_id = "test_push_device", tag = "notifications",
    params(("id" = DeviceId, Path)), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "The caller has no such browser", body = ProblemShape),
    (status = 429, description = "It was tried a moment ago", body = ProblemShape),
    (status = 502, description = "The push service did not take it", body = ProblemShape),
))]
pub(super) async fn test_push_device(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, Problem> {
    notifications.test_device(&org, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
