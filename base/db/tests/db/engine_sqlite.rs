//! A disk that fills up, and files on it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use base_db::{Db, Engine, Error, Target, params, statements, testing};

use super::{NOTES, add, names, org};

statements! {
    /// A note of some weight.
    ADD_HEAVY = "INSERT INTO notes (org_id, name, size, body) VALUES ($1, $2, 1, $3)";
    /// The database grows no further.
    LIMIT_PAGES = "PRAGMA max_page_count = 60";
    /// It does.
    LIFT_LIMIT = "PRAGMA max_page_count = 100000";
    /// Whether the file is sound.
    CHECK = "PRAGMA integrity_check";
}

const BODY: usize = 4_000_000;

/// SQLite ends the whole transaction when a statement finds no room, not the savepoint alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_finds_no_room_takes_nobody_with_it() {
    let db = super::database(Engine::Sqlite).await;
    db.write(async |tx| tx.one::<(i64,)>(&LIMIT_PAGES, params![]).await).await.unwrap();
    assert_one_is_refused_among_many(&db).await;
    db.write(async |tx| tx.one::<(i64,)>(&LIFT_LIMIT, params![]).await).await.unwrap();
    heavy(&db, "heavy").await.unwrap();
}

async fn assert_one_is_refused_among_many(db: &Db) {
    for round in 0..5 {
        let busy = super::keep_writer_busy(db);
        let light: Vec<_> = (0..20)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move { add(&db, &format!("light {round} {n}")).await })
            })
            .collect();
        let refused = heavy(db, "heavy").await;
        assert!(matches!(refused, Err(Error::StorageFull)), "{refused:?}");
        busy.await.unwrap();
        for task in light {
            task.await.unwrap().unwrap();
        }
    }
    assert_eq!(names(db).await.len(), 100);
}

async fn heavy(db: &Db, name: &'static str) -> Result<u64, Error> {
    db.write(async move |tx| tx.exec(&ADD_HEAVY, params![org(), name, vec![1_u8; BODY]]).await).await
}

/// On a real disk the commit is what finds no room. Runs itself again with a small disk of its own.
#[test]
fn a_full_disk_is_named_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=3m tmpfs {} && exec \"$@\"", folder.path().display());
    let namespace: &[&str] = &["--user", "--map-root-user", "--mount"];
    let ran = Command::new("unshare")
        .args(namespace)
        .args(["sh", "-c", &mount, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "engine_sqlite::on_a_small_disk", "--ignored", "--nocapture"])
        .env("SMALL_DISK", folder.path())
        .output();
    let Ok(ran) = ran else {
        eprintln!("NOT TESTED: a full disk (unshare is not installed)");
        return;
    };
    let said = String::from_utf8_lossy(&ran.stderr).into_owned() + &String::from_utf8_lossy(&ran.stdout);
    if said.contains("unshare failed") || said.contains("mount:") {
        eprintln!("NOT TESTED: a full disk (no mount namespaces here): {said}");
        return;
    }
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "run by a_full_disk_is_named_and_survived, on a disk of 3 MB"]
fn on_a_small_disk() {
    let folder = PathBuf::from(std::env::var_os("SMALL_DISK").unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        std::fs::write(folder.join("ballast"), vec![0_u8; 64 * 1024]).unwrap();
        let db = open(&folder).await;
        assert_one_is_refused_among_many(&db).await;

        // To the last byte: not even a small one fits.
        let mut n = 0;
        while add(&db, &format!("small {n}")).await.is_ok() {
            n += 1;
        }
        let refused = add(&db, "straw").await;
        assert!(matches!(refused, Err(Error::StorageFull)), "{refused:?}");
        assert_eq!(names(&db).await.len(), 100 + n, "reading goes on, and what was acknowledged is there");

        std::fs::remove_file(folder.join("ballast")).unwrap();
        add(&db, "straw").await.unwrap();
        let sound: Option<(String,)> = db.read(async |tx| tx.one(&CHECK, params![]).await).await.unwrap();
        assert_eq!(sound, Some(("ok".into(),)));
    });
}

#[tokio::test]
async fn a_checkpoint_empties_the_log_beside_open_connections() {
    let Target::Sqlite { path, readers } = testing::fresh(Engine::Sqlite).await.unwrap() else { unreachable!() };
    let db = Db::open(&Target::Sqlite { path: path.clone(), readers }).await.unwrap();
    db.migrate(&[NOTES]).await.unwrap();
    add(&db, "a").await.unwrap();
    let log = path.with_file_name("liiibre.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0);
    db.checkpoint().await.unwrap();
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
    add(&db, "b").await.unwrap();
    assert_eq!(names(&db).await, ["a", "b"]);
}

#[tokio::test]
async fn the_files_are_for_this_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await;
    add(&db, "a").await.unwrap();
    for name in ["liiibre.db", "liiibre.db-wal"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

async fn open(folder: &Path) -> Db {
    let db = Db::open(&Target::Sqlite { path: folder.join("liiibre.db"), readers: 2 }).await.unwrap();
    db.migrate(&[NOTES]).await.unwrap();
    db
}
