//! What storing and reading costs, beside a bare loop that makes the same copies and hashes:
//!
//! ```sh
//! cargo run --release -p base-blobs --example throughput [FOLDER]
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base_blobs::{Blobs, Extent, Staged, Target};
use base_id::{Clock, OrgId, Random};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};

const GIB: u64 = 1024 * 1024 * 1024;
/// What an HTTP server hands over at a time, more or less.
const PIECE: usize = 64 * 1024 - 13;
const SMALL: usize = 10_000;
const SMALL_PUTS: u64 = 4_000;

#[tokio::main]
async fn main() {
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from).join("liiibre-throughput");
    let _ = std::fs::remove_dir_all(&folder);
    let blobs = Blobs::open(&Target::Disk { path: folder.clone() }, Clock::system(), Random::system()).await.unwrap();
    let org = OrgId::new(&Clock::system(), &Random::system());

    println!("{:<44} {:>10} {:>10}", "", "CPU-ms", "ms");
    // Each takes fresh memory for its pages once, so that the rounds after the first are those to compare.
    for _ in 0..3 {
        let bare = folder.join("bare");
        measured("1 GiB up, bare loop", async { bare_up(&bare) }).await;
        measured("1 GiB down, bare loop", async { bare_down(&bare) }).await;
        std::fs::remove_file(&bare).unwrap();
        let staged = measured("1 GiB up", up(&blobs, org)).await;
        measured("1 GiB down", down(&blobs, org, &staged)).await;
        blobs.discard(&[staged]).await;
    }

    let puts = measured("4,000 puts of 10 kB, bare loop, one by one", async { bare_puts(&folder) }).await;
    assert_eq!(puts, SMALL_PUTS);
    measured("4,000 puts of 10 kB, one by one", small_puts(&blobs, org, 1)).await;
    measured("4,000 puts of 10 kB, 64 at a time", small_puts(&blobs, org, 64)).await;
    let extents = small_extents(&blobs, org).await;
    measured("4,000 reads of 10 kB, one by one", small_reads(&blobs, org, &extents)).await;
    let _ = std::fs::remove_dir_all(&folder);
}

async fn measured<T>(what: &str, work: impl Future<Output = T>) -> T {
    let (cpu, clock) = (cpu_time(), Instant::now());
    let result = work.await;
    let (cpu, clock) = (cpu_time().saturating_sub(cpu), clock.elapsed());
    println!("{what:<44} {:>10} {:>10}", cpu.as_millis(), clock.as_millis());
    result
}

/// The processor time of this process so far, to the hundredth of a second.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// What a client sends: the same memory again and again, of no round size.
fn pieces() -> impl Iterator<Item = Bytes> {
    let mut left = GIB;
    let whole = Bytes::from(random(PIECE));
    std::iter::from_fn(move || {
        let length = left.min(PIECE as u64);
        left -= length;
        (length > 0).then(|| whole.slice(..usize::try_from(length).unwrap()))
    })
}

fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(b"throughput").finalize_xof().fill(&mut bytes);
    bytes
}

fn bare_up(path: &Path) {
    let mut file = File::create(path).unwrap();
    let mut hasher = blake3::Hasher::new();
    let mut block = Vec::with_capacity(1024 * 1024);
    for piece in pieces() {
        let room = (block.capacity() - block.len()).min(piece.len());
        block.extend_from_slice(&piece[..room]);
        if block.len() == block.capacity() {
            file.write_all(&block).unwrap();
            hasher.update(&block);
            block.clear();
            block.extend_from_slice(&piece[room..]);
        }
    }
    file.write_all(&block).unwrap();
    hasher.update(&block);
    std::hint::black_box(hasher.finalize());
    file.sync_all().unwrap();
}

async fn up(blobs: &Blobs, org: OrgId) -> Staged {
    let mut writer = blobs.writer(org);
    for piece in pieces() {
        writer.write(&piece).await.unwrap();
    }
    writer.finish().await.unwrap()
}

fn bare_down(path: &Path) {
    let mut file = File::open(path).unwrap();
    let mut block = vec![0; 512 * 1024];
    while file.read(&mut block).unwrap() > 0 {
        std::hint::black_box(&block);
    }
}

async fn down(blobs: &Blobs, org: OrgId, staged: &Staged) {
    let mut pieces = blobs.read(org, &[extent(staged)], 0..staged.length);
    while let Some(piece) = pieces.try_next().await.unwrap() {
        std::hint::black_box(&piece);
    }
}

fn bare_puts(folder: &Path) -> u64 {
    let contents = random(SMALL);
    let folder = folder.join("puts");
    std::fs::create_dir(&folder).unwrap();
    for index in 0..SMALL_PUTS {
        let mut file = File::create_new(folder.join(index.to_string())).unwrap();
        file.write_all(&contents).unwrap();
        std::hint::black_box(blake3::hash(&contents));
        file.sync_all().unwrap();
        File::open(&folder).unwrap().sync_all().unwrap();
    }
    SMALL_PUTS
}

async fn small_puts(blobs: &Blobs, org: OrgId, at_a_time: usize) {
    let contents = Bytes::from(random(SMALL));
    stream::iter(0..SMALL_PUTS)
        .for_each_concurrent(at_a_time, |_| async {
            blobs.put(org, contents.clone()).await.unwrap();
        })
        .await;
}

async fn small_extents(blobs: &Blobs, org: OrgId) -> Vec<Extent> {
    let mut extents = Vec::new();
    for _ in 0..100 {
        let staged = blobs.put(org, Bytes::from(random(SMALL))).await.unwrap();
        extents.push(extent(&staged));
    }
    extents
}

fn extent(staged: &Staged) -> Extent {
    Extent { id: staged.id, length: staged.length, blake3: staged.blake3 }
}

async fn small_reads(blobs: &Blobs, org: OrgId, extents: &[Extent]) {
    for index in 0..4_000 {
        let extent = extents[index % extents.len()];
        let read: Vec<Bytes> = blobs.read(org, &[extent], 0..extent.length).try_collect().await.unwrap();
        std::hint::black_box(read);
    }
}
