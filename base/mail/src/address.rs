//! Addresses, as they may stand in a header and in an SMTP command.
//!
//! What holds: an address that was made here has no control character, no line break and no quote trick in it, so
//! that nothing a person types can add a header, a recipient or a command.

use std::str::FromStr;

use lettre::message::Mailbox;

use crate::Error;

const LONGEST_NAME: usize = 200;
/// RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3, less the angle brackets.
const LONGEST_LOCAL: usize = 64;
const LONGEST_ADDRESS: usize = 254;

/// Where a letter goes, or whom it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    name: Option<String>,
    email: String,
}

impl Address {
    /// The address `email`, shown as `name`; an empty name is none. The domain is kept in lower case and in its
    /// `xn--` form.
    pub fn new(name: &str, email: &str) -> Result<Self, Error> {
        let name = name.trim();
        if name.chars().any(hidden) {
            return Err(Error::Invalid(format!("the name {name:?} holds a control character; write it on one line")));
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(Error::Invalid(format!("the name is longer than {LONGEST_NAME} characters")));
        }
        Ok(Self { name: Some(name.to_owned()).filter(|name| !name.is_empty()), email: parse(email)? })
    }

    /// `camille@communs.example`.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// How it is shown.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The part after the @.
    pub fn domain(&self) -> &str {
        domain(&self.email)
    }

    pub(crate) fn mailbox(&self) -> Result<Mailbox, Error> {
        let email = lettre::Address::from_str(&self.email).map_err(|error| refused(&self.email, &error))?;
        Ok(Mailbox::new(self.name.clone(), email))
    }
}

/// The part of an address after its last @.
pub(crate) fn domain(email: &str) -> &str {
    email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// What has no place in a line of text: controls, line separators, and marks that turn the text after them.
pub(crate) fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn refused(email: &str, cause: &dyn std::fmt::Display) -> Error {
    Error::Invalid(format!("{email:?} is not an address to write to: {cause}"))
}

fn parse(email: &str) -> Result<String, Error> {
    let no = |cause: &str| refused(email, &cause);
    if email.chars().any(hidden) {
        return Err(no("it holds a control character"));
    }
    let (local, domain) = email.trim().rsplit_once('@').ok_or_else(|| no("it has no @"))?;
    if !local.is_ascii() {
        return Err(no("write the part before the @ without accents"));
    }
    // A quoted local part may hold spaces and more; nobody has one, and it is a classic way to smuggle.
    if local.contains('"') {
        return Err(no("quotes are not taken"));
    }
    let domain = match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) => domain.trim_end_matches('.').to_owned(),
        _ => return Err(no("what follows the @ is no domain")),
    };
    let whole = format!("{local}@{domain}");
    if local.len() > LONGEST_LOCAL || whole.len() > LONGEST_ADDRESS {
        return Err(no("it is too long"));
    }
    lettre::Address::from_str(&whole).map_err(|error| refused(email, &error))?;
    Ok(whole)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_have_is_taken() {
        for (given, kept) in [
            ("camille@communs.example", "camille@communs.example"),
            ("Camille.O'Neil+liste@Communs.Example", "Camille.O'Neil+liste@communs.example"),
            (" a@b.fr ", "a@b.fr"),
            ("a@café.example", "a@xn--caf-dma.example"),
            ("a@localhost", "a@localhost"),
        ] {
            assert_eq!(Address::new("", given).unwrap().email(), kept);
        }
        assert_eq!(Address::new("  ", "a@b.fr").unwrap().name(), None);
        assert_eq!(Address::new(" Élodie ", "a@b.fr").unwrap().name(), Some("Élodie"));
    }

    #[test]
    fn what_would_add_a_header_a_command_or_a_recipient_is_refused() {
        for email in [
            "a@b.fr\r\nBcc: everybody@b.fr",
            "a@b.fr\nRCPT TO:<x@b.fr>",
            "a\r\n@b.fr",
            "a@b.fr\0",
            "a@b.fr>, <c@d.fr",
            "a@b.fr, c@d.fr",
            "a@b.fr c@d.fr",
            "\"a b\"@c.fr",
            "\"a\\\r\n\"@c.fr",
            "<a@b.fr>",
            "Camille <a@b.fr>",
            "a@b.fr\u{2028}Bcc: x@y.fr",
            "a@127.0.0.1",
            "a@",
            "@b.fr",
            "a",
            "",
            "é@b.fr",
            "a..b@c.fr",
            "a@b..fr",
            "a@[b.fr",
            "a@[127.0.0.1]",
        ] {
            assert!(Address::new("", email).is_err(), "{email:?}");
        }
        assert!(Address::new("", &format!("{}@b.fr", "a".repeat(65))).is_err());
        assert!(Address::new("", &format!("a@{}.fr", "b.".repeat(200))).is_err());
        for name in ["A\r\nBcc: x@y.fr", "A\nB", "A\0", "A\u{202e}B", "A\u{7f}", "A\u{85}B", &"a".repeat(201)] {
            let error = Address::new(name, "a@b.fr").unwrap_err().to_string();
            assert!(error.contains("name"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn nothing_taken_holds_a_line_break_or_a_bracket(name in ".{0,40}", email in ".{0,20}@?.{0,20}") {
            if let Ok(address) = Address::new(&name, &email) {
                prop_assert!(!address.email().contains(['\r', '\n', '\0', '<', '>', ' ', ',']), "{address:?}");
                prop_assert!(!address.name().unwrap_or_default().contains(['\r', '\n', '\0']));
            }
        }
    }
}
