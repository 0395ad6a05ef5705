//! How programs of the Nextcloud family are let in and look at people: thin, over the use cases that REST has too.

mod login;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use base_suite::Protocol;

use crate::Accounts;

/// Bytes of a body here at most: it holds one secret.
const BODY_LIMIT: usize = 4_096;

pub(crate) fn protocols(accounts: &Accounts) -> Vec<Protocol> {
    let mut all = Vec::new();
    let mut add = |path: &'static str, router: Router<Accounts>| {
        let router = router.with_state(accounts.clone()).layer(DefaultBodyLimit::max(BODY_LIMIT));
        all.push(Protocol { path, router });
    };
    for path in ["/index.php/login/v2", "/login/v2"] {
        add(path, Router::new().route(path, post(login::open)).route(&format!("{path}/poll"), post(login::poll)));
    }
    all
}
