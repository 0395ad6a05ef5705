//! Jobs as a tool and an administrator meet them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base_db::{Db, Error, testing};
use base_id::{Clock, ManualClock, OrgId, Random};
use base_jobs::{
    ATTEMPTS, Builder, DeadLetter, Job, JobError, Jobs, MIGRATIONS, NewJob, STATEMENTS, dead_letters, enqueue,
    retry_dead,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// A server with a clock of its own, and what its jobs did.
struct Server {
    db: Db,
    time: ManualClock,
    random: Random,
    did: Did,
}

#[derive(Clone, Default)]
struct Did(Arc<Mutex<Vec<String>>>);

impl Did {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

async fn servers() -> Vec<Server> {
    let mut servers = Vec::new();
    for engine in testing::engines() {
        let db = testing::database(engine).await.unwrap();
        db.migrate(&[MIGRATIONS]).await.unwrap();
        let time = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
        servers.push(Server { db, time, random: Random::seeded(1), did: Did::default() });
    }
    servers
}

impl Server {
    fn builder(&self) -> Builder {
        let did = self.did.clone();
        Jobs::builder(self.db.clone(), self.time.clock(), self.random.clone()).handler("greet", move |job: Job| {
            let did = did.clone();
            async move {
                did.note(format!("{} {}", job.payload["name"].as_str().unwrap_or("nobody"), job.attempt));
                Ok(())
            }
        })
    }

    async fn enqueue(&self, job: NewJob) {
        let (clock, random) = (self.time.clock(), self.random.clone());
        self.db.write(async move |tx| enqueue(tx, &clock, &random, job.clone()).await).await.unwrap();
    }

    fn pass(&self, seconds: i64) {
        self.time.advance(SignedDuration::from_secs(seconds));
    }

    async fn dead(&self, org: Option<OrgId>) -> Vec<DeadLetter> {
        self.db.read(async move |tx| dead_letters(tx, org, None, 10).await).await.unwrap().items
    }
}

fn job(kind: &'static str) -> NewJob {
    NewJob { org: None, kind, payload: json!({"name": "alice"}), run_at: None, key: None }
}

#[tokio::test]
async fn a_job_runs_if_its_transaction_was_committed_and_only_then() {
    for server in servers().await {
        let jobs = server.builder().build();
        let (clock, random) = (server.time.clock(), server.random.clone());
        let undone: Result<(), Error> = server
            .db
            .write(async move |tx| {
                enqueue(tx, &clock, &random, job("greet")).await?;
                Err(Error::Check("no".into()))
            })
            .await;
        undone.unwrap_err();
        assert_eq!(jobs.run_due().await.unwrap(), 0);

        server.enqueue(job("greet")).await;
        assert_eq!(jobs.run_due().await.unwrap(), 1);
        assert_eq!(jobs.run_due().await.unwrap(), 0, "done is done");
        assert_eq!(server.did.take(), ["alice 1"]);
    }
}

#[tokio::test]
async fn a_job_waits_for_its_time() {
    for server in servers().await {
        let jobs = server.builder().build();
        let run_at = server.time.clock().now() + SignedDuration::from_secs(60);
        server.enqueue(NewJob { run_at: Some(run_at), ..job("greet") }).await;
        assert_eq!(jobs.run_due().await.unwrap(), 0);
        server.pass(60);
        assert_eq!(jobs.run_due().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn of_one_key_one_waits_and_runs_at_the_sooner_time() {
    for server in servers().await {
        let jobs = server.builder().build();
        let keyed = |org, seconds| NewJob {
            org,
            run_at: Some(server.time.clock().now() + SignedDuration::from_secs(seconds)),
            key: Some("drive".into()),
            ..job("greet")
        };
        for seconds in [60, 10, 30] {
            server.enqueue(keyed(None, seconds)).await;
        }
        let org = OrgId::new(&Clock::system(), &Random::system());
        server.enqueue(keyed(Some(org), 10)).await;
        server.pass(10);
        assert_eq!(jobs.run_due().await.unwrap(), 2, "one here, and another organisation's own");
        server.pass(3600);
        assert_eq!(jobs.run_due().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_failing_job_is_tried_again_later_and_later_and_then_kept_as_a_dead_letter() {
    for server in servers().await {
        let jobs = server
            .builder()
            .handler("fail", |job: Job| async move { Err(JobError::retry(format!("no. {}\0", job.attempt))) })
            .build();
        let org = OrgId::new(&Clock::system(), &Random::system());
        server.enqueue(NewJob { org: Some(org), ..job("fail") }).await;
        let mut waits = Vec::new();
        for _ in 0..ATTEMPTS {
            let mut waited = 0;
            while jobs.run_due().await.unwrap() == 0 {
                server.time.advance(SignedDuration::from_millis(250));
                waited += 250;
                assert!(waited < 2 * 60 * 60 * 1000);
                if waited > 20_000 {
                    server.time.advance(SignedDuration::from_secs(10));
                    waited += 10_000;
                }
            }
            waits.push(waited);
        }
        assert_eq!(waits[0], 0);
        for (n, wait) in waits.iter().enumerate().skip(1) {
            let expected = 1_000 << (n - 1);
            assert!((expected * 3 / 4..=expected * 5 / 4 + 10_250).contains(wait), "{n}: {waits:?}");
        }
        server.pass(2 * 60 * 60);
        assert_eq!(jobs.run_due().await.unwrap(), 0, "given up");
        let dead = server.dead(Some(org)).await;
        assert_eq!(dead.len(), 1);
        assert_eq!((dead[0].cause.as_str(), dead[0].attempts), ("no. 12\u{fffd}", ATTEMPTS));
        assert_eq!(dead[0].payload, json!({"name": "alice"}));
        assert!(server.dead(None).await.is_empty(), "nobody else's");
    }
}

#[tokio::test]
async fn a_dead_letter_can_be_given_another_chance_by_its_organisation() {
    for server in servers().await {
        let (mine, other) = (OrgId::from_uuid(uuid::Uuid::from_u128(1)), OrgId::from_uuid(uuid::Uuid::from_u128(2)));
        let hopeless = server.builder().handler("greet", |_| async { Err(JobError::dead("nobody is there")) }).build();
        server.enqueue(NewJob { org: Some(mine), key: Some("k".into()), ..job("greet") }).await;
        assert_eq!(hopeless.run_due().await.unwrap(), 1);
        let dead = server.dead(Some(mine)).await;
        assert_eq!((dead[0].cause.as_str(), dead[0].attempts), ("nobody is there", 1));

        let again = |org| {
            let (db, clock, random, id) = (server.db.clone(), server.time.clock(), server.random.clone(), dead[0].id);
            async move { db.write(async move |tx| retry_dead(tx, &clock, &random, Some(org), id).await).await.unwrap() }
        };
        assert!(!again(other).await, "another organisation's");
        assert!(again(mine).await);
        assert!(!again(mine).await, "once");
        assert!(server.dead(Some(mine)).await.is_empty());
        assert_eq!(server.builder().build().run_due().await.unwrap(), 1);
        assert_eq!(server.did.take(), ["alice 1"]);
    }
}

#[tokio::test]
async fn dead_letters_come_in_pages_newest_first() {
    for server in servers().await {
        let jobs = server.builder().handler("fail", |_| async { Err(JobError::dead("no")) }).build();
        for name in ["a", "b", "c"] {
            server.enqueue(NewJob { payload: json!(name), ..job("fail") }).await;
            server.pass(1);
        }
        jobs.run_due().await.unwrap();
        let first = server.db.read(async |tx| dead_letters(tx, None, None, 2).await).await.unwrap();
        assert_eq!(first.items.iter().map(|dead| dead.payload.clone()).collect::<Vec<_>>(), ["c", "b"]);
        assert!(first.more);
        let last = Some(first.items[1].id);
        let second = server.db.read(async move |tx| dead_letters(tx, None, last, 2).await).await.unwrap();
        assert_eq!(second.items[0].payload, "a");
        assert!(!second.more);
    }
}

#[tokio::test]
async fn a_panic_and_an_unknown_kind_are_failed_attempts() {
    for server in servers().await {
        let jobs = server.builder().handler("panic", |_| async { panic!("as this test wants it") }).build();
        server.enqueue(job("panic")).await;
        server.enqueue(job("from a newer version")).await;
        server.enqueue(job("greet")).await;
        assert_eq!(jobs.run_due().await.unwrap(), 3);
        assert_eq!(server.did.take(), ["alice 1"]);
        assert_eq!(jobs.run_due().await.unwrap(), 0);
        server.pass(2);
        assert_eq!(jobs.run_due().await.unwrap(), 2, "tried again");
    }
}

#[tokio::test]
async fn the_job_of_a_killed_worker_runs_again_elsewhere() {
    for server in servers().await {
        let hanging = server.builder().handler("greet", |_| std::future::pending()).build();
        server.enqueue(job("greet")).await;
        let worker = tokio::spawn(async move { hanging.run_due().await });
        let next = server.builder().build();
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        worker.abort();
        assert_eq!(next.run_due().await.unwrap(), 0, "it may still be alive");
        server.pass(61);
        assert_eq!(next.run_due().await.unwrap(), 1);
        assert_eq!(server.did.take(), ["alice 2"]);
    }
}

#[tokio::test]
async fn a_job_asked_for_while_it_runs_runs_once_more() {
    for server in servers().await {
        let asks = Arc::new(AtomicUsize::new(0));
        let (db, clock, random) = (server.db.clone(), server.time.clock(), server.random.clone());
        let counted = asks.clone();
        let jobs = server
            .builder()
            .handler("index", move |_| {
                let (db, clock, random, asks) = (db.clone(), clock.clone(), random.clone(), counted.clone());
                async move {
                    if asks.fetch_add(1, Ordering::SeqCst) == 0 {
                        let again = NewJob { key: Some("k".into()), ..job("index") };
                        db.write(async move |tx| enqueue(tx, &clock, &random, again.clone()).await).await?;
                        return Err(JobError::retry("failed, and one with its key waits"));
                    }
                    Ok(())
                }
            })
            .build();
        server.enqueue(NewJob { key: Some("k".into()), ..job("index") }).await;
        assert_eq!(jobs.run_due().await.unwrap(), 2);
        server.pass(3600);
        assert_eq!(jobs.run_due().await.unwrap(), 0, "the failed one had nothing left to do");
        assert_eq!(asks.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_fires_on_one_node_and_makes_up_once_for_what_it_missed() {
    for server in servers().await {
        let node = || {
            let random = Random::system();
            let did = server.did.clone();
            Jobs::builder(server.db.clone(), server.time.clock(), random)
                .handler("sweep", move |_| {
                    did.note("swept");
                    async { Ok(()) }
                })
                .cron("daily", Duration::from_secs(24 * 60 * 60), "sweep")
                .build()
        };
        let (one, two) = (node(), node());
        let both = async || {
            let (one, two) = tokio::join!(one.run_due(), two.run_due());
            one.unwrap() + two.unwrap()
        };
        assert_eq!(both().await, 1, "when first seen");
        assert_eq!(both().await, 0);
        server.pass(24 * 60 * 60);
        assert_eq!(both().await, 1);
        server.pass(10 * 24 * 60 * 60);
        assert_eq!(both().await, 1);
        assert_eq!(server.did.take().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_started_worker_is_woken_and_runs_a_few_at_a_time() {
    for mut server in servers().await {
        server.time = ManualClock::at(Clock::system().now());
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (did, seen) = (server.did.clone(), most.clone());
        let jobs = Jobs::builder(server.db.clone(), Clock::system(), Random::system())
            .handler("work", move |_| {
                let (did, now, most) = (did.clone(), now.clone(), seen.clone());
                async move {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    now.fetch_sub(1, Ordering::SeqCst);
                    did.note("worked");
                    Ok(())
                }
            })
            .parallel(2)
            .build();
        let stop = CancellationToken::new();
        let worker = jobs.start(stop.clone());
        tokio::time::sleep(Duration::from_millis(100)).await;
        for _ in 0..6 {
            server.enqueue(job("work")).await;
        }
        let mut done = 0;
        for _ in 0..500 {
            done += server.did.take().len();
            if done == 6 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(done, 6, "{:?}: within five seconds, not at the next look", server.db.engine());
        assert_eq!(most.load(Ordering::SeqCst), 2);
        stop.cancel();
        worker.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_hands_back_what_it_could_not_finish() {
    for mut server in servers().await {
        server.time = ManualClock::at(Clock::system().now());
        let (begun, mut running) = tokio::sync::mpsc::unbounded_channel();
        let jobs = Jobs::builder(server.db.clone(), Clock::system(), Random::system())
            .handler("greet", move |_| {
                let _ = begun.send(());
                std::future::pending()
            })
            .grace(Duration::from_millis(50))
            .build();
        let stop = CancellationToken::new();
        let worker = jobs.start(stop.clone());
        server.enqueue(job("greet")).await;
        running.recv().await.unwrap();
        stop.cancel();
        worker.await.unwrap();
        server.pass(20);
        assert_eq!(server.builder().build().run_due().await.unwrap(), 1);
        assert_eq!(server.did.take(), ["alice 1"], "the attempt cut off does not count");
    }
}

#[tokio::test]
async fn statements_are_understood_by_both_engines() {
    for server in servers().await {
        assert_eq!(server.db.prepare_all(STATEMENTS).await.unwrap(), []);
    }
}
