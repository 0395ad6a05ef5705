//! What the caller can choose.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, Signed};

use super::{PreferencesView, language};
use crate::Notifications;

/// What the caller is told of and how, and when they want to be left alone.
#[utoipa::path(get, path = "/preferences", operation_id = "get_preferences", tag = "notifications", responses(
    (status = 200, description = "All that can be chosen", body = PreferencesView),
))]
pub(super) async fn get_preferences(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PreferencesView>, Problem> {
    let preferences = notifications.preferences(&org, &caller).await?;
    Ok(Json(PreferencesView::new(preferences, language(&caller, &org))))
}
