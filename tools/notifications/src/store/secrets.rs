//! What all nodes of the installation share and nobody exports.

use base_db::{Error, Tx, params};

base_db::statements! {
    /// One of them.
    FIND = "SELECT value FROM notification_secrets WHERE name = $1";
    /// A new one, unless another node was quicker.
    ADD = "INSERT INTO notification_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
}

pub(crate) async fn find(tx: &mut Tx, name: &str) -> Result<Option<Vec<u8>>, Error> {
    Ok(tx.one::<(Vec<u8>,)>(&FIND, params![name]).await?.map(|(value,)| value))
}

pub(crate) async fn add(tx: &mut Tx, name: &str, value: &[u8]) -> Result<(), Error> {
    tx.exec(&ADD, params![name, value]).await.map(drop)
}
