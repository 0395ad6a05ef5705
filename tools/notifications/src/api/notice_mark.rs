//! A notice read, or unread again.

use axum::Json;
use axum::extract::State;
use base_web::{Body, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::{NoticeView, language};
use crate::Notifications;
use crate::model::NoticeId;

/// What is to be.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NoticeMark)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    /// Whether it is read.
    read: bool,
}

/// Marks one of the caller's notices as read, or as unread again.
#[utoipa::path(patch, path = "/notices/{id}", operation_id = "mark_notice", tag = "notifications",
    params(("id" = NoticeId, Path)), request_body = Mark, responses(
    (status = 200, description = "The notice as it is now", body = NoticeView),
    (status = 404, description = "The caller was told no such thing", body = ProblemShape),
))]
pub(super) async fn mark_notice(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NoticeId>,
    Body(Mark { read }): Body<Mark>,
) -> Result<Json<NoticeView>, Problem> {
    let shown = notifications.mark(&org, &caller, id, read).await?;
    Ok(Json(NoticeView::new(shown, language(&caller, &org))))
}
