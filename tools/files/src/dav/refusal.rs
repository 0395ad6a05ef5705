//! Refusals on the wire: a status, and an XML body that names the precondition for programs and holds a message
//! that synchronisation clients show to people.

use axum::response::{IntoResponse, Response};
use base_dav::headers::HeaderError;
use base_dav::path::PathError;
use base_dav::request::RequestError;
use base_dav::{DavError, Precondition, XML_CONTENT_TYPE, error_body};
use base_web::Problem;
use http::{HeaderValue, StatusCode, header};

use crate::model::Lock;
use crate::service::Error;

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// With this status.
    Status(StatusCode, Option<Precondition>, String),
    /// 405, and which methods there are (RFC 9110 section 15.5.6).
    Method(&'static str, &'static str),
    /// For a lock: the answer depends on where it is and on what was asked ([`super::locked`]).
    Locked(Box<Lock>),
}

impl Refusal {
    /// With a message alone.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Status(status, None, message.into())
    }

    /// With the status of the precondition.
    pub fn precondition(precondition: Precondition, message: impl Into<String>) -> Self {
        Self::Status(precondition.status(), Some(precondition), message.into())
    }

    /// 404. Also for what the caller may not know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing here, or it is not shared with you.")
    }

    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<DavError> for Refusal {
    fn from(error: DavError) -> Self {
        Self::new(error.status(), error.to_string())
    }
}

impl From<HeaderError> for Refusal {
    fn from(error: HeaderError) -> Self {
        DavError::from(error).into()
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        DavError::from(error).into()
    }
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        DavError::from(error).into()
    }
}

/// What a use case says, in the terms of WebDAV. A method that gives an error another name maps it before.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let with = |status, message: &str| Self::new(status, message);
        match error {
            Error::NotFound => Self::not_found(),
            Error::Forbidden(message) => with(StatusCode::FORBIDDEN, message),
            Error::SignedOut => {
                with(StatusCode::UNAUTHORIZED, "Your access was taken back meanwhile. Nothing was changed.")
            }
            Error::NameTaken => with(StatusCode::PRECONDITION_FAILED, "Something with this name is there already."),
            Error::NoParent | Error::NotAFolder => {
                with(StatusCode::CONFLICT, "The folder that this would be in does not exist. Make it first.")
            }
            Error::IsAFolder => Self::Method("This is a folder, not a file.", super::options::ALLOWED_ON_FOLDERS),
            Error::IntoItself => with(StatusCode::CONFLICT, "A folder cannot be moved or copied into itself."),
            Error::Precondition => {
                with(StatusCode::PRECONDITION_FAILED, "It was changed meanwhile, or is not as the request says.")
            }
            Error::OverQuota { available } => Self::precondition(
                Precondition::QuotaNotExceeded,
                format!("There is not enough room: {available} bytes are left. Delete something, or ask for more."),
            ),
            Error::Name(_) | Error::Invalid { .. } | Error::UploadOffset(_) => Self::bad_request(error.to_string()),
            Error::Locked(lock) => Self::Locked(lock),
            Error::Database(error) | Error::Blobs(base_blobs::Error::Database(error)) => error.into(),
            Error::Blobs(error) => error.into(),
        }
    }
}

impl From<base_db::Error> for Refusal {
    fn from(error: base_db::Error) -> Self {
        problem(&error.into())
    }
}

impl From<base_blobs::Error> for Refusal {
    fn from(error: base_blobs::Error) -> Self {
        match error {
            base_blobs::Error::StorageFull => {
                tracing::error!("the storage of contents is full");
                problem(&Problem::storage_full())
            }
            error => problem(&Problem::internal(&error)),
        }
    }
}

fn problem(problem: &Problem) -> Refusal {
    let full = problem.status() == StatusCode::INSUFFICIENT_STORAGE;
    let precondition = full.then_some(Precondition::SufficientDiskSpace);
    Refusal::Status(problem.status(), precondition, problem.message().to_owned())
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Status(status, precondition, message) => {
                let mut response = xml(status, error_body(status, precondition.as_ref(), &message));
                if status == StatusCode::SERVICE_UNAVAILABLE {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
                }
                response
            }
            Self::Method(message, allow) => {
                let status = StatusCode::METHOD_NOT_ALLOWED;
                let mut response = xml(status, error_body(status, None, message));
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
                response
            }
            Self::Locked(_) => {
                let locked = Precondition::LockTokenSubmitted(Vec::new());
                Self::precondition(locked, "Somebody is working on it: it is locked.").into_response()
            }
        }
    }
}

/// An answer with an XML body.
pub fn xml(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, XML_CONTENT_TYPE)], body).into_response()
}
