//! OPTIONS: what can be done here. Says nothing of what is there, so it needs no password.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, StatusCode, header};

/// Every method.
pub const ALLOWED: &str =
    "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MKCOL, COPY, MOVE, LOCK, UNLOCK";

/// Those that mean something for a folder.
pub const ALLOWED_ON_FOLDERS: &str = "OPTIONS, DELETE, PROPFIND, PROPPATCH, REPORT, COPY, MOVE, LOCK, UNLOCK";

/// The answer.
pub fn answer() -> Response {
    let headers = [
        (HeaderName::from_static("dav"), "1, 2, 3"),
        (header::ALLOW, ALLOWED),
        // Without this Windows looks for another protocol first.
        (HeaderName::from_static("ms-author-via"), "DAV"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::OK, headers).into_response()
}
