//! The one thing that another tool asks of accounts beyond the directory: an organisation's first owner.

use base_db::Tx;
use base_id::{OrgId, PersonId};

use crate::{Boxed, Credentials, InTx};

/// The first owner of a new organisation, as they introduce themselves.
#[derive(Clone)]
pub struct NewOwner {
    /// The handle they wish for.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The password they chose.
    pub password: String,
}

/// A first owner whose details were checked, and whose password was hashed: what a transaction can store at once.
#[derive(Clone)]
pub struct PreparedOwner {
    /// Checked.
    pub handle: String,
    /// Checked.
    pub name: String,
    /// Checked.
    pub email: String,
    /// What is kept of the password.
    pub password_hash: String,
}

/// Why a first owner is not taken.
#[derive(Debug, thiserror::Error)]
pub enum OwnerError {
    /// A detail cannot be taken.
    #[error("{field}: {cause}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// Why, and what to do.
        cause: String,
    },
    /// Too many passwords are being hashed.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}

/// Makes the first owner of an organisation in the transaction that makes the organisation.
pub trait People: Send + Sync + 'static {
    /// Checks the details and hashes the password: slow, so before the transaction.
    fn prepare_owner(&self, owner: NewOwner) -> Boxed<'_, Result<PreparedOwner, OwnerError>>;

    /// Stores the owner and signs them in; gives the new session's token, the value of the session cookie.
    fn create_owner<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        owner: &'a PreparedOwner,
        from: &'a Credentials,
    ) -> InTx<'a, (PersonId, String)>;
}
