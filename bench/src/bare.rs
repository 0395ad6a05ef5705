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
use crate::process::thread_cpu;

/// Socket to hash to file, made durable; then file to socket. The costs are of the serving side alone.
pub fn run(folder: &Path) -> Result<Large> {
    let path = folder.join("bare");
    let up = up(folder, &path, false)?;
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

/// The first half, with the digest that Nextcloud's programs want beside our own.
pub fn with_checksum(folder: &Path) -> Result<f64> {
    let path = folder.join("bare");
    let up = up(folder, &path, true)?;
    std::fs::remove_file(path)?;
    Ok(up)
}

fn up(folder: &Path, path: &Path, checksum: bool) -> Result<f64> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let sender = thread::spawn(move || -> std::io::Result<()> {
        let mut stream = TcpStream::connect(address)?;
        let (mut fresh, mut chunk) = (Fresh::new(0), vec![0; CHUNK]);
        for _ in 0..GIB / CHUNK as u64 {
            fresh.fill(&mut chunk);
            stream.write_all(&chunk)?;
        }
        Ok(())
    });
    let (mut stream, _) = listener.accept()?;
    let began = thread_cpu()?;
    let (mut hasher, mut sum, mut chunk) = (blake3::Hasher::new(), sha1::Sha1::new(), vec![0; CHUNK]);
    let mut file = File::create(path)?;
    loop {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        hasher.update(&chunk[..read]);
        if checksum {
            sum.update(&chunk[..read]);
        }
        file.write_all(&chunk[..read])?;
    }
    file.sync_all()?;
    File::open(folder)?.sync_all()?;
    std::hint::black_box((hasher.finalize(), sum.finalize()));
    let up = thread_cpu()? - began;
    sender.join().map_err(|_| "the sender died")??;
    Ok(up)
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
    let path = folder.join("warm");
    let mut file = File::create(&path)?;
    let chunk = vec![0; CHUNK];
    for _ in 0..(GIB + GIB / 2) / CHUNK as u64 {
        file.write_all(&chunk)?;
    }
    drop(file);
    Ok(std::fs::remove_file(path)?)
}
