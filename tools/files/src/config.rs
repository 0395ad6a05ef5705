//! The section `[files]` of the configuration.

use base_i18n::Text;
use base_suite::Retention;
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
    /// Days that deleted files stay in the trash, where an organisation chose no other number.
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
    /// How long an organisation keeps its trash.
    pub(crate) fn trash(&self) -> Retention {
        Retention {
            name: "files.trash",
            title: Text { fr: "La corbeille des fichiers", en: "The trash of files" },
            about: Text {
                fr: "Ce qui a été supprimé peut être restauré pendant ce temps, puis disparaît pour de bon.",
                en: "What was deleted can be restored for this long, then it is gone for good.",
            },
            days: self.trash_days,
            least: self.trash_days.min(1),
            most: self.trash_days.max(365),
        }
    }

    pub(crate) fn upload_kept(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.upload_hours))
    }
}
