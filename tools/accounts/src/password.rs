//! Account passwords: what is asked of them, and how they are kept.
//!
//! Argon2id (RFC 9106), 19 MiB and two passes at least. A hash takes tens of milliseconds of a core, so few are
//! computed at the same time, a bounded number of requests may wait for their turn, and the others are told to come
//! back. [`Hasher::verify`] always computes exactly one hash, also when there is no account to compare with.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base_id::Random;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use unicode_normalization::UnicodeNormalization;

use crate::model::folded;
use crate::{Config, Error};

/// Characters at least.
const SHORTEST: usize = 12;
/// Bytes at most.
pub(crate) const LONGEST: usize = 1_024;
/// Parts of one's own name shorter than this may stand in a password.
const TELLING: usize = 4;
/// Those who may wait for their turn.
const WAITING: usize = 32;
/// The most that a hash from elsewhere may ask for, in KiB and in passes.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 8;
const COMMON: &str = include_str!("common_passwords.txt");

/// Refuses passwords that are guessed first: short, common, or made of the person's own handle or address.
pub(crate) fn check(field: &'static str, password: &str, handle: &str, email: &str) -> Result<(), Error> {
    let refuse = |cause: &str| Err(Error::invalid(field, cause));
    if password.chars().count() < SHORTEST {
        return refuse("Use 12 characters or more; a few words in a row are easy to remember.");
    }
    if password.len() > LONGEST {
        return refuse("That is too long: at most 1,024 bytes are taken.");
    }
    let plain = folded(password);
    let letters: String = plain.chars().filter(|c| c.is_alphabetic()).collect();
    let common = |text: &str| COMMON.lines().any(|line| line == text);
    let varied = plain.chars().collect::<HashSet<_>>().len() > 3;
    if !varied || is_run(&plain) || common(&plain) || common(&letters) || repeats_common(&letters) {
        return refuse(
            "This password is among the first that are guessed. Use a few words that have nothing in common.",
        );
    }
    let local = email.split('@').next().unwrap_or_default();
    let own = [handle, local].into_iter().map(folded).any(|own| own.len() >= TELLING && plain.contains(&own));
    if own {
        return refuse("Leave your own handle and e-mail address out of your password.");
    }
    Ok(())
}

/// `123456789012`, `abcdefghijkl`, and the same backwards.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let step = |by: i64| codes.windows(2).filter(|pair| pair[1] - pair[0] == by).count() * 10 >= codes.len() * 8;
    step(1) || step(-1)
}

/// `passwordpassword`.
fn repeats_common(letters: &str) -> bool {
    COMMON.lines().any(|word| {
        let rest = letters.replace(word, "");
        !letters.is_empty() && rest.is_empty()
    })
}

/// The turn to compute hashes: one of few. It goes along with the computation, so that a caller who hangs up does
/// not let another in beside it.
pub(crate) struct Turn {
    _working: OwnedSemaphorePermit,
    _waiting: OwnedSemaphorePermit,
}

/// Too many wait already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Busy;

/// Computes password hashes; cheap to clone.
#[derive(Clone)]
pub(crate) struct Hasher {
    params: Params,
    random: Random,
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Nobody's hash, as costly as any.
    nobody: Arc<str>,
    computed: Arc<AtomicU64>,
}

impl Hasher {
    /// With the costs of `config`, or the least that is acceptable.
    pub(crate) fn new(config: &Config, random: Random) -> Self {
        let memory = config.password_memory_kib.clamp(Params::DEFAULT_M_COST, MOST_MEMORY_KIB);
        let passes = config.password_passes.clamp(Params::DEFAULT_T_COST, MOST_PASSES);
        let params = Params::new(memory, passes, 1, None).unwrap_or(Params::DEFAULT);
        Self::with(params, config.password_workers.clamp(1, 64), WAITING, random)
    }

    pub(crate) fn with(params: Params, workers: usize, waiting: usize, random: Random) -> Self {
        let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        let (salt, hash) = (STANDARD_NO_PAD.encode([0; 16]), STANDARD_NO_PAD.encode([0; 32]));
        let nobody = format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}").into();
        Self {
            params,
            random,
            working: Arc::new(Semaphore::new(workers)),
            waiting: Arc::new(Semaphore::new(workers + waiting)),
            nobody,
            computed: Arc::default(),
        }
    }

    /// Waits for a turn, unless too many do.
    pub(crate) async fn turn(&self) -> Result<Turn, Busy> {
        let waiting = match self.waiting.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => return Err(Busy),
        };
        let working = self.working.clone().acquire_owned().await.map_err(|_| Busy)?;
        Ok(Turn { _working: working, _waiting: waiting })
    }

    /// Whether `password` is the one that `hash` was made of; computes one hash whether there is one or not.
    pub(crate) async fn verify(&self, turn: Turn, password: &str, hash: Option<String>) -> Result<(Turn, bool), Error> {
        let (password, nobody) = (normal(password), self.nobody.clone());
        let argon2 = self.argon2();
        self.compute(turn, move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(&nobody);
            let matches =
                PasswordHash::new(hash).is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok());
            known && matches
        })
        .await
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, turn: Turn, password: &str) -> Result<(Turn, String), Error> {
        let (password, salt) = (normal(password), self.random.bytes::<16>());
        let argon2 = self.argon2();
        let (turn, hash) = self
            .compute(turn, move || {
                let hash: Result<PasswordHash, _> = argon2.hash_password_with_salt(password.as_bytes(), &salt);
                hash.map(|hash| hash.to_string())
            })
            .await?;
        hash.map(|hash| (turn, hash)).map_err(|error| Error::Hash(error.to_string()))
    }

    /// Whether `hash` was made with less than what is asked today.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        let params = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
        params.is_none_or(|params| params.m_cost() < self.params.m_cost() || params.t_cost() < self.params.t_cost())
    }

    /// How many hashes were computed.
    pub(crate) fn computed(&self) -> u64 {
        self.computed.load(Ordering::SeqCst)
    }

    async fn compute<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<(Turn, T), Error> {
        self.computed.fetch_add(1, Ordering::SeqCst);
        tokio::task::spawn_blocking(move || (turn, work())).await.map_err(|error| Error::Hash(error.to_string()))
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }
}

/// Whether a hash that comes from elsewhere is one, and does not ask for more than this server would give.
pub(crate) fn is_acceptable(hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    let modest = Params::try_from(&parsed).is_ok_and(|params| {
        params.m_cost() <= MOST_MEMORY_KIB && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES
    });
    hash.starts_with("$argon2id$") && parsed.hash.is_some() && parsed.salt.is_some() && modest
}

/// One form of each password, whichever keyboard it was typed on.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hasher(passes: u32) -> Hasher {
        Hasher::with(Params::new(64, passes, 1, None).unwrap(), 1, 1, Random::system())
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        let refused = |password: &str| check("new", password, "camille", "c.durand@communs.example").is_err();
        for bad in [
            "court",
            "onze caract",
            "aaaaaaaaaaaaaaaa",
            "ababababababab",
            "123456789012",
            "210987654321",
            "abcdefghijklm",
            "Password1234",
            "MotDePasse2026!",
            "motdepassemotdepasse",
            "azertyuiop12",
            "correct horse battery staple",
            "Camille-au-jardin",
            "vive C.Durand !!",
            &"long ".repeat(500),
        ] {
            assert!(refused(bad), "{bad}");
        }
        for good in
            ["quatre pommes sous la pluie", "x7!Qm2#vR9pL", "été hiver printemps", "陳大文陳大文陳大文陳大文!?1"]
        {
            assert!(!refused(good), "{good}");
        }
        assert!(check("new", "un âne passe au loin", "a", "b@c.fr").is_ok(), "short handles occur in words");
    }

    #[tokio::test]
    async fn one_hash_is_computed_whoever_asks() {
        let hasher = hasher(1);
        let turn = hasher.turn().await.unwrap();
        let (turn, hash) = hasher.hash(turn, "quatre pommes").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        let (turn, right) = hasher.verify(turn, "quatre pommes", Some(hash.clone())).await.unwrap();
        let (turn, wrong) = hasher.verify(turn, "cinq pommes", Some(hash.clone())).await.unwrap();
        assert_eq!((right, wrong, hasher.computed()), (true, false, 3));
        let (_, nobody) = hasher.verify(turn, "quatre pommes", None).await.unwrap();
        assert_eq!((nobody, hasher.computed()), (false, 4));
        // Nobody's hash is as costly as any: it must be one that is really computed.
        assert!(is_acceptable(&hasher.nobody));
        let params = Params::try_from(&PasswordHash::new(&hasher.nobody).unwrap()).unwrap();
        assert_eq!((params.m_cost(), params.t_cost()), (64, 1));
    }

    #[tokio::test]
    async fn few_work_some_wait_and_the_others_are_sent_away() {
        let hasher = hasher(1);
        let working = hasher.turn().await.unwrap();
        let waiting = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.turn().await.is_ok() }
        });
        tokio::task::yield_now().await;
        assert!(hasher.turn().await.is_err());
        drop(working);
        assert!(waiting.await.unwrap());
        assert!(hasher.turn().await.is_ok());
    }

    #[tokio::test]
    async fn keyboards_agree_on_accents() {
        let hasher = hasher(1);
        let turn = hasher.turn().await.unwrap();
        let (turn, hash) = hasher.hash(turn, "\u{e9}t\u{e9}").await.unwrap();
        assert!(hasher.verify(turn, "e\u{301}te\u{301}", Some(hash)).await.unwrap().1);
    }

    #[test]
    fn costs_have_a_floor_and_hashes_from_elsewhere_a_ceiling() {
        let careless = Config { password_workers: 0, password_memory_kib: 8, password_passes: 0 };
        let hasher = Hasher::new(&careless, Random::system());
        assert_eq!((hasher.params.m_cost(), hasher.params.t_cost()), (19_456, 2));
        let hash = |costs: &str| {
            format!("$argon2id$v=19${costs}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        };
        assert!(is_acceptable(&hash("m=19456,t=2,p=1")));
        for bad in [&hash("m=4194304,t=2,p=1"), &hash("m=19456,t=4000000,p=1"), "", "plain", "$2b$12$abc"] {
            assert!(!is_acceptable(bad), "{bad}");
        }
        assert!(hasher.is_outdated(&hash("m=64,t=1,p=1")));
        assert!(!hasher.is_outdated(&hash("m=19456,t=2,p=1")));
    }
}
