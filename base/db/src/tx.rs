//! A transaction and its verbs.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::value::RowOf;
use crate::{Error, FromRow, Param, Row, Signal, Sql};

/// An open transaction, lent to the closure of [`Db::read`](crate::Db::read) or [`Db::write`](crate::Db::write).
pub struct Tx {
    pub(crate) connection: Connection,
    pub(crate) signals: Vec<Signal>,
    /// What was done in it that is done once.
    done: HashSet<u64>,
    /// The engine asked for the transaction to be run again (SQLSTATE 40001, 40P01).
    pub(crate) retry: bool,
    /// A statement failed: nothing more may run.
    pub(crate) failed: bool,
}

pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(deadpool_postgres::Object),
}

/// A page of rows, and whether more follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// At most as many as were asked for.
    pub items: Vec<T>,
    /// Whether there are rows after these.
    pub more: bool,
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection, signals: Vec::new(), done: HashSet::new(), retry: false, failed: false }
    }

    pub(crate) fn reset(&mut self) {
        self.signals.clear();
        self.done.clear();
        self.retry = false;
        self.failed = false;
    }

    /// The first row, if there is one.
    pub async fn one<T: FromRow>(&mut self, sql: &Sql, params: &[Param<'_>]) -> Result<Option<T>, Error> {
        let mut first = None;
        self.each(sql, params, |row| {
            if first.is_none() {
                first = Some(T::from_row(row)?);
            }
            Ok(())
        })
        .await?;
        Ok(first)
    }

    /// All rows.
    pub async fn all<T: FromRow>(&mut self, sql: &Sql, params: &[Param<'_>]) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(T::from_row(row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// At most `limit` rows of a statement whose last parameter is its LIMIT, and whether more follow.
    pub async fn page<T: FromRow>(&mut self, sql: &Sql, params: &[Param<'_>], limit: usize) -> Result<Page<T>, Error> {
        let mut bound = params.to_vec();
        bound.push(Param::Int(i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX)));
        let mut items = self.all(sql, &bound).await?;
        let more = items.len() > limit;
        items.truncate(limit);
        Ok(Page { items, more })
    }

    /// Runs a statement and says how many rows it changed.
    pub async fn exec(&mut self, sql: &Sql, params: &[Param<'_>]) -> Result<u64, Error> {
        self.ready()?;
        let done = match &self.connection {
            Connection::Sqlite(connection) => crate::sqlite::exec(connection, sql, params),
            Connection::Postgres(client) => crate::postgres::exec(client, sql, params).await,
        };
        done.map_err(|error| self.note(sql, error))
    }

    /// Wakes the subscribers of `signal` once this transaction is committed.
    pub fn signal(&mut self, signal: Signal) {
        if !self.signals.contains(&signal) {
            self.signals.push(signal);
        }
    }

    /// Whether `what` is met for the first time in this transaction: for what need not be done twice in one.
    pub fn first(&mut self, what: impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        self.done.insert(hasher.finish())
    }

    async fn each(
        &mut self,
        sql: &Sql,
        params: &[Param<'_>],
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.ready()?;
        let done = match &self.connection {
            Connection::Sqlite(connection) => {
                crate::sqlite::each(connection, sql, params, |row| visit(&Row(RowOf::Sqlite(row))))
            }
            Connection::Postgres(client) => match crate::postgres::rows(client, sql, params).await {
                Ok(rows) => rows.iter().try_for_each(|row| visit(&Row(RowOf::Postgres(row)))).map_err(Into::into),
                Err(error) => Err(error),
            },
        };
        done.map_err(|error| self.note(sql, error))
    }

    /// Whether the engine can prepare the statement; the transaction goes on if it cannot.
    pub(crate) async fn prepare(&mut self, sql: &Sql) -> Result<(), Error> {
        let prepared = match &self.connection {
            Connection::Sqlite(connection) => crate::sqlite::prepare(connection, sql),
            Connection::Postgres(client) => {
                client.batch_execute("SAVEPOINT prepare").await.map_err(|error| Failure::from(error).error)?;
                let prepared = crate::postgres::prepare(client, sql).await;
                let undone = client.batch_execute("ROLLBACK TO prepare; RELEASE prepare").await;
                undone.map_err(|error| Failure::from(error).error)?;
                prepared
            }
        };
        prepared.map_err(|failure| failure.error)
    }

    /// Runs several statements given as one text: for migrations alone.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        let done = match &self.connection {
            Connection::Sqlite(connection) => connection.execute_batch(text).map_err(Failure::from),
            Connection::Postgres(client) => client.batch_execute(text).await.map_err(Failure::from),
        };
        done.map_err(|failure| failure.error)
    }

    fn ready(&self) -> Result<(), Error> {
        if self.failed { Err(Error::Aborted) } else { Ok(()) }
    }

    fn note(&mut self, sql: &Sql, failure: Failure) -> Error {
        self.failed = true;
        self.retry |= failure.retry;
        match failure.error {
            Error::Statement(what) => Error::Statement(format!("{}: {what}", sql.name())),
            Error::Decode(what) => Error::Decode(format!("{}: {what}", sql.name())),
            other => other,
        }
    }
}

/// An error, and whether running the transaction again may cure it.
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) retry: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, retry: false }
    }
}
