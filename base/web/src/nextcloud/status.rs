//! `/status.php`: what a program asks before anything else, and before it has a password. And `/204`, by which phones
//! tell the internet from the sign-in page of a railway station.

use axum::routing::get;
use axum::{Json, Router};
use http::{StatusCode, header};
use serde_json::{Value, json};

use super::version_string;
use crate::CurrentOrg;

pub(super) fn router() -> Router {
    Router::new()
        .route("/status.php", get(status))
        .route("/index.php/204", get(StatusCode::NO_CONTENT))
        .route("/204", get(StatusCode::NO_CONTENT))
}

async fn status(_: CurrentOrg) -> ([(header::HeaderName, &'static str); 1], Json<Value>) {
    let status = json!({
        "installed": true,
        "maintenance": false,
        "needsDbUpgrade": false,
        // The fourth number counts builds, and says nothing to anybody.
        "version": format!("{}.0", version_string()),
        "versionstring": version_string(),
        "edition": "",
        "productname": "Liiibre",
        "extendedSupport": false,
    });
    ([(header::CACHE_CONTROL, "no-store")], Json(status))
}
