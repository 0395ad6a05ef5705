//! The order of things, as the kernel sees it: contents on the disk, their folder on the disk, the commit on the disk,
//! and only then the answer.

use std::process::Command;
use std::time::Duration;

use super::process::{Server, have, with_alice};

#[test]
fn contents_are_durable_before_the_commit_and_the_commit_before_the_answer() {
    if !have("strace") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    let log = folder.path().join("strace.log");
    let server = Server::start_with(&data, |program| {
        let mut command = Command::new("strace");
        let calls = "trace=openat,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,sendto,sendmsg,write,writev";
        command.args(["-f", "-y", "-s", "40", "-e", calls, "-o"]).arg(&log).arg(program);
        command
    });
    let body = vec![b'z'; 200_000];
    let headers = [("Authorization", alice.as_str())];
    let reply = server.request("PUT", "/dav/files/alice/durable", &headers, &body).unwrap();
    assert_eq!(reply.status, 201);
    std::thread::sleep(Duration::from_millis(300));
    let trace = std::fs::read_to_string(&log).unwrap();
    drop(server);

    let lines: Vec<&str> = trace.lines().collect();
    let contents = format!("{}/contents/", data.display());
    let synced = |line: &str| line.contains("fsync(") || line.contains("fdatasync(");
    let answer = lines.iter().rposition(|line| line.contains("HTTP/1.1 201")).expect("the answer is in the trace");
    let before = &lines[..answer];
    let file = before
        .iter()
        .rposition(|line| synced(line) && line.contains(&contents) && !is_folder_sync(line, &contents))
        .expect("the contents were synced");
    let folder = before
        .iter()
        .rposition(|line| synced(line) && is_folder_sync(line, &contents))
        .expect("their folder was synced");
    let commit = before
        .iter()
        .enumerate()
        .filter(|(index, line)| *index > folder && synced(line) && line.contains("liiibre.db-wal"))
        .map(|(index, _)| index)
        .next()
        .expect("the commit was synced after the folder and before the answer");
    assert!(file < folder && folder < commit && commit < answer, "{file} {folder} {commit} {answer}");
}

/// Whether the descriptor of this call is a folder of contents: `<...>` ends in an organisation or a shard, not in a
/// file whose name holds a UUID below one.
fn is_folder_sync(line: &str, contents: &str) -> bool {
    let Some(start) = line.find(contents) else { return false };
    let rest = &line[start + contents.len()..];
    let path = rest.split('>').next().unwrap_or_default();
    path.trim_end_matches('/').split('/').count() <= 2
}
