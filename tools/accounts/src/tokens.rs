//! Secrets that the server makes: long enough that nobody guesses them, so that a fast hash keeps them.

use base_id::Random;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Error;

/// Letters and digits that are not taken for one another: 32 of them, 5 bits each.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Longer than any secret of ours.
const LONGEST: usize = 128;
const GROUPS: usize = 5;
const GROUP: usize = 5;

/// A session's token: 256 bits.
pub(crate) fn session(random: &Random) -> String {
    URL_SAFE_NO_PAD.encode(random.bytes::<32>())
}

/// A device password: 125 bits, in groups that one can type on a phone.
pub(crate) fn app_password(random: &Random) -> String {
    let bytes = random.bytes::<{ GROUPS * GROUP }>();
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What is kept of a session's token.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// What is kept of the secret in a link, for one that may be one.
pub(crate) fn link_hash(token: &str) -> Result<[u8; 32], Error> {
    if token.is_empty() || token.len() > LONGEST { Err(Error::NotFound) } else { Ok(hash(token)) }
}

/// What is kept of a device password, however it was typed: with or without hyphens, spaces, capitals. `None` for
/// what cannot be one, which an account's own password practically never is.
pub(crate) fn app_password_hash(typed: &str) -> Option<[u8; 32]> {
    let letters: String =
        typed.chars().filter(|c| *c != '-' && !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).take(64).collect();
    let fits = letters.len() == GROUPS * GROUP && letters.bytes().all(|letter| ALPHABET.contains(&letter));
    fits.then(|| hash(&letters))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_device_password_is_the_same_however_it_is_typed() {
        let password = app_password(&Random::system());
        assert_eq!(password.len(), 29);
        let kept = app_password_hash(&password).unwrap();
        assert_eq!(app_password_hash(&password.replace('-', " ").to_uppercase()), Some(kept));
        assert_eq!(app_password_hash(&password.replace('-', "")), Some(kept));
        assert_ne!(app_password_hash(&app_password(&Random::system())), Some(kept));
        for bad in ["", "correct horse battery staple", &password[1..], &"a".repeat(1_000_000)] {
            assert_eq!(app_password_hash(bad), None);
        }
    }

    #[test]
    fn tokens_fit_in_a_cookie() {
        let token = session(&Random::system());
        assert_eq!(token.len(), 43);
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }
}
