//! Every statement of the tool, by what it is about.

pub mod app_passwords;
pub mod beginnings;
pub mod device_logins;
pub mod devices;
pub mod directory;
pub mod group_life;
pub mod groups;
pub mod imports;
pub mod invitations;
pub mod people;
pub mod recovery;
pub mod registrations;
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
        beginnings::ALL,
        imports::ALL,
        invitations::ALL,
        people::ALL,
        recovery::ALL,
        registrations::ALL,
        sessions::ALL,
        throttles::ALL,
    ]
    .concat()
}
