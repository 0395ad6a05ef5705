//! What was refused, as the client gets it.

use base_web::Problem;
use http::StatusCode;

use crate::model::InvalidName;
use crate::service::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound | Error::NoParent => Self::not_found(),
            Error::Forbidden(detail) => Self::forbidden(detail),
            Error::NameTaken => Self::conflict(
                "name-taken",
                "This name is taken",
                "Something else in this folder has this name already. Choose another one.",
            ),
            Error::NotAFolder => Self::conflict("conflict", "Not a folder", "This is a file; choose a folder."),
            Error::IsAFolder => Self::conflict("conflict", "Not a file", "This is a folder; choose a file."),
            Error::Name(InvalidName::TooDeep) => Self::invalid("path", InvalidName::TooDeep.to_string()),
            Error::Name(cause) => Self::invalid("name", cause.to_string()),
            Error::IntoItself => Self::conflict(
                "moved-into-itself",
                "Into itself",
                "A folder cannot go into itself or into a folder inside it. Choose another place.",
            ),
            Error::SignedOut => Self::unauthenticated(),
            Error::Precondition => Self::precondition_failed(),
            Error::OverQuota { available } => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "over-quota", "Not enough room")
                    .detail(
                        "There is not enough room left for this. Delete something, empty the trash, or ask for more.",
                    )
                    .with("available", available)
            }
            Error::Locked(_) => Self::new(StatusCode::LOCKED, "locked", "Locked")
                .detail("Another program holds a lock on this. Close it there, or wait until the lock runs out."),
            Error::UploadOffset(offset) => {
                Self::conflict("upload-offset", "Goes on elsewhere", format!("This upload goes on at byte {offset}."))
                    .with("offset", offset)
            }
            Error::Invalid { field, detail } => Self::invalid(field, detail),
            Error::Database(error) => error.into(),
            Error::Blobs(error) => error.into_problem(),
        }
    }
}

/// The storage's errors on the wire.
trait IntoProblem {
    fn into_problem(self) -> Problem;
}

impl IntoProblem for base_blobs::Error {
    fn into_problem(self) -> Problem {
        match self {
            Self::StorageFull => {
                tracing::error!("the storage of contents is full");
                Problem::storage_full()
            }
            Self::Database(error) => error.into(),
            other => Problem::internal(&other),
        }
    }
}

/// A refusal by the storage.
pub(super) fn stored(error: base_blobs::Error) -> Problem {
    error.into_problem()
}
