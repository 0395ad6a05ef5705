//! The organisation of a request.

use std::sync::Arc;

use base_id::OrgId;

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
    /// `fr` or `en`.
    pub locale: String,
    /// An IANA time zone: `Europe/Paris`.
    pub time_zone: String,
    /// Bytes that all its drives may hold together; `None` is without limit.
    pub quota_bytes: Option<i64>,
    /// Bytes that one personal drive may hold when nothing else is said; `None` is without limit.
    pub person_quota_bytes: Option<i64>,
    /// Changes with the logo; `None` when there is no logo.
    pub logo_version: Option<String>,
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
