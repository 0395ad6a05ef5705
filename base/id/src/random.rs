//! Randomness, injected.

use std::sync::{Arc, Mutex};

/// Where random bytes come from: the system, or a seed chosen by a test.
///
/// Cheap to clone. The system's source is fit for secrets; the seeded one is for tests alone.
#[derive(Clone, Debug, Default)]
pub struct Random(Option<Arc<Mutex<u64>>>);

impl Random {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(None)
    }

    /// The same bytes on every run, for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(seed))))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing secure can be done then.
    #[allow(clippy::panic, reason = "a server without randomness must not go on")]
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        match &self.0 {
            None => {
                if let Err(error) = getrandom::fill(&mut out) {
                    panic!("the operating system gives no random bytes: {error}");
                }
            }
            Some(state) => {
                let mut state = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                for chunk in out.chunks_mut(8) {
                    let word = split_mix(&mut state).to_le_bytes();
                    chunk.copy_from_slice(&word[..chunk.len()]);
                }
            }
        }
        out
    }

    /// A uniform number below `bound` (0 when `bound` is 0), for jitter rather than for secrets.
    pub fn below(&self, bound: u64) -> u64 {
        let word = u64::from_le_bytes(self.bytes());
        u64::try_from((u128::from(word) * u128::from(bound)) >> 64).unwrap_or(0)
    }
}

/// The SplitMix64 generator: enough to make test data differ.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        assert_eq!(Random::seeded(7).bytes::<24>(), Random::seeded(7).bytes::<24>());
        assert_ne!(Random::system().bytes::<24>(), Random::system().bytes::<24>());
    }

    #[test]
    fn numbers_stay_below_their_bound() {
        let random = Random::seeded(1);
        assert!((0..1_000).all(|_| random.below(10) < 10));
        assert_eq!(random.below(0), 0);
    }
}
