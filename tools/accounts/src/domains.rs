//! The domains of e-mail addresses that may join: which one an address has, and whether anybody can have such an address.

use base_mail::Address;

use crate::Error;

/// Providers with which anybody has an address.
const PUBLIC: &[&str] = &[
    "aol.com",
    "bbox.fr",
    "club-internet.fr",
    "disroot.org",
    "duck.com",
    "ecomail.fr",
    "etik.com",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.fr",
    "gmx.net",
    "googlemail.com",
    "gozmail.bzh",
    "hotmail.be",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "infomaniak.com",
    "laposte.net",
    "libertymail.net",
    "live.be",
    "live.com",
    "live.fr",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "mailfence.com",
    "mailo.com",
    "me.com",
    "mm.st",
    "msn.com",
    "netcourrier.com",
    "neuf.fr",
    "no-log.org",
    "numericable.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.com",
    "riseup.net",
    "sfr.fr",
    "tuta.com",
    "tutanota.com",
    "vivaldi.net",
    "wanadoo.fr",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.fr",
    "yandex.com",
    "ymail.com",
    "zaclys.net",
    "zoho.com",
];

/// A domain as it is kept: in lower case and in its `xn--` form. An @ before it may be left in.
pub(crate) fn domain(text: &str) -> Result<String, Error> {
    let bare = text.trim().trim_start_matches('@').trim_end_matches('.');
    let wrong = || Error::invalid("domains", format!("{bare:?} is not a domain such as communs.example."));
    if !bare.contains('.') || bare.contains('@') {
        return Err(wrong());
    }
    Address::new("", &format!("somebody@{bare}")).map(|address| address.domain().to_owned()).map_err(|_| wrong())
}

/// Whether the address is of exactly one of these domains.
pub(crate) fn holds(domains: &[String], email: &str) -> bool {
    Address::new("", email).is_ok_and(|address| domains.iter().any(|domain| domain == address.domain()))
}

/// Whether anybody can have an address there.
pub(crate) fn is_public(domain: &str) -> bool {
    PUBLIC.binary_search(&domain).is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_spelling_of_each_domain() {
        for text in ["Communs.Example", "@communs.example", " communs.example. "] {
            assert_eq!(domain(text).unwrap(), "communs.example");
        }
        assert_eq!(domain("Crémerie.fr").unwrap(), domain("xn--crmerie-cya.fr").unwrap());
        for bad in ["", "communs", "a b.fr", "*.communs.example", "a@b.fr", "communs..example", "-a.fr\r\nx"] {
            assert!(domain(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_address_is_of_exactly_its_domain() {
        let domains = [domain("communs.example").unwrap(), domain("crémerie.fr").unwrap()];
        for email in ["a@communs.example", "A@COMMUNS.example", "z@crémerie.fr", "z@xn--crmerie-cya.fr"] {
            assert!(holds(&domains, email), "{email}");
        }
        for email in [
            "a@sub.communs.example",
            "a@notcommuns.example",
            "a@communs.example.evil.example",
            "a@b@communs.example",
            "communs.example",
        ] {
            assert!(!holds(&domains, email), "{email}");
        }
    }

    #[test]
    fn public_providers_are_known() {
        assert!(PUBLIC.is_sorted());
        assert!(is_public("gmail.com") && is_public("laposte.net") && !is_public("communs.example"));
    }
}
