//! Who asks, and how they proved it.

use std::net::IpAddr;

use base_id::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Boxed, Org};

/// The person behind a request, checked for this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// Their handle: never changes.
    pub handle: String,
    /// Their name today.
    pub name: String,
    /// What they may do to the organisation itself.
    pub role: OrgRole,
    /// Their language, or `None` for the organisation's.
    pub language: Option<String>,
    /// How they authenticated.
    pub via: Via,
}

/// How a caller authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// A browser session.
    Session(Uuid),
    /// A device password.
    AppPassword(Uuid),
}

/// What a person may do to their organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrgRole {
    /// Use what was opened to them, until a date: somebody from outside, for whom a member answers.
    Guest,
    /// Use it.
    Member,
    /// Manage people and settings.
    Admin,
    /// The same, and name other owners.
    Owner,
}

base_db::text_enum!(OrgRole { Guest = "guest", Member = "member", Admin = "admin", Owner = "owner" });

impl Caller {
    /// Whether the caller manages people and settings.
    pub fn is_admin(&self) -> bool {
        self.role >= OrgRole::Admin
    }
}

/// What a request brought to prove who sent it.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The value of the session cookie.
    pub session: Option<String>,
    /// The user name and password of Basic authentication (RFC 7617).
    pub basic: Option<(String, String)>,
    /// Where the request came from, as far as trusted proxies tell.
    pub address: Option<IpAddr>,
    /// The User-Agent header, cut to 300 characters.
    pub user_agent: Option<String>,
}

/// Why credentials were not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// Wrong, expired or revoked. Says nothing of which.
    #[error("wrong, expired or revoked credentials")]
    Refused,
    /// Too many wrong attempts; the number of seconds to wait.
    #[error("too many attempts; wait {0} seconds")]
    Throttled(u64),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
}

/// Checks credentials at every request, so that what was revoked is refused at the next one.
pub trait Authenticator: Send + Sync + 'static {
    /// The caller behind `credentials`: `None` when there are none at all.
    fn authenticate<'a>(
        &'a self,
        org: &'a Org,
        credentials: &'a Credentials,
    ) -> Boxed<'a, Result<Option<Caller>, AuthenticationError>>;

    /// Whether `caller`, accepted earlier, would be accepted now: asked for connections that stay open.
    fn still_valid<'a>(&'a self, org: &'a Org, caller: &'a Caller) -> Boxed<'a, Result<bool, base_db::Error>>;
}
