//! Errors on the wire: `application/problem+json` (RFC 9457).
//!
//! `type` is stable and is what programs switch on; `detail` says what happened and what to do next. Causes that
//! only the operator can use go to the log, and the client gets the request id to quote.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

/// Where problem types are described.
pub const TYPES: &str = "https://liiibre.org/problems/";

/// An error as the client gets it.
#[derive(Debug, Clone)]
pub struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    status: StatusCode,
    slug: &'static str,
    title: &'static str,
    detail: Option<String>,
    more: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of the type `slug`.
    pub fn new(status: StatusCode, slug: &'static str, title: &'static str) -> Self {
        Self(Box::new(Inner { status, slug, title, detail: None, more: Map::new(), headers: Vec::new() }))
    }

    /// What happened this time, and what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// An extension member.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.0.more.insert(member.to_owned(), value.into());
        self
    }

    /// A response header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// The status it is sent with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The last part of its type.
    pub fn slug(&self) -> &'static str {
        self.0.slug
    }

    /// The detail, or the title when there is none: for protocols that have only a message.
    pub fn message(&self) -> &str {
        self.0.detail.as_deref().unwrap_or(self.0.title)
    }

    /// 404. Also for what the caller may not know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found")
            .detail("There is nothing here, or it is not shared with you.")
    }

    /// 401.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in first").detail("Sign in, then try again.")
    }

    /// 403: visible, but not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed").detail(detail)
    }

    /// 422: `field` holds something that cannot be taken.
    pub fn invalid(field: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-input", "Check what was entered")
            .detail(detail)
            .with("field", field)
    }

    /// 405. The router adds which methods there are.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Not possible here")
            .detail("This cannot be asked with this method; the header Allow names those that can.")
    }

    /// 400 or 408: the body ended before its end, or stood still for too long.
    pub fn cut_off(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut causes = std::iter::successors(Some(error), |error| error.source());
        let (status, detail) = if causes.any(<dyn std::error::Error>::is::<tower_http::timeout::TimeoutError>) {
            (StatusCode::REQUEST_TIMEOUT, "It stood still for too long. Send it again.")
        } else {
            (StatusCode::BAD_REQUEST, "Not all of it arrived. Send it again.")
        };
        Self::new(status, "invalid-input", "The body was cut off").detail(detail)
    }

    /// 409.
    pub fn conflict(slug: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, slug, title).detail(detail)
    }

    /// 412: somebody else changed it.
    pub fn precondition_failed() -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "precondition-failed", "Changed meanwhile")
            .detail("It was changed by somebody else; fetch it again and repeat your change.")
    }

    /// 413.
    pub fn too_large(limit: u64) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large")
            .detail(format!("At most {limit} bytes are taken here."))
            .with("limit", limit)
    }

    /// 429.
    pub fn too_many_attempts(seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Too many attempts")
            .detail(format!("Wait {seconds} seconds, then try again."))
            .with("retry_after", seconds)
            .header(header::RETRY_AFTER, seconds.to_string())
    }

    /// 500: `cause` goes to the log.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something failed on the server")
            .detail("Try again; if it stays, send the request id to your administrator.")
    }

    /// 507: the server's own disk is full.
    pub fn storage_full() -> Self {
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full", "The server's storage is full")
            .detail("Nothing was changed. Tell your administrator; try again once there is room.")
    }

    fn body(&self, request_id: Option<&str>) -> Value {
        let inner = &self.0;
        let mut body = inner.more.clone();
        body.insert("type".into(), format!("{TYPES}{}", inner.slug).into());
        body.insert("title".into(), inner.title.into());
        body.insert("status".into(), inner.status.as_u16().into());
        if let Some(detail) = &inner.detail {
            body.insert("detail".into(), detail.as_str().into());
        }
        if let Some(id) = request_id {
            body.insert("request_id".into(), id.into());
        }
        Value::Object(body)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.0.title, self.0.slug, self.message())
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let id = crate::context::current_request_id();
        let mut response = (
            self.0.status,
            [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")],
            self.body(id.as_deref()).to_string(),
        )
            .into_response();
        for (name, value) in &self.0.headers {
            response.headers_mut().insert(name, value.clone());
        }
        response
    }
}

impl From<base_db::Error> for Problem {
    fn from(error: base_db::Error) -> Self {
        use base_db::Error;
        match error {
            Error::StorageFull => {
                tracing::error!("the disk that holds the database is full");
                Self::storage_full()
            }
            Error::Contended | Error::Unavailable(_) => {
                tracing::error!(cause = %error, "the database could not answer");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The server is busy")
                    .detail("Nothing was changed. Try again in a moment.")
                    .header(header::RETRY_AFTER, "2")
            }
            other => Self::internal(&other),
        }
    }
}

/// How a problem stands in OpenAPI.
#[derive(utoipa::ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "the shape alone is read, by the OpenAPI document")]
pub struct ProblemShape {
    /// `https://liiibre.org/problems/<slug>`: what programs switch on.
    r#type: String,
    /// A short title.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened this time, and what to do next.
    detail: Option<String>,
    /// The field that holds something that cannot be taken.
    field: Option<String>,
    /// To quote to the administrator.
    request_id: Option<String>,
}
