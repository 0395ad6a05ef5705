//! What can go wrong, and how it is told.

use base_jobs::JobError;
use base_suite::archive::ArchiveError;
use base_web::Problem;
use http::StatusCode;

/// What can go wrong with notices.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something entered cannot be taken.
    #[error("{field}: {cause}")]
    Invalid {
        /// What.
        field: &'static str,
        /// Why, and what to do.
        cause: String,
    },
    /// There is nothing with this identifier, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// Administrators do this.
    #[error("only administrators may do this")]
    AdminsOnly,
    /// Asked with a device password.
    #[error("sign in with a browser to do this")]
    SessionOnly,
    /// Asked too often; the number of seconds to wait.
    #[error("wait {0} seconds")]
    TooSoon(u64),
    /// A push service did not take what was sent; what it said.
    #[error("the push service: {0}")]
    Push(String),
    /// A key could not be made or used.
    #[error("a key cannot be used: {0}")]
    Key(&'static str),
    /// A letter could not be written.
    #[error(transparent)]
    Mail(base_mail::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}

impl Error {
    pub(crate) fn invalid(field: &'static str, cause: impl Into<String>) -> Self {
        Self::Invalid { field, cause: cause.into() }
    }
}

impl From<base_mail::Error> for Error {
    fn from(error: base_mail::Error) -> Self {
        match error {
            base_mail::Error::Database(error) => Self::Database(error),
            other @ base_mail::Error::Invalid(_) => Self::Mail(other),
        }
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        Self::retry(error)
    }
}

impl From<Error> for ArchiveError {
    fn from(error: Error) -> Self {
        match error {
            Error::Database(error) => Self::Database(error),
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { field, cause } => Self::invalid(field, cause),
            Error::NotFound => Self::not_found(),
            Error::AdminsOnly => {
                Self::forbidden("Only administrators of the organisation may do this. Ask one of them.")
            }
            Error::SessionOnly => Self::forbidden("A device password cannot do this. Sign in with a browser."),
            Error::TooSoon(seconds) => Self::too_many_attempts(seconds),
            Error::Push(said) => Self::new(StatusCode::BAD_GATEWAY, "push-failed", "The notification did not leave")
                .detail(format!(
                    "The service that carries notifications to this browser said: {said}. Switch notifications off and \
                     on again on that device."
                )),
            Error::Key(what) => Self::internal(&what),
            Error::Mail(error) => Self::internal(&error),
            Error::Database(error) => error.into(),
        }
    }
}
