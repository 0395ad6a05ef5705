//! How programs of the Nextcloud family are let in and look at people: thin, over the use cases that REST has too.

mod avatar;
mod details;
mod device_password;
mod login;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};
use base_suite::Protocol;
use base_web::ocs;

use crate::Accounts;

pub(crate) use details::details;

/// Bytes of a body here at most: it holds one secret.
const BODY_LIMIT: usize = 4_096;

pub(crate) fn protocols(accounts: &Accounts) -> Vec<Protocol> {
    let mut all = Vec::new();
    let mut add = |path: &'static str, router: Router<Accounts>| {
        let router = router.with_state(accounts.clone()).layer(DefaultBodyLimit::max(BODY_LIMIT));
        all.push(Protocol { path, router });
    };
    let beneath = |path: &str, rest: &str| format!("{path}/{rest}");
    for path in ["/index.php/login/v2", "/login/v2"] {
        add(path, Router::new().route(path, post(login::open)).route(&beneath(path, "poll"), post(login::poll)));
    }
    for path in ["/ocs/v1.php/core", "/ocs/v2.php/core"] {
        let router = Router::new()
            .route(&beneath(path, "getapppassword"), get(device_password::another).fallback(ocs::unknown))
            .route(&beneath(path, "apppassword"), delete(device_password::give_back).fallback(ocs::unknown));
        add(path, router);
    }
    let wipe = "/index.php/core/wipe";
    let router = Router::new()
        .route(&beneath(wipe, "check"), post(device_password::must_forget))
        .route(&beneath(wipe, "success"), post(device_password::must_forget));
    add(wipe, router);
    for path in ["/index.php/avatar", "/avatar"] {
        let router = Router::new()
            .route(&beneath(path, "{handle}/{side}"), get(avatar::avatar))
            .route(&beneath(path, "{handle}/{side}/dark"), get(avatar::avatar));
        add(path, router);
    }
    let portraits = "/remote.php/dav/avatars";
    add(portraits, Router::new().route(&beneath(portraits, "{handle}/{file}"), get(avatar::named)));
    all
}
