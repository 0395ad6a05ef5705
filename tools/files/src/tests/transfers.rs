//! Contents in chunks: how long they are kept, and how much there may be of them.

use base_db::testing::engines;
use base_db::{Tx, params};
use jiff::SignedDuration;

use super::invariants;
use super::world::{Member, World, slot};
use crate::model::{Transfer, TransferId};
use crate::service::contents::PutOptions;
use crate::service::transfers::{self, MOST_CHUNKS, MOST_TRANSFERS};
use crate::service::{At, Error};
use crate::store;

base_db::statements! {
    /// Makes a transfer look as if it had this many chunks.
    SET_COUNT = "UPDATE transfers SET chunk_count = $3 WHERE org_id = $1 AND name = $2";
    /// Rows of transfers and of chunks, whoever they belong to.
    ROWS = "SELECT (SELECT COUNT(*) FROM transfers WHERE org_id = $1), (SELECT COUNT(*) FROM chunks WHERE org_id = $1)";
}

async fn begins(alice: &Member, name: &str) {
    transfers::begin(alice.files(), alice.actor, name, None, None).await.unwrap();
}

async fn sends(alice: &Member, transfer: &str, chunk: &str, text: &str) -> Result<bool, Error> {
    let size = i64::try_from(text.len()).unwrap();
    let welcome = transfers::check_chunk(alice.files(), alice.actor, transfer, chunk, Some(size)).await?;
    let staged = alice.stages(text).await.remove(0);
    transfers::put_chunk(alice.files(), alice.actor, &welcome, staged).await.map(|(created, _)| created)
}

async fn finishes(alice: &Member, transfer: &str, to: &str) -> Result<(), Error> {
    transfers::assemble(alice.files(), alice.actor, transfer, slot(to), None, PutOptions::default()).await.map(drop)
}

async fn rows(world: &World) -> (i64, i64) {
    let org = world.org;
    world.files.db().read(async move |tx: &mut Tx| tx.one(&ROWS, params![org]).await).await.unwrap().unwrap()
}

async fn sweeps(world: &World) {
    world.files.blobs().sweep(world.files.db(), world.clock.clock().now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_never_finished_goes_a_day_after_its_last_chunk() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let elsewhere = world.elsewhere();
        let mallory = elsewhere.person("mallory").await;
        begins(&alice, "done").await;
        sends(&alice, "done", "1", "kept").await.unwrap();
        finishes(&alice, "done", "/done.txt").await.unwrap();
        begins(&alice, "quiet").await;
        sends(&alice, "quiet", "1", "left behind").await.unwrap();
        begins(&alice, "empty").await;
        begins(&alice, "slow").await;
        sends(&alice, "slow", "1", "slow ").await.unwrap();

        world.clock.advance(SignedDuration::from_hours(23));
        sends(&alice, "slow", "2", "but sure").await.unwrap();
        begins(&mallory, "theirs").await;
        sends(&mallory, "theirs", "1", "another's").await.unwrap();
        world.runs_jobs().await;
        assert_eq!(rows(&world).await, (3, 3), "nothing goes before its time");

        world.clock.advance(SignedDuration::from_mins(61));
        // It cannot be gone on with from that moment on, whether it has been tidied away or not.
        for attempt in ["before", "after"] {
            assert!(matches!(sends(&alice, "quiet", "2", "more").await, Err(Error::NotFound)), "{attempt}");
            assert!(matches!(finishes(&alice, "quiet", "/f").await, Err(Error::NotFound)), "{attempt}");
            assert!(matches!(transfers::get(alice.files(), alice.actor, "empty").await, Err(Error::NotFound)));
            world.runs_jobs().await;
        }
        assert_eq!(rows(&world).await, (1, 2));
        assert_eq!(rows(&elsewhere).await, (1, 1));
        invariants::hold(&world).await;
        invariants::hold(&elsewhere).await;
        assert_eq!(world.objects(), 5);
        world.clock.advance(SignedDuration::from_hours(2));
        sweeps(&world).await;
        assert_eq!(world.objects(), 4, "what nobody refers to any more is removed");

        finishes(&alice, "slow", "/slow.txt").await.unwrap();
        assert_eq!(alice.reads("/slow.txt").await, "slow but sure");
        assert_eq!(alice.reads("/done.txt").await, "kept");
        finishes(&mallory, "theirs", "/theirs.txt").await.unwrap();
        // The name is free again.
        begins(&alice, "quiet").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_is_under_way_when_all_is_dropped_leaves_nothing() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        begins(&alice, "t").await;
        let welcome = transfers::check_chunk(alice.files(), alice.actor, "t", "1", None).await.unwrap();
        // Not yet tidied away, but out of time all the same.
        world.clock.advance(SignedDuration::from_hours(24));
        let staged = alice.stages("late").await.remove(0);
        let late = transfers::put_chunk(alice.files(), alice.actor, &welcome, staged).await;
        assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
        // The name is taken by nobody, and what was there before is not part of what comes now.
        begins(&alice, "t").await;
        let staged = alice.stages("late").await.remove(0);
        let late = transfers::put_chunk(alice.files(), alice.actor, &welcome, staged).await;
        assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
        assert_eq!(rows(&world).await, (1, 0));
        assert_eq!(world.objects(), 0);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_chunks_are_dropped_some_at_a_time() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        for (transfer, chunks) in [("a", 30), ("b", 230), ("c", 0)] {
            begins(&alice, transfer).await;
            for number in 0..chunks {
                sends(&alice, transfer, &number.to_string(), "x").await.unwrap();
            }
        }
        invariants::hold(&world).await;
        world.clock.advance(SignedDuration::from_hours(25));
        world.runs_jobs().await;
        assert_eq!(rows(&world).await, (0, 0));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_so_many_chunks_and_no_more() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        begins(&alice, "t").await;
        sends(&alice, "t", "1", "one").await.unwrap();
        let org = world.org;
        let before_last = MOST_CHUNKS - 1;
        let set = async move |tx: &mut Tx| tx.exec(&SET_COUNT, params![org, "t", before_last]).await.map(drop);
        world.files.db().write(set).await.unwrap();
        let welcome = transfers::check_chunk(alice.files(), alice.actor, "t", "3", None).await.unwrap();
        assert!(sends(&alice, "t", "2", "last").await.unwrap());
        let objects = world.objects();
        let refused = |error: Result<bool, Error>| match error {
            Err(Error::Invalid { field: "chunk", detail }) => {
                assert_eq!(detail, "An upload has at most 10000 chunks. Send larger ones.");
            }
            other => panic!("{other:?}"),
        };
        refused(sends(&alice, "t", "3", "too many").await);
        // Also when there was room for it when it began.
        let staged = alice.stages("too many").await.remove(0);
        let put = transfers::put_chunk(alice.files(), alice.actor, &welcome, staged).await;
        refused(put.map(|(created, _)| created));
        assert_eq!(world.objects(), objects, "what was refused is not kept");
        // One that is there may come again, and what there is can be finished.
        assert!(!sends(&alice, "t", "2", "better").await.unwrap());
        finishes(&alice, "t", "/f").await.unwrap();
        assert_eq!(alice.reads("/f").await, "onebetter");
        assert!(matches!(alice.tries_to_read(At::Path(vec!["g".to_owned()])).await, Err(Error::NotFound)));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_so_many_transfers_and_no_more() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        let (files, actor, now) = (alice.files().clone(), alice.actor, world.clock.clock().now());
        let fill = async move |tx: &mut Tx| {
            for number in 1..MOST_TRANSFERS {
                let id = TransferId::new(files.clock(), files.random());
                let expires_at = now + SignedDuration::from_hours(24);
                let transfer = Transfer { id, size: None, received: 0, chunks: 0, expires_at };
                let name = number.to_string();
                store::transfers::add(tx, actor.org, actor.person, &name, &transfer, now).await?;
            }
            Ok::<_, Error>(())
        };
        world.files.db().write(fill).await.unwrap();
        begins(&alice, "last").await;
        match transfers::begin(alice.files(), alice.actor, "more", None, None).await {
            Err(Error::Invalid { field: "transfer", detail }) => {
                assert_eq!(detail, "There are 1000 unfinished uploads. Finish or give up some of them.");
            }
            other => panic!("{other:?}"),
        }
        // That is hers alone; giving one up makes room, and so does time.
        begins(&bob, "his").await;
        transfers::abort(alice.files(), alice.actor, "7").await.unwrap();
        begins(&alice, "more").await;
        assert!(transfers::begin(alice.files(), alice.actor, "again", None, None).await.is_err());
        world.clock.advance(SignedDuration::from_hours(24));
        begins(&alice, "again").await;
        world.runs_jobs().await;
        assert_eq!(rows(&world).await, (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_count_toward_the_quota_until_they_are_finished_given_up_or_dropped() {
    for engine in engines() {
        let world = World::new(engine).await;
        let mut alice = world.person("alice").await;
        alice.actor.person_quota = Some(10);
        begins(&alice, "a").await;
        begins(&alice, "b").await;
        sends(&alice, "a", "1", "1234").await.unwrap();
        sends(&alice, "b", "1", "abcd").await.unwrap();
        assert!(matches!(sends(&alice, "a", "2", "567").await, Err(Error::OverQuota { available: 2 })));
        // What takes the place of another counts by itself.
        sends(&alice, "b", "1", "ab").await.unwrap();
        assert!(matches!(sends(&alice, "a", "2", "56789").await, Err(Error::OverQuota { available: 4 })));
        transfers::abort(alice.files(), alice.actor, "b").await.unwrap();
        sends(&alice, "a", "2", "56789").await.unwrap();
        finishes(&alice, "a", "/f").await.unwrap();
        begins(&alice, "c").await;
        assert!(matches!(sends(&alice, "c", "1", "xy").await, Err(Error::OverQuota { available: 1 })));
        sends(&alice, "c", "1", "x").await.unwrap();
        begins(&alice, "d").await;
        assert!(matches!(sends(&alice, "d", "1", "y").await, Err(Error::OverQuota { available: 0 })));
        // She cannot get at what has run out, so it does not stand in her way, even before it is tidied away.
        world.clock.advance(SignedDuration::from_hours(24));
        begins(&alice, "d").await;
        sends(&alice, "d", "1", "y").await.unwrap();
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_come_at_the_same_time_are_all_counted() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        begins(&alice, "t").await;
        let mut sending = tokio::task::JoinSet::new();
        // Each of them twice.
        for number in 0..24 {
            let alice = alice.clone();
            let (name, text) = ((number / 2).to_string(), format!("{number:02} "));
            sending.spawn(async move { sends(&alice, "t", &name, &text).await });
        }
        let created: Vec<bool> = sending.join_all().await.into_iter().map(Result::unwrap).collect();
        assert_eq!(created.iter().filter(|created| **created).count(), 12);
        assert_eq!(rows(&world).await, (1, 12));
        invariants::hold(&world).await;
        finishes(&alice, "t", "/f").await.unwrap();
        assert_eq!(alice.reads("/f").await.len(), 36);
        invariants::hold(&world).await;
    }
}
