//! Durable jobs: written in the same transaction as the change that asks for them, run afterwards, at least once.
//!
//! A tool calls [`enqueue`] in its transaction and gives the handler of the job's kind to [`Jobs::builder`]. A
//! handler may run again after it succeeded (the server was killed before the row was deleted), so it must be
//! idempotent.
//!
//! What holds:
//! - A job committed is run, also when the process that runs it is killed: a worker claims a job for
//!   [`CLAIM`](self) of time only and keeps saying that it is alive.
//! - A failed job is tried again after 1 s, 2 s, 4 s... at most an hour, each time a little more or less so that
//!   failures do not march in step; after [`ATTEMPTS`] it is a dead letter, kept with its cause for the administrator.
//! - A schedule fires on one node, whichever is first.
//! - At most one job of a kind and key waits in an organisation.
//!
//! Installation-level table (no `org_id`): `job_schedules`. In `jobs`, the nil UUID stands for the installation.

mod run;
mod store;

use base_db::{Migrations, Page, Signal, Tx, params};
use base_id::{Clock, OrgId, Random};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

pub use run::{Builder, Jobs};
pub use store::ALL as STATEMENTS;

/// The schema.
pub const MIGRATIONS: Migrations = base_db::migrations!("jobs", "0001_jobs");

/// How often a job is tried before it is given up.
pub const ATTEMPTS: u32 = 12;

const SIGNAL: Signal = "jobs";

base_db::typed_id! {
    /// A job.
    JobId,
}

/// A job to be.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The organisation it is for; `None` for the installation's own.
    pub org: Option<OrgId>,
    /// Which handler runs it: `"files.sweep"`.
    pub kind: &'static str,
    /// What its handler needs to know. With a key, it must follow from the key.
    pub payload: Value,
    /// Not before this time; at once when `None`.
    pub run_at: Option<Timestamp>,
    /// Of one kind and key, at most one waits in an organisation.
    pub key: Option<String>,
}

/// A job as its handler gets it.
#[derive(Debug, Clone)]
pub struct Job {
    /// The same at each attempt.
    pub id: JobId,
    /// The organisation it is for; `None` for the installation's own.
    pub org: Option<OrgId>,
    /// Which handler runs it.
    pub kind: String,
    /// What was given to [`enqueue`]; null for a schedule's.
    pub payload: Value,
    /// 1 at the first attempt.
    pub attempt: u32,
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// To be tried again later.
    #[error("{0}")]
    Retry(String),
    /// Not worth another try.
    #[error("{0}")]
    Dead(String),
}

impl JobError {
    /// To be tried again later, because of `cause`.
    pub fn retry(cause: impl std::fmt::Display) -> Self {
        Self::Retry(cause.to_string())
    }

    /// Not worth another try, because of `cause`.
    pub fn dead(cause: impl std::fmt::Display) -> Self {
        Self::Dead(cause.to_string())
    }
}

impl From<base_db::Error> for JobError {
    fn from(error: base_db::Error) -> Self {
        Self::retry(error)
    }
}

/// A job that was given up.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The job.
    pub id: JobId,
    /// Which handler ran it.
    pub kind: String,
    /// What was given to [`enqueue`].
    pub payload: Value,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub cause: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was given up.
    pub died_at: Timestamp,
}

/// Adds a job; it runs once the transaction is committed.
pub async fn enqueue(tx: &mut Tx, clock: &Clock, random: &Random, job: NewJob) -> Result<(), base_db::Error> {
    add(tx, clock, random, job.org, job.kind, job.key.as_deref(), &job.payload, job.run_at).await
}

/// The jobs given up of an organisation (`None`: of the installation), newest first, after the one with the id
/// `after` in that order.
pub async fn dead_letters(
    tx: &mut Tx,
    org: Option<OrgId>,
    after: Option<JobId>,
    limit: usize,
) -> Result<Page<DeadLetter>, base_db::Error> {
    let before = after.map_or(Uuid::max(), JobId::uuid);
    tx.page(&store::DEAD, params![org_id(org), before], limit).await
}

/// Gives a job that was given up all its attempts anew. Says whether there was one.
pub async fn retry_dead(
    tx: &mut Tx,
    clock: &Clock,
    random: &Random,
    org: Option<OrgId>,
    id: JobId,
) -> Result<bool, base_db::Error> {
    type Row = (String, Option<String>, Json);
    let Some((kind, key, payload)) = tx.one::<Row>(&store::TAKE_DEAD, params![org_id(org), id]).await? else {
        return Ok(false);
    };
    add(tx, clock, random, org, &kind, key.as_deref(), &payload.0, None).await?;
    Ok(true)
}

#[allow(clippy::too_many_arguments, reason = "the columns of a row")]
async fn add(
    tx: &mut Tx,
    clock: &Clock,
    random: &Random,
    org: Option<OrgId>,
    kind: &str,
    key: Option<&str>,
    payload: &Value,
    run_at: Option<Timestamp>,
) -> Result<(), base_db::Error> {
    let (id, now, payload) = (JobId::new(clock, random), clock.now(), payload.to_string());
    tx.exec(&store::ADD, params![org_id(org), id, kind, key, payload, run_at.unwrap_or(now), now]).await?;
    tx.signal(SIGNAL);
    Ok(())
}

fn org_id(org: Option<OrgId>) -> Uuid {
    org.map_or(Uuid::nil(), OrgId::uuid)
}

/// A column that holds JSON.
struct Json(Value);

impl base_db::FromValue for Json {
    fn from_cell(cell: base_db::Cell<'_>) -> Result<Self, base_db::Error> {
        serde_json::from_str(cell.text()?).map(Self).map_err(|error| base_db::Error::Decode(format!("JSON: {error}")))
    }
}

impl base_db::FromRow for DeadLetter {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, base_db::Error> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            payload: row.get::<Json>(2)?.0,
            attempts: row.get(3)?,
            cause: row.get::<Option<String>>(4)?.unwrap_or_default(),
            created_at: row.get(5)?,
            died_at: row.get(6)?,
        })
    }
}

impl base_db::FromRow for Job {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, base_db::Error> {
        let org: Uuid = row.get(0)?;
        Ok(Self {
            org: (!org.is_nil()).then(|| OrgId::from_uuid(org)),
            id: row.get(1)?,
            kind: row.get(2)?,
            payload: row.get::<Json>(3)?.0,
            attempt: row.get::<u32>(4)?,
        })
    }
}

/// A cause as it is kept: without the NUL that no text column takes, and of bounded length.
fn kept(cause: &str) -> String {
    cause.chars().take(2_000).map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
