//! Digests that a program says its contents have: `SHA1:2fd4e1c6...`, several separated by spaces (the header
//! OC-Checksum of Nextcloud's programs). They are held against what came, kept with the version, and told again.
//!
//! SHA-1 and MD5 find what went wrong on the way; nothing here relies on them against somebody who wants to cheat.

use std::fmt;

use sha2::Digest;

/// A way of making a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// MD5.
    Md5,
    /// SHA-1, which Nextcloud's programs prefer.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl Algorithm {
    const ALL: [(&'static str, Self); 3] = [("MD5", Self::Md5), ("SHA1", Self::Sha1), ("SHA256", Self::Sha256)];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, algorithm)| *algorithm)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// Bytes of its digests.
    fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// The digests of some contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checksums(Vec<(Algorithm, String)>);

/// A digest that its algorithm cannot give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a digest, or not the one said before: it looks like SHA1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"
)]
pub struct InvalidChecksum(String);

impl Checksums {
    /// Reads a header. What is made in a way that is not known here is passed over. Of each kind there is one: each more
    /// would cost a pass over the contents.
    pub fn parse(text: &str) -> Result<Self, InvalidChecksum> {
        let mut found = Vec::new();
        for one in text.split_ascii_whitespace() {
            let invalid = || InvalidChecksum(one.chars().take(100).collect());
            let (name, digest) = one.split_once(':').ok_or_else(invalid)?;
            let Some(algorithm) = Algorithm::named(name) else { continue };
            if digest.len() != 2 * algorithm.length() || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(invalid());
            }
            let digest = digest.to_ascii_lowercase();
            match found.iter().find(|(known, _)| *known == algorithm) {
                None => found.push((algorithm, digest)),
                Some((_, known)) if *known == digest => {}
                Some(_) => return Err(invalid()),
            }
        }
        Ok(Self(found))
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What makes the same digests of what came.
    pub fn hashing(&self) -> Digests {
        Digests(self.0.iter().map(|(algorithm, _)| Digesting::new(*algorithm)).collect())
    }

    /// What was announced otherwise than `actual` has it, for a person.
    pub fn mismatch(&self, actual: &Self) -> Option<String> {
        let differs = |(algorithm, digest): &&(Algorithm, String)| {
            actual.0.iter().any(|(same, other)| same == algorithm && other != digest)
        };
        let (algorithm, announced) = self.0.iter().find(differs)?;
        let came = actual.0.iter().find(|(same, _)| same == algorithm).map(|(_, digest)| digest.as_str())?;
        let name = algorithm.name();
        Some(format!(
            "What arrived has the {name} {came}, and {announced} was announced. Nothing was changed: send it again."
        ))
    }
}

impl fmt::Display for Checksums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (algorithm, digest)) in self.0.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}{}:{digest}", algorithm.name())?;
        }
        Ok(())
    }
}

/// Digests under way.
#[derive(Clone)]
pub struct Digests(Vec<Digesting>);

#[derive(Clone)]
enum Digesting {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
}

impl Digesting {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(md5::Md5::new()),
            Algorithm::Sha1 => Self::Sha1(sha1::Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
        }
    }
}

impl Digests {
    /// Of one kind.
    pub fn of(algorithm: Algorithm) -> Self {
        Self(vec![Digesting::new(algorithm)])
    }

    /// Whether they are those that `wanted` needs.
    pub fn serve(&self, wanted: &Checksums) -> bool {
        let made = |one: &Digesting| match one {
            Digesting::Md5(_) => Algorithm::Md5,
            Digesting::Sha1(_) => Algorithm::Sha1,
            Digesting::Sha256(_) => Algorithm::Sha256,
        };
        wanted.0.iter().all(|(algorithm, _)| self.0.iter().any(|one| made(one) == *algorithm))
    }

    /// More bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for one in &mut self.0 {
            match one {
                Digesting::Md5(hasher) => hasher.update(bytes),
                Digesting::Sha1(hasher) => hasher.update(bytes),
                Digesting::Sha256(hasher) => hasher.update(bytes),
            }
        }
    }

    /// Those of all bytes.
    pub fn finish(self) -> Checksums {
        let finished = self.0.into_iter().map(|one| match one {
            Digesting::Md5(hasher) => (Algorithm::Md5, hex::encode(hasher.finalize())),
            Digesting::Sha1(hasher) => (Algorithm::Sha1, hex::encode(hasher.finalize())),
            Digesting::Sha256(hasher) => (Algorithm::Sha256, hex::encode(hasher.finalize())),
        });
        Checksums(finished.collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Algorithm, Checksums, Digests};

    const FOX: &[u8] = b"The quick brown fox jumps over the lazy dog";
    const ALL: &str = "MD5:9e107d9d372bb6826bd81d3542a419d6 SHA1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 \
                       SHA256:d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592";

    #[test]
    fn what_came_is_held_against_what_was_said() {
        let said = Checksums::parse(&ALL.replace("sha", "SHA")).unwrap();
        let mut digests = said.hashing();
        let (left, right) = FOX.split_at(7);
        digests.update(left);
        digests.update(right);
        let actual = digests.finish();
        assert_eq!(said.mismatch(&actual), None);
        assert_eq!(actual.to_string(), ALL);

        let mut other = said.hashing();
        other.update(b"something else");
        assert!(said.mismatch(&other.finish()).unwrap().contains("9e107d9d372bb6826bd81d3542a419d6"));
    }

    #[test]
    fn what_is_unknown_is_passed_over_and_what_is_broken_refused() {
        assert!(Checksums::parse("ADLER32:deadbeef").unwrap().is_empty());
        assert!(Checksums::parse("").unwrap().is_empty());
        let upper = Checksums::parse("sha1:2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12").unwrap();
        assert_eq!(upper.to_string(), "SHA1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12");
        let twice = "SHA1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 ".repeat(1_000);
        assert_eq!(Checksums::parse(&twice).unwrap().to_string(), twice.split(' ').next().unwrap());
        assert!(Checksums::parse(&format!("{twice}SHA1:{}", "0".repeat(40))).is_err());
        for broken in ["SHA1:", "SHA1", "SHA1:zz", "MD5:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12", ":"] {
            assert!(Checksums::parse(broken).is_err() || broken == ":", "{broken:?}");
        }
    }

    #[test]
    fn digests_serve_those_they_make() {
        let sha1 = Digests::of(Algorithm::Sha1);
        assert!(sha1.serve(&Checksums::parse("SHA1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12").unwrap()));
        assert!(!sha1.serve(&Checksums::parse(ALL).unwrap()));
    }
}
