//! A link in a letter, used.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};

use super::LinkView;
use crate::Notifications;

/// Stops the letters that a link in one of them is about. Whoever has it may; mail programs post here (RFC 8058),
/// with a body that says nothing new.
#[utoipa::path(post, path = "/mail-links/{token}/stop", operation_id = "stop_mail", tag = "notifications",
    params(("token" = String, Path)), responses(
    (status = 200, description = "What it is about", body = LinkView),
    (status = 404, description = "No such link", body = ProblemShape),
))]
pub(super) async fn stop_mail(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<LinkView>, Problem> {
    Ok(Json(notifications.stop(org.id, &token, true).await?.into()))
}
