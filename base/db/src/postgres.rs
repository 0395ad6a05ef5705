//! PostgreSQL: SERIALIZABLE transactions on a pool of connections, run again when the server asks for it.
//!
//! Writers run side by side. One that the server has sent back twice runs by itself on this node the next time, so
//! that many writers of one row (the drive that four uploads go to) come through one after the other instead of
//! sending each other back until they give up. What is left are writers of other nodes, of whom one wins each time.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool_postgres::{Hook, Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{FutureExt, TryStreamExt};
use tokio::sync::RwLock;
use tokio::time::Instant;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{NoTls, Statement};
use uuid::Uuid;

use crate::signals::Signals;
use crate::tx::{Connection, Failure};
use crate::value::NUL_IN_TEXT;
use crate::{Cell, Error, Listener, Param, Sql, Tx};

/// Runs beside other writers, before one by itself.
const SIDE_BY_SIDE: u32 = 2;
/// How long a transaction is run again, before its caller is told that the rows are contended.
const PATIENCE: Duration = Duration::from_secs(20);
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(20);

pub(crate) struct Postgres {
    config: Box<tokio_postgres::Config>,
    pool: Pool,
    signals: Arc<Signals>,
    /// Held by writers: shared, or by one alone.
    turn: Arc<RwLock<()>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
    Queue,
}

impl Postgres {
    pub(crate) async fn open(url: &str, connections: usize, signals: Arc<Signals>) -> Result<Self, Error> {
        let unavailable = |error: &dyn std::fmt::Display| Error::Unavailable(error.to_string());
        let config: tokio_postgres::Config = url.parse().map_err(|error| unavailable(&error))?;
        let manager =
            Manager::from_config(config.clone(), NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(connections)
            .wait_timeout(Some(WAIT_FOR_CONNECTION))
            .create_timeout(Some(WAIT_FOR_CONNECTION))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(async move {
                    client
                        .batch_execute(
                            "SET client_min_messages = warning; SET default_transaction_isolation = serializable",
                        )
                        .await
                        .map_err(deadpool_postgres::HookError::Backend)
                })
            }))
            .build()
            .map_err(|error| unavailable(&error))?;
        let client = pool.get().await.map_err(|error| unavailable(&error))?;
        let collation: String = client
            .query_one("SELECT datcollate FROM pg_database WHERE datname = current_database()", &[])
            .await
            .map_err(|error| unavailable(&error))?
            .get(0);
        if !matches!(collation.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
            return Err(Error::Unavailable(format!(
                "the database sorts text by {collation:?}; create it with TEMPLATE template0 LC_COLLATE 'C', \
                 so that both engines sort alike"
            )));
        }
        Ok(Self { config: Box::new(config), pool, signals, turn: Arc::default() })
    }

    pub(crate) async fn analyze(&self) -> Result<(), Error> {
        let client = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        client.batch_execute("ANALYZE").await.map_err(|error| Failure::from(error).error)
    }

    pub(crate) async fn notify(&self, channel: &str, payloads: &[String]) -> Result<(), Error> {
        let client = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        for payload in payloads {
            let sent = client.execute("SELECT pg_notify($1, $2)", &[&channel, payload]).await;
            sent.map_err(|error| Failure::from(error).error)?;
        }
        Ok(())
    }

    pub(crate) fn listen(&self, channel: &'static str) -> Listener {
        Listener::new(*self.config.clone(), channel)
    }

    /// Runs `work` on a thread of its own that blocks on the future: the future need not be `Send`, and a caller
    /// that goes away does not stop it.
    pub(crate) async fn run<T, E, F>(&self, work: F, mode: Mode) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let client = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        let (signals, turn) = (self.signals.clone(), self.turn.clone());
        let runtime = tokio::runtime::Handle::current();
        let ended = tokio::task::spawn_blocking(move || {
            runtime.block_on(async move {
                let mut tx = Tx::new(Connection::Postgres(client));
                let result = attempts(&mut tx, &work, mode, &turn).await;
                if result.is_ok() {
                    signals.send(std::mem::take(&mut tx.signals));
                }
                result
            })
        })
        .await;
        ended.unwrap_or_else(|_| Err(Error::Panicked.into()))
    }
}

async fn attempts<T, E, F>(tx: &mut Tx, work: &F, mode: Mode, turn: &RwLock<()>) -> Result<T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    let begin = match mode {
        Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        Mode::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        Mode::Queue => "BEGIN ISOLATION LEVEL READ COMMITTED",
    };
    let give_up = Instant::now() + PATIENCE;
    let mut alone = None;
    for attempt in 0.. {
        let mut shared = None;
        if mode == Mode::Write && attempt < SIDE_BY_SIDE {
            shared = Some(turn.read().await);
        } else if mode == Mode::Write && alone.is_none() {
            alone = Some(turn.write().await);
        }
        tx.reset();
        tx.script(begin).await?;
        let result = AssertUnwindSafe(work(tx)).catch_unwind().await;
        let Ok(result) = result else {
            tx.script("ROLLBACK").await?;
            return Err(Error::Panicked.into());
        };
        let committed = match &result {
            Ok(_) if !tx.failed => commit(tx).await,
            _ => {
                tx.script("ROLLBACK").await?;
                Err(Failure { error: Error::Aborted, retry: tx.retry })
            }
        };
        match (result, committed) {
            (Ok(value), Ok(())) => return Ok(value),
            (_, Err(failure)) if failure.retry && Instant::now() < give_up => {
                drop(shared);
                back_off(attempt).await;
            }
            (_, Err(failure)) if failure.retry => break,
            (Err(error), _) => return Err(error),
            (Ok(_), Err(failure)) => return Err(failure.error.into()),
        }
    }
    Err(Error::Contended.into())
}

async fn commit(tx: &mut Tx) -> Result<(), Failure> {
    match &tx.connection {
        Connection::Postgres(client) => Ok(client.batch_execute("COMMIT").await?),
        Connection::Sqlite(_) => Ok(()),
    }
}

/// Waits a little longer each time, by a different amount for each transaction, so that those that met once do not
/// meet again.
async fn back_off(attempt: u32) {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let turn = TURN.fetch_add(1, Ordering::Relaxed).wrapping_add(u64::from(std::process::id()));
    let longest = 2_u64 << attempt.min(5);
    let spread = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    tokio::time::sleep(Duration::from_millis(1 + spread % longest)).await;
}

pub(crate) async fn prepare(client: &Object, sql: &Sql) -> Result<(), Failure> {
    let statement = client.prepare(sql.text()).await?;
    match statement.columns().iter().find(|column| !is_readable(column.type_())) {
        None => Ok(()),
        Some(column) => Err(unreadable(column.type_()).into()),
    }
}

async fn statement(client: &Object, sql: &Sql, params: &[Param<'_>]) -> Result<Statement, Failure> {
    let statement = client.prepare_cached(sql.text()).await?;
    let expected = statement.params().len();
    if expected != params.len() {
        let what = format!("{} values given, {expected} expected", params.len());
        return Err(Error::Statement(what).into());
    }
    Ok(statement)
}

pub(crate) async fn exec(client: &Object, sql: &Sql, params: &[Param<'_>]) -> Result<u64, Failure> {
    let statement = statement(client, sql, params).await?;
    Ok(client.execute_raw(&statement, params).await?)
}

pub(crate) async fn rows(
    client: &Object,
    sql: &Sql,
    params: &[Param<'_>],
) -> Result<Vec<tokio_postgres::Row>, Failure> {
    let statement = statement(client, sql, params).await?;
    Ok(client.query_raw(&statement, params).await?.try_collect().await?)
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let mismatch = || format!("a value of another kind than {ty}; say which with CAST($n AS ...)").into();
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Self::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (Self::Text(value), &Type::TEXT | &Type::VARCHAR) => {
                if value.contains('\0') {
                    return Err(NUL_IN_TEXT.into());
                }
                value.to_sql(ty, out)
            }
            (Self::Bytes(value), &Type::BYTEA) => value.to_sql(ty, out),
            (Self::Uuid(value), &Type::UUID) => {
                out.extend_from_slice(value.as_bytes());
                Ok(IsNull::No)
            }
            _ => Err(mismatch()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The types that [`PostgresCell`] reads.
fn is_readable(ty: &Type) -> bool {
    matches!(
        *ty,
        Type::INT8 | Type::INT4 | Type::BOOL | Type::TEXT | Type::VARCHAR | Type::NAME | Type::BYTEA | Type::UUID
    )
}

fn unreadable(ty: &Type) -> Error {
    Error::Decode(format!("a column of type {ty}; say which is meant with CAST(... AS BIGINT) or the like"))
}

struct PostgresCell<'a>(Cell<'a>);

impl<'a> FromSql<'a> for PostgresCell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::BOOL => Cell::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME => Cell::Text(<&str>::from_sql(ty, raw)?),
            Type::BYTEA => Cell::Bytes(raw),
            Type::UUID => Cell::Uuid(Uuid::from_slice(raw)?),
            _ => return Err(unreadable(ty).into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Cell::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

pub(crate) fn cell(row: &tokio_postgres::Row, index: usize) -> Result<Cell<'_>, Error> {
    let cell: PostgresCell<'_> = row.try_get(index).map_err(|error| Error::Decode(error.to_string()))?;
    Ok(cell.0)
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            let text = full_text(&error);
            return if error.is_closed() { Error::Unavailable(text) } else { Error::Statement(text) }.into();
        };
        let constraint = said.constraint().unwrap_or_else(|| said.message()).to_owned();
        let code = said.code();
        if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
            return Self { error: Error::Contended, retry: true };
        }
        if *code == SqlState::UNIQUE_VIOLATION {
            Error::Unique(constraint)
        } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
            Error::Reference(constraint)
        } else if code.code().starts_with("23") {
            Error::Check(constraint)
        } else if *code == SqlState::DISK_FULL {
            Error::StorageFull
        } else if code.code().starts_with("08")
            || code.code().starts_with("57P")
            || *code == SqlState::TOO_MANY_CONNECTIONS
        {
            Error::Unavailable(said.message().to_owned())
        } else {
            Error::Statement(format!("{} ({})", said.message(), code.code()))
        }
        .into()
    }
}

fn full_text(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
