//! Organisations as they are reached from outside, for what is written apart from a request: letters, above all.
//!
//! An address in a letter is made of the organisation's own domain and of what the operator says, never of what a
//! request names as its Host: whoever asks for a letter to somebody else must not choose where its link leads.

use std::sync::{Arc, OnceLock};

use base_id::OrgId;

use crate::{Org, Organisations};

/// Stands for the organisation's domain in the address that the operator gives.
const DOMAIN: &str = "{domain}";

/// Where the organisations of an installation are. Made before the tools, filled once they are there; cheap to clone.
#[derive(Clone)]
pub struct Sites {
    url: Arc<str>,
    organisations: Arc<OnceLock<Arc<dyn Organisations>>>,
}

impl Default for Sites {
    fn default() -> Self {
        Self::new("https://{domain}")
    }
}

impl Sites {
    /// Reached at `url`, in which `{domain}` stands for the organisation's domain: `https://{domain}`.
    pub fn new(url: &str) -> Self {
        Self { url: url.trim_end_matches('/').into(), organisations: Arc::default() }
    }

    /// Names who knows the organisations. Only the first call counts.
    pub fn set(&self, organisations: Arc<dyn Organisations>) {
        let _ = self.organisations.set(organisations);
    }

    /// The organisation, for a job that has its identifier alone. To be asked before a transaction, not in one.
    pub async fn org(&self, id: OrgId) -> Result<Option<Arc<Org>>, base_db::Error> {
        match self.organisations.get() {
            Some(organisations) => organisations.by_id(id).await,
            None => Ok(None),
        }
    }

    /// The whole address of `path` (`/account`) at the organisation with this domain.
    pub fn link(&self, domain: &str, path: &str) -> String {
        format!("{}{path}", self.url.replace(DOMAIN, domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_organisations_own_domain() {
        let link = |url: &str| Sites::new(url).link("communs.example", "/join/abc");
        assert_eq!(link("https://{domain}"), "https://communs.example/join/abc");
        assert_eq!(link("http://{domain}:8080/"), "http://communs.example:8080/join/abc");
    }
}
