//! What can go wrong in the database.

/// An error of the database, the same on both engines.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is already there. Holds what the engine said of the constraint.
    #[error("already there: {0}")]
    Unique(String),
    /// A reference to a row that is not there, or a row still referred to.
    #[error("reference not satisfied: {0}")]
    Reference(String),
    /// A CHECK or NOT NULL rule of the schema was broken.
    #[error("rule of the schema broken: {0}")]
    Check(String),
    /// The disk that holds the database is full.
    #[error("the disk that holds the database is full")]
    StorageFull,
    /// Too many transactions wanted the same rows; trying again later will do.
    #[error("the database is too busy with the same rows; try again")]
    Contended,
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// A statement came after one that had failed in the same transaction.
    #[error("the transaction is over: an earlier statement failed")]
    Aborted,
    /// A transaction awaited something other than the database.
    #[error("a transaction awaited something other than the database")]
    AwaitedOutside,
    /// The code of a transaction panicked; nothing of it was kept.
    #[error("the transaction's code panicked")]
    Panicked,
    /// A value had another type than the code expected.
    #[error("unexpected value in the database: {0}")]
    Decode(String),
    /// A migration cannot be applied.
    #[error("{0}")]
    Migration(String),
    /// Anything else the engine said.
    #[error("{0}")]
    Statement(String),
}

impl Error {
    /// Whether a row with the same key was already there.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique(_))
    }
}
