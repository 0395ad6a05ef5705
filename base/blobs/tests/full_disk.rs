//! A full disk: refused, nothing left behind, and well again once there is room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::process::Command;

use base_blobs::{Error, Target, testing};
use support::{again, contents, extent, files, open, organisation, read, started_again};

/// Runs the story below on a small disk of its own.
#[test]
fn a_full_disk_refuses_and_recovers() {
    let folder = testing::folder();
    std::fs::create_dir_all(&folder).unwrap();
    let small_disk = "mount -t tmpfs -o size=1m none \"$0\" && exec \"$@\"";
    let mut unshare = Command::new("unshare");
    unshare.args(["--mount", "sh", "-c"]);
    let can = Command::new("unshare")
        .args(["--mount", "sh", "-c", small_disk])
        .arg(&folder)
        .arg("true")
        .output()
        .is_ok_and(|output| output.status.success());
    if !can {
        eprintln!("SKIPPED: no mount namespace can be made here (that takes root), a full disk was not tried");
        return;
    }
    unshare.arg(small_disk).arg(&folder);
    let output = again(unshare, "on_a_small_disk", &folder);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
async fn on_a_small_disk() {
    let Some(path) = started_again() else { return };
    let blobs = open(&Target::Disk { path: path.clone() }).await;
    let org = organisation();
    let kept = blobs.put(org, contents("kept", 500_000)).await.unwrap();

    for _ in 0..3 {
        let refused = blobs.put(org, contents("large", 2_000_000)).await;
        assert!(matches!(refused, Err(Error::StorageFull)), "{refused:?}");
        let mut writer = blobs.writer(org);
        let mut refused = writer.write(&contents("larger", 4_000_000)).await.err();
        if refused.is_none() {
            refused = writer.finish().await.err();
        }
        assert!(matches!(refused, Some(Error::StorageFull)), "{refused:?}");
        assert_eq!(files(&path).len(), 1);
    }
    assert!(matches!(blobs.put(org, contents("large", 600_000)).await, Err(Error::StorageFull)));

    blobs.put(org, contents("small", 200_000)).await.unwrap();
    assert_eq!(read(&blobs, org, &[extent(&kept)], 0..500_000).await.unwrap(), contents("kept", 500_000));
    blobs.discard(&[kept]).await;
    blobs.put(org, contents("large", 600_000)).await.unwrap();
}
