//! The organisation of a request.

use std::sync::Arc;

use base_id::OrgId;
use serde::{Deserialize, Serialize};

use crate::Boxed;

/// An organisation, as every tool sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// Its identifier: first in every key.
    pub id: OrgId,
    /// Its one immutable domain, lower case, without a port: OpenID issuer, passkey rp_id, Matrix server name.
    pub domain: String,
    /// What people call it.
    pub name: String,
    /// Its colour, as `#rrggbb`.
    pub accent: String,
    /// `fr` or `en`: the language of whoever chose none.
    pub locale: String,
    /// The languages that people choose from, `locale` among them.
    pub languages: Vec<String>,
    /// An IANA time zone: `Europe/Paris`.
    pub time_zone: String,
    /// Bytes that all its drives may hold together; `None` is without limit.
    pub quota_bytes: Option<i64>,
    /// Bytes that one personal drive may hold when nothing else is said; `None` is without limit.
    pub person_quota_bytes: Option<i64>,
    /// Changes with the logo; `None` when there is no logo.
    pub logo_version: Option<String>,
    /// The tools that are switched off, by name: they answer nothing, and keep what they hold.
    pub off: Vec<String>,
    /// Whom its people ask for help.
    pub support: Option<Support>,
}

/// The kind of the event that tells everybody that something of their organisation is another: also which tools are on.
pub const ORG_CHANGED: &str = "organisations.changed";

/// Whom people ask for help, and how; nothing of it is empty when it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// A person, or a team: "Camille, on weekdays".
    pub name: String,
    /// A mail address.
    #[schema(required)]
    pub email: Option<String>,
    /// A telephone number.
    #[schema(required)]
    pub phone: Option<String>,
    /// Where to write or read: an address beginning with `https://` or `http://`.
    #[schema(required)]
    pub link: Option<String>,
    /// What is worth knowing before one asks.
    #[schema(required)]
    pub note: Option<String>,
}

impl Org {
    /// Whether the tool with this name is on.
    pub fn has(&self, tool: &str) -> bool {
        !self.off.iter().any(|off| off == tool)
    }
}

impl From<&Org> for base_mail::Sender {
    fn from(org: &Org) -> Self {
        Self { org: Some(org.id), name: org.name.clone(), domain: org.domain.clone(), accent: org.accent.clone() }
    }
}

/// Finds the organisation of a request.
pub trait Organisations: Send + Sync + 'static {
    /// The organisation whose domain, or one of whose aliases, is `host` (lower case, without a port).
    fn by_host<'a>(&'a self, host: &'a str) -> Boxed<'a, Result<Option<Arc<Org>>, base_db::Error>>;

    /// The organisation with this identifier.
    fn by_id(&self, id: OrgId) -> Boxed<'_, Result<Option<Arc<Org>>, base_db::Error>>;
}
