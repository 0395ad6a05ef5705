//! What an organisation is made of, and what may be said of it. No I/O.

pub mod announcements;

use std::net::Ipv4Addr;

use base_id::OrgId;
use base_suite::Support;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Error;
use crate::service::CHALLENGE;

/// Characters of a name at most.
const LONGEST_NAME: usize = 120;
/// The languages there are.
pub(crate) const LANGUAGES: [&str; 2] = ["fr", "en"];
/// The accent of an organisation that has not chosen one.
pub(crate) const ACCENT: &str = "#3d6b4f";

/// An organisation to be.
#[derive(Debug, Clone, Default)]
pub struct NewOrganisation {
    /// What people call it.
    pub name: String,
    /// Its one immutable domain.
    pub domain: String,
    /// `fr` or `en`; the installation's default when `None`.
    pub locale: Option<String>,
    /// An IANA time zone; the installation's default when `None`.
    pub time_zone: Option<String>,
    /// `#rrggbb`.
    pub accent: Option<String>,
    /// Bytes for everything; the installation's default when `None`.
    pub quota_bytes: Option<i64>,
    /// Bytes for each personal drive; the installation's default when `None`.
    pub person_quota_bytes: Option<i64>,
}

/// Settings to change; `None` leaves one as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[schema(as = OrganisationChange)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What people call it.
    pub name: Option<String>,
    /// `#rrggbb`.
    pub accent: Option<String>,
    /// `fr` or `en`.
    pub locale: Option<String>,
    /// The languages that people choose from: `["fr", "en"]`. The organisation's own is always among them.
    pub languages: Option<Vec<String>>,
    /// An IANA time zone.
    pub time_zone: Option<String>,
    /// Whom people ask for help; `null` for nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Support>)]
    pub support: Option<Option<Support>>,
    /// Bytes for each personal drive; `null` is without limit.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub person_quota_bytes: Option<Option<i64>>,
}

/// Tells `null` from what is not there.
#[allow(clippy::option_option, reason = "absent, null and a value are three things")]
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// An organisation as its row holds it, and as it leaves in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The identifier.
    pub id: OrgId,
    /// Lower case, without a port.
    pub domain: String,
    /// What people call it.
    pub name: String,
    /// `#rrggbb`.
    pub accent: String,
    /// `fr` or `en`.
    pub locale: String,
    /// Those that people choose from.
    pub languages: Vec<String>,
    /// An IANA time zone.
    pub time_zone: String,
    /// Bytes for everything.
    pub quota_bytes: Option<i64>,
    /// Bytes for each personal drive.
    pub person_quota_bytes: Option<i64>,
    /// The tools that are switched off.
    pub tools_off: Vec<String>,
    /// Whom people ask for help.
    pub support: Option<Support>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Record {
    /// The record with its texts in their one form; refused when one of them cannot be taken.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        Ok(Self {
            domain: domain(&self.domain)?,
            name: name(&self.name)?,
            accent: accent(&self.accent)?,
            locale: locale(&self.locale)?,
            languages: languages(&self.locale, &self.languages)?,
            time_zone: time_zone(&self.time_zone)?,
            quota_bytes: quota("quota_bytes", self.quota_bytes)?,
            person_quota_bytes: quota("person_quota_bytes", self.person_quota_bytes)?,
            support: self.support.map(support).transpose()?.flatten(),
            ..self
        })
    }
}

/// A domain in its one form: lower case; letters, digits and hyphens between dots (RFC 1123 section 2.1; other scripts
/// in their `xn--` form), or an IPv4 address.
pub fn domain(text: &str) -> Result<String, Error> {
    let refused = || {
        Error::invalid(
            "domain",
            "Give a domain such as communs.example, without https:// and without a port; write accents in the xn-- form.",
        )
    };
    let domain = text.trim().trim_end_matches('.').to_ascii_lowercase();
    if domain.is_empty() || domain.len() > 253 {
        return Err(refused());
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let looks_numeric = domain.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let fits = if looks_numeric { domain.parse::<Ipv4Addr>().is_ok() } else { domain.split('.').all(label) };
    if fits { Ok(domain) } else { Err(refused()) }
}

/// Ends of names that no public DNS answers for, or that mean each machine itself (RFC 6761, RFC 6762, RFC 7686).
const NOT_PUBLIC: [&str; 7] = ["alt", "arpa", "internal", "invalid", "local", "localhost", "onion"];

/// A domain that an organisation may ask for, in its one form: other scripts are taken as they are written. Addresses,
/// names within a network, and what is `reserved` or beneath it are refused.
pub(crate) fn own_domain(text: &str, reserved: &[String]) -> Result<String, Error> {
    let refused = |cause: &str| Error::invalid("host", cause);
    let shape = || refused("Give a domain such as www.communs.example, without https:// and without a port.");
    let ascii = idna::domain_to_ascii_strict(text.trim().trim_end_matches('.')).map_err(|_| shape())?;
    let host = domain(&ascii).map_err(|_| shape())?;
    let last = host.rsplit('.').next().unwrap_or_default();
    // The name of its proof has to fit DNS, too.
    let fits = host.len() + CHALLENGE.len() < 253;
    if !host.contains('.') || host.parse::<Ipv4Addr>().is_ok() || NOT_PUBLIC.contains(&last) || !fits {
        return Err(shape());
    }
    let is_under = |reserved: &String| {
        let reserved = reserved.trim_matches('.').to_ascii_lowercase();
        !reserved.is_empty() && host.strip_suffix(&reserved).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if reserved.iter().any(is_under) {
        return Err(refused("This domain belongs to the installation. Give one of your own."));
    }
    Ok(host)
}

/// A domain as people write it, where that differs: in its own script.
pub(crate) fn as_written(host: &str) -> Option<String> {
    let (written, good) = idna::domain_to_unicode(host);
    (good.is_ok() && written != host && !written.chars().any(turns_text)).then_some(written)
}

/// A name without space around it, on one line.
pub(crate) fn name(text: &str) -> Result<String, Error> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", format!("Give a name of 1 to {LONGEST_NAME} characters.")));
    }
    if name.chars().any(|c| c.is_control() || turns_text(c)) {
        return Err(Error::invalid("name", "Write the name on one line, without invisible characters."));
    }
    Ok(name.to_owned())
}

/// Characters that change the direction of the text after them and so make a name look like another.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

pub(crate) fn accent(text: &str) -> Result<String, Error> {
    let accent = text.to_ascii_lowercase();
    let digits = accent.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(accent)
    } else {
        Err(Error::invalid("accent", "Give a colour as #rrggbb."))
    }
}

pub(crate) fn locale(text: &str) -> Result<String, Error> {
    match text {
        "fr" | "en" => Ok(text.to_owned()),
        _ => Err(Error::invalid("locale", "The languages are fr and en.")),
    }
}

/// The languages that people choose from, each once, the organisation's own among them.
fn languages(own: &str, chosen: &[String]) -> Result<Vec<String>, Error> {
    for code in chosen {
        locale(code).map_err(|_| Error::invalid("languages", "The languages are fr and en."))?;
    }
    Ok(LANGUAGES
        .iter()
        .filter(|code| **code == own || chosen.iter().any(|chosen| chosen == *code))
        .map(|code| (*code).to_owned())
        .collect())
}

/// Whom people ask for help; `None` when nothing is said.
fn support(said: Support) -> Result<Option<Support>, Error> {
    let refused = |cause: &str| Error::invalid("support", cause);
    let one_line = |text: Option<String>, most: usize| match text.map(|text| text.trim().to_owned()) {
        Some(text) if text.chars().any(|c| c.is_control() || turns_text(c)) => {
            Err(refused("Write each on one line, without invisible characters."))
        }
        Some(text) if text.chars().count() > most => Err(refused(&format!("Give at most {most} characters."))),
        text => Ok(text.filter(|text| !text.is_empty())),
    };
    let name = one_line(Some(said.name), LONGEST_NAME)?;
    let email = one_line(said.email, 254)?;
    let phone = one_line(said.phone, 40)?;
    let link = one_line(said.link, 500)?;
    let note = one_line(said.note, 500)?;
    let Some(name) = name else {
        let nothing = [&email, &phone, &link, &note].iter().all(|text| text.is_none());
        return if nothing { Ok(None) } else { Err(refused("Say who is asked: a person, or a team.")) };
    };
    if let Some(email) = &email {
        base_mail::Address::new("", email).map_err(|error| refused(&error.to_string()))?;
    }
    let dials = |c: char| c.is_ascii_digit() || "+ .-()/".contains(c);
    if phone.as_ref().is_some_and(|phone| !phone.chars().all(dials) || !phone.bytes().any(|b| b.is_ascii_digit())) {
        return Err(refused("Give a telephone number such as +33 1 23 45 67 89."));
    }
    // What follows the scheme is the browser's to read; another scheme could run something.
    if link.as_ref().is_some_and(|link| !["https://", "http://"].iter().any(|scheme| link.starts_with(scheme))) {
        return Err(refused("Give an address that begins with https://."));
    }
    Ok(Some(Support { name, email, phone, link, note }))
}

pub(crate) fn time_zone(text: &str) -> Result<String, Error> {
    match jiff::tz::TimeZone::get(text).ok().and_then(|zone| zone.iana_name().map(str::to_owned)) {
        Some(name) => Ok(name),
        None => Err(Error::invalid("time_zone", "Give an IANA time zone such as Europe/Paris.")),
    }
}

pub(crate) fn quota(field: &'static str, bytes: Option<i64>) -> Result<Option<i64>, Error> {
    match bytes {
        Some(negative) if negative < 0 => Err(Error::invalid(field, "A quota is 0 bytes or more.")),
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn domains_are_taken_in_one_form() {
        for (given, kept) in [
            ("Communs.Example.", "communs.example"),
            ("localhost", "localhost"),
            ("127.0.0.2", "127.0.0.2"),
            ("xn--caf-dma.fr", "xn--caf-dma.fr"),
            ("1and1.example", "1and1.example"),
        ] {
            assert_eq!(domain(given).unwrap(), kept);
        }
        let long = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            ".",
            "a..b",
            "-a.fr",
            "a-.fr",
            "café.fr",
            "a b.fr",
            "https://a.fr",
            "a.fr:8080",
            "a.fr/x",
            "127.0.0.256",
            "1.2.3",
            "a_b.fr",
            "a\0.fr",
            "[::1]",
            &long,
        ] {
            assert!(domain(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_organisation_asks_for_public_names_of_its_own() {
        let reserved = ["Liiibre.Example".to_owned(), String::new()];
        let own = |text: &str| own_domain(text, &reserved);
        for (given, kept) in [
            (" WWW.Communs.Example. ", "www.communs.example"),
            ("crémerie.fr", "xn--crmerie-cya.fr"),
            ("xn--crmerie-cya.fr", "xn--crmerie-cya.fr"),
            ("notliiibre.example", "notliiibre.example"),
        ] {
            assert_eq!(own(given).unwrap(), kept);
        }
        let long = format!("{}.example", ["a".repeat(60).as_str(); 4].join("."));
        for bad in [
            "",
            "communs",
            "localhost",
            "a.localhost",
            "printer.local",
            "intranet.internal",
            "127.0.0.1",
            "0x7f.1",
            "[::1]",
            "1.0.0.127.in-addr.arpa",
            "https://communs.example",
            "communs.example:8080",
            "communs.example/x",
            "a@communs.example",
            "*.communs.example",
            "_liiibre-challenge.communs.example",
            "a..example",
            "a.example\r\nb",
            "xn--a.example",
            "liiibre.example",
            "nord.liiibre.example",
            &long,
        ] {
            assert!(own(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_in_another_script_is_shown_in_both_forms() {
        assert_eq!(as_written("xn--crmerie-cya.fr").as_deref(), Some("crémerie.fr"));
        assert_eq!(as_written("communs.example"), None);
        // The first letter is Cyrillic.
        assert_eq!(as_written("xn--ommuns-hrf.example").as_deref(), Some("\u{441}ommuns.example"));
    }

    #[test]
    fn settings_are_checked() {
        assert_eq!(accent("#7A4B2A").unwrap(), "#7a4b2a");
        for bad in ["7a4b2a", "#7a4b2", "#7a4b2g", "red", "#éa4b2"] {
            assert!(accent(bad).is_err(), "{bad}");
        }
        assert_eq!(time_zone("Europe/Paris").unwrap(), "Europe/Paris");
        for bad in ["Mars/Olympus", "../../etc/passwd", "", "Europe/Paris\0"] {
            assert!(time_zone(bad).is_err(), "{bad}");
        }
        assert!(locale("de").is_err());
        assert_eq!(name("  Les Communs ").unwrap(), "Les Communs");
        let long = "n".repeat(121);
        for bad in ["", " \u{a0}", "a\nb", "a\0b", "evil\u{202e}gnp.exe", &long] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_domain_that_is_taken_is_its_own_form(text in "\\PC{0,80}") {
            if let Ok(kept) = domain(&text) {
                prop_assert_eq!(domain(&kept).unwrap(), kept.clone());
                prop_assert!(!kept.contains([':', '/', '@', ' ']));
            }
        }
    }
}
