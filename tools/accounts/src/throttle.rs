//! How long somebody who keeps failing to sign in must wait. Pure.
//!
//! Every attempt is counted before its password is looked at, so that a thousand guesses sent at once are no better
//! than one after the other; a success takes its own count back. What is throttled is the account *as it was typed*,
//! whether there is one or not, and the address: the answers tell nobody which accounts exist.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// The longest wait.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// The wait after the first failure that is not free.
const SHORTEST: SignedDuration = SignedDuration::from_secs(2);
/// After this long without a failure all are forgotten, by every rule.
pub(crate) const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// How many failures are free.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    free: i64,
    /// After this long without a failure the count begins again.
    window: SignedDuration,
}

/// For an account.
pub(crate) const ACCOUNT: Rule = Rule { free: 5, window: FORGOTTEN };
/// For an address: an office of a hundred people shares one.
pub(crate) const ADDRESS: Rule = Rule { free: 50, window: SignedDuration::from_hours(1) };

/// For those who ask to join, from one network and in one organisation: a hundred people at a meeting share an address.
pub(crate) const NETWORK: Rule = Rule { free: 150, window: SignedDuration::from_hours(1) };
pub(crate) const ORGANISATION: Rule = Rule { free: 1_000, window: SignedDuration::from_hours(1) };

/// What is known of an account or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    pub failures: i64,
    pub failed_at: Timestamp,
    pub blocked_until: Timestamp,
}

impl Rule {
    /// Counts an attempt; refused with the number of seconds to wait.
    pub(crate) fn attempt(self, known: Option<State>, now: Timestamp) -> Result<State, u64> {
        let mut failures = 0;
        if let Some(known) = known {
            if let Some(wait) = wait(known, now) {
                return Err(wait);
            }
            if now.duration_since(known.failed_at) < self.window {
                failures = known.failures;
            }
        }
        failures += 1;
        Ok(State { failures, failed_at: now, blocked_until: now + self.penalty(failures) })
    }

    fn penalty(self, failures: i64) -> SignedDuration {
        let over = failures - self.free;
        if over < 0 {
            return SignedDuration::ZERO;
        }
        let factor = 1_i32 << over.min(20);
        SHORTEST.checked_mul(factor).map_or(LONGEST, |wait| wait.min(LONGEST))
    }
}

/// The state once an attempt that was counted turned out well.
pub(crate) fn forgive(counted: State) -> State {
    State { failures: counted.failures - 1, blocked_until: counted.failed_at, ..counted }
}

/// The seconds to wait, rounded up.
pub(crate) fn wait(known: State, now: Timestamp) -> Option<u64> {
    let left = known.blocked_until.duration_since(now);
    (left > SignedDuration::ZERO).then(|| u64::try_from((left.as_millis() + 999) / 1_000).unwrap_or(u64::MAX))
}

/// Everybody who asks to join an organisation.
pub(crate) fn registering() -> [u8; 32] {
    subject("registering", "")
}

/// Everybody who asks to join from one network.
pub(crate) fn registering_from(address: IpAddr) -> [u8; 32] {
    subject("registering from", &hex::encode(self::address(address)))
}

/// The account that was typed.
pub(crate) fn account(login: &str) -> [u8; 32] {
    subject("account", login)
}

/// An address; of IPv6 the network of 64 bits that one subscriber has.
pub(crate) fn address(address: IpAddr) -> [u8; 32] {
    match address.to_canonical() {
        IpAddr::V4(address) => subject("address", &address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            subject("address", &format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
        }
    }
}

/// Where a program asks from to be let in; all whose address is not known are one.
pub(crate) fn network(from: Option<IpAddr>) -> [u8; 32] {
    from.map_or_else(|| subject("address", ""), address)
}

/// The account that a new password was asked for.
pub(crate) fn forgotten(login: &str) -> [u8; 32] {
    subject("forgotten", login)
}

/// Where new passwords were asked for from; all whose address is not known are one.
pub(crate) fn forgotten_from(from: Option<IpAddr>) -> [u8; 32] {
    Sha256::new().chain_update("forgotten-from").chain_update(network(from)).finalize().into()
}

/// The person who asks for another address.
pub(crate) fn email_change(person: &str) -> [u8; 32] {
    subject("email-change", person)
}

fn subject(kind: &str, what: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(what).finalize().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_no_further() {
        let mut now = 0;
        let mut state = None;
        let mut waits = Vec::new();
        for _ in 0..20 {
            let next = ACCOUNT.attempt(state, at(now)).unwrap();
            let waited = i64::try_from(wait(next, at(now)).unwrap_or(0)).unwrap();
            waits.push(waited);
            if waited > 0 {
                assert_eq!(ACCOUNT.attempt(Some(next), at(now)), Err(u64::try_from(waited).unwrap()));
            }
            now += waited;
            state = Some(next);
        }
        assert_eq!(waits[..9], [0, 0, 0, 0, 2, 4, 8, 16, 32]);
        assert_eq!(waits[14..], [900; 6]);
    }

    #[test]
    fn failures_are_forgotten_after_a_while_and_a_success_takes_its_own_back() {
        let many = State { failures: 30, failed_at: at(0), blocked_until: at(900) };
        assert_eq!(ACCOUNT.attempt(Some(many), at(86_400)).unwrap().failures, 1);
        assert_eq!(ACCOUNT.attempt(Some(many), at(86_399)).unwrap().failures, 31);
        let counted =
            ADDRESS.attempt(Some(State { failures: 60, failed_at: at(0), blocked_until: at(0) }), at(5)).unwrap();
        assert!(wait(counted, at(5)).is_some());
        let forgiven = forgive(counted);
        assert_eq!((forgiven.failures, wait(forgiven, at(5))), (60, None));
    }

    #[test]
    fn one_subscriber_is_one_address_and_kinds_do_not_mix() {
        let of = |text: &str| address(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), account("192.0.2.7"));
    }
}
