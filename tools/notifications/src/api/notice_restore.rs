//! A notice back in the list.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Notifications;
use crate::model::NoticeId;

/// Puts one of the caller's notices back into the list.
#[utoipa::path(post, path = "/notices/{id}/restore", operation_id = "restore_notice", tag = "notifications",
    params(("id" = NoticeId, Path)), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "The caller was told no such thing", body = ProblemShape),
))]
pub(super) async fn restore_notice(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NoticeId>,
) -> Result<StatusCode, Problem> {
    notifications.set_dropped(&org, &caller, id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
