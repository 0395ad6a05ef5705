//! `/healthz`: the process lives. `/readyz`: it can answer, for its database does.
//!
//! Both are public, so that whatever stands in front can ask: they say nothing of causes, and a flood of questions
//! reaches the database once a second.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use base_db::Db;
use http::StatusCode;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// What the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long an answer is given again.
const LASTS: Duration = Duration::from_secs(1);

/// The two paths.
pub fn router(db: Db) -> Router {
    let last = Arc::new(Mutex::new(None));
    let ready = move || {
        let (db, last) = (db.clone(), last.clone());
        async move {
            if is_ready(&db, &last).await {
                (StatusCode::OK, "ready\n")
            } else {
                (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
            }
        }
    };
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

async fn is_ready(db: &Db, last: &Mutex<Option<(Instant, bool)>>) -> bool {
    let mut last = last.lock().await;
    if let Some((_, ready)) = last.filter(|(asked, _)| asked.elapsed() < LASTS) {
        return ready;
    }
    let ready = match tokio::time::timeout(PATIENCE, db.prepare_all(&[])).await {
        Ok(Ok(_)) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database refuses");
            false
        }
        Err(_) => {
            tracing::warn!("not ready: the database does not answer");
            false
        }
    };
    *last = Some((Instant::now(), ready));
    ready
}
