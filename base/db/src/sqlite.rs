//! SQLite: one writing thread, some reading connections, WAL, `synchronous=FULL`.
//!
//! The closures of transactions are polled once: all their awaits are on the database, which answers at once, so a
//! future that is not ready has awaited something else and is refused.
//!
//! Reading is done where it is asked for. A reader waits for no lock, and most reads are over in less time
//! than it takes to wake another thread; the longest are pages, bounded by their callers.
//!
//! Writers that wait together are committed together (one fsync for all of them), each behind a savepoint, so
//! that one that fails takes nobody with it. Nobody is answered before the commit.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{ErrorCode, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use crate::signals::Signals;
use crate::tx::{Connection, Failure};
use crate::value::NUL_IN_TEXT;
use crate::{Cell, Error, Param, Sql, Tx};

/// Writers committed together at most.
const GROUP: usize = 64;
const STATEMENTS_KEPT: usize = 256;

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Sender<Box<dyn Work>>,
    /// As many permits as there are connections in `idle`.
    readers: Semaphore,
    idle: Mutex<Vec<Tx>>,
}

/// A transaction's closure, its result and where the result goes.
trait Work: Send {
    /// Runs the closure; says whether it returned `Ok`.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Answers the caller, with `refused` in place of the result if given.
    fn answer(self: Box<Self>, refused: Option<Error>);
}

/// Runs the closure of a transaction to its end.
fn run_once<T, E, F>(work: &F, tx: &mut Tx) -> Result<T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let future = pin!(work(tx));
        future.poll(&mut Context::from_waker(Waker::noop()))
    }));
    match polled {
        // As on PostgreSQL: a failed statement ends the transaction, also when its error was passed over.
        Ok(Poll::Ready(Ok(_))) if tx.failed => Err(Error::Aborted.into()),
        Ok(Poll::Ready(result)) => result,
        Ok(Poll::Pending) => Err(Error::AwaitedOutside.into()),
        Err(_) => Err(Error::Panicked.into()),
    }
}

struct Call<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Call<F, T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx) -> bool {
        let result = run_once(&self.work, tx);
        let ok = result.is_ok();
        self.result = Some(result);
        ok
    }

    fn answer(self: Box<Self>, refused: Option<Error>) {
        let result = match (refused, self.result) {
            (Some(error), _) => Err(error.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Error::Unavailable("the transaction never ran".into()).into()),
        };
        // A caller that hung up does not undo what it asked for.
        let _ = self.reply.send(result);
    }
}

impl Sqlite {
    pub(crate) async fn open(path: PathBuf, readers: usize, signals: Arc<Signals>) -> Result<Self, Error> {
        tokio::task::spawn_blocking(move || Self::open_now(&path, readers, signals))
            .await
            .map_err(|error| Error::Unavailable(error.to_string()))?
    }

    fn open_now(path: &Path, readers: usize, signals: Arc<Signals>) -> Result<Self, Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Error::Unavailable(format!("{}: {error}", folder.display())))?;
        }
        make_private(path).map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))?;
        let unavailable = |error: rusqlite::Error| Error::Unavailable(format!("{}: {error}", path.display()));
        let connection = connect(path, false).map_err(unavailable)?;
        let (writer, queue) = channel();
        spawn("db-writer", move || write_loop(Tx::new(Connection::Sqlite(connection)), &queue, &signals))?;

        let idle = (0..readers).map(|_| Ok(Tx::new(Connection::Sqlite(connect(path, true).map_err(unavailable)?))));
        let idle = Mutex::new(idle.collect::<Result<_, Error>>()?);
        Ok(Self { path: path.to_owned(), writer, readers: Semaphore::new(readers), idle })
    }

    /// Moves the log into the database file and empties it.
    pub(crate) async fn checkpoint(&self) -> Result<(), Error> {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            let connection = connect(&path, false)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        });
        let done = done.await.map_err(|error| Error::Unavailable(error.to_string()))?;
        done.map_err(|error| Failure::from(error).error)
    }

    pub(crate) async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let closed = |_| Error::Unavailable("the database is closed".into());
        let _permit = self.readers.acquire().await.map_err(closed)?;
        let Some(mut tx) = self.idle().pop() else {
            return Err(Error::Unavailable("no connection to the database is left".into()).into());
        };
        let result = read_now(&mut tx, &work);
        self.idle().push(tx);
        result
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Tx>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let closed = || Error::Unavailable("the database thread has ended".into());
        let (reply, answer) = oneshot::channel();
        self.writer.send(Box::new(Call { work, result: None, reply })).map_err(|_| closed())?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }
}

fn read_now<T, E, F>(tx: &mut Tx, work: &F) -> Result<T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    tx.reset();
    control(tx, "BEGIN")?;
    let result = run_once(work, tx);
    if control(tx, "COMMIT").is_err() {
        roll_back(tx);
    }
    result
}

/// A thread within the runtime: what needs one and is awaited in a transaction is refused rather than a panic.
fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let runtime = tokio::runtime::Handle::current();
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let _within = runtime.enter();
            run();
        })
        .map(drop)
        .map_err(|error| Error::Unavailable(format!("no thread for the database: {error}")))
}

/// Makes the file, when there is none, such that it is this user's alone (SQLite gives its other files the same
/// rights) and still there after a power cut.
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            file.sync_all()?;
            match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                Some(folder) => std::fs::File::open(folder)?.sync_all(),
                None => std::fs::File::open(".")?.sync_all(),
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn connect(path: &Path, read_only: bool) -> rusqlite::Result<rusqlite::Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    // Another process (a command beside the server) may hold the writer for a moment.
    connection.busy_timeout(std::time::Duration::from_secs(30))?;
    keep_log(&connection)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 10000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    if read_only {
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4096;")?;
    }
    // Without this SQLite plans a kept statement anew whenever a value that its plan could depend on changes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// Turns the write-ahead log on. Of several processes that open a new file at once, all but one are told that it is
/// busy, and SQLite does not wait here by itself.
#[allow(clippy::disallowed_methods, reason = "opening blocks, on a thread for it")]
fn keep_log(connection: &rusqlite::Connection) -> rusqlite::Result<()> {
    let mut tries_left = 200;
    loop {
        let set = connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()));
        let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
        match set {
            Err(error) if busy(&error) && tries_left > 0 => tries_left -= 1,
            set => return set,
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn write_loop(mut tx: Tx, queue: &Receiver<Box<dyn Work>>, signals: &Signals) {
    let mut left_over: VecDeque<Box<dyn Work>> = VecDeque::new();
    loop {
        let first = match left_over.pop_front() {
            Some(work) => work,
            None => match queue.recv() {
                Ok(work) => work,
                Err(_) => return,
            },
        };
        // What was undone along with somebody else's failure runs again, by itself.
        let room = if left_over.is_empty() { GROUP } else { 1 };
        left_over.extend(write_group(&mut tx, first, queue, room, signals));
    }
}

/// Runs `first` and what waits behind it in one transaction. Returns those that must run again.
fn write_group(
    tx: &mut Tx,
    mut first: Box<dyn Work>,
    queue: &Receiver<Box<dyn Work>>,
    room: usize,
    signals: &Signals,
) -> Vec<Box<dyn Work>> {
    tx.reset();
    if let Err(error) = control(tx, "BEGIN IMMEDIATE") {
        first.answer(Some(error));
        return Vec::new();
    }
    if !first.run(tx) {
        roll_back(tx);
        first.answer(None);
        return Vec::new();
    }
    let mut done = vec![first];
    let mut woken = std::mem::take(&mut tx.signals);
    while done.len() < room {
        let Ok(mut work) = queue.try_recv() else { break };
        tx.reset();
        if control(tx, "SAVEPOINT one").is_err() {
            roll_back(tx);
            done.push(work);
            return done;
        }
        if work.run(tx) {
            if control(tx, "RELEASE one").is_err() {
                roll_back(tx);
                done.push(work);
                return done;
            }
            woken.append(&mut tx.signals);
            done.push(work);
        } else {
            work.answer(None);
            // A full disk or an I/O error ends the whole transaction, not the savepoint alone.
            if is_over(tx) || control(tx, "ROLLBACK TO one; RELEASE one").is_err() {
                roll_back(tx);
                return done;
            }
        }
    }
    match control(tx, "COMMIT") {
        Ok(()) => {
            for work in done {
                work.answer(None);
            }
            signals.send(woken);
        }
        Err(error) => {
            roll_back(tx);
            if done.len() > 1 {
                // Whose fault it was shows when each runs by itself.
                return done;
            }
            if let Some(work) = done.pop() {
                work.answer(Some(error));
            }
        }
    }
    Vec::new()
}

fn connection(tx: &Tx) -> Option<&rusqlite::Connection> {
    match &tx.connection {
        Connection::Sqlite(connection) => Some(connection),
        Connection::Postgres(_) => None,
    }
}

fn is_over(tx: &Tx) -> bool {
    connection(tx).is_none_or(rusqlite::Connection::is_autocommit)
}

fn control(tx: &Tx, statement: &str) -> Result<(), Error> {
    let Some(connection) = connection(tx) else { return Ok(()) };
    let done = if statement.contains(';') {
        connection.execute_batch(statement)
    } else {
        connection.prepare_cached(statement).and_then(|mut prepared| prepared.execute([]).map(drop))
    };
    done.map_err(|error| Failure::from(error).error)
}

fn roll_back(tx: &Tx) {
    if !is_over(tx)
        && let Err(error) = control(tx, "ROLLBACK")
    {
        tracing::error!(%error, "the database could not roll back");
    }
}

pub(crate) fn exec(connection: &rusqlite::Connection, sql: &Sql, params: &[Param<'_>]) -> Result<u64, Failure> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    bind(&mut statement, params)?;
    if statement.column_count() > 0 {
        let mut rows = statement.raw_query();
        let mut count = 0;
        while rows.next()?.is_some() {
            count += 1;
        }
        return Ok(count);
    }
    Ok(statement.raw_execute().map(|count| count as u64)?)
}

pub(crate) fn each(
    connection: &rusqlite::Connection,
    sql: &Sql,
    params: &[Param<'_>],
    mut visit: impl FnMut(&rusqlite::Row<'_>) -> Result<(), Error>,
) -> Result<(), Failure> {
    let mut statement = connection.prepare_cached(sql.sqlite())?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        visit(row)?;
    }
    Ok(())
}

pub(crate) fn prepare(connection: &rusqlite::Connection, sql: &Sql) -> Result<(), Failure> {
    connection.prepare(sql.sqlite()).map(drop).map_err(Into::into)
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Param<'_>]) -> Result<(), Failure> {
    let expected = statement.parameter_count();
    if expected != params.len() {
        let what = format!("{} values given, {expected} expected", params.len());
        return Err(Error::Statement(what).into());
    }
    for (index, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, param)?;
    }
    Ok(())
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Int(value) => ToSqlOutput::Owned(Value::Integer(*value)),
            Self::Bool(value) => ToSqlOutput::Owned(Value::Integer(i64::from(*value))),
            Self::Text(value) if value.contains('\0') => {
                return Err(rusqlite::Error::ToSqlConversionFailure(NUL_IN_TEXT.into()));
            }
            Self::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Bytes(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            Self::Uuid(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value.as_bytes())),
        })
    }
}

pub(crate) fn cell<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<Cell<'a>, Error> {
    let value = row.get_ref(index).map_err(|error| Error::Decode(error.to_string()))?;
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(value) => Cell::Int(value),
        ValueRef::Real(_) => return Err(Error::Decode(format!("column {index} holds a fraction"))),
        ValueRef::Text(bytes) => {
            Cell::Text(std::str::from_utf8(bytes).map_err(|_| Error::Decode(format!("column {index} is not UTF-8")))?)
        }
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
    })
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let text = error.to_string();
        let Some(inner) = error.sqlite_error() else { return Error::Statement(text).into() };
        match (inner.code, inner.extended_code) {
            (
                ErrorCode::ConstraintViolation,
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID,
            ) => Error::Unique(text),
            (ErrorCode::ConstraintViolation, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Error::Reference(text),
            (ErrorCode::ConstraintViolation, _) => Error::Check(text),
            // The index of the log is a file too, and says so when it cannot grow.
            (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => Error::StorageFull,
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Contended,
            (ErrorCode::CannotOpen | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
                Error::Unavailable(text)
            }
            _ => Error::Statement(text),
        }
        .into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_planned_once_whatever_values_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let connection = super::connect(&folder.path().join("db"), false).unwrap();
        let table = "CREATE TABLE nodes (org_id BLOB NOT NULL, node_id BLOB NOT NULL, parent_id BLOB,
                PRIMARY KEY (org_id, node_id)) STRICT, WITHOUT ROWID;
            CREATE INDEX nodes_parent ON nodes (org_id, parent_id)";
        connection.execute_batch(table).unwrap();
        // The kind that SQLite likes to plan for the values it is given.
        let up = "WITH RECURSIVE up (node_id, parent_id) AS (
                SELECT node_id, parent_id FROM nodes WHERE org_id = ?1 AND node_id = ?2
                UNION ALL
                SELECT n.node_id, n.parent_id FROM up JOIN nodes n ON n.org_id = ?1 AND n.node_id = up.parent_id
            ) SELECT node_id FROM up";
        for round in 0..5_u8 {
            let mut statement = connection.prepare_cached(up).unwrap();
            assert!(!statement.exists([[round; 16], [round; 16]]).unwrap());
        }
        let statement = connection.prepare_cached(up).unwrap();
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
