//! Events from the transaction that makes them to those who listen, on one node and between two.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod nats;

use std::sync::Arc;
use std::time::Duration;

use base_bus::{
    Audience, Bus, Delivery, Event, KEPT, MIGRATIONS, NewEvent, Replay, STATEMENTS, Subscription, Wakeups, publish,
};
use base_db::{Db, Engine, Error, Target, testing};
use base_id::{ManualClock, OrgId, PersonId, Random};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const ORG: OrgId = OrgId::from_uuid(Uuid::from_u128(1));
const OTHER: OrgId = OrgId::from_uuid(Uuid::from_u128(2));

struct Node {
    db: Db,
    bus: Bus,
    time: ManualClock,
}

/// A node of each engine, and where its database is.
async fn nodes() -> Vec<(Target, Node)> {
    let mut nodes = Vec::new();
    for engine in testing::engines() {
        let target = testing::fresh(engine).await.unwrap();
        let node = node(&target, Wakeups::Database).await;
        node.db.migrate(&[MIGRATIONS]).await.unwrap();
        nodes.push((target, node));
    }
    nodes
}

async fn node(target: &Target, wakeups: Wakeups) -> Node {
    let db = Db::open(target).await.unwrap();
    let time = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
    let bus = Bus::new(db.clone(), time.clock(), &Random::system(), wakeups);
    Node { db, bus, time }
}

fn event(org: OrgId, n: i64) -> NewEvent {
    NewEvent { org, kind: "files.changed", audience: Audience::Organisation, data: json!({ "n": n }) }
}

impl Node {
    async fn publish(&self, org: OrgId, numbers: impl IntoIterator<Item = i64>) {
        let numbers: Vec<i64> = numbers.into_iter().collect();
        self.db
            .write(async move |tx| {
                for n in &numbers {
                    publish(tx, event(org, *n)).await?;
                }
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }

    async fn kept(&self, org: OrgId) -> Vec<Arc<Event>> {
        match self.bus.after(org, 0, 10_000).await.unwrap() {
            Replay::Events(events) => events,
            Replay::Reset => panic!("reset"),
        }
    }
}

async fn next(subscription: &mut Subscription) -> Delivery {
    tokio::time::timeout(Duration::from_secs(3), subscription.next()).await.expect("nothing came").unwrap()
}

/// The positions and numbers of the next events.
async fn hear(subscription: &mut Subscription, count: usize) -> Vec<(i64, i64)> {
    let mut heard = Vec::new();
    for _ in 0..count {
        match next(subscription).await {
            Delivery::Event(event) => heard.push((event.position, event.data["n"].as_i64().unwrap())),
            Delivery::Reset { position } => panic!("reset to {position}"),
        }
    }
    heard
}

async fn is_quiet(subscription: &mut Subscription) -> bool {
    tokio::time::timeout(Duration::from_millis(100), subscription.next()).await.is_err()
}

#[tokio::test]
async fn an_event_is_heard_if_its_transaction_was_committed_and_only_then() {
    for (_, node) in nodes().await {
        let mut subscription = node.bus.subscribe(ORG, None).await.unwrap();
        let undone: Result<(), Error> = node
            .db
            .write(async |tx| {
                publish(tx, event(ORG, 1)).await?;
                Err(Error::Check("no".into()))
            })
            .await;
        undone.unwrap_err();
        assert_eq!(node.bus.relay_now().await.unwrap(), 0);
        node.publish(ORG, [2, 3]).await;
        assert_eq!(node.bus.position(ORG).await.unwrap(), 0, "no position before it is relayed");
        assert_eq!(node.bus.relay_now().await.unwrap(), 2);
        assert_eq!(hear(&mut subscription, 2).await, [(1, 2), (2, 3)]);
        assert!(is_quiet(&mut subscription).await);
    }
}

#[tokio::test]
async fn events_keep_what_they_say_and_whom_they_are_for() {
    let person = PersonId::from_uuid(Uuid::from_u128(9));
    let audiences = [Audience::Organisation, Audience::Person(person), Audience::object("drive", Uuid::from_u128(8))];
    for (_, node) in nodes().await {
        let mut subscription = node.bus.subscribe(ORG, None).await.unwrap();
        let sent = audiences.clone();
        node.db
            .write(async move |tx| {
                for audience in sent.iter().cloned() {
                    publish(tx, NewEvent { org: ORG, kind: "a.b", audience, data: json!(["é", null, 1.5]) }).await?;
                }
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        node.bus.relay_now().await.unwrap();
        for (audience, position) in audiences.iter().zip(1..) {
            let data = json!(["é", null, 1.5]);
            let expected = Event { position, org: ORG, kind: "a.b".into(), audience: audience.clone(), data };
            assert_eq!(next(&mut subscription).await, Delivery::Event(Arc::new(expected)));
        }
    }
}

#[tokio::test]
async fn what_a_transaction_says_twice_is_told_once() {
    for (_, node) in nodes().await {
        node.publish(ORG, [1, 2, 1, 1]).await;
        node.publish(ORG, [1]).await;
        node.bus.relay_now().await.unwrap();
        let told: Vec<_> = node.kept(ORG).await.iter().map(|event| event.data["n"].as_i64().unwrap()).collect();
        assert_eq!(told, [1, 2, 1]);
    }
}

#[tokio::test]
async fn organisations_have_streams_of_their_own() {
    for (_, node) in nodes().await {
        let mut mine = node.bus.subscribe(ORG, None).await.unwrap();
        node.publish(OTHER, 1..=3).await;
        node.publish(ORG, [4]).await;
        node.bus.relay_now().await.unwrap();
        assert_eq!(hear(&mut mine, 1).await, [(1, 4)]);
        assert!(is_quiet(&mut mine).await);
        assert_eq!(node.bus.position(OTHER).await.unwrap(), 3);
    }
}

#[tokio::test]
async fn a_listener_resumes_where_it_was_and_goes_on_live() {
    for (_, node) in nodes().await {
        node.publish(ORG, 1..=600).await;
        node.bus.relay_now().await.unwrap();
        let mut resumed = node.bus.subscribe(ORG, Some(2)).await.unwrap();
        let mut fresh = node.bus.subscribe(ORG, None).await.unwrap();
        assert_eq!(fresh.position(), 600);
        node.publish(ORG, [601]).await;
        node.bus.relay_now().await.unwrap();
        let heard = hear(&mut resumed, 599).await;
        assert_eq!(heard, (3..=601).map(|n| (n, n)).collect::<Vec<_>>());
        assert_eq!(hear(&mut fresh, 1).await, [(601, 601)]);
        assert!(is_quiet(&mut resumed).await);
    }
}

#[tokio::test]
async fn a_listener_that_was_too_slow_reads_what_it_missed() {
    for (_, node) in nodes().await {
        let mut slow = node.bus.subscribe(ORG, None).await.unwrap();
        for round in 0..4 {
            node.publish(ORG, round * 300 + 1..=round * 300 + 300).await;
            node.bus.relay_now().await.unwrap();
            if round == 1 {
                assert_eq!(hear(&mut slow, 1).await, [(1, 1)]);
            }
        }
        assert_eq!(hear(&mut slow, 1_199).await, (2..=1_200).map(|n| (n, n)).collect::<Vec<_>>());
        assert!(is_quiet(&mut slow).await);
        node.publish(ORG, [1_201]).await;
        node.bus.relay_now().await.unwrap();
        assert_eq!(hear(&mut slow, 1).await, [(1_201, 1_201)], "and is live again");
    }
}

#[tokio::test]
async fn what_is_no_longer_kept_is_said_to_be_gone() {
    for (_, node) in nodes().await {
        node.publish(ORG, 1..=2_500).await;
        node.bus.relay_now().await.unwrap();
        node.time.advance(KEPT + SignedDuration::from_secs(1));
        node.publish(ORG, 2_501..=2_502).await;
        node.bus.relay_now().await.unwrap();
        assert_eq!(node.bus.purge().await.unwrap(), 2_500);
        assert_eq!(node.bus.purge().await.unwrap(), 0);

        assert_eq!(node.bus.after(ORG, 2_499, 10).await.unwrap(), Replay::Reset);
        assert!(matches!(node.bus.after(ORG, 2_500, 10).await.unwrap(), Replay::Events(events) if events.len() == 2));
        assert_eq!(node.bus.after(ORG, 2_502, 10).await.unwrap(), Replay::Events(vec![]));
        assert_eq!(node.bus.after(ORG, 2_503, 10).await.unwrap(), Replay::Reset, "from the future");
        assert_eq!(node.bus.after(OTHER, 1, 10).await.unwrap(), Replay::Reset, "from another stream");

        for position in [5, 9_999] {
            let mut late = node.bus.subscribe(ORG, Some(position)).await.unwrap();
            assert_eq!(next(&mut late).await, Delivery::Reset { position: 2_502 });
            assert!(is_quiet(&mut late).await);
        }
        node.time.advance(KEPT + SignedDuration::from_secs(1));
        node.bus.purge().await.unwrap();
        node.publish(ORG, [1]).await;
        node.bus.relay_now().await.unwrap();
        assert_eq!(node.bus.position(ORG).await.unwrap(), 2_503, "an emptied stream does not start again");
    }
}

/// On PostgreSQL a transaction can take its place in a sequence early and commit late.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_commits_late_is_late_and_not_skipped() {
    for (_, node) in nodes().await.into_iter().filter(|(_, node)| node.db.engine() == Engine::Postgres) {
        let mut subscription = node.bus.subscribe(ORG, None).await.unwrap();
        let (published, mut waiting) = tokio::sync::mpsc::unbounded_channel();
        let go_on = Arc::new(tokio::sync::Notify::new());
        let (db, wait) = (node.db.clone(), go_on.clone());
        let late = tokio::spawn(async move {
            db.write(async move |tx| {
                publish(tx, event(ORG, 1)).await?;
                let _ = published.send(());
                wait.notified().await;
                Ok::<_, Error>(())
            })
            .await
        });
        waiting.recv().await.unwrap();
        node.publish(ORG, [2]).await;
        node.bus.relay_now().await.unwrap();
        assert_eq!(hear(&mut subscription, 1).await, [(1, 2)]);
        go_on.notify_one();
        late.await.unwrap().unwrap();
        node.bus.relay_now().await.unwrap();
        assert_eq!(hear(&mut subscription, 1).await, [(2, 1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_relay_at_once_leave_one_stream_without_holes() {
    for (target, one) in nodes().await {
        let two = Arc::new(node(&target, Wakeups::Database).await);
        let one = Arc::new(one);
        let mut subscriptions =
            [one.bus.subscribe(ORG, None).await.unwrap(), two.bus.subscribe(ORG, None).await.unwrap()];
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let node = if writer % 2 == 0 { one.clone() } else { two.clone() };
                tokio::spawn(async move {
                    for n in 0..25 {
                        node.publish(ORG, [writer * 1_000 + n * 2, writer * 1_000 + n * 2 + 1]).await;
                        node.bus.relay_now().await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(one.bus.relay_now().await.unwrap(), 0);
        let kept = one.kept(ORG).await;
        assert_eq!(kept.iter().map(|event| event.position).collect::<Vec<_>>(), (1..=200).collect::<Vec<_>>());
        for writer in 0..4 {
            let numbers: Vec<_> =
                kept.iter().filter_map(|event| event.data["n"].as_i64()).filter(|n| n / 1_000 == writer).collect();
            assert!(numbers.is_sorted() && numbers.len() == 50, "{numbers:?}");
        }
        // Each node hands out what it relayed, and the holes in between are read.
        for node in [&one, &two] {
            node.publish(ORG, [0]).await;
            node.bus.relay_now().await.unwrap();
        }
        let expected: Vec<_> = kept.iter().map(|event| event.position).collect();
        for subscription in &mut subscriptions {
            let heard = hear(subscription, 200).await;
            assert_eq!(heard.iter().map(|(position, _)| *position).collect::<Vec<_>>(), expected);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_started_bus_delivers_without_being_asked() {
    for (_, node) in nodes().await {
        let mut subscription = node.bus.subscribe(ORG, None).await.unwrap();
        let stop = CancellationToken::new();
        let running = node.bus.start(stop.clone());
        for n in 1..=20 {
            node.publish(ORG, [n]).await;
        }
        assert_eq!(hear(&mut subscription, 20).await, (1..=20).map(|n| (n, n)).collect::<Vec<_>>());
        stop.cancel();
        tokio::time::timeout(Duration::from_secs(1), running).await.unwrap().unwrap();
        node.publish(ORG, [21]).await;
        assert!(is_quiet(&mut subscription).await);
        let stop = CancellationToken::new();
        node.bus.start(stop.clone());
        assert_eq!(hear(&mut subscription, 1).await, [(21, 21)], "what waited goes out at the next start");
        stop.cancel();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_on_postgresql_wake_each_other() {
    for (target, one) in nodes().await.into_iter().filter(|(_, node)| node.db.engine() == Engine::Postgres) {
        let two = node(&target, Wakeups::Database).await;
        assert_wakes(&one, &two).await;
    }
}

/// Sooner than the next look (5 s), and both ways.
async fn assert_wakes(one: &Node, two: &Node) {
    let stop = CancellationToken::new();
    for node in [one, two] {
        node.bus.start(stop.clone());
    }
    let mut heard_by_one = one.bus.subscribe(ORG, None).await.unwrap();
    let mut heard_by_two = two.bus.subscribe(ORG, None).await.unwrap();
    // Until both listen.
    tokio::time::sleep(Duration::from_millis(500)).await;
    one.publish(ORG, [1]).await;
    assert_eq!(hear(&mut heard_by_two, 1).await, [(1, 1)]);
    two.publish(ORG, [2]).await;
    assert_eq!(hear(&mut heard_by_one, 2).await, [(1, 1), (2, 2)]);
    one.publish(ORG, [3]).await;
    assert_eq!(hear(&mut heard_by_two, 2).await, [(2, 2), (3, 3)]);
    stop.cancel();
}

#[tokio::test]
async fn statements_are_understood_by_both_engines() {
    for (_, node) in nodes().await {
        assert_eq!(node.db.prepare_all(STATEMENTS).await.unwrap(), []);
    }
}
