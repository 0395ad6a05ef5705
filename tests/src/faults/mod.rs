//! What the server does when the world is unkind: killed, out of disk, talked to by half.
//!
//! These start the real program (`cargo build -p liiibre` first, as `make test` does) on loopback.

#![allow(clippy::disallowed_methods, reason = "these tests wait for another process, outside of any runtime")]

mod full_disk;
mod half_sent;
mod killed;
mod order;
pub mod process;
