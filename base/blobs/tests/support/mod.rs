//! What the stories share.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};

use base_blobs::{Blobs, Error, Extent, Staged, Target};
use base_db::Db;
use base_id::{Clock, OrgId, Random};
use bytes::Bytes;
use futures_util::TryStreamExt;

pub async fn open(target: &Target) -> Blobs {
    Blobs::open(target, Clock::system(), Random::system()).await.unwrap()
}

pub async fn on_disk() -> (Blobs, PathBuf) {
    let folder = base_blobs::testing::folder();
    (open(&Target::Disk { path: folder.clone() }).await, folder)
}

/// A fresh database with the schema, on each engine at hand.
pub async fn databases() -> Vec<Db> {
    let mut databases = Vec::new();
    for engine in base_db::testing::engines() {
        let db = base_db::testing::database(engine).await.unwrap();
        db.migrate(&[base_blobs::MIGRATIONS]).await.unwrap();
        databases.push(db);
    }
    databases
}

pub fn organisation() -> OrgId {
    OrgId::new(&Clock::system(), &Random::system())
}

/// `length` bytes that differ from those of another seed.
pub fn contents(seed: &str, length: usize) -> Bytes {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(seed.as_bytes()).finalize_xof().fill(&mut bytes);
    bytes.into()
}

pub fn extent(staged: &Staged) -> Extent {
    Extent { id: staged.id, length: staged.length, blake3: staged.blake3 }
}

pub async fn read(
    blobs: &Blobs,
    org: OrgId,
    extents: &[Extent],
    range: std::ops::Range<u64>,
) -> Result<Vec<u8>, Error> {
    let pieces: Vec<Bytes> = blobs.read(org, extents, range).try_collect().await?;
    Ok(pieces.concat())
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Runs one test of this test program again, in a process of its own that `command` begins.
pub fn again(mut command: std::process::Command, test: &str, folder: &Path) -> std::process::Output {
    command
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("LIIIBRE_TEST_FOLDER", folder)
        .output()
        .unwrap()
}

/// The folder that [`again`] was given, in the process that it started.
pub fn started_again() -> Option<PathBuf> {
    std::env::var_os("LIIIBRE_TEST_FOLDER").map(PathBuf::from)
}
