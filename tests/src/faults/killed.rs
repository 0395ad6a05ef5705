//! `kill -9` in the middle of 1,000 uploads, and of uploads in chunks and in bulk: whatever was acknowledged is there,
//! whole.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::process::{Reply, Server, command, with_alice};

const UPLOADS: u32 = 1_000;
const WRITERS: u32 = 4;

fn contents(number: u32) -> Vec<u8> {
    // From empty to 30 kB, each different.
    let size = (number * 37) % 30_000;
    (0..size).map(|index| ((index * 31 + number * 17) % 251) as u8).collect()
}

#[test]
fn nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    let alice = [("Authorization", alice.as_str())];
    let next = AtomicU32::new(0);
    let acknowledged = Mutex::new(Vec::new());
    let mut kills = 0;
    while next.load(Ordering::SeqCst) < UPLOADS {
        let server = Server::start(&data);
        std::thread::scope(|scope| {
            let (server, next, acknowledged, alice) = (&server, &next, &acknowledged, &alice);
            for _ in 0..WRITERS {
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= UPLOADS {
                            return;
                        }
                        let path = format!("/dav/files/alice/file-{number}");
                        match server.request("PUT", &path, alice, &contents(number)) {
                            Some(reply) => {
                                assert_eq!(reply.status, 201, "{path}: {}", String::from_utf8_lossy(&reply.body));
                                acknowledged.lock().unwrap().push(number);
                            }
                            None => return,
                        }
                    }
                });
            }
            // Not a round number, so that each round is cut somewhere else.
            std::thread::sleep(Duration::from_millis(700 + kills * 137));
            let _ = std::process::Command::new("kill").args(["-9", &server.pid().to_string()]).status();
        });
        drop(server);
        kills += 1;
        assert!(kills < 200, "no progress between kills");
    }

    let report = command(&data, &["doctor"]);
    assert_eq!(report["healthy"], true, "{report:#}");
    let server = Server::start(&data);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 200 && kills >= 1, "{} acknowledged, {kills} kills", acknowledged.len());
    for number in &acknowledged {
        let reply = server.request("GET", &format!("/dav/files/alice/file-{number}"), &alice, b"").unwrap();
        assert_eq!(reply.status, 200, "file-{number} was acknowledged and is gone");
        assert!(reply.body == contents(*number), "file-{number} has other contents");
    }
    server.stop();
}

const FILES: &str = "/remote.php/dav/files/alice";
const UPLOADS_OF_ALICE: &str = "/remote.php/dav/uploads/alice";
const CHUNK: u32 = 20_000;
const CHUNKS: u32 = 3;
const TOGETHER: u32 = 5;

/// What a client was told, in the order in which it asked.
#[derive(Default)]
struct Told {
    /// Chunks of transfers that were not put together, as far as is known.
    chunks: Vec<(u32, u32)>,
    /// Transfers that were put together.
    whole: Vec<u32>,
    /// Requests of several files.
    bulks: Vec<u32>,
}

fn chunk(number: u32, part: u32) -> Vec<u8> {
    (0..CHUNK).map(|index| ((index * 31 + number * 17 + part * 101) % 251) as u8).collect()
}

fn bulk(number: u32) -> Vec<u8> {
    let mut body = Vec::new();
    for file in 0..TOGETHER {
        let contents = contents(number * TOGETHER + file);
        let head = format!(
            "--b\r\nContent-Length: {}\r\nX-File-Path: /bulk-{number}-{file}\r\nX-File-Mtime: 1700000000\r\n\r\n",
            contents.len()
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&contents);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

/// One upload in chunks and one in bulk; what was answered before the server died is noted.
fn uploads(server: &Server, alice: &[(&str, &str)], number: u32, told: &Mutex<Told>) -> Option<()> {
    let expected = |reply: Reply, status: u16| {
        assert_eq!(reply.status, status, "{number}: {}", String::from_utf8_lossy(&reply.body));
    };
    let transfer = format!("{UPLOADS_OF_ALICE}/transfer-{number}");
    expected(server.request("MKCOL", &transfer, alice, b"")?, 201);
    for part in 1..=CHUNKS {
        expected(server.request("PUT", &format!("{transfer}/{part:05}"), alice, &chunk(number, part))?, 201);
        told.lock().unwrap().chunks.push((number, part));
    }
    let to = format!("{FILES}/whole-{number}");
    let headers: Vec<_> = alice.iter().copied().chain([("Destination", to.as_str())]).collect();
    let moved = server.request("MOVE", &format!("{transfer}/.file"), &headers, b"");
    let mut known = told.lock().unwrap();
    // Without an answer, it may have been put together or not.
    known.chunks.retain(|(other, _)| *other != number);
    expected(moved?, 201);
    known.whole.push(number);
    drop(known);
    let headers: Vec<_> = alice.iter().copied().chain([("Content-Type", "multipart/related; boundary=b")]).collect();
    let reply = server.request("POST", "/remote.php/dav/bulk", &headers, &bulk(number))?;
    assert_eq!(String::from_utf8_lossy(&reply.body).matches("\"error\":false").count(), TOGETHER as usize);
    told.lock().unwrap().bulks.push(number);
    Some(())
}

#[test]
fn no_chunk_and_no_file_of_a_bulk_that_was_acknowledged_is_lost() {
    const ROUNDS: u64 = 6;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    let alice = [("Authorization", alice.as_str())];
    let next = AtomicU32::new(0);
    let told = Mutex::new(Told::default());
    for round in 0..ROUNDS {
        let server = Server::start(&data);
        std::thread::scope(|scope| {
            let (server, next, told, alice) = (&server, &next, &told, &alice);
            for _ in 0..WRITERS {
                scope.spawn(
                    move || while uploads(server, alice, next.fetch_add(1, Ordering::SeqCst), told).is_some() {},
                );
            }
            std::thread::sleep(Duration::from_millis(500 + round * 137));
            let _ = std::process::Command::new("kill").args(["-9", &server.pid().to_string()]).status();
        });
        drop(server);
    }

    let report = command(&data, &["doctor"]);
    assert_eq!(report["healthy"], true, "{report:#}");
    let server = Server::start(&data);
    let told = told.into_inner().unwrap();
    assert!(told.whole.len() > 10 && told.bulks.len() > 10, "{} put together", told.whole.len());
    let get = |path: &str| server.request("GET", path, &alice, b"").unwrap();
    for number in &told.whole {
        let all: Vec<u8> = (1..=CHUNKS).flat_map(|part| chunk(*number, part)).collect();
        assert!(get(&format!("{FILES}/whole-{number}")).body == all, "whole-{number} has other contents, or is gone");
    }
    for number in &told.bulks {
        for file in 0..TOGETHER {
            let reply = get(&format!("{FILES}/bulk-{number}-{file}"));
            assert_eq!(reply.status, 200, "bulk-{number}-{file} was acknowledged and is gone");
            assert!(reply.body == contents(number * TOGETHER + file), "bulk-{number}-{file} has other contents");
        }
    }
    for (number, part) in &told.chunks {
        let headers: Vec<_> = alice.iter().copied().chain([("Depth", "1")]).collect();
        let transfer = format!("{UPLOADS_OF_ALICE}/transfer-{number}");
        let listed = server.request("PROPFIND", &transfer, &headers, b"").unwrap();
        let name = format!("/{part:05}<");
        assert!(String::from_utf8_lossy(&listed.body).contains(&name), "chunk {part} of {number} is gone");
    }
    server.stop();
}
