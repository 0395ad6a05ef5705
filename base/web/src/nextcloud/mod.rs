//! Paths that programs of the Nextcloud family share: is this a server, what can it do, who am I.
//!
//! No tool owns them. What tools know is merged in: [`Contributions::capabilities`](base_suite::Contributions),
//! [`Tool::user_details`]. A tool answers further paths beneath `/ocs` with [`Ocs`](ocs::Ocs); what nobody answers is
//! unknown, which programs take for "this server does not have that".

mod capabilities;
mod notifications;
pub mod ocs;
mod status;
mod user;

use std::sync::Arc;

use axum::Router;
use axum::routing::any;
use base_db::Db;
use base_suite::Tool;

use crate::Problem;

/// Where programs of this family ask.
pub(crate) const PREFIXES: [&str; 5] = ["/remote.php", "/ocs", "/index.php", "/status.php", "/204"];

/// The version of Nextcloud that we do as: programs tell from it which requests a server knows.
const VERSION: [u32; 3] = [32, 0, 1];

/// The OCS interfaces: the same answers, but for numbers in the envelope and the HTTP status.
const OCS: [&str; 2] = ["/ocs/v1.php", "/ocs/v2.php"];

/// The shared paths over `tools`.
pub(crate) fn router(tools: &[Arc<dyn Tool>], db: &Db) -> Router {
    let nothing = || any(|| async { Problem::not_found() });
    let mut router = Router::new()
        .merge(status::router())
        .route("/ocs/{*rest}", nothing())
        .route("/index.php/{*rest}", nothing())
        .route("/remote.php/{*rest}", nothing());
    for interface in OCS {
        router = router
            .merge(capabilities::router(interface, tools))
            .merge(user::router(interface, tools, db))
            .merge(notifications::router(interface))
            .route(interface, any(ocs::unknown))
            .route(&format!("{interface}/"), any(ocs::unknown))
            .route(&format!("{interface}/{{*rest}}"), any(ocs::unknown));
    }
    router
}

fn version_string() -> String {
    let [major, minor, micro] = VERSION;
    format!("{major}.{minor}.{micro}")
}
