//! Databases for tests: a fresh one on each engine that is at hand.
//!
//! PostgreSQL is used when `LIIIBRE_TEST_POSTGRES` holds a connection string to a server where databases may be
//! created (`scripts/with-postgres` starts one). With `LIIIBRE_TEST_ENGINES=both`, as `make test` sets, its
//! absence is a failure rather than a silence.

use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Db, Engine, Error, Target};

const PREFIX: &str = "liiibre_test_";

static NEXT: AtomicU32 = AtomicU32::new(0);
static CLEAN: Once = Once::new();

/// The engines that tests are to run on here.
#[allow(clippy::panic, reason = "a test that cannot run as asked must say so")]
pub fn engines() -> Vec<Engine> {
    let mut engines = vec![Engine::Sqlite];
    if server().is_some() {
        engines.push(Engine::Postgres);
    } else if std::env::var("LIIIBRE_TEST_ENGINES").as_deref() == Ok("both") {
        panic!("LIIIBRE_TEST_POSTGRES is not set: run the tests through `make test` or scripts/with-postgres");
    }
    engines
}

/// Where a fresh, empty database of this engine is. On SQLite it lies in a new folder under the system's
/// temporary one.
pub async fn fresh(engine: Engine) -> Result<Target, Error> {
    let name = format!("{PREFIX}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    match engine {
        Engine::Sqlite => {
            CLEAN.call_once(remove_left_overs);
            let path = std::env::temp_dir().join(&name).join("liiibre.db");
            Ok(Target::Sqlite { path, readers: 2 })
        }
        Engine::Postgres => {
            let server = server().ok_or_else(|| Error::Unavailable("LIIIBRE_TEST_POSTGRES is not set".into()))?;
            let unavailable = |error: tokio_postgres::Error| Error::Unavailable(error.to_string());
            let (client, connection) =
                tokio_postgres::connect(&format!("{server} dbname=postgres"), tokio_postgres::NoTls)
                    .await
                    .map_err(unavailable)?;
            let connection = tokio::spawn(connection);
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await.map_err(unavailable)?;
            client
                .batch_execute(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                ))
                .await
                .map_err(unavailable)?;
            drop(client);
            let _ = connection.await;
            Ok(Target::Postgres { url: format!("{server} dbname={name}"), connections: 6 })
        }
    }
}

/// A fresh, empty database of this engine.
pub async fn database(engine: Engine) -> Result<Db, Error> {
    Db::open(&fresh(engine).await?).await
}

/// Removes the folders of test processes that have ended, and those an earlier process with this one's number left.
fn remove_left_overs() {
    let own = std::process::id().to_string();
    let ended = |pid: &str| pid == own || !Path::new("/proc").join(pid).exists();
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('_').next());
        if pid.is_some_and(ended) {
            // Another test process may be at the same work.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn server() -> Option<String> {
    std::env::var("LIIIBRE_TEST_POSTGRES").ok().filter(|server| !server.is_empty())
}
