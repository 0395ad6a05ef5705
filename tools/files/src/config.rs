//! The section `[files]` of the configuration.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;

/// How Files behaves on this installation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Bytes that one personal drive may hold where neither the drive nor the organisation says otherwise; 0 is
    /// without limit.
    pub personal_quota_bytes: u64,
    /// Bytes that one group's drive may hold where the drive says nothing; 0 is without limit.
    pub group_quota_bytes: u64,
    /// Days that deleted files stay in the trash.
    pub trash_days: u32,
    /// Former versions kept of each file.
    pub versions_kept: u32,
    /// Hours that an unfinished upload can be resumed; of one in chunks, hours since its last chunk.
    pub upload_hours: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { personal_quota_bytes: 0, group_quota_bytes: 0, trash_days: 30, versions_kept: 20, upload_hours: 24 }
    }
}

impl Config {
    pub(crate) fn trash_kept(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.trash_days) * 24)
    }

    pub(crate) fn upload_kept(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.upload_hours))
    }
}
