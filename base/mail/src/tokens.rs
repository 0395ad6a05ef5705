//! Addresses that only we can make: where a letter comes back, and where an answer goes.
//!
//! A return address carries the letter's id and a code (HMAC-SHA-256, cut) over it; an address for answers carries
//! the object and the person, with a code over these, the organisation and the kind of object. Written in base32,
//! because servers on the way may change the case of letters.

use aws_lc_rs::{constant_time, hmac};
use base_id::{OrgId, PersonId};
use uuid::Uuid;

use crate::MailId;

const BOUNCE: &str = "bounce+";
const REPLY: &str = "re+";
const BOUNCE_CODE: usize = 10;
/// As long as 64 characters before the @ leave room for; the codes of SRS and BATV are half as long.
const REPLY_CODE: usize = 6;

/// What an answer by mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// Where the object is.
    pub org: OrgId,
    /// What it is: `"forum.topic"`.
    pub kind: &'static str,
    /// Which one.
    pub object: Uuid,
    /// Whose answer it will be.
    pub person: PersonId,
}

/// Signs addresses.
#[derive(Clone)]
pub(crate) struct Signer(hmac::Key);

impl Signer {
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Where the letter comes back when it cannot be delivered, before the @.
    pub fn return_path(&self, mail: MailId) -> String {
        let id = mail.uuid().into_bytes();
        let code = self.code(&[b"bounce", &id]);
        format!("{BOUNCE}{}", base32(&[&id[..], &code[..BOUNCE_CODE]].concat()))
    }

    /// The letter that an address of ours names.
    pub fn returned(&self, email: &str) -> Option<MailId> {
        let bytes = token(email, BOUNCE, 16 + BOUNCE_CODE)?;
        let (id, code) = bytes.split_at(16);
        let expected = self.code(&[b"bounce", id]);
        constant_time::verify_slices_are_equal(code, &expected[..BOUNCE_CODE]).ok()?;
        Uuid::from_slice(id).ok().map(MailId::from_uuid)
    }

    /// Where an answer goes, before the @.
    pub fn reply(&self, reply: &Reply) -> String {
        let (object, person) = (reply.object.into_bytes(), reply.person.uuid().into_bytes());
        let code = self.reply_code(reply.org, reply.kind, &object, &person);
        format!("{REPLY}{}", base32(&[&object[..], &person[..], &code[..REPLY_CODE]].concat()))
    }

    /// What an address of ours, of this organisation and kind, is about.
    pub fn replied(&self, org: OrgId, kind: &'static str, email: &str) -> Option<Reply> {
        let bytes = token(email, REPLY, 32 + REPLY_CODE)?;
        let (object, rest) = bytes.split_at(16);
        let (person, code) = rest.split_at(16);
        let expected = self.reply_code(org, kind, object, person);
        constant_time::verify_slices_are_equal(code, &expected[..REPLY_CODE]).ok()?;
        let person = PersonId::from_uuid(Uuid::from_slice(person).ok()?);
        Some(Reply { org, kind, object: Uuid::from_slice(object).ok()?, person })
    }

    fn reply_code(&self, org: OrgId, kind: &str, object: &[u8], person: &[u8]) -> Vec<u8> {
        self.code(&[b"reply", org.uuid().as_bytes(), object, person, kind.as_bytes()])
    }

    /// All parts but the last are of one length each, so that no two lists of parts read alike.
    fn code(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }
}

fn token(email: &str, prefix: &str, length: usize) -> Option<Vec<u8>> {
    let local = email.rsplit_once('@')?.0;
    let start = local.get(..prefix.len())?;
    if !start.eq_ignore_ascii_case(prefix) {
        return None;
    }
    unbase32(&local[prefix.len()..]).filter(|bytes| bytes.len() == length)
}

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// RFC 4648, section 6, in lower case and without padding.
fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    out
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let byte = byte.to_ascii_lowercase();
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    // One text for each token: what is left over is nothing.
    (held & ((1 << bits) - 1) == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base_id::{Clock, Random};
    use proptest::prelude::*;

    #[test]
    fn base32_is_that_of_the_standard() {
        for (bytes, text) in [("", ""), ("f", "my"), ("fo", "mzxq"), ("foob", "mzxw6yq"), ("foobar", "mzxw6ytboi")] {
            assert_eq!(base32(bytes.as_bytes()), text);
            assert_eq!(unbase32(&text.to_uppercase()).unwrap(), bytes.as_bytes());
        }
        assert_eq!(unbase32("mz"), None, "bits left over");
        assert_eq!(unbase32("m1"), None);
    }

    #[test]
    fn what_we_signed_is_known_whatever_its_case_and_nothing_else_is() {
        let (clock, random) = (Clock::system(), Random::seeded(1));
        let (ours, other) = (Signer::new(b"one secret"), Signer::new(b"another"));
        let mail = MailId::new(&clock, &random);
        let address = format!("{}@communs.example", ours.return_path(mail));
        assert!(address.len() < 64 + 16, "{address}");
        assert_eq!(ours.returned(&address), Some(mail));
        assert_eq!(ours.returned(&address.to_uppercase()), Some(mail));
        assert_eq!(other.returned(&address), None);
        for at in 7..address.find('@').unwrap() {
            let mut forged = address.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(ours.returned(std::str::from_utf8(&forged).unwrap()), None);
        }

        let org = OrgId::new(&clock, &random);
        let person = PersonId::new(&clock, &random);
        let reply = Reply { org, kind: "forum.topic", object: Uuid::from_bytes(random.bytes()), person };
        let local = ours.reply(&reply);
        assert!(local.len() <= 64, "{}", local.len());
        let address = format!("{local}@communs.example");
        assert_eq!(ours.replied(org, "forum.topic", &address), Some(reply));
        assert_eq!(ours.replied(org, "forum.post", &address), None);
        assert_eq!(ours.replied(OrgId::new(&clock, &random), "forum.topic", &address), None);
        assert_eq!(other.replied(org, "forum.topic", &address), None);
    }

    proptest! {
        #[test]
        fn no_address_confuses_us(email in ".{0,90}", tail in "[a-z2-7]{0,70}") {
            let signer = Signer::new(b"one secret");
            prop_assert_eq!(signer.returned(&email), None);
            let forged = format!("bounce+{tail}@x.fr");
            prop_assert_eq!(signer.returned(&forged), None);
        }

        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..50)) {
            prop_assert_eq!(unbase32(&base32(&bytes)), Some(bytes));
        }
    }
}
