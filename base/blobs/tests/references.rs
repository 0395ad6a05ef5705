//! The table of extents, on both engines: sharing, counting, sweeping, checking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use base_blobs::{Adopted, Blobs, Defect, Depth, Extent, ExtentId, Fault, Staged, Swept, extents, testing};
use base_db::{Db, Error};
use base_id::{Clock, OrgId};
use jiff::{SignedDuration, Timestamp, ToSpan};
use support::{contents, databases, extent, files, on_disk, open, organisation, read};

fn now() -> Timestamp {
    Clock::system().now()
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

async fn adopt(db: &Db, staged: Staged, now: Timestamp) -> Result<Adopted, Error> {
    db.write(async move |tx| extents::adopt(tx, &staged, now).await).await
}

async fn release(db: &Db, org: OrgId, id: ExtentId, now: Timestamp) -> Result<(), Error> {
    db.write(async move |tx| extents::release(tx, org, [id], now).await).await
}

async fn retain(db: &Db, org: OrgId, id: ExtentId) -> Result<(), Error> {
    db.write(async move |tx| extents::retain(tx, org, [id]).await).await
}

/// Stores `seed`'s contents and refers to them, as an upload does.
async fn store(blobs: &Blobs, db: &Db, org: OrgId, seed: &str) -> Extent {
    let staged = blobs.put(org, contents(seed, 5_000)).await.unwrap();
    let adopted = adopt(db, staged, staged.staged_at).await.unwrap();
    if adopted.duplicate {
        blobs.discard(&[staged]).await;
    }
    adopted.extent
}

#[tokio::test]
async fn both_engines_can_prepare_the_statements() {
    for db in databases().await {
        assert_eq!(db.prepare_all(base_blobs::ALL).await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_same_contents_are_kept_once_in_one_organisation() {
    for db in databases().await {
        let (blobs, folder) = on_disk().await;
        let org = organisation();
        let first = store(&blobs, &db, org, "a").await;
        let second = store(&blobs, &db, org, "a").await;
        assert_eq!(first, second);
        assert_eq!(files(&folder).len(), 1);

        // Two references: the contents stay until both are gone.
        let now = now();
        release(&db, org, first.id, now).await.unwrap();
        assert_eq!(blobs.sweep(&db, now + HOUR * 2).await.unwrap(), Swept::default());
        release(&db, org, first.id, now).await.unwrap();
        assert_eq!(blobs.sweep(&db, now + HOUR).await.unwrap(), Swept::default());
        let swept = blobs.sweep(&db, now + HOUR * 2).await.unwrap();
        assert_eq!(swept, Swept { unreferenced: 1, abandoned: 0 });
        assert_eq!(files(&folder).len(), 0);
    }
}

#[tokio::test]
async fn the_same_contents_are_not_shared_between_organisations() {
    for db in databases().await {
        let (blobs, folder) = on_disk().await;
        let (les_communs, atelier) = (organisation(), organisation());
        let first = store(&blobs, &db, les_communs, "a").await;
        let second = store(&blobs, &db, atelier, "a").await;
        assert_ne!(first.id, second.id);
        assert_eq!(files(&folder).len(), 2);
        // Nor can one refer to the other's.
        assert!(matches!(retain(&db, atelier, first.id).await, Err(Error::Reference(_))));
        assert!(matches!(release(&db, atelier, first.id, now()).await, Err(Error::Reference(_))));
    }
}

#[tokio::test]
async fn references_are_counted() {
    for db in databases().await {
        let (blobs, _) = on_disk().await;
        let (org, now) = (organisation(), now());
        let kept = store(&blobs, &db, org, "a").await;
        retain(&db, org, kept.id).await.unwrap();
        release(&db, org, kept.id, now).await.unwrap();
        release(&db, org, kept.id, now).await.unwrap();
        // One release too many is a fault of the caller, and changes nothing.
        assert!(matches!(release(&db, org, kept.id, now).await, Err(Error::Check(_))));
        // The same contents bring it back to life.
        assert_eq!(store(&blobs, &db, org, "a").await, kept);
        assert_eq!(blobs.sweep(&db, now + HOUR * 3).await.unwrap(), Swept::default());
        assert_eq!(read(&blobs, org, &[kept], 0..kept.length).await.unwrap(), contents("a", 5_000));
    }
}

#[tokio::test]
async fn what_no_transaction_referred_to_is_swept_after_a_day() {
    for target in testing::targets() {
        for db in databases().await {
            let (blobs, org) = (open(&target).await, organisation());
            let kept = store(&blobs, &db, org, "a").await;
            let forgotten = blobs.put(org, contents("b", 5_000)).await.unwrap();

            let now = now();
            assert_eq!(blobs.sweep(&db, now + HOUR * 23).await.unwrap(), Swept::default());
            // By the time it could be swept it can no longer be adopted.
            let late = adopt(&db, forgotten, now + HOUR * 13).await;
            assert!(matches!(late, Err(Error::Reference(_))), "{late:?}");
            let swept = blobs.sweep(&db, now + HOUR * 25).await.unwrap();
            assert_eq!(swept, Swept { unreferenced: 0, abandoned: 1 }, "{target:?}");
            assert!(read(&blobs, org, &[extent(&forgotten)], 0..1).await.is_err());
            assert_eq!(read(&blobs, org, &[kept], 0..kept.length).await.unwrap(), contents("a", 5_000));
            // The next engine starts with an empty storage again.
            blobs.discard(&[Staged { id: kept.id, ..forgotten }]).await;
        }
    }
}

#[tokio::test]
async fn what_a_crash_left_is_swept_after_a_day_and_what_is_not_ours_stays() {
    for db in databases().await {
        let (blobs, folder) = on_disk().await;
        let org = organisation();
        let kept = store(&blobs, &db, org, "a").await;
        let part = files(&folder)[0].with_file_name("0192f0c1-2b7e-7cc3-98c4-dc0c0c07398f");
        std::fs::write(&part, "half of it").unwrap();
        let note = files(&folder)[0].with_file_name("a note of the operator");
        std::fs::write(&note, "").unwrap();
        let swept = blobs.sweep(&db, now() + 25.hours()).await.unwrap();
        assert_eq!(swept, Swept { unreferenced: 0, abandoned: 1 });
        assert!(!part.exists() && note.exists());
        assert!(blobs.verify(&db, None, Depth::Contents).await.unwrap().is_empty());
        assert_eq!(kept.length, 5_000);
    }
}

/// Uploads of the same few contents, their removal and two sweeps, all at once: whatever wins, a reference that was
/// committed has its object.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sweep_beside_uploads_removes_nothing_alive() {
    for db in databases().await {
        let (blobs, _) = on_disk().await;
        let org = organisation();
        for round in 0..15 {
            let mut tasks = tokio::task::JoinSet::new();
            for task in 0..4 {
                let (blobs, db) = (blobs.clone(), db.clone());
                tasks.spawn(async move {
                    for step in 0..5 {
                        let kept = store(&blobs, &db, org, &format!("{}", (task + step) % 3)).await;
                        if (task + step + round) % 2 == 0 {
                            // Released long ago, so that the sweep takes it at once.
                            release(&db, org, kept.id, now() - HOUR * 2).await.unwrap();
                        } else {
                            let read = read(&blobs, org, &[kept], 0..kept.length).await.unwrap();
                            assert_eq!(read.len(), 5_000);
                        }
                    }
                });
            }
            for _ in 0..2 {
                let (blobs, db) = (blobs.clone(), db.clone());
                tasks.spawn(async move {
                    for _ in 0..5 {
                        blobs.sweep(&db, now()).await.unwrap();
                    }
                });
            }
            while let Some(done) = tasks.join_next().await {
                done.unwrap();
            }
            assert_eq!(blobs.verify(&db, Some(org), Depth::Contents).await.unwrap(), [], "round {round}");
        }
    }
}

#[tokio::test]
async fn the_doctor_finds_what_is_missing_cut_or_changed() {
    for db in databases().await {
        let (blobs, folder) = on_disk().await;
        let (org, other) = (organisation(), organisation());
        let mut stored = Vec::new();
        for seed in ["missing", "cut", "changed", "whole"] {
            stored.push(store(&blobs, &db, org, seed).await);
        }
        store(&blobs, &db, other, "whole").await;
        assert_eq!(blobs.verify(&db, None, Depth::Contents).await.unwrap(), []);

        let file = |extent: &Extent| {
            let name = extent.id.to_string();
            files(&folder).into_iter().find(|path| path.ends_with(&name)).unwrap()
        };
        std::fs::remove_file(file(&stored[0])).unwrap();
        std::fs::write(file(&stored[1]), "short").unwrap();
        std::fs::write(file(&stored[2]), contents("other", 5_000)).unwrap();

        let defect = |index: usize, fault| Defect { org, extent: stored[index].id, fault };
        let missing = defect(0, Fault::Missing);
        let cut = defect(1, Fault::Length { expected: 5_000, found: 5 });
        let changed = defect(2, Fault::Contents);
        let mut found = blobs.verify(&db, None, Depth::Lengths).await.unwrap();
        found.sort_by_key(|defect| defect.extent);
        assert_eq!(found, [missing.clone(), cut.clone()]);
        let mut found = blobs.verify(&db, Some(org), Depth::Contents).await.unwrap();
        found.sort_by_key(|defect| defect.extent);
        assert_eq!(found, [missing, cut, changed]);
        assert_eq!(blobs.verify(&db, Some(other), Depth::Contents).await.unwrap(), []);
    }
}
