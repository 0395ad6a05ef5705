//! What the rest of the code may rely on, on each engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs)]

mod engine_sqlite;
mod listening;
mod migrating;
mod statements;
mod transactions;

use base_db::{Db, Engine, Error, Migration, Migrations, testing};

/// The table that most tests write to.
pub const NOTES: Migrations = Migrations {
    tool: "notes",
    steps: &[Migration {
        name: "0001_notes",
        sql: "CREATE TABLE notes (
                  org_id UUID NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL CHECK (size >= 0),
                  done BOOLEAN NOT NULL DEFAULT FALSE, parent TEXT, body BYTEA, PRIMARY KEY (org_id, name),
                  FOREIGN KEY (org_id, parent) REFERENCES notes (org_id, name));",
        postgres: None,
    }],
};

base_db::statements! {
    /// One note.
    ADD = "INSERT INTO notes (org_id, name, size) VALUES ($1, $2, $3)";
    /// All names.
    NAMES = "SELECT name FROM notes ORDER BY name";
}

/// A database of each engine, with the table in it.
pub async fn databases() -> Vec<Db> {
    let mut databases = Vec::new();
    for engine in testing::engines() {
        databases.push(database(engine).await);
    }
    databases
}

pub async fn database(engine: Engine) -> Db {
    let db = testing::database(engine).await.unwrap();
    db.migrate(&[NOTES]).await.unwrap();
    db
}

pub fn org() -> uuid::Uuid {
    uuid::Uuid::from_u128(7)
}

pub async fn add(db: &Db, name: &str) -> Result<u64, Error> {
    let name = name.to_owned();
    db.write(async move |tx| tx.exec(&ADD, base_db::params![org(), name, 1_i64]).await).await
}

/// Holds the thread that runs the transaction, as slow work would.
#[allow(clippy::disallowed_methods, reason = "a transaction has a thread of its own")]
pub fn linger() {
    std::thread::sleep(std::time::Duration::from_millis(50));
}

/// Those who write meanwhile wait together, and on SQLite are committed together.
pub fn keep_writer_busy(db: &Db) -> tokio::task::JoinHandle<()> {
    let db = db.clone();
    tokio::spawn(async move {
        let slept = db.write(async |_| {
            linger();
            Ok::<_, Error>(())
        });
        slept.await.unwrap();
    })
}

pub async fn names(db: &Db) -> Vec<String> {
    let names: Vec<(String,)> = db.read(async |tx| tx.all(&NAMES, &[]).await).await.unwrap();
    names.into_iter().map(|(name,)| name).collect()
}
