//! The section `[organisations]` of the configuration: what a new organisation starts with.

use serde::{Deserialize, Serialize};

/// What a new organisation starts with when nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `fr` or `en`.
    pub locale: String,
    /// An IANA time zone.
    pub time_zone: String,
    /// Bytes that all its drives may hold together; absent is without limit.
    pub quota_bytes: Option<i64>,
    /// Bytes that each personal drive may hold; absent is without limit.
    pub person_quota_bytes: Option<i64>,
    /// Whether administrators of an organisation may have domains of theirs lead to it, once they have proved that they
    /// hold them. Each needs a certificate, and so something in front that gets one: see docs/domains.md.
    pub own_domains: bool,
    /// Domains that they can never ask for, with all beneath: those of the installation itself.
    pub reserved_domains: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            locale: "fr".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            quota_bytes: None,
            person_quota_bytes: None,
            own_domains: true,
            reserved_domains: Vec::new(),
        }
    }
}
