//! Signatures: DKIM (RFC 6376) with RSA-SHA256 and, for those who know it, Ed25519-SHA256 (RFC 8463).
//!
//! Both are put on each letter, relaxed/relaxed, for the sender's domain: who cannot check one checks the other. One
//! pair of keys serves all domains of an installation; each publishes the same two records.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256};
use aws_lc_rs::{digest, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// The headers that are signed. Each is named once more than it occurs, so that none can be added on the way.
const SIGNED: [&str; 12] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-language",
    "reply-to",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// A key that signs, and where its record stands.
pub(crate) struct Key {
    selector: String,
    pair: Pair,
}

enum Pair {
    Rsa(Box<rsa::KeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

/// A record to publish so that others can check signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRecord {
    /// Its full name: `liiibre-rsa._domainkey.communs.example`.
    pub name: String,
    /// `TXT`, `MX`...
    pub kind: &'static str,
    /// What it holds.
    pub value: String,
}

impl DnsRecord {
    pub(crate) fn txt(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), kind: "TXT", value: value.into() }
    }

    /// As it stands in a zone file; a long text in pieces of at most 255 characters, as DNS wants them.
    pub fn line(&self) -> String {
        if self.kind != "TXT" {
            return format!("{}. IN {} {}", self.name, self.kind, self.value);
        }
        let pieces: Vec<String> =
            self.value.as_bytes().chunks(250).map(|piece| format!("\"{}\"", String::from_utf8_lossy(piece))).collect();
        format!("{}. IN TXT {}", self.name, pieces.join(" "))
    }
}

impl Key {
    /// A new RSA key of 2048 bits, in PEM: what every receiver can check, and what fits DNS.
    pub fn generate_rsa() -> Result<String, String> {
        let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map_err(|_| "no RSA key could be made".to_owned())?;
        let der: Pkcs8V1Der<'static> = pair.as_der().map_err(|_| "no RSA key could be written".to_owned())?;
        Ok(pem(der.as_ref()))
    }

    /// A new Ed25519 key, in PEM.
    pub fn generate_ed25519() -> Result<String, String> {
        let der = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new());
        Ok(pem(der.map_err(|_| "no Ed25519 key could be made".to_owned())?.as_ref()))
    }

    pub fn rsa(selector: &str, text: &str) -> Result<Self, String> {
        let wrong = |cause: &dyn std::fmt::Display| format!("not an RSA key in PEM: {cause}");
        let pair = match PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|error| wrong(&error))? {
            PrivateKeyDer::Pkcs8(der) => rsa::KeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => rsa::KeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(wrong(&"another kind of key")),
        };
        let pair = pair.map_err(|error| wrong(&error))?;
        // RFC 8301 asks for 1,024 at least and 2,048 where one can; longer ones do not fit a record everywhere.
        if pair.public_modulus_len() < 256 {
            return Err(
                "an RSA key of fewer than 2048 bits, which receivers distrust; make one with `liiibre mail key`".into(),
            );
        }
        Ok(Self { selector: format!("{selector}-rsa"), pair: Pair::Rsa(Box::new(pair)) })
    }

    pub fn ed25519(selector: &str, text: &str) -> Result<Self, String> {
        let wrong = |cause: &dyn std::fmt::Display| format!("not an Ed25519 key in PEM: {cause}");
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|error| wrong(&error))?;
        let PrivateKeyDer::Pkcs8(der) = key else { return Err(wrong(&"another kind of key")) };
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.secret_pkcs8_der()).map_err(|error| wrong(&error))?;
        Ok(Self { selector: format!("{selector}-ed25519"), pair: Pair::Ed25519(Box::new(pair)) })
    }

    /// What to publish at `domain`.
    pub fn record(&self, domain: &str) -> Result<DnsRecord, String> {
        let (kind, public) = match &self.pair {
            Pair::Rsa(pair) => {
                let der: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
                ("rsa", BASE64.encode(der.map_err(|_| "the public key could not be written".to_owned())?.as_ref()))
            }
            Pair::Ed25519(pair) => ("ed25519", BASE64.encode(pair.public_key().as_ref())),
        };
        let name = format!("{}._domainkey.{domain}", self.selector);
        Ok(DnsRecord::txt(name, format!("v=DKIM1; k={kind}; p={public}")))
    }

    /// The header to put before `message` (with CRLF line ends), for `domain`.
    pub fn sign(&self, message: &[u8], domain: &str, now: Timestamp) -> Result<String, String> {
        let (head, body) = split(message);
        let fields = fields(head);
        let algorithm = match self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let mut hashed = String::new();
        let mut named = Vec::new();
        for name in SIGNED {
            // From the last to the first, as section 5.4.2 has it.
            for field in fields.iter().rev().filter(|field| field_name(field).eq_ignore_ascii_case(name)) {
                hashed.push_str(&relaxed_field(field));
                hashed.push_str("\r\n");
                named.push(name);
            }
            named.push(name);
        }
        let body_hash = BASE64.encode(digest::digest(&digest::SHA256, &relaxed_body(body)));
        let unsigned = format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={};\r\n t={}; h={};\r\n bh={body_hash};\r\n b=",
            self.selector,
            now.as_second(),
            folded_names(&named),
        );
        hashed.push_str(&relaxed_field(&unsigned));
        let hash = digest::digest(&digest::SHA256, hashed.as_bytes());
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), hashed.as_bytes(), &mut signature)
                    .map_err(|_| "the letter could not be signed".to_owned())?;
                signature
            }
            // RFC 8463, section 3: the hash is what is signed.
            Pair::Ed25519(pair) => pair.sign(hash.as_ref()).as_ref().to_vec(),
        };
        let signature = BASE64.encode(signature);
        let lines: Vec<_> = signature.as_bytes().chunks(72).map(String::from_utf8_lossy).collect();
        Ok(format!("{unsigned}{}\r\n", lines.join("\r\n ")))
    }
}

fn folded_names(names: &[&str]) -> String {
    let mut out = String::new();
    let mut column = 0;
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            out.push(':');
        }
        if column + name.len() > 64 {
            out.push_str("\r\n ");
            column = 0;
        }
        out.push_str(name);
        column += name.len() + 1;
    }
    out
}

fn pem(der: &[u8]) -> String {
    let text = BASE64.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

fn split(message: &[u8]) -> (&[u8], &[u8]) {
    match message.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(at) => (&message[..at + 2], &message[at + 4..]),
        None => (message, &[]),
    }
}

/// The fields of a head, each with its folded lines.
fn fields(head: &[u8]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in String::from_utf8_lossy(head).split("\r\n").filter(|line| !line.is_empty()) {
        match fields.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push_str("\r\n");
                last.push_str(line);
            }
            _ => fields.push(line.to_owned()),
        }
    }
    fields
}

fn field_name(field: &str) -> &str {
    field.split(':').next().unwrap_or_default().trim()
}

/// Section 3.4.2.
fn relaxed_field(field: &str) -> String {
    let (name, value) = field.split_once(':').unwrap_or((field, ""));
    let value: Vec<&str> = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
    format!("{}:{}", name.trim().to_ascii_lowercase(), value.join(" "))
}

/// Section 3.4.4.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(body.len());
    let mut empty = 0;
    let body = body.strip_suffix(b"\r\n").unwrap_or(body);
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut relaxed: Vec<u8> = Vec::with_capacity(line.len());
        for byte in line {
            match byte {
                b' ' | b'\t' if relaxed.last() == Some(&b' ') => {}
                b' ' | b'\t' => relaxed.push(b' '),
                other => relaxed.push(*other),
            }
        }
        if relaxed.last() == Some(&b' ') {
            relaxed.pop();
        }
        if relaxed.is_empty() {
            empty += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(&relaxed);
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use aws_lc_rs::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    #[test]
    fn texts_are_relaxed_as_the_standard_shows() {
        // RFC 6376, section 3.4.5.
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, body) = split(message);
        let relaxed: Vec<_> = fields(head).iter().map(|field| relaxed_field(field)).collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
        assert_eq!(relaxed_body(b"a\r\n\r\nb"), b"a\r\n\r\nb\r\n");
    }

    #[test]
    fn signatures_hold() {
        let message = b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: long\r\n  folded\r\n\r\nHello\r\n";
        let time = Timestamp::from_second(1_800_000_000).unwrap();
        let (rsa, ed25519) = (Key::generate_rsa().unwrap(), Key::generate_ed25519().unwrap());
        for key in [Key::rsa("liiibre", &rsa).unwrap(), Key::ed25519("liiibre", &ed25519).unwrap()] {
            let header = key.sign(message, "b.fr", time).unwrap();
            assert!(header.ends_with("\r\n") && header.lines().all(|line| line.len() <= 120), "{header}");
            let (unsigned, signature) = header.rsplit_once("b=").unwrap();
            let signature = BASE64.decode(signature.replace(['\r', '\n', ' '], "")).unwrap();
            let unsigned = relaxed_field(&format!("{unsigned}b="));
            let hashed = format!("from:a@b.fr\r\nto:c@d.fr\r\nsubject:long folded\r\n{unsigned}");
            let record = key.record("b.fr").unwrap();
            let public = BASE64.decode(record.value.rsplit_once("p=").unwrap().1).unwrap();
            match &key.pair {
                Pair::Rsa(_) => {
                    assert_eq!(record.name, "liiibre-rsa._domainkey.b.fr");
                    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &public)
                        .verify(hashed.as_bytes(), &signature)
                        .unwrap();
                }
                Pair::Ed25519(_) => {
                    let hash = digest::digest(&digest::SHA256, hashed.as_bytes());
                    UnparsedPublicKey::new(&ED25519, &public).verify(hash.as_ref(), &signature).unwrap();
                }
            }
            assert!(record.line().split('"').all(|piece| piece.len() <= 255), "{}", record.line());
        }
        assert!(Key::rsa("x", &ed25519).is_err());
        assert!(Key::ed25519("x", &rsa).is_err());
        assert!(Key::rsa("x", "nonsense").is_err());
    }
}
