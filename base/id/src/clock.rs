//! The time of day, injected.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Where the time comes from: the system, or a test.
///
/// Cheap to clone. All times are UTC and cut to the microsecond, which is what the database keeps, so that
/// a value read back equals the value written.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<ManualClock>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// The current time, to the microsecond.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(manual) => manual.now(),
            None => to_microsecond(Timestamp::now()),
        }
    }
}

/// A clock that stands still until a test moves it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn at(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.as_microsecond())))
    }

    /// This clock, in the form the rest of the code takes.
    pub fn clock(&self) -> Clock {
        Clock(Some(self.clone()))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }
}

fn to_microsecond(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let manual = ManualClock::at(Timestamp::UNIX_EPOCH);
        let clock = manual.clock();
        assert_eq!(clock.now(), clock.now());
        manual.advance(SignedDuration::from_secs(5));
        assert_eq!(clock.now().as_second(), 5);
    }

    #[test]
    fn the_system_clock_has_no_nanoseconds_the_database_would_lose() {
        assert_eq!(Clock::system().now().subsec_nanosecond() % 1_000, 0);
    }
}
