//! A notice out of the list.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Notifications;
use crate::model::NoticeId;

/// Takes one of the caller's notices out of the list. It can be put back for a day.
#[utoipa::path(delete, path = "/notices/{id}", operation_id = "drop_notice", tag = "notifications",
    params(("id" = NoticeId, Path)), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "The caller was told no such thing", body = ProblemShape),
))]
pub(super) async fn drop_notice(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NoticeId>,
) -> Result<StatusCode, Problem> {
    notifications.set_dropped(&org, &caller, id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}
