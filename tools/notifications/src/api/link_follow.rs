//! A link in a letter, followed: it changes nothing, and leads to the page that asks.

use axum::extract::State;
use axum::response::Redirect;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};

use crate::Notifications;

/// Leads to the page where letters are stopped. Following a link changes nothing: programs that look at letters do.
#[utoipa::path(get, path = "/mail-links/{token}/stop", operation_id = "follow_mail_link", tag = "notifications",
    params(("token" = String, Path)), responses(
    (status = 303, description = "To the page"),
    (status = 404, description = "No such link", body = ProblemShape),
))]
pub(super) async fn follow_mail_link(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Redirect, Problem> {
    notifications.stop_state(org.id, &token).await?;
    Ok(Redirect::to(&format!("/notifications/stop/{token}")))
}
