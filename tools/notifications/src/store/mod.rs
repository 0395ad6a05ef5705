//! Every statement of the tool, by table.

pub mod choices;
pub mod devices;
pub mod notices;
pub mod secrets;

use base_db::Sql;

/// Every statement.
pub fn statements() -> Vec<&'static Sql> {
    [notices::ALL, choices::ALL, devices::ALL, secrets::ALL].concat()
}
