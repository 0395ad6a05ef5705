//! Workers: claim what is due, run it, say how it ended.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base_db::{Db, Error as DbError, Tx, params};
use base_id::{Clock, Random};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{ATTEMPTS, Job, JobError, JobId, NewJob, SIGNAL, enqueue, kept, org_id, store};

/// How long a worker may be silent before its job is given to another.
const CLAIM: Duration = Duration::from_secs(60);
/// How often it says that it is alive.
const BEAT: Duration = Duration::from_secs(20);
/// How often to look for work that another node added, or that a dead one left.
const POLL: Duration = Duration::from_secs(10);
/// What running jobs get to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);
const FIRST_DELAY: Duration = Duration::from_secs(1);
const LONGEST_DELAY: Duration = Duration::from_secs(60 * 60);
const PARALLEL: usize = 8;

type Handler = Arc<dyn Fn(Job) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>> + Send + Sync>;

/// The jobs of this process; cheap to clone.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    random: Random,
    /// Who claims: this process.
    owner: Uuid,
    handlers: HashMap<&'static str, Handler>,
    schedules: Vec<Schedule>,
    parallel: usize,
    grace: Duration,
}

#[derive(Clone, Copy)]
struct Schedule {
    name: &'static str,
    every: Duration,
    kind: &'static str,
}

/// What runs which jobs.
pub struct Builder(Inner);

impl Builder {
    /// Jobs of this kind are run by `handler`.
    #[must_use]
    pub fn handler<F, R>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Job) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.0.handlers.insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// A job of this kind is due at once when the schedule is first seen, and then each time `every` has passed,
    /// on one node. A turn missed while the server was down is made up for once.
    #[must_use]
    pub fn cron(mut self, name: &'static str, every: Duration, kind: &'static str) -> Self {
        self.0.schedules.push(Schedule { name, every, kind });
        self
    }

    /// How many jobs run at the same time in this process, 8 unless told.
    #[must_use]
    pub fn parallel(mut self, jobs: usize) -> Self {
        self.0.parallel = jobs.max(1);
        self
    }

    /// What running jobs get to end when the server stops, 10 seconds unless told.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.0.grace = grace;
        self
    }

    /// Ready to [`start`](Jobs::start).
    pub fn build(self) -> Jobs {
        Jobs(Arc::new(self.0))
    }
}

impl Jobs {
    /// No handler, no schedule yet.
    pub fn builder(db: Db, clock: Clock, random: Random) -> Builder {
        let owner = JobId::new(&clock, &random).uuid();
        let (handlers, schedules) = (HashMap::new(), Vec::new());
        Builder(Inner { db, clock, random, owner, handlers, schedules, parallel: PARALLEL, grace: GRACE })
    }

    /// Runs jobs until `shutdown`. The task ends once the running jobs have ended, or their grace has and they were
    /// cut off and handed back.
    pub fn start(&self, shutdown: CancellationToken) -> JoinHandle<()> {
        let jobs = self.clone();
        tokio::spawn(async move { jobs.work(&shutdown).await })
    }

    /// Runs everything that is due now, and what that makes due, and says how many jobs that was. Never sleeps: a
    /// test moves its clock to see a retry.
    pub async fn run_due(&self) -> Result<usize, DbError> {
        let mut ran = 0;
        loop {
            let claimed = self.take(self.0.parallel).await?;
            if claimed.is_empty() {
                return Ok(ran);
            }
            ran += claimed.len();
            let mut running: JoinSet<_> = claimed.into_iter().map(|job| self.clone().run(job)).collect();
            while running.join_next().await.is_some() {}
        }
    }

    async fn work(&self, shutdown: &CancellationToken) {
        let mut woken = self.0.db.subscribe(SIGNAL);
        let mut running = JoinSet::new();
        let mut claims: HashMap<tokio::task::Id, Job> = HashMap::new();
        while !shutdown.is_cancelled() {
            woken.mark_unchanged();
            let room = self.0.parallel - running.len();
            let started = match self.take(room).await {
                Ok(taken) => taken
                    .into_iter()
                    .map(|job| {
                        let task = running.spawn(self.clone().run(job.clone()));
                        claims.insert(task.id(), job);
                    })
                    .count(),
                Err(error) => {
                    tracing::error!(%error, "cannot look for jobs");
                    0
                }
            };
            if started > 0 && running.len() < self.0.parallel {
                continue;
            }
            let pause = if running.len() < self.0.parallel { self.until_due().await } else { POLL };
            tokio::select! {
                () = shutdown.cancelled() => {}
                _ = woken.changed(), if running.len() < self.0.parallel => {}
                Some(ended) = running.join_next_with_id(), if !running.is_empty() => {
                    claims.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
                }
                () = tokio::time::sleep(pause) => {}
            }
        }
        let _ = tokio::time::timeout(self.0.grace, async {
            while let Some(ended) = running.join_next_with_id().await {
                claims.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
        })
        .await;
        running.shutdown().await;
        for job in claims.values() {
            self.hand_back(job).await;
        }
    }

    /// Claims what is due, if there is room.
    async fn take(&self, room: usize) -> Result<Vec<Job>, DbError> {
        if room == 0 {
            return Ok(Vec::new());
        }
        self.fire_schedules().await?;
        if self.next_due().await?.is_none_or(|due| due > self.0.clock.now()) {
            return Ok(Vec::new());
        }
        self.claim(room).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, DbError> {
        let next: Option<(Option<Timestamp>,)> =
            self.0.db.read(async |tx| tx.one(&store::NEXT_DUE, params![]).await).await?;
        Ok(next.and_then(|(due,)| due))
    }

    async fn schedules_due(&self) -> Result<HashMap<String, Timestamp>, DbError> {
        if self.0.schedules.is_empty() {
            return Ok(HashMap::new());
        }
        let known: Vec<(String, Timestamp)> =
            self.0.db.read(async |tx| tx.all(&store::SCHEDULES, params![]).await).await?;
        Ok(known.into_iter().collect())
    }

    /// Until something is due, as far as is known now.
    async fn until_due(&self) -> Duration {
        let (Ok(job), Ok(schedules)) = (self.next_due().await, self.schedules_due().await) else { return POLL };
        let ours = self.0.schedules.iter().filter_map(|schedule| schedules.get(schedule.name).copied());
        match ours.chain(job).min() {
            Some(due) => Duration::try_from(due.duration_since(self.0.clock.now())).unwrap_or_default().min(POLL),
            None => POLL,
        }
    }

    async fn fire_schedules(&self) -> Result<(), DbError> {
        let known = self.schedules_due().await?;
        let now = self.0.clock.now();
        let due = |schedule: &&Schedule| known.get(schedule.name).is_none_or(|due| *due <= now);
        for schedule in self.0.schedules.iter().filter(due).copied() {
            let jobs = self.clone();
            self.0.db.write(async move |tx| jobs.fire(tx, schedule).await).await?;
        }
        Ok(())
    }

    /// Enqueues the schedule's job, unless another node was quicker.
    async fn fire(&self, tx: &mut Tx, schedule: Schedule) -> Result<(), DbError> {
        let now = self.0.clock.now();
        tx.exec(&store::ADD_SCHEDULE, params![schedule.name, now]).await?;
        let next = later(now, schedule.every);
        if tx.exec(&store::FIRE_SCHEDULE, params![schedule.name, now, next]).await? > 0 {
            let (kind, key) = (schedule.kind, Some(schedule.name.to_owned()));
            let job = NewJob { org: None, kind, payload: Value::Null, run_at: None, key };
            enqueue(tx, &self.0.clock, &self.0.random, job).await?;
        }
        Ok(())
    }

    async fn claim(&self, room: usize) -> Result<Vec<Job>, DbError> {
        let jobs = self.clone();
        self.0
            .db
            .write_queue(async move |tx| {
                let now = jobs.0.clock.now();
                let until = later(now, CLAIM);
                let due: Vec<Job> = tx.all(&store::DUE, params![now, room]).await?;
                let mut claimed = Vec::with_capacity(due.len());
                for mut job in due {
                    let org = org_id(job.org);
                    if job.attempt >= ATTEMPTS {
                        let cause = format!("the server was stopped each of the {ATTEMPTS} times it ran this");
                        tx.exec(&store::BURY, params![org, job.id, now, cause]).await?;
                        continue;
                    }
                    tx.exec(&store::CLAIM, params![org, job.id, jobs.0.owner, until]).await?;
                    job.attempt += 1;
                    claimed.push(job);
                }
                Ok(claimed)
            })
            .await
    }

    async fn run(self, job: Job) {
        let ended = match self.0.handlers.get(job.kind.as_str()) {
            Some(handler) => {
                // On a task of its own, so that a handler that panics is a failed attempt.
                let mut task = JoinSet::new();
                task.spawn(handler(job.clone()));
                loop {
                    tokio::select! {
                        ended = task.join_next() => break ended.unwrap_or(Ok(Ok(()))).unwrap_or_else(|_| {
                            Err(JobError::Retry("the job's code panicked".into()))
                        }),
                        () = tokio::time::sleep(BEAT) => if !self.keep(&job).await {
                            tracing::warn!(kind = job.kind, id = %job.id, "a job was given to another worker meanwhile");
                            return;
                        },
                    }
                }
            }
            None => Err(JobError::Retry("this version of the server does not know this kind of job".into())),
        };
        if let Err(error) = self.note(&job, ended).await {
            // It runs again once its claim has run out.
            tracing::error!(kind = job.kind, id = %job.id, %error, "cannot note how a job ended");
        }
    }

    /// Says that the worker is alive; `false` when its job was given to another.
    async fn keep(&self, job: &Job) -> bool {
        let (jobs, job) = (self.clone(), job.clone());
        let kept = self
            .0
            .db
            .write_queue(async move |tx| {
                let until = later(jobs.0.clock.now(), CLAIM);
                tx.exec(&store::KEEP, params![org_id(job.org), job.id, jobs.0.owner, job.attempt, until]).await
            })
            .await;
        !matches!(kept, Ok(0))
    }

    async fn hand_back(&self, job: &Job) {
        let (jobs, job) = (self.clone(), job.clone());
        let handed = self
            .0
            .db
            .write_queue(async move |tx| {
                let now = jobs.0.clock.now();
                tx.exec(&store::HAND_BACK, params![org_id(job.org), job.id, jobs.0.owner, job.attempt, now]).await
            })
            .await;
        if let Err(error) = handed {
            tracing::warn!(%error, "a job cut off by the end of the server waits for its claim to run out");
        }
    }

    async fn note(&self, job: &Job, ended: Result<(), JobError>) -> Result<(), DbError> {
        let (jobs, job) = (self.clone(), job.clone());
        self.0
            .db
            .write(async move |tx| {
                let (org, owner, now) = (org_id(job.org), jobs.0.owner, jobs.0.clock.now());
                match &ended {
                    Ok(()) => {
                        tx.exec(&store::DONE, params![org, job.id, owner, job.attempt]).await?;
                    }
                    Err(JobError::Retry(cause)) if job.attempt < ATTEMPTS => {
                        tracing::warn!(kind = job.kind, id = %job.id, attempt = job.attempt, cause, "a job failed");
                        let due = later(now, delay(job.attempt, &jobs.0.random));
                        let cause = kept(cause);
                        let values = params![org, job.id, owner, job.attempt, due, cause];
                        if tx.exec(&store::RETRY, values).await? == 0 {
                            // One with the same key waits already: it does the work.
                            tx.exec(&store::DONE, params![org, job.id, owner, job.attempt]).await?;
                        }
                    }
                    Err(JobError::Retry(cause) | JobError::Dead(cause)) => {
                        tracing::error!(kind = job.kind, id = %job.id, attempt = job.attempt, cause, "a job was given up");
                        let cause = kept(cause);
                        let values = params![org, job.id, owner, job.attempt, now, cause];
                        tx.exec(&store::BURY_OWN, values).await?;
                    }
                }
                Ok(())
            })
            .await
    }
}

/// What to wait after this attempt: twice as long each time, and up to a quarter more or less.
fn delay(attempt: u32, random: &Random) -> Duration {
    let doubled = FIRST_DELAY.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
    let whole = doubled.min(LONGEST_DELAY);
    let millis = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
    whole * 3 / 4 + Duration::from_millis(random.below(millis / 2))
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| now.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base_db::testing;
    use base_id::ManualClock;

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_is_never_quite_the_same() {
        let random = Random::seeded(1);
        let (first, later) = (delay(1, &random), delay(1, &random));
        assert_ne!(first, later);
        for (attempt, seconds) in [(1, 1), (2, 2), (11, 1024), (13, 3600), (40, 3600)] {
            let whole = Duration::from_secs(seconds);
            let waited = delay(attempt, &random);
            assert!(waited >= whole * 3 / 4 && waited <= whole * 5 / 4, "{attempt}: {waited:?}");
        }
    }

    #[tokio::test]
    async fn a_worker_that_says_it_is_alive_keeps_its_job_and_one_that_lost_it_is_told() {
        for engine in testing::engines() {
            let db = testing::database(engine).await.unwrap();
            db.migrate(&[crate::MIGRATIONS]).await.unwrap();
            let time = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
            let (clock, random) = (time.clock(), Random::seeded(1));
            let node = || Jobs::builder(db.clone(), clock.clone(), random.clone()).build();
            let (one, two) = (node(), node());
            let (at, dice) = (clock.clone(), random.clone());
            db.write(async move |tx| {
                let job = NewJob { org: None, kind: "long", payload: Value::Null, run_at: None, key: None };
                enqueue(tx, &at, &dice, job).await
            })
            .await
            .unwrap();

            let job = one.claim(1).await.unwrap().remove(0);
            for _ in 0..4 {
                time.advance(SignedDuration::from_secs(50));
                assert!(two.claim(1).await.unwrap().is_empty());
                assert!(one.keep(&job).await);
            }
            time.advance(SignedDuration::from_secs(61));
            let again = two.claim(1).await.unwrap().remove(0);
            assert_eq!(again.attempt, 2);
            assert!(!one.keep(&job).await);
            one.note(&job, Ok(())).await.unwrap();
            assert!(two.keep(&again).await, "what the first one says no longer counts");
        }
    }

    #[tokio::test]
    async fn a_job_that_takes_its_worker_down_each_time_is_given_up() {
        for engine in testing::engines() {
            let db = testing::database(engine).await.unwrap();
            db.migrate(&[crate::MIGRATIONS]).await.unwrap();
            let time = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
            let (clock, random) = (time.clock(), Random::seeded(1));
            let jobs = Jobs::builder(db.clone(), clock.clone(), random.clone()).build();
            db.write(async move |tx| {
                let job = NewJob { org: None, kind: "deadly", payload: Value::Null, run_at: None, key: None };
                enqueue(tx, &clock, &random, job).await
            })
            .await
            .unwrap();
            for _ in 0..ATTEMPTS {
                assert_eq!(jobs.claim(1).await.unwrap().len(), 1);
                time.advance(SignedDuration::from_secs(61));
            }
            assert!(jobs.claim(1).await.unwrap().is_empty());
            let dead = db.read(async |tx| crate::dead_letters(tx, None, None, 10).await).await.unwrap();
            assert!(dead.items[0].cause.contains("stopped"), "{dead:?}");
        }
    }
}
