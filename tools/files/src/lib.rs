//! Being built.
#![allow(dead_code)]
mod config; pub mod events; pub mod model; pub mod service; pub mod store; mod files;
pub use config::Config;
pub use files::Files;
