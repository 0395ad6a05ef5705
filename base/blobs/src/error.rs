//! What can go wrong with contents.

use crate::ExtentId;

/// An error of the storage of contents, the same on disk and on S3.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk or the bucket is full, or its quota is used up. Nothing was kept.
    #[error("the storage is full")]
    StorageFull,
    /// There is no object for this extent.
    #[error("the contents of extent {0} are not in the storage")]
    NotFound(ExtentId),
    /// The object of this extent is not what was written.
    #[error("the contents of extent {0} are damaged: {1}")]
    Corrupt(ExtentId, String),
    /// The storage cannot be used: not reached, not allowed, or failing. Holds what it said.
    #[error("the storage of contents fails: {0}")]
    Unavailable(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}
