//! What counts for those who chose nothing.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};

use super::{DefaultsView, language};
use crate::Notifications;

/// How people of the organisation who chose nothing are told, for administrators.
#[utoipa::path(get, path = "/defaults", operation_id = "get_notification_defaults", tag = "notifications", responses(
    (status = 200, description = "All that can be chosen", body = DefaultsView),
    (status = 403, description = "For administrators", body = ProblemShape),
))]
pub(super) async fn get_defaults(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<DefaultsView>, Problem> {
    let kinds = notifications.defaults(&org, &caller).await?;
    Ok(Json(DefaultsView::new(&kinds, language(&caller, &org))))
}
