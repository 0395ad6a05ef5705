//! What a person, a group and a device are made of, and what may be said of them. No I/O.

pub mod card;
mod group;

use std::cell::OnceCell;

use base_id::PersonId;
pub use base_suite::find::folded;
use base_suite::{OrgRole, find};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::Error;

pub use group::{Joining, Member};

/// Characters of a name at most.
const LONGEST_NAME: usize = 120;

base_db::typed_id! {
    /// A browser session. Not its token.
    SessionId,
    /// A device password. Not the secret.
    AppPasswordId,
    /// An invitation. Not the secret in its link.
    InvitationId,
    /// Something that others did to somebody's way in.
    RecoveryId,
    /// A list of people on its way in.
    ImportId,
    /// Somebody who asks to join. Not the secret in their letter.
    RegistrationId,
}

/// What a link changes that was sent to somebody about their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// The password, for another one.
    Reset,
    /// The address, for the one that the link was sent to.
    Email,
    /// The address, for the one there was before.
    Undo,
}

base_db::text_enum!(LinkKind { Reset = "reset", Email = "email", Undo = "undo" });

/// What others did to somebody's way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryAct {
    /// They were given a one-time link that chooses another password.
    Link,
    /// They changed the e-mail address.
    Address,
}

base_db::text_enum!(RecoveryAct { Link = "link", Address = "address" });

/// How pages look to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As their device does.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

base_db::text_enum!(Theme { System = "system", Light = "light", Dark = "dark" });

/// A person to be.
#[derive(Clone)]
pub struct NewPerson {
    /// Never changes, and is never given again: `[a-z][a-z0-9._-]{0,62}`.
    pub handle: String,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do to the organisation.
    pub role: OrgRole,
    /// Who answers for a guest, and until when; nobody else has one.
    pub guest: Option<Stay>,
    /// Their password; without one they cannot sign in yet.
    pub password: Option<String>,
}

/// A guest's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The member who answers for them.
    pub sponsor: PersonId,
    /// When it is over.
    pub ends_at: Timestamp,
}

/// A person as the tool keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// The identifier.
    pub id: PersonId,
    /// For life.
    pub handle: String,
    /// The name today.
    pub name: String,
    /// The e-mail address today.
    pub email: String,
    /// `fr`, `en`, or `None` for the organisation's.
    pub language: Option<String>,
    /// How pages look.
    pub theme: Theme,
    /// An IANA time zone, or `None` for the organisation's.
    pub time_zone: Option<String>,
    /// What they may do to the organisation.
    pub role: OrgRole,
    /// Whether the account may be used; a guest's ends by itself, too.
    pub active: bool,
    /// Who answers for them: a guest's.
    pub sponsor: Option<PersonId>,
    /// When their time is over: a guest's.
    pub ends_at: Option<Timestamp>,
    /// Changes with the photo; `None` without one.
    pub photo_version: Option<String>,
    /// When they were added.
    pub created_at: Timestamp,
}

base_db::from_row!(PersonRecord {
    id,
    handle,
    name,
    email,
    language,
    theme,
    time_zone,
    role,
    active,
    sponsor,
    ends_at,
    photo_version,
    created_at
});

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It may.
    Active,
    /// An administrator suspended it.
    Suspended,
    /// A guest's, whose time is over.
    Ended,
}

base_db::text_enum!(State { Active = "active", Suspended = "suspended", Ended = "ended" });

impl PersonRecord {
    /// Whether the account may be used at `now`.
    pub fn state(&self, now: Timestamp) -> State {
        match self.ends_at {
            _ if !self.active => State::Suspended,
            Some(end) if end <= now => State::Ended,
            _ => State::Active,
        }
    }
}

/// Where a list of people stands on its way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PeopleImportState)]
pub enum ImportState {
    /// Its lines are being taken.
    Running,
    /// Somebody asked for it to stop.
    Stopping,
    /// All lines were looked at.
    Done,
    /// It was stopped: who is in stays in.
    Stopped,
    /// The server could not go on.
    Failed,
}

base_db::text_enum!(ImportState {
    Running = "running",
    Stopping = "stopping",
    Done = "done",
    Stopped = "stopped",
    Failed = "failed",
});

/// How far somebody is who asks to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationState {
    /// Their letter is on its way.
    Asked,
    /// The address is theirs; an administrator decides.
    Waiting,
    /// Not now.
    Refused,
}

base_db::text_enum!(RegistrationState { Asked = "asked", Waiting = "waiting", Refused = "refused" });

/// A handle as it is: `[a-z][a-z0-9._-]{0,62}`. Not corrected, because it is for life.
pub fn handle(text: &str) -> Result<String, Error> {
    let mut letters = text.bytes();
    let first = letters.next().is_some_and(|b| b.is_ascii_lowercase());
    let others = letters.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
    if first && others && text.len() <= 63 {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(
        "handle",
        "A handle begins with a letter from a to z, then has up to 62 letters, digits, dots, hyphens or underscores, in lower case.",
    ))
}

/// A name without space around it, on one line.
pub fn name(field: &'static str, text: &str) -> Result<String, Error> {
    let name = line(field, text)?;
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid(field, format!("Give 1 to {LONGEST_NAME} characters.")));
    }
    Ok(name)
}

/// Text without space around it, on one line.
pub(crate) fn line(field: &'static str, text: &str) -> Result<String, Error> {
    let name: String = text.trim().nfc().collect();
    if name.chars().any(|c| c.is_control() || turns_text(c)) {
        return Err(Error::invalid(field, "Write it on one line, without invisible characters."));
    }
    Ok(name)
}

/// Characters that change the direction or the line of the text after them, and so make a name look like another.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// An e-mail address (RFC 5321 section 4.1.2, without quoted local parts).
pub fn email(text: &str) -> Result<String, Error> {
    let email = text.trim();
    let fits = email.len() <= 254
        && email.rsplit_once('@').is_some_and(|(local, domain)| {
            let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
            let label = |label: &str| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            };
            (1..=64).contains(&local.len())
                && local.chars().all(plain)
                && !local.starts_with('.')
                && !local.ends_with('.')
                && !local.contains("..")
                && domain.split('.').all(label)
        });
    if fits {
        Ok(email.to_owned())
    } else {
        Err(Error::invalid("email", "Give an e-mail address such as camille@communs.example."))
    }
}

/// What two spellings of one address have in common.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// `fr`, `en`, or nothing.
pub(crate) fn language(text: Option<String>) -> Result<Option<String>, Error> {
    match text.as_deref() {
        None | Some("fr" | "en") => Ok(text),
        Some(_) => Err(Error::invalid("language", "The languages are fr and en.")),
    }
}

/// An IANA time zone, or nothing.
pub(crate) fn time_zone(text: Option<String>) -> Result<Option<String>, Error> {
    let Some(text) = text else { return Ok(None) };
    let zone = jiff::tz::TimeZone::get(&text).ok();
    match zone.and_then(|zone| zone.iana_name().map(str::to_owned)) {
        Some(name) => Ok(Some(name)),
        None => Err(Error::invalid("time_zone", "Give an IANA time zone such as Europe/Paris.")),
    }
}

/// What a search in the directory looks at.
pub(crate) fn search_key(name: &str, handle: &str) -> String {
    format!("{} {handle}", folded(name))
}

/// The pattern, for LIKE with `\` as escape, of what holds `query`.
pub(crate) fn pattern(query: &str) -> String {
    find::pattern("%", &folded(query.trim()), "%")
}

/// The place of `text` in an alphabetical list, as bytes that sort (Unicode collation, root order).
///
/// Keys of two versions of the collation data may not be comparable: a step of the schema recomputes them when the
/// library moves to another.
pub(crate) fn sort_key(text: &str) -> Vec<u8> {
    thread_local!(static COLLATOR: OnceCell<Option<CollatorBorrowed<'static>>> = const { OnceCell::new() });
    COLLATOR.with(|cell| {
        let collator =
            cell.get_or_init(|| Collator::try_new(CollatorPreferences::default(), CollatorOptions::default()).ok());
        let mut key = Vec::new();
        match collator {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(text, &mut key);
            }
            None => key.extend_from_slice(folded(text).as_bytes()),
        }
        key
    })
}

/// A User-Agent in the words of people: `Firefox, Linux`.
pub(crate) fn device(user_agent: Option<&str>) -> String {
    let agent = user_agent.unwrap_or_default();
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    // The order matters: nearly all say Mozilla and Safari, many say Chrome.
    let program = known(&[
        ("Firefox/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("FxiOS/", "Firefox"),
        ("Safari/", "Safari"),
    ]);
    let system = known(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => agent.split(['/', ' ']).next().map(plain).unwrap_or_default(),
    }
}

/// What is kept of a browser and of where it came from: a network of the size that a provider has in a region, for
/// people move about.
pub(crate) fn known_device(person: PersonId, device: &str, address: Option<std::net::IpAddr>) -> [u8; 32] {
    let network = match address.map(|address| address.to_canonical()) {
        Some(std::net::IpAddr::V4(address)) => {
            let [a, b, ..] = address.octets();
            format!("{a}.{b}")
        }
        Some(std::net::IpAddr::V6(address)) => {
            let [a, b, ..] = address.segments();
            format!("{a:x}:{b:x}")
        }
        None => String::new(),
    };
    Sha256::new()
        .chain_update(person.uuid())
        .chain_update(device)
        .chain_update([0])
        .chain_update(network)
        .finalize()
        .into()
}

/// Characters of what a program says it is, at most.
const LONGEST_AGENT: usize = 300;
/// Characters of it that stand for a name, at most.
const LONGEST_CLIENT: usize = 60;

/// A User-Agent as it may be shown: anybody can have written it.
pub(crate) fn user_agent(sent: Option<&str>) -> String {
    let shown = |c: &char| !c.is_control() && !turns_text(*c) && !is_invisible(*c);
    let text: String = sent.unwrap_or_default().nfc().filter(shown).take(LONGEST_AGENT).collect();
    text.trim().to_owned()
}

/// Characters that take no room, and so let two names look the same.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What a program that asks to be let in says it is, in words that need no translation: `Nextcloud Desktop, Linux`.
/// The beginning of what it says where it is not known; nothing when it says nothing.
pub(crate) fn client(user_agent: &str) -> String {
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let program = known(&[
        ("mirall/", "Nextcloud Desktop"),
        ("Nextcloud-android/", "Nextcloud"),
        ("Nextcloud-iOS/", "Nextcloud"),
        ("DAVx5/", "DAVx5"),
    ]);
    let system = known(&[
        ("Android", "Android"),
        ("iOS", "iOS"),
        ("Windows", "Windows"),
        ("Macintosh", "macOS"),
        ("FreeBSD", "FreeBSD"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(program), None) => program.to_owned(),
        (None, _) => user_agent.chars().take(LONGEST_CLIENT).collect::<String>().trim_end().to_owned(),
    }
}

/// What a device is called that its person did not name.
pub(crate) fn label(client: &str) -> String {
    name("label", client).unwrap_or_else(|_| "App".to_owned())
}

/// The name that a program gives itself, cut short.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_graphic).take(40).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn handles_are_taken_as_they_are_or_not_at_all() {
        for good in ["a", "camille", "jean-luc.p_2", &"a".repeat(63)] {
            assert_eq!(handle(good).unwrap(), good);
        }
        for bad in ["", "Camille", "1a", ".a", "a b", "a/b", "..", "é", "a\0", "a\n", "a@b", &"a".repeat(64)] {
            assert!(handle(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn hostile_names_are_refused_and_others_kept() {
        for good in ["Zoé", "Jean-Luc O’Neil", "陳大文", "👩‍🌾 Camille", "<b>bold</b>", "Robert'); DROP TABLE people;--"]
        {
            assert_eq!(name("name", good).unwrap(), good);
        }
        let long = "n".repeat(300);
        for bad in ["", "   ", "a\0b", "a\r\nb", "\u{202e}elbissopmi", "a\u{2028}b", &long] {
            assert!(name("name", bad).is_err(), "{bad:?}");
        }
        assert_eq!(name("name", "e\u{301}").unwrap(), "é", "one spelling of each name");
    }

    #[test]
    fn addresses_are_compared_without_case() {
        for good in ["camille@communs.example", "a+b@c.fr", "zoé@exemple.fr", "c@localhost"] {
            assert_eq!(email(good).unwrap(), good);
        }
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c.fr",
            "a@b..c",
            "a@-b.fr",
            "a..b@c.fr",
            "a@b@c",
            "a\n@b.fr",
            "<a@b.fr>",
            "a@b.fr\0",
        ] {
            assert!(email(bad).is_err(), "{bad:?}");
        }
        assert_eq!(email_key(" Camille@Communs.Example "), email_key("camille@communs.example"));
    }

    #[test]
    fn the_directory_sorts_as_people_do_and_finds_without_accents() {
        let mut names = ["Zoé", "émile", "Alice", "Étienne", "bob", "Eric"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Alice", "bob", "émile", "Eric", "Étienne", "Zoé"]);
        assert_eq!(folded("ÉTIENNE Œuf"), "etienne œuf");
        assert_eq!(pattern(" 100%_é\\ "), "%100\\%\\_e\\\\%");
        assert_eq!(pattern("a\0b"), "%ab%");
        assert_eq!(search_key("Zoé Ñ", "zoe"), "zoe n zoe");
    }

    #[test]
    fn devices_are_named_in_words() {
        let linux = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1";
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(device(Some(linux)), "Firefox, Linux");
        assert_eq!(device(Some(iphone)), "Safari, iPhone");
        assert_eq!(device(Some(chrome)), "Chrome, Windows");
        assert_eq!(device(Some("rclone/v1.60")), "rclone");
        assert_eq!(device(Some("\u{202e}<script>")), "<script>");
        assert_eq!(device(None), "");
    }

    #[test]
    fn programs_that_ask_to_be_let_in_are_named_in_words() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux) mirall/3.7.3 (Nextcloud, debian-6.1 ClientArchitecture: x86_64)",
                "Nextcloud Desktop, Linux",
            ),
            ("Mozilla/5.0 (Windows) mirall/3.14.0stable-Win64 (Nextcloud, windows-10.0)", "Nextcloud Desktop, Windows"),
            ("Mozilla/5.0 (Macintosh) mirall/3.16.1 (Nextcloud, osx-24.0)", "Nextcloud Desktop, macOS"),
            ("Mozilla/5.0 (Android) Nextcloud-android/3.30.0", "Nextcloud, Android"),
            ("Mozilla/5.0 (iOS) Nextcloud-iOS/6.0.0", "Nextcloud, iOS"),
            ("DAVx5/4.4.3-ose (okhttp/4.12.0) Android/14", "DAVx5, Android"),
            ("Google Pixel 9 (Android)", "Google Pixel 9 (Android)"),
            ("iPhone d’Élise (Nextcloud iOS)", "iPhone d’Élise (Nextcloud iOS)"),
            ("rclone/v1.60", "rclone/v1.60"),
            ("", ""),
        ] {
            assert_eq!(client(&user_agent(Some(agent))), name);
        }
        assert_eq!(client(&"é".repeat(300)).chars().count(), 60);
    }

    #[test]
    fn what_a_program_says_of_itself_hides_nothing() {
        assert_eq!(user_agent(Some(" a\u{202e}b\u{200b}c\r\n\td\u{e0041}\u{feff} ")), "abcd");
        assert_eq!(user_agent(Some("e\u{301}")), "é");
        assert_eq!(user_agent(Some(&"é".repeat(1_000))).chars().count(), 300);
        assert_eq!(user_agent(None), "");
        assert_eq!((label(""), label("x")), ("App".to_owned(), "x".to_owned()));
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_the_rules(text in "\\PC{0,200}") {
            if let Ok(kept) = name("name", &text) {
                prop_assert_eq!(name("name", &kept).unwrap(), kept);
            }
            if let Ok(kept) = email(&text) {
                prop_assert_eq!(email(&kept).unwrap(), kept);
            }
            let shown = user_agent(Some(&text));
            prop_assert!(name("label", &label(&client(&shown))).is_ok());
            let _ = (device(Some(&text)), sort_key(&text), pattern(&text), handle(&text));
        }
    }
}
