//! Two nodes and one thing to own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base_db::{Db, testing};
use base_id::{Clock, ManualClock, Random};
use base_leases::{Acquired, Error, Lease, Leases, MIGRATIONS, NodeId, STATEMENTS, check};
use jiff::{SignedDuration, Timestamp};

const TERM: Duration = Duration::from_secs(30);

struct Nodes {
    db: Db,
    time: ManualClock,
    one: Leases,
    two: Leases,
}

async fn nodes() -> Vec<Nodes> {
    let mut nodes = Vec::new();
    for engine in testing::engines() {
        let db = testing::database(engine).await.unwrap();
        db.migrate(&[MIGRATIONS]).await.unwrap();
        let time = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
        let leases = |address: &str| {
            let node = NodeId::new(&Clock::system(), &Random::system());
            Leases::new(db.clone(), time.clock(), node, address)
        };
        let (one, two) = (leases("10.0.0.1:80"), leases("10.0.0.2:80"));
        nodes.push(Nodes { db, time, one, two });
    }
    nodes
}

async fn ours(leases: &Leases) -> Lease {
    match leases.acquire("room", "kitchen", TERM).await.unwrap() {
        Acquired::Ours(lease) => lease,
        Acquired::Theirs(lease) => panic!("held by {lease:?}"),
    }
}

fn seconds(time: &ManualClock, seconds: i64) {
    time.advance(SignedDuration::from_secs(seconds));
}

async fn may_act(db: &Db, lease: &Lease) -> Result<(), Error> {
    let lease = lease.clone();
    db.write(async move |tx| check(tx, &lease).await).await
}

#[tokio::test]
async fn a_lease_has_one_owner_until_it_expires() {
    for Nodes { db, time, one, two } in nodes().await {
        let first = ours(&one).await;
        assert_eq!(two.acquire("room", "kitchen", TERM).await.unwrap(), Acquired::Theirs(first.clone()));
        assert_eq!(two.holder("room", "kitchen").await.unwrap(), Some(first.clone()), "and says where it is");
        assert!(matches!(two.acquire("room", "garden", TERM).await.unwrap(), Acquired::Ours(_)));

        seconds(&time, 31);
        assert_eq!(two.holder("room", "kitchen").await.unwrap(), None);
        may_act(&db, &first).await.expect("late, but nobody took it: no harm is done");
        let second = ours(&two).await;
        assert!(second.epoch > first.epoch);

        let refused = may_act(&db, &first).await;
        assert!(matches!(refused, Err(Error::Lost { .. })), "{refused:?}");
        assert!(matches!(one.renew(&first, TERM).await, Err(Error::Lost { .. })));
        may_act(&db, &second).await.unwrap();
    }
}

#[tokio::test]
async fn renewing_keeps_the_epoch_and_puts_the_end_off() {
    for Nodes { time, one, two, .. } in nodes().await {
        let first = ours(&one).await;
        seconds(&time, 20);
        let renewed = one.renew(&first, TERM).await.unwrap();
        assert_eq!(renewed.epoch, first.epoch);
        seconds(&time, 20);
        assert!(matches!(two.acquire("room", "kitchen", TERM).await.unwrap(), Acquired::Theirs(_)));
        let again = ours(&one).await;
        assert_eq!(again.epoch, first.epoch, "asking again for what one has changes nothing");
    }
}

#[tokio::test]
async fn what_is_released_is_free_at_once_and_its_epoch_is_spent() {
    for Nodes { db, time, one, two } in nodes().await {
        let first = ours(&one).await;
        one.release(first.clone()).await.unwrap();
        assert!(matches!(may_act(&db, &first).await, Err(Error::Lost { .. })));
        assert_eq!(one.holder("room", "kitchen").await.unwrap(), None);
        let second = ours(&two).await;
        assert!(second.epoch > first.epoch, "at the same instant too");

        one.release(first).await.unwrap();
        may_act(&db, &second).await.expect("a stale release is nobody's loss");

        two.release(second.clone()).await.unwrap();
        seconds(&time, 25 * 60 * 60);
        assert_eq!(one.purge().await.unwrap(), 1);
        assert!(ours(&one).await.epoch > second.epoch, "also after it was forgotten");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_ask_at_once_one_gets_it() {
    for Nodes { db, time, .. } in nodes().await {
        let asked: Vec<_> = (0..8)
            .map(|_| {
                let node = NodeId::new(&Clock::system(), &Random::system());
                let leases = Leases::new(db.clone(), time.clock(), node, "");
                tokio::spawn(async move { leases.acquire("room", "kitchen", TERM).await.unwrap() })
            })
            .collect();
        let mut owners = 0;
        for answer in asked {
            owners += usize::from(matches!(answer.await.unwrap(), Acquired::Ours(_)));
        }
        assert_eq!(owners, 1);
    }
}

/// Between the check and the commit nobody can take over, so that a new owner reads all that the old one wrote.
#[tokio::test(flavor = "multi_thread")]
async fn a_checked_transaction_ends_before_anybody_takes_over() {
    for Nodes { db, time, one, two } in nodes().await {
        let first = ours(&one).await;
        seconds(&time, 31);
        let (checked, mut begun) = tokio::sync::mpsc::unbounded_channel();
        let ended = Arc::new(AtomicBool::new(false));
        let (ending, lease) = (ended.clone(), first.clone());
        let writer = tokio::spawn(async move {
            db.write(async move |tx| {
                check(tx, &lease).await?;
                let _ = checked.send(());
                linger();
                ending.store(true, Ordering::SeqCst);
                Ok::<_, Error>(())
            })
            .await
        });
        begun.recv().await.unwrap();
        ours(&two).await;
        assert!(ended.load(Ordering::SeqCst), "taken over in the middle of a write");
        writer.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn statements_are_understood_by_both_engines() {
    for Nodes { db, .. } in nodes().await {
        assert_eq!(db.prepare_all(STATEMENTS).await.unwrap(), []);
    }
}

#[allow(clippy::disallowed_methods, reason = "a transaction has a thread of its own")]
fn linger() {
    std::thread::sleep(Duration::from_millis(200));
}
