//! Notices unread again that were read all at once.

use axum::Json;
use axum::extract::State;
use base_web::{Body, CurrentOrg, Problem, Signed};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Notifications;

/// Which.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = UnreadAgain)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// What the answer said when they were read.
    #[schema(value_type = String, format = DateTime)]
    read_at: Timestamp,
}

/// What was done.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NoticesUnread)]
pub(super) struct Done {
    /// How many there were.
    count: u64,
}

/// Takes back that all of the caller's notices were marked as read.
#[utoipa::path(post, path = "/notices/unread", operation_id = "unread_notices", tag = "notifications",
    request_body = Which, responses((status = 200, description = "How many there were", body = Done)))]
pub(super) async fn unread_notices(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(Which { read_at }): Body<Which>,
) -> Result<Json<Done>, Problem> {
    Ok(Json(Done { count: notifications.unmark_all(org.id, &caller, read_at).await? }))
}
