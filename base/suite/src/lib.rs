//! The contract between tools.
//!
//! A tool knows `base` and nothing of the other tools. What crosses tools goes through here: the organisation and
//! the caller of a request, the directory of people and groups, the one model of rights, the audit record, and the
//! [`Tool`] trait through which the server composes everything.

pub mod access;
pub mod archive;
pub mod audit;
mod caller;
mod change;
mod directory;
pub mod find;
mod foundation;
mod notice;
mod org;
mod people;
mod recorded;
pub mod retention;
mod sites;
mod space;
pub mod testing;
mod tool;

pub use caller::{AuthenticationError, Authenticator, Caller, Credentials, OrgRole, Via};
pub use change::{Change, Listeners};
pub use directory::{Addressee, Directory, Group, Person, Principals};
pub use find::{Found, Sought};
pub use foundation::Foundation;
pub use notice::{ByMail, Channels, Notice, NoticeKind, Notices, Notify};
pub use org::{ORG_CHANGED, Org, Organisations, Support};
pub use people::{NewOwner, OwnerError, People, PreparedOwner};
pub use recorded::{Kept, Recorded};
pub use retention::Retention;
pub use sites::Sites;
pub use space::{Place, Space};
pub use tool::{Contributions, DavCollection, DavMethod, Object, Protocol, Tool, WellKnown};

use std::pin::Pin;

/// A future that runs inside a transaction; it need not be `Send`, for it stays on the transaction's thread.
pub type InTx<'a, T, E = base_db::Error> = Pin<Box<dyn Future<Output = Result<T, E>> + 'a>>;

/// A future that may move between threads.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The tables that belong to the contract itself: grants, the audit record, what organisations keep for how long.
pub const MIGRATIONS: base_db::Migrations =
    base_db::migrations!("suite", "0001_grants", "0002_audit", "0003_retention");

/// Every statement of this crate.
pub fn statements() -> Vec<&'static base_db::Sql> {
    [access::ALL, audit::ALL, retention::ALL].concat()
}
