//! Storage for tests: a fresh folder, and a fresh part of a bucket where there is one.
//!
//! S3 is used when `LIIIBRE_TEST_S3_ENDPOINT` and its kin are set (`scripts/with-s3` sets them). With
//! `LIIIBRE_TEST_S3=required`, as `make test` sets, their absence is a failure rather than a silence.

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Target;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// What the names of folders and prefixes begin with; the process follows.
const NAME: &str = "liiibre_blobs_";

/// A new folder's path under the system's temporary one; nothing is there yet. It stays for whoever looks into a
/// failure, until a later test process removes it.
pub fn folder() -> PathBuf {
    static OTHERS: Once = Once::new();
    OTHERS.call_once(remove_those_of_ended_processes);
    std::env::temp_dir().join(fresh_name())
}

fn remove_those_of_ended_processes() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(NAME)?.split('_').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Each kind of storage that is at hand, empty.
pub fn targets() -> Vec<Target> {
    std::iter::once(Target::Disk { path: folder() }).chain(bucket()).collect()
}

/// An empty part of the bucket that tests may use, if there is one.
///
/// # Panics
/// When one is required and there is none: a test that cannot run as asked must say so.
pub fn bucket() -> Option<Target> {
    let variable = |name: &str| std::env::var(format!("LIIIBRE_TEST_S3_{name}")).ok().filter(|value| !value.is_empty());
    let Some(endpoint) = variable("ENDPOINT") else {
        assert!(
            std::env::var("LIIIBRE_TEST_S3").as_deref() != Ok("required"),
            "LIIIBRE_TEST_S3_ENDPOINT is not set: run the tests through `make test` or scripts/with-s3"
        );
        return None;
    };
    Some(Target::S3 {
        endpoint,
        bucket: variable("BUCKET").unwrap_or_default(),
        region: variable("REGION").unwrap_or_else(|| "us-east-1".into()),
        access_key: variable("ACCESS_KEY").unwrap_or_default(),
        secret_key: variable("SECRET_KEY").unwrap_or_default(),
        prefix: fresh_name(),
        allow_http: true,
    })
}

fn fresh_name() -> String {
    format!("{NAME}{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}
