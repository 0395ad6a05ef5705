//! A disk that fills up: 507, nothing half stored, and the service goes on once there is room.

use std::process::Command;

use super::process::{Server, have, with_alice};

#[test]
fn a_full_disk_refuses_and_recovers() {
    if !have("unshare") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    let headers = [("Authorization", alice.as_str())];
    // A small disk of its own in a mount namespace of its own, with what was there before and something to remove.
    let script = "set -e; cp -a \"$2\" \"$2.before\"; mount -t tmpfs -o size=24m none \"$2\"; cp -a \"$2.before/.\" \"$2\"; \
                  dd if=/dev/zero of=\"$2/ballast\" bs=1M count=8 status=none; shift 2; exec \"$0\" \"$@\"";
    let probe = Command::new("unshare").args(["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).output().unwrap();
    if !probe.status.success() {
        assert!(std::env::var_os("CI").is_none(), "mount namespaces are not allowed here, and CI needs them");
        eprintln!("SKIPPED: mount namespaces are not allowed here");
        return;
    }
    let server = Server::start_with(&data, |program| {
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", script]).arg(program).arg("--").arg(&data);
        command
    });

    let megabyte: Vec<u8> =
        (0..262_144_u32).flat_map(|index| index.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut stored = Vec::new();
    let refused = (0..64_u32).find_map(|number| {
        let mut body = megabyte.clone();
        body[..4].copy_from_slice(&number.to_le_bytes());
        let path = format!("/dav/files/alice/part-{number}");
        let reply = server.request("PUT", &path, &headers, &body).expect("the service stays up");
        match reply.status {
            201 => {
                stored.push((path, body));
                None
            }
            status => Some((path, status)),
        }
    });
    let (path, status) = refused.expect("24 MB cannot hold 64 MB");
    assert_eq!(status, 507, "{path}");
    assert!(!stored.is_empty());

    assert_eq!(server.request("GET", &path, &headers, b"").unwrap().status, 404, "nothing half stored");
    for (path, body) in &stored {
        let reply = server.request("GET", path, &headers, b"").unwrap();
        assert!(reply.status == 200 && reply.body == *body, "{path} is as it was");
    }

    let inside = format!("/proc/{}/root{}/ballast", server.pid(), data.display());
    std::fs::remove_file(&inside).unwrap();
    assert_eq!(server.request("PUT", &path, &headers, &megabyte).unwrap().status, 201, "there is room again");
    server.stop();
}
