//! HTTP: how tools meet the web.
//!
//! [`Site`] puts the tools behind one router; [`Problem`] is every error on the wire; [`extract`] gives handlers the
//! organisation, the caller and checked input; [`serve`] listens. `/api/events` is the one websocket of a browser tab.

pub mod context;
mod dav_root;
pub mod events;
pub mod extract;
mod idempotency;
mod nextcloud;
mod origin;
pub mod page;
mod patience;
mod picture;
mod problem;
mod prompt;
mod reach;
mod serve;
mod site;
pub mod staying;

pub use context::Client;
pub use extract::{
    BODY_LIMIT, Body, CurrentOrg, IfMatch, MaybeSigned, Path, Query, Signed, SignedBasic, session_cookie_name,
    set_session_cookie,
};
pub use nextcloud::ocs;
pub use page::{PageOf, PageQuery};
pub use picture::{Contents, current_picture, current_picture_unchanged, is_picture_seen, picture};
pub use problem::{Problem, ProblemShape, TYPES};
pub use reach::Reach;
pub use serve::{Limits, serve};
pub use site::Site;
pub use staying::Staying;

pub(crate) const SESSION_COOKIE: &str = "liiibre_session";

/// The tables of this crate.
pub const MIGRATIONS: base_db::Migrations = base_db::migrations!("web", "0001_idempotency");

/// Every statement of this crate.
pub use idempotency::ALL as STATEMENTS;
