//! The least that 1 GiB up and down can cost: a loop that does the same copies and hashes, and nothing else.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use crate::Result;
use crate::files::{GIB, Large};
use crate::http::{CHUNK, Fresh};
use crate::process::thread_cpu;

/// Socket to hash to file, made durable; then file to socket. The costs are of the serving side alone.
pub fn run(folder: &Path) -> Result<Large> {
    let path = folder.join("bare");
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
    let (mut hasher, mut chunk) = (blake3::Hasher::new(), vec![0; CHUNK]);
    let mut file = File::create(&path)?;
    loop {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        hasher.update(&chunk[..read]);
        file.write_all(&chunk[..read])?;
    }
    file.sync_all()?;
    File::open(folder)?.sync_all()?;
    std::hint::black_box(hasher.finalize());
    let up = thread_cpu()? - began;
    sender.join().map_err(|_| "the sender died")??;

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
