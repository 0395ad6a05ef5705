//! What this tool tells, and what it follows.

use base_db::Tx;
use base_id::OrgId;
use base_suite::Change;

use crate::Files;
use crate::service::drives;

/// Something changed in some folders of a drive: `{"drive_id", "parent_ids", "node_ids", "by"}`.
pub const CHANGED: &str = "files.changed";

/// The drives that somebody sees, or their names, changed: `{}`.
pub const DRIVES: &str = "files.drives";

/// The kind of object that rights are granted on and events are about.
pub const DRIVE: &str = "drive";

/// Follows a change of the directory: everybody has a drive, and so has each group.
pub(crate) async fn follow(files: &Files, tx: &mut Tx, org: OrgId, change: &Change) -> Result<(), base_db::Error> {
    match change {
        Change::PersonCreated { person, handle } => drives::make_personal(files, tx, org, *person, handle).await,
        Change::GroupCreated { group, name } => drives::make_group(files, tx, org, *group, name).await,
        Change::GroupRenamed { group, name } => drives::rename_group(tx, org, *group, name).await,
        Change::MembershipChanged { .. } => drives::tell_everybody(tx, org).await,
    }
}
