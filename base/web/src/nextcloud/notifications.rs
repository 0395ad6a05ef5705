//! Notifications: none yet. Programs ask for the list every half a minute, and take an empty one for what it is.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::ocs::{Ocs, OcsSigned, unknown};

pub(super) fn router(interface: &str) -> Router {
    ["v1", "v2"].into_iter().fold(Router::new(), |router, version| {
        let path = format!("{interface}/apps/notifications/api/{version}/notifications");
        router.route(&path, get(none).delete(none).fallback(unknown))
    })
}

/// The list, and what is left of it once all are taken away.
async fn none(ocs: Ocs, _: OcsSigned) -> Response {
    ocs.data(json!([]))
}
