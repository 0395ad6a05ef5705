//! All or nothing, one after the other, and nobody else's fault.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base_db::{Db, Engine, Error, params, statements, testing};
use tokio::sync::Barrier;

use super::{ADD, NOTES, add, databases, names, org};

statements! {
    /// How many are not done.
    OPEN = "SELECT COUNT(*) FROM notes WHERE org_id = $1 AND done = FALSE";
    /// One is done.
    CLOSE = "UPDATE notes SET done = TRUE WHERE org_id = $1 AND name = $2";
    /// Adds to the size.
    GROW = "UPDATE notes SET size = size + 1 WHERE org_id = $1 AND name = $2";
    /// The size.
    SIZE = "SELECT size FROM notes WHERE org_id = $1 AND name = $2";
    /// Sets it.
    SET_SIZE = "UPDATE notes SET size = $3 WHERE org_id = $1 AND name = $2";
    /// Takes the row out of the queue for this transaction.
    TAKE = "SELECT name FROM notes WHERE org_id = $1 AND done = FALSE ORDER BY name LIMIT 1 FOR UPDATE SKIP LOCKED";
}

/// The rule "one note stays open" spans rows: each of two transactions that keep it can break it together.
#[tokio::test]
async fn a_rule_that_spans_rows_holds_between_concurrent_transactions() {
    for db in databases().await {
        add(&db, "a").await.unwrap();
        add(&db, "b").await.unwrap();
        let (runs, meet) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(2)));
        let close = |name: &'static str| {
            let (db, runs, meet) = (db.clone(), runs.clone(), meet.clone());
            async move {
                let engine = db.engine();
                db.write(async move |tx| {
                    let open: Option<(i64,)> = tx.one(&OPEN, params![org()]).await?;
                    // Both have read before either writes. SQLite has one writer: they cannot meet.
                    if runs.fetch_add(1, Ordering::SeqCst) < 2 && engine == Engine::Postgres {
                        meet.wait().await;
                    }
                    if open >= Some((2,)) {
                        tx.exec(&CLOSE, params![org(), name]).await?;
                    }
                    Ok::<_, Error>(())
                })
                .await
            }
        };
        let (a, b) = tokio::join!(close("a"), close("b"));
        a.unwrap();
        b.unwrap();
        let open: Option<(i64,)> = db.read(async |tx| tx.one(&OPEN, params![org()]).await).await.unwrap();
        assert_eq!(open, Some((1,)), "{:?}", db.engine());
        let expected = if db.engine() == Engine::Postgres { 3 } else { 2 };
        assert_eq!(runs.load(Ordering::SeqCst), expected, "the loser ran again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_read_then_write_loses_no_update() {
    for db in databases().await {
        add(&db, "a").await.unwrap();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(async |tx| {
                        let size: Option<(i64,)> = tx.one(&SIZE, params![org(), "a"]).await?;
                        tx.exec(&SET_SIZE, params![org(), "a", size.unwrap().0 + 1]).await
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(size(&db, "a").await, 9);
    }
}

/// As four uploads into one drive, from each of two nodes, a hundred times over.
#[tokio::test(flavor = "multi_thread")]
async fn many_writers_of_one_row_all_come_through() {
    for engine in testing::engines() {
        let target = testing::fresh(engine).await.unwrap();
        let nodes = [Db::open(&target).await.unwrap(), Db::open(&target).await.unwrap()];
        nodes[0].migrate(&[NOTES]).await.unwrap();
        add(&nodes[0], "a").await.unwrap();
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let db = nodes[writer % nodes.len()].clone();
                tokio::spawn(async move {
                    for _ in 0..25 {
                        let grown = db.write(async |tx| {
                            let size: Option<(i64,)> = tx.one(&SIZE, params![org(), "a"]).await?;
                            tx.exec(&SET_SIZE, params![org(), "a", size.unwrap().0 + 1]).await
                        });
                        grown.await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(size(&nodes[0], "a").await, 201, "{engine:?}");
    }
}

#[tokio::test]
async fn nothing_is_kept_of_a_transaction_that_fails() {
    for db in databases().await {
        let failed: Result<(), Error> = db
            .write(async |tx| {
                tx.exec(&ADD, params![org(), "a", 1_i64]).await?;
                Err(Error::Check("no".into()))
            })
            .await;
        assert!(matches!(failed, Err(Error::Check(_))));
        assert!(names(&db).await.is_empty());
    }
}

#[tokio::test]
async fn after_a_failed_statement_the_transaction_is_over() {
    for db in databases().await {
        add(&db, "a").await.unwrap();
        let later = db
            .write(async |tx| {
                tx.exec(&ADD, params![org(), "b", 1_i64]).await?;
                assert!(tx.exec(&ADD, params![org(), "a", 1_i64]).await.is_err());
                tx.exec(&ADD, params![org(), "c", 1_i64]).await
            })
            .await;
        assert!(matches!(later, Err(Error::Aborted)), "{:?}: {later:?}", db.engine());
        let passed_over = db
            .write(async |tx| {
                tx.exec(&ADD, params![org(), "b", 1_i64]).await?;
                let _ = tx.exec(&ADD, params![org(), "a", 1_i64]).await;
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(passed_over, Err(Error::Aborted)), "{:?}: {passed_over:?}", db.engine());
        assert_eq!(names(&db).await, ["a"]);
    }
}

#[tokio::test]
async fn awaiting_something_else_is_refused_where_there_is_one_writer() {
    for db in databases().await.into_iter().filter(|db| db.engine() == Engine::Sqlite) {
        let waited = db
            .write(async |tx| {
                tx.exec(&ADD, params![org(), "a", 1_i64]).await?;
                tokio::time::sleep(Duration::from_millis(1)).await;
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(waited, Err(Error::AwaitedOutside)), "{waited:?}");
        let inside = db.clone();
        let nested = db.write(async move |_| add(&inside, "b").await).await;
        assert!(matches!(nested, Err(Error::AwaitedOutside)), "{nested:?}");
        add(&db, "c").await.unwrap();
        // The nested one was sent on its own and is nobody's to take back; the outer ones left nothing.
        assert!(!names(&db).await.contains(&"a".to_owned()));
    }
}

#[tokio::test]
async fn a_panic_leaves_nothing_written_and_the_database_alive() {
    for db in databases().await {
        let panicked: Result<(), Error> = db
            .write(async |tx| {
                tx.exec(&ADD, params![org(), "a", 1_i64]).await?;
                panic!("as this test wants it")
            })
            .await;
        assert!(matches!(panicked, Err(Error::Panicked)), "{panicked:?}");
        let panicked: Result<(), Error> = db.read(async |_| panic!("as this test wants it")).await;
        assert!(matches!(panicked, Err(Error::Panicked)), "{panicked:?}");
        add(&db, "b").await.unwrap();
        assert_eq!(names(&db).await, ["b"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_among_many_takes_nobody_with_it() {
    for db in databases().await {
        add(&db, "n0").await.unwrap();
        let busy = super::keep_writer_busy(&db);
        let tasks: Vec<_> = (0..100)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(async move |tx| {
                        tx.exec(&ADD, params![org(), format!("n{n}"), 1_i64]).await?;
                        match n % 10 {
                            5 => Err(Error::Check("changed its mind".into())),
                            7 => panic!("as this test wants it"),
                            _ => Ok(()),
                        }
                    })
                    .await
                })
            })
            .collect();
        busy.await.unwrap();
        for (n, task) in tasks.into_iter().enumerate() {
            let result = task.await.unwrap();
            let as_expected = match (n, n % 10) {
                (0, _) => matches!(result, Err(Error::Unique(_))),
                (_, 5) => matches!(result, Err(Error::Check(_))),
                (_, 7) => matches!(result, Err(Error::Panicked)),
                _ => result.is_ok(),
            };
            assert!(as_expected, "{:?} {n}: {result:?}", db.engine());
        }
        assert_eq!(names(&db).await.len(), 1 + 79);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_does_not_stop_its_transaction() {
    for db in databases().await {
        let (started, mut begun) = tokio::sync::mpsc::unbounded_channel();
        let caller = db.clone();
        let caller = tokio::spawn(async move {
            caller
                .write(async move |tx| {
                    let _ = started.send(());
                    tx.exec(&ADD, params![org(), "a", 1_i64]).await?;
                    super::linger();
                    tx.exec(&ADD, params![org(), "b", 1_i64]).await
                })
                .await
        });
        begun.recv().await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        let mut kept = names(&db).await;
        for _ in 0..200 {
            if kept.len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            kept = names(&db).await;
        }
        assert_eq!(kept, ["a", "b"], "{:?}", db.engine());
    }
}

#[tokio::test]
async fn signals_come_after_the_commit_and_only_then() {
    for db in databases().await {
        let mut woken = db.subscribe("notes");
        let undone: Result<(), Error> = db
            .write(async |tx| {
                tx.signal("notes");
                Err(Error::Check("no".into()))
            })
            .await;
        undone.unwrap_err();
        assert!(!woken.has_changed().unwrap());

        let watched = db.subscribe("notes");
        db.write(async move |tx| {
            tx.exec(&ADD, params![org(), "a", 1_i64]).await?;
            tx.signal("notes");
            assert!(!watched.has_changed().unwrap(), "not yet committed");
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        tokio::time::timeout(Duration::from_secs(5), woken.changed()).await.unwrap().unwrap();
        assert_eq!(names(&db).await, ["a"]);
        db.wake("notes");
        assert!(woken.has_changed().unwrap());
    }
}

#[tokio::test]
async fn readers_cannot_write_and_see_one_moment() {
    for db in databases().await {
        add(&db, "a").await.unwrap();
        let wrote = db.read(async |tx| tx.exec(&ADD, params![org(), "b", 1_i64]).await).await;
        assert!(matches!(wrote, Err(Error::Statement(_))), "{:?}: {wrote:?}", db.engine());
        assert_eq!(names(&db).await, ["a"]);

        let writer = db.clone();
        let runtime = tokio::runtime::Handle::current();
        let seen: (Option<(i64,)>, Option<(i64,)>) = db
            .read(async move |tx| {
                let before = tx.one(&SIZE, params![org(), "a"]).await?;
                let (writer, runtime) = (writer.clone(), runtime.clone());
                let write = async move { writer.write(async |tx| tx.exec(&GROW, params![org(), "a"]).await).await };
                std::thread::spawn(move || runtime.block_on(write)).join().unwrap()?;
                Ok::<_, Error>((before, tx.one(&SIZE, params![org(), "a"]).await?))
            })
            .await
            .unwrap();
        assert_eq!(seen, (Some((1,)), Some((1,))), "{:?}", db.engine());
        assert_eq!(size(&db, "a").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_takers_of_a_queue_get_different_rows() {
    for db in databases().await {
        for n in 0..20 {
            add(&db, &format!("n{n:02}")).await.unwrap();
        }
        let takers: Vec<_> = (0..4)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut taken = Vec::new();
                    while let Some((name,)) = db
                        .write_queue(async |tx| {
                            let next: Option<(String,)> = tx.one(&TAKE, params![org()]).await?;
                            if let Some((name,)) = &next {
                                tx.exec(&CLOSE, params![org(), name]).await?;
                            }
                            Ok::<_, Error>(next)
                        })
                        .await?
                    {
                        taken.push(name);
                    }
                    Ok::<_, Error>(taken)
                })
            })
            .collect();
        let mut taken = Vec::new();
        for taker in takers {
            taken.extend(taker.await.unwrap().unwrap());
        }
        taken.sort();
        assert_eq!(taken, (0..20).map(|n| format!("n{n:02}")).collect::<Vec<_>>(), "{:?}", db.engine());
    }
}

async fn size(db: &Db, name: &'static str) -> i64 {
    let size: Option<(i64,)> = db.read(async move |tx| tx.one(&SIZE, params![org(), name]).await).await.unwrap();
    size.unwrap().0
}
