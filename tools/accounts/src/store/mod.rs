//! Every statement of the tool, by what it is about.

pub mod app_passwords;
pub mod device_logins;
pub mod devices;
pub mod directory;
pub mod group_life;
pub mod groups;
pub mod invitations;
pub mod people;
pub mod recovery;
pub mod sessions;
pub mod throttles;

use base_db::Sql;

/// Every statement.
pub(crate) fn statements() -> Vec<&'static Sql> {
    [
        app_passwords::ALL,
        device_logins::ALL,
        devices::ALL,
        directory::ALL,
        group_life::ALL,
        groups::ALL,
        invitations::ALL,
        people::ALL,
        recovery::ALL,
        sessions::ALL,
        throttles::ALL,
    ]
    .concat()
}
