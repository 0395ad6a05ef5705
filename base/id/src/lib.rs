//! Typed identifiers, the clock and randomness.
//!
//! Every identifier is a UUID version 7 (RFC 9562) behind a newtype, so that a person's id can never be
//! passed where a group's is meant. Time and randomness reach the rest of the code through [`Clock`] and
//! [`Random`] only: this is the one crate that asks the system for either, and a test owns both.

extern crate self as base_id;

mod clock;
mod ids;
mod random;

pub use clock::{Clock, ManualClock};
pub use ids::{GroupId, InvalidId, OrgId, PersonId};
pub use random::Random;

#[doc(hidden)]
pub use ids::{uuid_schema, v7};

#[doc(hidden)]
pub mod reexport {
    pub use {serde, utoipa, uuid};
}
