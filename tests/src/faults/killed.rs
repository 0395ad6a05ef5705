//! `kill -9` in the middle of 1,000 uploads: whatever was acknowledged is there, whole.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::process::{Server, command, with_alice};

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
