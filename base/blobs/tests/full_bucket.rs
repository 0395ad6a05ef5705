//! What S3 servers say when there is no room, from a server that says nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use base_blobs::{Error, Target};
use support::{contents, open, organisation};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A bucket on a server that gives this answer to all that is stored.
async fn bucket(status: &'static str, code: &'static str) -> Target {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !request.ends_with(b"the whole body") {
                    if socket.read_buf(&mut request).await.unwrap() == 0 {
                        return;
                    }
                }
                let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
                let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
                socket.write_all((head + &body).as_bytes()).await.unwrap();
            });
        }
    });
    Target::S3 {
        endpoint,
        bucket: "storage-without-a-word-on-room".into(),
        region: "us-east-1".into(),
        access_key: "key".into(),
        secret_key: "secret".into(),
        prefix: String::new(),
        allow_http: true,
    }
}

#[tokio::test]
async fn a_full_bucket_is_told_from_a_failing_one() {
    let body = [contents("a", 1_000).as_ref(), b"the whole body"].concat();
    for (status, code, full) in [
        ("507 Insufficient Storage", "XMinioStorageFull", true),
        ("507 Insufficient Storage", "InsufficientStorage", true),
        ("403 Forbidden", "QuotaExceeded", true),
        ("403 Forbidden", "AccessDenied", false),
        ("400 Bad Request", "EntityTooLarge", false),
    ] {
        let blobs = open(&bucket(status, code).await).await;
        let refused = blobs.put(organisation(), body.clone().into()).await;
        assert_eq!(matches!(refused, Err(Error::StorageFull)), full, "{code}: {refused:?}");
        assert!(refused.is_err());
    }
}
