//! WebDAV class 1, 2 and 3 (RFC 4918) at `/dav/files/<handle>/`: a thin adapter over [`crate::service`].
//!
//! Programs that know Nextcloud find the same tree at `/remote.php/dav/files/<handle>/` and, the older ones, at
//! `/remote.php/webdav/`.
//!
//! The tree is the caller's own (see [`crate::service::paths`]); that of anybody else is not found. One file per
//! method: it reads the request, calls one use case and writes the answer. What a use case decides, it decides in
//! one transaction together with the conditions of the request ([`crate::service::States`]) and the locks.
//!
//! Programs of people meet this with their own ideas of the standard; what is done for one of them says so.

pub(crate) mod asked;
mod copy;
mod delete;
mod destination;
mod get;
pub(crate) mod live;
mod lock;
mod locked;
mod mkcol;
mod options;
pub(crate) mod propfind;
pub(crate) mod proppatch;
pub(crate) mod put;
pub(crate) mod receive;
pub(crate) mod refusal;
mod relocate;
pub(crate) mod shown;
mod unlock;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base_web::{CurrentOrg, SignedBasic};

use crate::{Files, nextcloud};
use asked::Asked;
use refusal::Refusal;

/// Where it is.
pub const PATH: &str = "/dav/files";
/// Where programs look for it that know Nextcloud.
pub const NEXTCLOUD: &str = "/remote.php/dav/files";
/// The same, of those that were written before there was more than files.
pub const LEGACY: &str = "/remote.php/webdav";

/// What answers at one of these.
pub fn router(files: Files, path: &str) -> Router {
    Router::new()
        .route(path, any(answer))
        .route(&format!("{path}/"), any(answer))
        .route(&format!("{path}/{{*path}}"), any(answer))
        .with_state(files)
}

async fn answer(State(files): State<Files>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    // Windows asks for this before it asks for a password.
    if parts.method.as_str() == "OPTIONS" {
        return options::answer();
    }
    let CurrentOrg(org) = match CurrentOrg::from_request_parts(&mut parts, &()).await {
        Ok(org) => org,
        Err(problem) => return problem.into_response(),
    };
    let SignedBasic(caller) = match SignedBasic::from_request_parts(&mut parts, &()).await {
        Ok(caller) => caller,
        Err(refused) => return refused,
    };
    let asked = match Asked::new(files, org, &caller, &parts) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.into_response(),
    };
    let answered = match parts.method.as_str() {
        "GET" | "HEAD" => get::answer(&asked).await,
        "PUT" => put::answer(&asked, body).await,
        "PROPFIND" => propfind::answer(&asked, body).await,
        "PROPPATCH" => proppatch::answer(&asked, body).await,
        "REPORT" => nextcloud::favourites::report(&asked, body).await,
        "MKCOL" => mkcol::answer(&asked, body).await,
        "DELETE" => delete::answer(&asked).await,
        "COPY" => copy::answer(&asked).await,
        "MOVE" => relocate::answer(&asked).await,
        "LOCK" => lock::answer(&asked, body).await,
        "UNLOCK" => unlock::answer(&asked).await,
        _ => Err(Refusal::Method("This is not possible here.", options::ALLOWED)),
    };
    match answered {
        Ok(response) => response,
        Err(Refusal::Locked(lock)) => locked::answer(&asked, &lock).await,
        Err(refusal) => refusal.into_response(),
    }
}
