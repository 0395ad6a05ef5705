//! The least that the same work can cost on this machine: loops that copy, hash and make durable, and nothing else.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::thread;

use sha1::Digest;

use crate::Result;
use crate::files::{GIB, Large};
use crate::http::{CHUNK, Fresh};
use crate::nextcloud::PART;
use crate::process::thread_cpu;

/// Socket to hash to file, made durable; then file to socket. The costs are of the serving side alone.
pub fn run(folder: &Path) -> Result<Large> {
    let path = folder.join("bare");
    let up = up(folder, &path)?;
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let mut chunk = vec![0; CHUNK];

    let receiver = thread::spawn(move || -> std::io::Result<u64> {
        let mut stream = TcpStream::connect(address)?;
        let (mut chunk, mut total) = (vec![0; CHUNK], 0);
        loop {
            match stream.read(&mut chunk)? {
                0 => return Ok(total),
                read => total += read as u64,
            }
        }
    });
    let (mut stream, _) = listener.accept()?;
    let began = thread_cpu()?;
    let mut file = File::open(&path)?;
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        stream.write_all(&chunk[..read])?;
    }
    drop(stream);
    let down = thread_cpu()? - began;
    if receiver.join().map_err(|_| "the receiver died")?? != GIB {
        return Err("the bare loop lost bytes".into());
    }
    std::fs::remove_file(path)?;
    Ok(Large { up, down })
}

/// Socket to hashes to files of one chunk each, all of them made durable, with the digest that Nextcloud's programs want
/// beside our own.
pub fn chunked(folder: &Path) -> Result<f64> {
    let mut stream = sender()?;
    let mut sum = sha1::Sha1::new();
    let mut cost = 0.0;
    for number in 0..GIB / PART {
        warm(folder, number)?;
        let began = thread_cpu()?;
        keep(&mut stream, PART, &folder.join(format!("bare-{number}")), Some(&mut sum))?;
        cost += thread_cpu()? - began;
    }
    std::hint::black_box(sum.finalize());
    for number in 0..GIB / PART {
        std::fs::remove_file(folder.join(format!("bare-{number}")))?;
    }
    Ok(cost)
}

fn up(folder: &Path, path: &Path) -> Result<f64> {
    let mut stream = sender()?;
    warm_memory(folder)?;
    let began = thread_cpu()?;
    keep(&mut stream, GIB, path, None)?;
    Ok(thread_cpu()? - began)
}

/// A stream of 1 GiB that comes as fast as it is read.
fn sender() -> Result<TcpStream> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || -> std::io::Result<()> {
        let mut stream = TcpStream::connect(address)?;
        let (mut fresh, mut chunk) = (Fresh::new(0), vec![0; CHUNK]);
        for _ in 0..GIB / CHUNK as u64 {
            fresh.fill(&mut chunk);
            stream.write_all(&chunk)?;
        }
        Ok(())
    });
    Ok(listener.accept()?.0)
}

/// Stores the next `size` bytes in a new file, durably.
fn keep(stream: &mut TcpStream, size: u64, path: &Path, mut sum: Option<&mut sha1::Sha1>) -> Result<()> {
    let (mut hasher, mut chunk) = (blake3::Hasher::new(), vec![0; CHUNK]);
    let (mut file, mut left) = (File::create(path)?, size);
    while left > 0 {
        let most = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = stream.read(&mut chunk[..most])?;
        if read == 0 {
            return Err("the sender died".into());
        }
        hasher.update(&chunk[..read]);
        if let Some(sum) = &mut sum {
            sum.update(&chunk[..read]);
        }
        file.write_all(&chunk[..read])?;
        left -= read as u64;
    }
    file.sync_all()?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    std::hint::black_box(hasher.finalize());
    Ok(())
}

/// CPU milliseconds of 10 kB in a new file, made durable together with its folder, and a dozen pages in a log.
pub fn put(folder: &Path) -> Result<f64> {
    const ROUNDS: u32 = 300;
    const PAGES: u64 = 12;
    let folder = folder.join("bare");
    std::fs::create_dir(&folder)?;
    let log = File::create(folder.join("log"))?;
    let (mut fresh, mut body, page) = (Fresh::new(0), vec![0; 10_000], vec![1; 4096]);
    log.write_all_at(&vec![0; 4096 * 400], 0)?;
    log.sync_all()?;
    let began = thread_cpu()?;
    for round in 0..ROUNDS {
        fresh.fill(&mut body);
        let mut file = File::create_new(folder.join(round.to_string()))?;
        file.write_all(&body)?;
        std::hint::black_box(blake3::hash(&body));
        file.sync_all()?;
        File::open(&folder)?.sync_all()?;
        for number in 0..PAGES {
            log.write_all_at(&page, (u64::from(round) + number) % 400 * 4096)?;
        }
        log.sync_data()?;
    }
    let cost = (thread_cpu()? - began) / f64::from(ROUNDS);
    std::fs::remove_dir_all(folder)?;
    Ok(cost)
}

/// Takes the memory that a file of 1 GiB needs in the disk's cache, and frees it. The host of a virtual machine gives
/// memory out page by page, which would be counted as the work of whoever is the first to use it.
pub fn warm_memory(folder: &Path) -> Result<()> {
    warm_bytes(folder, GIB + GIB / 2)
}

/// The same for what comes in chunks, before the chunk of this number. That takes longer: meanwhile the host takes back
/// what is free, so it is asked for again and again.
pub fn warm(folder: &Path, number: u64) -> Result<()> {
    const CHUNKS: u64 = 8;
    if number.is_multiple_of(CHUNKS) { warm_bytes(folder, 2 * CHUNKS * PART) } else { Ok(()) }
}

fn warm_bytes(folder: &Path, bytes: u64) -> Result<()> {
    let path = folder.join("warm");
    let mut file = File::create(&path)?;
    let chunk = vec![0; CHUNK];
    for _ in 0..bytes / CHUNK as u64 {
        file.write_all(&chunk)?;
    }
    drop(file);
    Ok(std::fs::remove_file(path)?)
}
