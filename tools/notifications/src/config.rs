//! The section `[notifications]` of the configuration.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// How people are told things.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whom a push service may write to about our pushes: `mailto:ops@example.org` or `https://example.org`. Without
    /// it, the address of the organisation that the push is of.
    pub push_contact: Option<String>,
    /// Networks (`10.0.0.0/8`) that pushes may reach although they are not public, over plain HTTP too.
    pub allow_private: Vec<String>,
}

impl Config {
    /// Whether it can be used; names what to correct.
    pub fn check(&self) -> Result<(), String> {
        if let Some(contact) = &self.push_contact
            && !["mailto:", "https://"].iter().any(|scheme| contact.starts_with(scheme))
        {
            return Err(format!(
                "notifications.push_contact: {contact:?} begins neither with mailto: nor with https://"
            ));
        }
        self.networks().map(drop)
    }

    /// The networks that pushes may reach although they are not public.
    pub fn networks(&self) -> Result<Vec<IpNet>, String> {
        self.allow_private
            .iter()
            .map(|text| {
                let address = text.parse::<IpAddr>().map(IpNet::from);
                text.parse().or(address).map_err(|_| {
                    format!(
                        "notifications.allow_private: {text:?} is neither an address nor a range such as 10.0.0.0/8"
                    )
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_cannot_be_used_is_named() {
        assert!(Config::default().check().is_ok());
        let bad = Config { push_contact: Some("ops@example.org".into()), ..Config::default() };
        assert!(bad.check().unwrap_err().contains("push_contact"));
        let bad = Config { allow_private: vec!["everything".into()], ..Config::default() };
        assert!(bad.check().unwrap_err().contains("allow_private"));
    }
}
