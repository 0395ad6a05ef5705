//! The database: SQLite or PostgreSQL behind one small interface.
//!
//! Tools write portable SQL by hand with [`statements!`] and run it in a transaction ([`Db::read`],
//! [`Db::write`]) through four verbs of [`Tx`]: [`one`](Tx::one), [`all`](Tx::all), [`page`](Tx::page) and
//! [`exec`](Tx::exec). No engine type leaves this crate.
//!
//! What holds:
//! - A write closure may run more than once (SERIALIZABLE on PostgreSQL is retried), so it must have no effect
//!   but through its `Tx`. It runs apart from the caller's task: a client that hangs up cannot cut it in two.
//! - A write that returned is on the disk (`synchronous=FULL`; PostgreSQL's default).
//! - On SQLite there is one writer. A closure that awaits anything but its `Tx` would hold everybody up, and is
//!   refused with [`Error::AwaitedOutside`]. PostgreSQL lets it pass: run the tests on both.
//! - After a failed statement the transaction is over: PostgreSQL says so, SQLite is made to. Use
//!   `ON CONFLICT DO NOTHING` where going on is wanted.
//!
//! ```
//! use base_db::{Db, Error, Target, params, statements};
//!
//! statements! {
//!     /// The answer to everything.
//!     ANSWER = "SELECT CAST($1 AS BIGINT)";
//! }
//!
//! # async fn example() -> Result<(), Error> {
//! let folder = std::env::temp_dir().join("base-db-example");
//! let db = Db::open(&Target::Sqlite { path: folder.join("liiibre.db"), readers: 2 }).await?;
//! let answer: Option<(i64,)> = db.read(async move |tx| tx.one(&ANSWER, params![42_i64]).await).await?;
//! assert_eq!(answer, Some((42,)));
//! # Ok(()) }
//! ```

mod ddl;
mod error;
mod listen;
mod migrate;
mod postgres;
mod signals;
mod sql;
mod sqlite;
pub mod testing;
mod tx;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

pub use error::Error;
pub use listen::{Listener, Notice};
pub use migrate::{ALL as STATEMENTS, Migration, Migrations};
pub use signals::Signal;
pub use sql::Sql;
pub use tx::{Page, Tx};
pub use value::{Cell, FromRow, FromValue, Param, Row, ToParam};

#[doc(hidden)]
pub mod reexport {
    pub use base_id;
}

/// Which engine a [`Db`] runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer, several readers.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Target {
    /// A file, made when absent (its folder too), and how many reading connections to keep.
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// Reading connections, at least 1.
        readers: usize,
    },
    /// A connection string as PostgreSQL's own tools take it, and how many connections to keep.
    Postgres {
        /// `host=... user=... dbname=...` or `postgresql://...`.
        url: String,
        /// Connections at most, at least 2.
        connections: usize,
    },
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: EngineHandle,
    signals: Arc<signals::Signals>,
}

enum EngineHandle {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Db {
    /// Opens the database, making the SQLite file when there is none.
    pub async fn open(target: &Target) -> Result<Self, Error> {
        let signals = Arc::new(signals::Signals::default());
        let engine = match target {
            Target::Sqlite { path, readers } => {
                EngineHandle::Sqlite(sqlite::Sqlite::open(path.clone(), (*readers).max(1), signals.clone()).await?)
            }
            Target::Postgres { url, connections } => {
                EngineHandle::Postgres(postgres::Postgres::open(url, (*connections).max(2), signals.clone()).await?)
            }
        };
        Ok(Self(Arc::new(Inner { engine, signals })))
    }

    /// The engine behind this handle.
    pub fn engine(&self) -> Engine {
        match self.0.engine {
            EngineHandle::Sqlite(_) => Engine::Sqlite,
            EngineHandle::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs `work` on one consistent snapshot; writing in it is an error. On SQLite it runs on the caller's thread:
    /// read pages, not whole tables.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.0.engine {
            EngineHandle::Sqlite(sqlite) => sqlite.read(work).await,
            EngineHandle::Postgres(postgres) => postgres.run(work, postgres::Mode::Read).await,
        }
    }

    /// Runs `work` in a serialisable transaction that is committed when it returns `Ok` and undone otherwise.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.0.engine {
            EngineHandle::Sqlite(sqlite) => sqlite.write(work).await,
            EngineHandle::Postgres(postgres) => postgres.run(work, postgres::Mode::Write).await,
        }
    }

    /// Like [`Db::write`], but READ COMMITTED on PostgreSQL: for queues, which lock the rows that they take
    /// (`FOR UPDATE SKIP LOCKED` at the end of a statement; SQLite needs no lock and does not see it). A
    /// serialisable scan of a queue would make those who only add to it run again. Not for rules that span rows.
    pub async fn write_queue<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.0.engine {
            EngineHandle::Sqlite(sqlite) => sqlite.write(work).await,
            EngineHandle::Postgres(postgres) => postgres.run(work, postgres::Mode::Queue).await,
        }
    }

    /// A receiver that changes each time a transaction that called [`Tx::signal`] with this name was committed
    /// by this process.
    pub fn subscribe(&self, signal: Signal) -> tokio::sync::watch::Receiver<u64> {
        self.0.signals.subscribe(signal)
    }

    /// Wakes those who wait for `signal`, as a commit would: used when another node committed.
    pub fn wake(&self, signal: Signal) {
        self.0.signals.send([signal]);
    }

    /// Leaves a clean file behind on SQLite: what is in the write-ahead log is moved into the database. Called when
    /// the server stops; nothing is lost without it.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        match &self.0.engine {
            EngineHandle::Sqlite(sqlite) => sqlite.checkpoint().await,
            EngineHandle::Postgres(_) => Ok(()),
        }
    }

    /// Has PostgreSQL look at what its tables hold. It plans by that, and until its first look takes a new table for
    /// nearly empty, also where it checks references: to be called now and then by whoever fills tables faster than its
    /// own autovacuum looks. SQLite plans by the indexes alone.
    pub async fn analyze(&self) -> Result<(), Error> {
        match &self.0.engine {
            EngineHandle::Sqlite(_) => Ok(()),
            EngineHandle::Postgres(postgres) => postgres.analyze().await,
        }
    }

    /// Sends each of `payloads` (at most 7,999 bytes) to the other nodes that [`listen`](Db::listen) on `channel`, and
    /// to this one. SQLite has no other nodes: nothing is sent.
    pub async fn notify(&self, channel: &'static str, payloads: &[String]) -> Result<(), Error> {
        match &self.0.engine {
            EngineHandle::Sqlite(_) => Ok(()),
            EngineHandle::Postgres(postgres) => postgres.notify(channel, payloads).await,
        }
    }

    /// What is sent to `channel` from now on; `None` on SQLite, where there are no other nodes.
    pub fn listen(&self, channel: &'static str) -> Option<Listener> {
        match &self.0.engine {
            EngineHandle::Sqlite(_) => None,
            EngineHandle::Postgres(postgres) => Some(postgres.listen(channel)),
        }
    }

    /// Brings the schema of each tool up to date, in the order given. Safe to call from several nodes at once.
    pub async fn migrate(&self, tools: &[Migrations]) -> Result<Vec<String>, Error> {
        migrate::run(self, tools.to_vec()).await
    }

    /// Says of each statement whether the engine can prepare it: the text of those it cannot, and why.
    pub async fn prepare_all(&self, statements: &[&'static Sql]) -> Result<Vec<(&'static str, String)>, Error> {
        let statements = statements.to_vec();
        self.read(async move |tx| {
            let mut refused = Vec::new();
            for sql in &statements {
                if let Err(error) = tx.prepare(sql).await {
                    refused.push((sql.name(), error.to_string()));
                }
            }
            Ok(refused)
        })
        .await
    }
}

/// Declares identifier types that the database can keep; see [`base_id::typed_id!`].
#[macro_export]
macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $crate::reexport::base_id::typed_id! { $($(#[$doc])* $name),+ }
        $($crate::uuid_value!($name);)+
    };
}

/// Lets the database keep an identifier type.
#[doc(hidden)]
#[macro_export]
macro_rules! uuid_value {
    ($name:ty) => {
        impl $crate::ToParam for $name {
            fn to_param(&self) -> $crate::Param<'_> {
                $crate::Param::Uuid(self.uuid())
            }
        }
        impl $crate::FromValue for $name {
            fn from_cell(cell: $crate::Cell<'_>) -> Result<Self, $crate::Error> {
                cell.uuid().map(<$name>::from_uuid)
            }
        }
    };
}

uuid_value!(base_id::OrgId);
uuid_value!(base_id::PersonId);
uuid_value!(base_id::GroupId);

/// Lets an enum be kept as text: `text_enum!(Kind { Folder = "folder", File = "file" });` for an enum declared
/// apart. Gives it `as_str` and `parse`.
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            /// The value as it is stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value that is written so, if any.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
        impl $crate::ToParam for $name {
            fn to_param(&self) -> $crate::Param<'_> {
                $crate::Param::Text(self.as_str())
            }
        }
        impl $crate::FromValue for $name {
            fn from_cell(cell: $crate::Cell<'_>) -> Result<Self, $crate::Error> {
                let text = cell.text()?;
                Self::parse(text).ok_or_else(|| $crate::Error::Decode(format!("{}: {text:?}", stringify!($name))))
            }
        }
    };
}
