//! A link in a letter, looked at.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};

use super::LinkView;
use crate::Notifications;

/// What a link in a letter is about. Whoever has it may ask.
#[utoipa::path(get, path = "/mail-links/{token}", operation_id = "get_mail_link", tag = "notifications",
    params(("token" = String, Path)), responses(
    (status = 200, description = "What it is about", body = LinkView),
    (status = 404, description = "No such link", body = ProblemShape),
))]
pub(super) async fn get_mail_link(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<LinkView>, Problem> {
    Ok(Json(notifications.stop_state(org.id, &token).await?.into()))
}
