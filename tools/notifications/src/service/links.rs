//! The links in letters that stop letters of a kind (RFC 8058): whoever has one may do that, and nothing else, without
//! signing in.
//!
//! A link names the person and the kind, with a code over these and the organisation that only we can make. It is good
//! for as long as the letter lies in a mailbox.

use aws_lc_rs::{constant_time, hmac};
use base_i18n::Text;
use base_id::{OrgId, PersonId};
use base_suite::ByMail;
use serde_json::json;
use uuid::Uuid;

use super::DIGEST;
use crate::webpush::{base64url, unbase64url};
use crate::{Error, Notifications, events, store};

const PERSON: usize = 16;
const CODE: usize = 16;
const LONGEST: usize = 400;
/// In the place of a kind: the letter of the day. No tool is called so.
const THE_DAY: &str = "digest";

/// What a link stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopWhat {
    /// Letters of a kind, each by itself.
    Kind(&'static str, Text),
    /// The letter of the day.
    Digest,
}

/// What a link is about, and whether it was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    pub what: StopWhat,
    /// Whether these letters come no more.
    pub stopped: bool,
}

fn code(key: &hmac::Key, org: OrgId, person: PersonId, kind: &str) -> hmac::Tag {
    let (org, person) = (org.uuid(), person.uuid());
    let parts: [&[u8]; 4] = [b"stop", org.as_bytes(), person.as_bytes(), kind.as_bytes()];
    hmac::sign(key, &parts.concat())
}

/// The token of a link; `kind` is `None` for the letter of the day.
pub(crate) fn token(key: &hmac::Key, org: OrgId, person: PersonId, kind: Option<&str>) -> String {
    let kind = kind.unwrap_or(THE_DAY);
    let code = code(key, org, person, kind);
    base64url(&[person.uuid().as_bytes(), &code.as_ref()[..CODE], kind.as_bytes()].concat())
}

fn read(key: &hmac::Key, org: OrgId, token: &str) -> Option<(PersonId, String)> {
    let bytes = unbase64url(token).filter(|_| token.len() <= LONGEST)?;
    let (person, rest) = bytes.split_at_checked(PERSON)?;
    let (given, kind) = rest.split_at_checked(CODE)?;
    let (person, kind) = (PersonId::from_uuid(Uuid::from_slice(person).ok()?), std::str::from_utf8(kind).ok()?);
    let expected = code(key, org, person, kind);
    constant_time::verify_slices_are_equal(given, &expected.as_ref()[..CODE]).ok()?;
    Some((person, kind.to_owned()))
}

impl Notifications {
    async fn linked(&self, org: OrgId, token: &str) -> Result<(PersonId, StopWhat), Error> {
        let (person, kind) = read(&self.secrets().await?.links, org, token).ok_or(Error::NotFound)?;
        if kind == THE_DAY {
            return Ok((person, StopWhat::Digest));
        }
        let kind = self.kind(&kind).filter(|kind| !kind.safety).ok_or(Error::NotFound)?;
        Ok((person, StopWhat::Kind(kind.name, kind.title)))
    }

    /// What a link is about.
    pub(crate) async fn stop_state(&self, org: OrgId, token: &str) -> Result<Stop, Error> {
        let (person, what) = self.linked(org, token).await?;
        Ok(self
            .foundation()
            .db
            .read(async move |tx| {
                let stopped = match what {
                    StopWhat::Digest => !store::choices::settings(tx, org, person).await?.digest.on,
                    StopWhat::Kind(kind, _) => {
                        store::choices::of_person(tx, org, person, kind).await?.choice.mail == Some(ByMail::Never)
                    }
                };
                Ok::<_, base_db::Error>(Stop { what, stopped })
            })
            .await?)
    }

    /// Stops the letters that a link is about, or takes that back. Doing it twice is doing it once.
    pub(crate) async fn stop(&self, org: OrgId, token: &str, stopped: bool) -> Result<Stop, Error> {
        let (person, what) = self.linked(org, token).await?;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                match what {
                    StopWhat::Digest => {
                        let mut settings = store::choices::settings(tx, org, person).await?;
                        settings.digest.on = !stopped;
                        store::choices::set(tx, org, person, &settings).await?;
                        if !stopped && store::notices::digest_since(tx, org, person).await?.is_some() {
                            this.enqueue(tx, org, DIGEST, json!({ "person": person }), None).await?;
                        }
                    }
                    StopWhat::Kind(kind, _) => {
                        let mut kept = store::choices::of_person(tx, org, person, kind).await?;
                        if stopped && kept.choice.mail != Some(ByMail::Never) {
                            kept.mail_before = kept.choice.mail;
                            (kept.choice.mail, kept.stopped) = (Some(ByMail::Never), true);
                        } else if !stopped && kept.choice.mail == Some(ByMail::Never) {
                            // Chosen by hand rather than stopped by a link: as the organisation has it.
                            kept.choice.mail = kept.mail_before.take().filter(|_| kept.stopped);
                            kept.stopped = false;
                        }
                        store::choices::choose(tx, org, person, kind, &kept).await?;
                    }
                }
                events::preferences_changed(tx, org, person).await?;
                Ok(Stop { what, stopped })
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base_id::{Clock, Random};

    #[test]
    fn a_link_is_of_one_organisation_person_and_kind() {
        let (clock, random) = (Clock::system(), Random::seeded(1));
        let (ours, other) = (hmac::Key::new(hmac::HMAC_SHA256, b"ours"), hmac::Key::new(hmac::HMAC_SHA256, b"other"));
        let (org, person) = (OrgId::new(&clock, &random), PersonId::new(&clock, &random));
        let link = token(&ours, org, person, Some("accounts.group_joined"));
        assert_eq!(read(&ours, org, &link), Some((person, "accounts.group_joined".to_owned())));
        assert_eq!(read(&ours, OrgId::new(&clock, &random), &link), None);
        assert_eq!(read(&other, org, &link), None);
        let bytes = unbase64url(&link).unwrap();
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert_eq!(read(&ours, org, &base64url(&forged)), None, "{at}");
        }
        for nonsense in ["", "*", "AAAA", &"A".repeat(10_000)] {
            assert_eq!(read(&ours, org, nonsense), None);
        }
    }
}
