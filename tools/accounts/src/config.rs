//! The section `[accounts]` of the configuration.

use serde::{Deserialize, Serialize};

/// How people sign in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Passwords hashed at the same time, each with `password_memory_kib` of memory.
    pub password_workers: usize,
    /// Memory of one password hash (Argon2id), in KiB: at least 19,456.
    pub password_memory_kib: u32,
    /// Passes of one password hash: at least 2.
    pub password_passes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { password_workers: 2, password_memory_kib: 19_456, password_passes: 2 }
    }
}
