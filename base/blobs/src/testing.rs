//! Storage for tests: a fresh folder, and a fresh part of a bucket where there is one.
//!
//! S3 is used when `LIIIBRE_TEST_S3_ENDPOINT` and its kin are set (`scripts/with-s3` sets them). With
//! `LIIIBRE_TEST_S3=required`, as `make test` sets, their absence is a failure rather than a silence.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Target;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A new folder's path under the system's temporary one; nothing is there yet.
pub fn folder() -> PathBuf {
    let path = std::env::temp_dir().join(fresh_name());
    let _ = std::fs::remove_dir_all(&path);
    path
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
    format!("liiibre_blobs_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}
