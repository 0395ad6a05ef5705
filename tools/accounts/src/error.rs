//! What can go wrong, and how it is told.

use base_suite::OwnerError;
use base_suite::archive::ArchiveError;
use base_web::Problem;
use http::{StatusCode, header};

use crate::password::Busy;

/// What can go wrong with accounts and groups.
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
    /// Somebody or something else is called so, or was.
    #[error("{field}: taken")]
    Taken {
        /// What.
        field: &'static str,
    },
    /// There is nothing with this identifier, handle or name.
    #[error("not found")]
    NotFound,
    /// A group would contain itself.
    #[error("a group cannot contain itself, directly or through others")]
    Cycle,
    /// The account and the password do not go together, or may not be used. Says nothing of which.
    #[error("wrong account or password")]
    WrongCredentials,
    /// Too many wrong attempts; the number of seconds to wait.
    #[error("too many attempts; wait {0} seconds")]
    Throttled(u64),
    /// Too many passwords are being hashed.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// Somebody else changed it.
    #[error("changed meanwhile")]
    PreconditionFailed,
    /// The caller may see it, and may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// What is asked would leave the organisation without a main administrator.
    #[error("an organisation keeps a main administrator")]
    LastOwner,
    /// Somebody answers for guests, who would be left without.
    #[error("they answer for {0} guests")]
    Sponsor(usize),
    /// A list of people is on its way in already.
    #[error("a list is being taken in")]
    Importing,
    /// Asked with a device password, which cannot look after the account.
    #[error("sign in with a browser to do this")]
    SessionOnly,
    /// An address was sent as many letters as it may get for now.
    #[error("enough letters for now")]
    Letters,
    /// Somebody with this address is invited already.
    #[error("invited already")]
    Invited,
    /// The image cannot be taken.
    #[error(transparent)]
    Picture(#[from] base_pictures::Error),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hash(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}

impl Error {
    pub(crate) fn invalid(field: &'static str, cause: impl Into<String>) -> Self {
        Self::Invalid { field, cause: cause.into() }
    }
}

impl From<Busy> for Error {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

impl From<Error> for OwnerError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { field, cause } => Self::Invalid { field, cause },
            Error::Taken { field } => Self::Invalid { field, cause: "This is taken; choose another.".to_owned() },
            Error::Database(error) => Self::Database(error),
            Error::Busy => Self::Busy,
            other => {
                tracing::error!(cause = %other, "the first owner could not be made");
                Self::Busy
            }
        }
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
            Error::Taken { field } => {
                Self::conflict("name-taken", "Taken", "This is taken, or was once. Choose another.")
                    .with("field", field)
            }
            Error::NotFound => Self::not_found(),
            Error::Cycle => Self::conflict(
                "conflict",
                "A group cannot contain itself",
                "The group would contain itself through others. Take it out of one of them first.",
            ),
            Error::WrongCredentials => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong-credentials", "Wrong account or password")
                    .detail("The account and the password do not go together. Check both and try again.")
            }
            Error::Throttled(seconds) => Self::too_many_attempts(seconds),
            Error::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The server is busy")
                .detail("Many people sign in right now. Try again in a moment.")
                .header(header::RETRY_AFTER, "2"),
            Error::PreconditionFailed => Self::precondition_failed(),
            Error::Forbidden(why) => Self::forbidden(why),
            Error::LastOwner => Self::conflict(
                "last-owner",
                "The last main administrator",
                "An organisation keeps a main administrator. Name another one first.",
            ),
            Error::Sponsor(guests) => Self::conflict(
                "sponsor",
                "They answer for guests",
                format!("They answer for {guests} guests. Let somebody else answer for these first."),
            ),
            Error::Importing => Self::conflict(
                "conflict",
                "A list is on its way in",
                "One list is taken in after the other. Wait until the one that is on its way has ended.",
            ),
            Error::SessionOnly => Self::forbidden("A device password cannot do this. Sign in with a browser."),
            Error::Letters => Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-letters", "Enough letters for now").detail(
                "This address was sent several letters within the hour, or none can be sent to it. Try again later, or \
                 hand a link over yourself.",
            ),
            Error::Invited => Self::conflict(
                "already-invited",
                "Invited already",
                "There is an invitation for this address. Send that one again, or take it back first.",
            ),
            Error::Picture(error) => Self::invalid("body", error.to_string()),
            Error::Hash(cause) => Self::internal(&cause),
            Error::Database(error) => error.into(),
        }
    }
}
