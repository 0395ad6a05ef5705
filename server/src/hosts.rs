//! `/known-host?domain=HOST`: whether an organisation answers at a host.
//!
//! Asked by a proxy that gets certificates on demand, before it gets one: a domain that is not proved gets none, so that
//! nobody has the proxy ask for certificates without end. Served on the private listener.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use base_suite::Organisations;
use http::StatusCode;
use serde::Deserialize;

#[derive(Deserialize)]
struct Asked {
    domain: String,
}

/// The path.
pub fn router(organisations: Arc<dyn Organisations>) -> Router {
    let known = move |Query(Asked { domain }): Query<Asked>| {
        let organisations = organisations.clone();
        async move {
            match organisations.by_host(&domain.trim_end_matches('.').to_ascii_lowercase()).await {
                Ok(Some(_)) => (StatusCode::OK, "known\n"),
                Ok(None) => (StatusCode::NOT_FOUND, "unknown\n"),
                Err(error) => {
                    tracing::warn!(%error, "a host cannot be looked up");
                    (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
                }
            }
        }
    };
    Router::new().route("/known-host", get(known))
}
