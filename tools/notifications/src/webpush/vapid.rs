//! Who sends a push: Voluntary Application Server Identification (RFC 8292), a signed statement that the service
//! checks against the key that the browser was given when it agreed.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use url::Url;

use super::base64url;

/// How long a statement is good: half of what the standard allows, for clocks that differ.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(12);
/// The header of a token: ES256, always.
const HEADER: &str = r#"{"typ":"JWT","alg":"ES256"}"#;

/// The key of the installation.
pub(crate) struct Key {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Key {
    /// A new one, as it is kept (PKCS#8).
    pub fn generate() -> Option<Vec<u8>> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).ok()?;
        Some(document.as_ref().to_vec())
    }

    /// The key back from what is kept.
    pub fn read(pkcs8: &[u8]) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).ok()?;
        Some(Self { pair, random: SystemRandom::new() })
    }

    /// What browsers are given when they agree: an uncompressed point, in base64url.
    pub fn public(&self) -> String {
        base64url(self.pair.public_key().as_ref())
    }

    /// The value of the header Authorization for a push to `endpoint`; `contact` is whom its service may write to.
    pub fn authorization(&self, endpoint: &Url, contact: &str, now: Timestamp) -> Option<String> {
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": (now + GOOD_FOR).as_second(),
            "sub": contact,
        });
        let signed = format!("{}.{}", base64url(HEADER.as_bytes()), base64url(claims.to_string().as_bytes()));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).ok()?;
        Some(format!("vapid t={signed}.{}, k={}", base64url(signature.as_ref()), self.public()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::webpush::unbase64url;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    #[test]
    fn the_statement_is_of_the_service_and_can_be_checked_with_the_key_beside_it() {
        let kept = Key::generate().unwrap();
        let key = Key::read(&kept).unwrap();
        let endpoint = Url::parse("https://push.example:8443/send/secret?x=1").unwrap();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let header = key.authorization(&endpoint, "mailto:ops@communs.example", now).unwrap();
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, Key::read(&kept).unwrap().public(), "the same key each time");
        assert_eq!(unbase64url(public).unwrap().len(), 65);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, unbase64url(public).unwrap());
        public.verify(signed.as_bytes(), &unbase64url(signature).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&unbase64url(signed.split('.').nth(1).unwrap()).unwrap()).unwrap();
        assert_eq!(claims["aud"], "https://push.example:8443", "no path, which is a secret");
        assert_eq!(claims["exp"], 1_800_000_000 + 12 * 3600);
        assert_eq!(claims["sub"], "mailto:ops@communs.example");
        assert!(Key::read(b"nonsense").is_none());
    }
}
