//! A link in a letter, taken back.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};

use super::LinkView;
use crate::Notifications;

/// Takes back that a link stopped letters.
#[utoipa::path(post, path = "/mail-links/{token}/resume", operation_id = "resume_mail", tag = "notifications",
    params(("token" = String, Path)), responses(
    (status = 200, description = "What it is about", body = LinkView),
    (status = 404, description = "No such link", body = ProblemShape),
))]
pub(super) async fn resume_mail(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<LinkView>, Problem> {
    Ok(Json(notifications.stop(org.id, &token, false).await?.into()))
}
