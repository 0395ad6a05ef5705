//! How much is unread.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, Signed};
use serde::Serialize;

use crate::Notifications;

/// How much is unread.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = UnreadNotices)]
pub(super) struct View {
    unread: u64,
}

/// How many of the caller's notices are unread, of those that they may see today.
#[utoipa::path(get, path = "/unread", operation_id = "count_unread", tag = "notifications", responses(
    (status = 200, description = "The number", body = View),
))]
pub(super) async fn count_unread(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    Ok(Json(View { unread: notifications.unread(&org, &caller).await? }))
}
