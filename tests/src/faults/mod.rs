//! What the server does when the world is unkind: killed, out of disk, talked to by half.
//!
//! These start the real program (`cargo build -p liiibre` first, as `make test` does) on loopback.

mod full_disk;
mod half_sent;
mod killed;
mod order;
pub mod process;
