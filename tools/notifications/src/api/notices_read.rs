//! All notices read.

use axum::Json;
use axum::extract::State;
use base_web::{Body, CurrentOrg, Problem, Signed};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Notifications;
use crate::model::NoticeId;

/// Which.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = ReadNotices)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// The newest that the caller has seen in the list: what was told after it stays unread.
    #[serde(default)]
    until: Option<NoticeId>,
}

/// What was done.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NoticesRead)]
pub(super) struct Done {
    /// How many there were.
    count: u64,
    /// To take it back with.
    #[schema(value_type = String, format = DateTime)]
    read_at: Timestamp,
}

/// Marks all of the caller's notices as read.
#[utoipa::path(post, path = "/notices/read", operation_id = "read_notices", tag = "notifications",
    request_body = Which, responses((status = 200, description = "How many there were", body = Done)))]
pub(super) async fn read_notices(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(Which { until }): Body<Which>,
) -> Result<Json<Done>, Problem> {
    let (count, read_at) = notifications.mark_all(org.id, &caller, until).await?;
    Ok(Json(Done { count, read_at }))
}
