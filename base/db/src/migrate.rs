//! Migrations: numbered SQL files, per tool, applied once and never edited.

use std::borrow::Cow;

use crate::{Db, Engine, Error, Tx, params, statements};

/// One step of a tool's schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The file's name without its ending: `0001_nodes`.
    pub name: &'static str,
    /// Portable SQL.
    pub sql: &'static str,
    /// The twin for PostgreSQL, where it must differ.
    pub postgres: Option<&'static str>,
}

/// All steps of one tool, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// The tool's name.
    pub tool: &'static str,
    /// The steps.
    pub steps: &'static [Migration],
}

/// The steps of a tool from its `migrations` folder:
/// `migrations!("files", "0001_nodes", "0002_locks")` reads `../migrations/0001_nodes.sql`, seen from `src/`.
#[macro_export]
macro_rules! migrations {
    ($tool:literal $(, $name:literal)* $(,)?) => {
        $crate::Migrations {
            tool: $tool,
            steps: &[$($crate::Migration {
                name: $name,
                sql: include_str!(concat!("../migrations/", $name, ".sql")),
                postgres: None,
            }),*],
        }
    };
}

statements! {
    /// What was applied.
    APPLIED = "SELECT tool, name, checksum FROM schema_migrations ORDER BY tool, name";
    /// Notes a step as applied.
    NOTE = "INSERT INTO schema_migrations (tool, name, checksum) VALUES ($1, $2, $3)";
}

/// Lets one node at a time migrate a PostgreSQL database. The number is this program's own.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7046029254386353131)";

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    tool TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (tool, name))";

pub(crate) async fn run(db: &Db, tools: Vec<Migrations>) -> Result<Vec<String>, Error> {
    let engine = db.engine();
    // READ COMMITTED: a node that waited for the lock sees what the one before it did.
    db.write_queue(async move |tx| {
        if engine == Engine::Postgres {
            tx.script(LOCK).await?;
        }
        tx.script(&fitted(engine, LEDGER, None)).await?;
        apply(tx, engine, &tools).await
    })
    .await
}

async fn apply(tx: &mut Tx, engine: Engine, tools: &[Migrations]) -> Result<Vec<String>, Error> {
    let ledger: Vec<(String, String, String)> = tx.all(&APPLIED, params![]).await?;
    let mut applied = Vec::new();
    for migrations in tools {
        let known: Vec<_> = ledger.iter().filter(|(tool, ..)| tool == migrations.tool).collect();
        if let Some((tool, name, _)) =
            known.iter().find(|(_, name, _)| !migrations.steps.iter().any(|step| step.name == name))
        {
            return Err(Error::Migration(format!(
                "the database was used by a newer version (step {tool}/{name}); start that version, or restore a backup"
            )));
        }
        for step in migrations.steps {
            let checksum = checksum(step);
            match known.iter().find(|(_, name, _)| name == step.name) {
                Some((.., seen)) if *seen == checksum => {}
                Some(_) => {
                    let (tool, name) = (migrations.tool, step.name);
                    return Err(Error::Migration(format!(
                        "step {tool}/{name} was edited after it was applied; add a new step instead"
                    )));
                }
                None => {
                    tx.script(&fitted(engine, step.sql, step.postgres)).await.map_err(|error| {
                        Error::Migration(format!("step {}/{}: {error}", migrations.tool, step.name))
                    })?;
                    tx.exec(&NOTE, params![migrations.tool, step.name, checksum]).await?;
                    applied.push(format!("{}/{}", migrations.tool, step.name));
                }
            }
        }
    }
    Ok(applied)
}

fn checksum(step: &Migration) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(step.sql.as_bytes());
    if let Some(twin) = step.postgres {
        hasher.update(&[0]).update(twin.as_bytes());
    }
    hex::encode(&hasher.finalize().as_bytes()[..16])
}

fn fitted<'a>(engine: Engine, portable: &'a str, postgres: Option<&'a str>) -> Cow<'a, str> {
    match engine {
        Engine::Sqlite => Cow::Owned(crate::ddl::for_sqlite(portable)),
        Engine::Postgres => Cow::Borrowed(postgres.unwrap_or(portable)),
    }
}
