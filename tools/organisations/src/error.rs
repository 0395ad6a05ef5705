//! What can go wrong, and how it is told.

use base_suite::OwnerError;
use base_web::Problem;
use http::{StatusCode, header};
use jiff::SignedDuration;

use crate::service::MOST;

/// What can go wrong with an organisation.
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
    /// The host leads to an organisation already.
    #[error("{0} leads to an organisation already")]
    Taken(String),
    /// The host leads to another organisation: whose it is, nobody is told.
    #[error("this domain is in use on this installation already")]
    LeadsElsewhere,
    /// An organisation has as many addresses as it may.
    #[error("an organisation has at most {MOST} other addresses")]
    TooManyDomains,
    /// The operator looks after domains.
    #[error("whoever runs this installation looks after domains")]
    DomainsOff,
    /// DNS was asked about it a moment ago.
    #[error("this was checked a moment ago")]
    CheckedJustNow(SignedDuration),
    /// There is no such organisation, or no such thing in it.
    #[error("not found")]
    NotFound,
    /// The letter was sent or given up: nothing of it is left to send.
    #[error("this letter waits for nothing any more")]
    Settled,
    /// The announcement is to begin, or is over.
    #[error("this announcement is not shown")]
    NotRunning,
    /// Only owners and administrators may.
    #[error("only owners and administrators may do this")]
    AdminsOnly,
    /// The set-up link was used, has expired or never was.
    #[error("this set-up link was used or has expired: start the server again to get another")]
    SetupLink,
    /// Too many passwords are being hashed.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// The image cannot be taken.
    #[error(transparent)]
    Picture(#[from] base_pictures::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}

impl Error {
    pub(crate) fn invalid(field: &'static str, cause: impl Into<String>) -> Self {
        Self::Invalid { field, cause: cause.into() }
    }
}

impl From<OwnerError> for Error {
    fn from(error: OwnerError) -> Self {
        match error {
            OwnerError::Invalid { field, cause } => Self::Invalid { field, cause },
            OwnerError::Busy => Self::Busy,
            OwnerError::Database(error) => Self::Database(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { field, cause } => Self::invalid(field, cause),
            Error::Taken(host) => Self::conflict(
                "name-taken",
                "Taken",
                format!("{host} leads to an organisation already; choose another."),
            )
            .with("field", "domain"),
            Error::LeadsElsewhere => Self::conflict(
                "domain-taken",
                "In use",
                "This domain is in use on this installation already. If it is yours, ask whoever runs the installation.",
            )
            .with("field", "host"),
            Error::TooManyDomains => Self::conflict(
                "too-many-domains",
                "Too many addresses",
                format!("An organisation has at most {MOST} other addresses. Remove one first."),
            ),
            Error::DomainsOff => {
                Self::new(StatusCode::FORBIDDEN, "domains-off", "Not for organisations")
                    .detail("Whoever runs this installation looks after domains. Ask them.")
            }
            Error::CheckedJustNow(wait) => {
                Self::too_many_attempts(u64::try_from(wait.as_secs()).unwrap_or_default().saturating_add(1))
            }
            Error::NotFound => Self::not_found(),
            Error::Settled => Self::conflict(
                "conflict",
                "Settled already",
                "This letter was sent or given up, and its text is gone. Whoever wrote it can write it anew.",
            ),
            Error::NotRunning => Self::conflict(
                "conflict",
                "Not shown",
                "This announcement is not shown now, so there is nothing to end. Delete it if it is not to come.",
            ),
            Error::AdminsOnly => {
                Self::forbidden("Only owners and administrators of the organisation may do this. Ask one of them.")
            }
            Error::SetupLink => {
                Self::forbidden("This set-up link was used or has expired. Start the server again to get another.")
            }
            Error::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The server is busy")
                .detail("Nothing was changed. Try again in a moment.")
                .header(header::RETRY_AFTER, "2"),
            Error::Picture(error) => Self::invalid("body", error.to_string()),
            Error::Database(error) => error.into(),
        }
    }
}
