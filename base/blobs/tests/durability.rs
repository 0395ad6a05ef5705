//! What the kernel is asked for, in which order, before anybody is told that contents are stored.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

use std::path::Path;
use std::process::Command;

use base_blobs::{Target, testing};
use support::{again, contents, open, organisation, started_again};

/// The line that stands for the answer to a client.
const ACKNOWLEDGED: &str = "acknowledged";

#[test]
fn contents_and_folders_are_on_the_disk_before_the_answer() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("SKIPPED: strace is not installed, the order of operations was not watched");
        return;
    }
    for test in ["a_small_put", "a_large_write", "a_put_into_a_folder_that_another_process_made"] {
        let folder = testing::folder();
        std::fs::create_dir(&folder).unwrap();
        let root = folder.join("new").join("contents");
        let trace = folder.join("trace");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-e", "trace=openat,mkdir,write,fsync", "-o"]).arg(&trace);
        let output = again(strace, test, &root);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let trace = std::fs::read_to_string(trace).unwrap();
        ordered(&trace, &root, test);
    }
}

/// Checks that the calls came in the order that makes the last file durable.
fn ordered(trace: &str, root: &Path, test: &str) {
    let calls: Vec<&str> = trace.lines().collect();
    let at = |what: &dyn Fn(&str) -> bool, from: usize, name: &str| -> usize {
        let found = calls.iter().enumerate().skip(from).find(|(_, call)| what(call));
        found.unwrap_or_else(|| panic!("{test}: no {name} after line {from} in\n{trace}")).0
    };
    let has = |call: &str, name: &str, path: &str| call.contains(&format!(" {name}(")) && call.contains(path);
    let synced = |folder: &Path, from| {
        let path = format!("<{}>)", folder.display());
        at(&|call| has(call, "fsync", &path), from, &format!("fsync of {path}"))
    };

    // The file's own story.
    let inside = format!("\"{}/", root.display());
    let opened = at(&|call| has(call, "openat", &inside) && call.contains("O_CREAT"), 0, "open");
    let file = Path::new(calls[opened].split('"').nth(1).unwrap());
    let descriptor = format!("<{}>", file.display());
    let written = calls.iter().rposition(|call| has(call, "write", &descriptor)).unwrap();
    let contents_synced = at(&|call| has(call, "fsync", &descriptor), written, "fsync of the contents");
    let shard = file.parent().unwrap();
    let shard_synced = synced(shard, contents_synced);
    let answered = at(&|call| call.contains(ACKNOWLEDGED), 0, "answer");
    let story = [opened, written, contents_synced, shard_synced, answered];
    assert!(story.is_sorted(), "{test}: {story:?} in\n{trace}");

    // Each folder on the way is durable in the one above, before the answer.
    let organisation = shard.parent().unwrap();
    assert_eq!(organisation.parent().unwrap(), root);
    for folder in [shard, organisation, root, root.parent().unwrap()] {
        let made = calls.iter().position(|call| has(call, "mkdir", &format!("\"{}\"", folder.display())));
        let above_synced = synced(folder.parent().unwrap(), made.unwrap_or(0));
        assert!(above_synced < answered, "{test}: {} in\n{trace}", folder.display());
    }
}

fn acknowledge() {
    println!("{ACKNOWLEDGED}");
}

#[tokio::test]
async fn a_small_put() {
    let Some(path) = started_again() else { return };
    let blobs = open(&Target::Disk { path }).await;
    blobs.put(organisation(), contents("a", 10_000)).await.unwrap();
    acknowledge();
}

#[tokio::test]
async fn a_large_write() {
    let Some(path) = started_again() else { return };
    let blobs = open(&Target::Disk { path }).await;
    let mut writer = blobs.writer(organisation());
    writer.write(&contents("a", 5_000_000)).await.unwrap();
    writer.finish().await.unwrap();
    acknowledge();
}

/// The folders are there, but nobody knows whether they are on the disk.
#[tokio::test]
async fn a_put_into_a_folder_that_another_process_made() {
    let Some(path) = started_again() else { return };
    let blobs = open(&Target::Disk { path: path.clone() }).await;
    let org = organisation();
    for shard in 0..=255 {
        std::fs::create_dir_all(path.join(org.to_string()).join(format!("{shard:02x}"))).unwrap();
    }
    blobs.put(org, contents("a", 10_000)).await.unwrap();
    acknowledge();
}
