//! What this tool tells, and what it follows.

use base_db::Tx;
use base_i18n::Text;
use base_id::OrgId;
use base_suite::{Change, Space};

use crate::Files;
use crate::service::drives;

/// Something changed in some folders of a drive: `{"drive_id", "parent_ids", "node_ids", "by"}`.
pub const CHANGED: &str = "files.changed";

/// The drives that somebody sees, or their names, changed: `{}`.
pub const DRIVES: &str = "files.drives";

/// The kind of object that rights are granted on and events are about.
pub const DRIVE: &str = "drive";

/// What a group is given.
pub const SPACE: Space = Space {
    name: Text { fr: "Dossier partagé", en: "Shared folder" },
    about: Text {
        fr: "Un dossier que les personnes du groupe remplissent ensemble, dans le navigateur et sur leurs appareils.",
        en: "A folder that the people of the group fill together, in the browser and on their devices.",
    },
};

/// The name of this tool, by which groups have its folder.
pub const NAME: &str = "files";

/// Follows a change of the directory: every member has a drive, and so has each group that has a folder.
pub(crate) async fn follow(files: &Files, tx: &mut Tx, org: OrgId, change: &Change) -> Result<(), base_db::Error> {
    match change {
        Change::PersonCreated { person, handle } => drives::make_personal(files, tx, org, *person, handle).await,
        Change::GuestChanged { person, handle, guest } => {
            drives::change_guest(files, tx, org, (*person, handle), *guest).await
        }
        Change::SpaceOpened { group, name, tool } if tool == NAME => {
            drives::open_group(files, tx, org, *group, name).await
        }
        Change::SpaceClosed { group, tool } if tool == NAME => drives::close_group(tx, org, *group).await,
        Change::GroupRenamed { group, name } => drives::rename_group(tx, org, *group, name).await,
        Change::GroupPurged { group } => drives::purge_group(files, tx, org, *group).await,
        Change::MembershipChanged { .. } => drives::tell_everybody(tx, org).await,
        Change::GroupCreated { .. } | Change::SpaceOpened { .. } | Change::SpaceClosed { .. } => Ok(()),
    }
}
