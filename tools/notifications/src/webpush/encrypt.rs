//! Contents that a browser alone can read: Message Encryption for Web Push (RFC 8291), over the content coding
//! `aes128gcm` (RFC 8188).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};

/// Of a public key: an uncompressed point of P-256.
pub(crate) const PUBLIC_KEY: usize = 65;
/// Of the secret that authenticates us to the browser.
pub(crate) const AUTH_SECRET: usize = 16;
/// What is said, at most: all of it fits the 4096 bytes that every service takes (RFC 8030, section 7.2).
pub(crate) const LONGEST: usize = 3_000;

const SALT: usize = 16;
const TAG: usize = 16;
/// Larger than any of ours: each is one record.
const RECORD_SIZE: u32 = 4_096;
/// Contents are filled up to a multiple of this, so that their length says little.
const FILLED_TO: usize = 256;
/// Ends the last record, before what fills it up (RFC 8188, section 2).
const DELIMITER: u8 = 2;

/// What cannot be encrypted: the key is no point of the curve, or there is too much to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl From<aws_lc_rs::error::Unspecified> for Unreadable {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self
    }
}

/// How many bytes to derive.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Whether `key` is a public key that something can be encrypted to.
pub(crate) fn is_public_key(key: &[u8]) -> bool {
    key.len() == PUBLIC_KEY
        && key.first() == Some(&4)
        && PrivateKey::generate(&ECDH_P256)
            .is_ok_and(|own| agreement::agree(&own, UnparsedPublicKey::new(&ECDH_P256, key), (), |_| Ok(())).is_ok())
}

/// `plain`, for the browser with this public key and secret; with a key made for it alone, and this salt.
pub(crate) fn encrypt(
    plain: &[u8],
    public_key: &[u8],
    auth_secret: &[u8],
    salt: [u8; SALT],
) -> Result<Vec<u8>, Unreadable> {
    let filled = (plain.len() + 1).next_multiple_of(FILLED_TO) - plain.len() - 1;
    encrypt_with(&PrivateKey::generate(&ECDH_P256)?, plain, filled, public_key, auth_secret, salt)
}

fn encrypt_with(
    own: &PrivateKey,
    plain: &[u8],
    filled: usize,
    public_key: &[u8],
    auth_secret: &[u8],
    salt: [u8; SALT],
) -> Result<Vec<u8>, Unreadable> {
    if plain.len() > LONGEST || public_key.len() != PUBLIC_KEY || auth_secret.len() != AUTH_SECRET {
        return Err(Unreadable);
    }
    let own_public = own.compute_public_key()?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, public_key);
    let input: [u8; 32] = agreement::agree(own, peer, Unreadable, |shared| {
        let secret = Salt::new(HKDF_SHA256, auth_secret).extract(shared);
        derived(&secret, &[b"WebPush: info\0", public_key, own_public.as_ref()])
    })?;
    let secret = Salt::new(HKDF_SHA256, &salt).extract(&input);
    let key: [u8; 16] = derived(&secret, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = derived(&secret, &[b"Content-Encoding: nonce\0"])?;

    let mut sealed = Vec::with_capacity(plain.len() + 1 + filled + TAG);
    sealed.extend_from_slice(plain);
    sealed.push(DELIMITER);
    sealed.resize(plain.len() + 1 + filled, 0);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)?;

    let mut out = Vec::with_capacity(SALT + 5 + PUBLIC_KEY + sealed.len());
    out.extend_from_slice(&salt);
    out.extend_from_slice(&RECORD_SIZE.to_be_bytes());
    out.push(u8::try_from(PUBLIC_KEY).map_err(|_| Unreadable)?);
    out.extend_from_slice(own_public.as_ref());
    out.extend_from_slice(&sealed);
    Ok(out)
}

fn derived<const N: usize>(secret: &Prk, info: &[&[u8]]) -> Result<[u8; N], Unreadable> {
    let mut out = [0; N];
    secret.expand(info, Length(N))?.fill(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::webpush::{base64url, unbase64url};

    /// The example of RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out() {
        let bytes = |text: &str| unbase64url(text).unwrap();
        let own = PrivateKey::from_private_key(&ECDH_P256, &bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
        let public = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let plain = b"When I grow up, I want to be a watermelon";
        let sealed = encrypt_with(&own.unwrap(), plain, 0, &public, &auth, salt).unwrap();
        assert_eq!(
            base64url(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl\
             7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn lengths_say_little_and_all_fits_a_push() {
        let own = PrivateKey::generate(&ECDH_P256).unwrap();
        let public = own.compute_public_key().unwrap();
        let length =
            |plain: usize| encrypt(&vec![b'x'; plain], public.as_ref(), &[7; 16], [1; 16]).map(|out| out.len());
        assert_eq!(length(0), length(255));
        assert_eq!(length(256).unwrap() - length(255).unwrap(), FILLED_TO);
        assert!(length(LONGEST).unwrap() <= 4_096);
        assert_eq!(length(LONGEST + 1), Err(Unreadable));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(!is_public_key(&[]));
        assert!(!is_public_key(&[4; PUBLIC_KEY]), "no point of the curve");
        let own = PrivateKey::generate(&ECDH_P256).unwrap();
        let mut public = own.compute_public_key().unwrap().as_ref().to_vec();
        assert!(is_public_key(&public));
        public[64] ^= 1;
        assert!(!is_public_key(&public));
        assert_eq!(encrypt(b"x", &public, &[7; 16], [1; 16]), Err(Unreadable));
        assert_eq!(encrypt(b"x", own.compute_public_key().unwrap().as_ref(), &[7; 3], [1; 16]), Err(Unreadable));
    }
}
