//! Bytes go in and come back, on disk and on S3.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use base_blobs::{Error, Target, testing};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use support::{contents, extent, files, on_disk, open, organisation, read};

#[tokio::test]
async fn what_is_put_is_read_back() {
    for target in testing::targets() {
        let (blobs, org) = (open(&target).await, organisation());
        for length in [1, 10_000, 3_000_001] {
            let bytes = contents("a", length);
            let staged = blobs.put(org, bytes.clone()).await.unwrap();
            assert_eq!(staged.length, length as u64);
            assert_eq!(staged.blake3, *blake3::hash(&bytes).as_bytes());
            assert_eq!(read(&blobs, org, &[extent(&staged)], 0..staged.length).await.unwrap(), bytes, "{target:?}");
        }
    }
}

#[tokio::test]
async fn empty_contents_need_no_special_case() {
    for target in testing::targets() {
        let (blobs, org) = (open(&target).await, organisation());
        let put = blobs.put(org, Bytes::new()).await.unwrap();
        let written = blobs.writer(org).finish().await.unwrap();
        for staged in [put, written] {
            assert_eq!((staged.length, staged.blake3), (0, *blake3::hash(b"").as_bytes()));
            assert_eq!(read(&blobs, org, &[extent(&staged)], 0..0).await.unwrap(), b"");
        }
        assert_eq!(read(&blobs, org, &[], 0..0).await.unwrap(), b"");
    }
}

#[tokio::test]
async fn a_writer_takes_pieces_of_any_size() {
    for target in testing::targets() {
        let (blobs, org) = (open(&target).await, organisation());
        // More than two blocks on disk and more than two parts on S3.
        let bytes = contents("b", 21_000_000);
        for piece in [1_000, 65_537, 9_000_000] {
            let mut writer = blobs.writer(org);
            for piece in bytes.chunks(piece) {
                writer.write(piece).await.unwrap();
            }
            let staged = writer.finish().await.unwrap();
            assert_eq!(staged.length, bytes.len() as u64);
            assert_eq!(staged.blake3, *blake3::hash(&bytes).as_bytes());
            assert!(read(&blobs, org, &[extent(&staged)], 0..staged.length).await.unwrap() == bytes, "{target:?}");
        }
    }
}

#[tokio::test]
async fn a_range_is_read_over_several_extents() {
    for target in testing::targets() {
        let (blobs, org) = (open(&target).await, organisation());
        let mut whole = Vec::new();
        let mut extents = Vec::new();
        for (index, length) in [5, 1_200_000, 1, 0, 700, 2_000_000].into_iter().enumerate() {
            let bytes = contents(&index.to_string(), length);
            extents.push(extent(&blobs.put(org, bytes.clone()).await.unwrap()));
            whole.extend_from_slice(&bytes);
        }
        let length = whole.len() as u64;
        for range in [0..length, 0..1, 3..8, 4..1_200_006, 1_200_000..1_200_900, length - 1..length, 7..7] {
            let expected = &whole[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()];
            assert!(read(&blobs, org, &extents, range.clone()).await.unwrap() == expected, "{target:?} {range:?}");
        }
        assert_eq!(read(&blobs, org, &extents, length - 1..length + 10).await.unwrap(), whole[whole.len() - 1..]);
    }
}

#[tokio::test]
async fn a_dropped_writer_leaves_nothing_behind() {
    let (blobs, folder) = on_disk().await;
    let org = organisation();
    for length in [0, 10_000, 1_500_000, 5_000_000] {
        let mut writer = blobs.writer(org);
        writer.write(&contents("c", length)).await.unwrap();
        drop(writer);
    }
    // Hanging up while the storage makes the contents durable.
    for _ in 0..20 {
        let mut writer = blobs.writer(org);
        writer.write(&contents("c", 2_000_000)).await.unwrap();
        let written = tokio::time::timeout(Duration::from_micros(200), writer.finish()).await;
        let put = tokio::time::timeout(Duration::from_micros(100), blobs.put(org, contents("c", 10_000))).await;
        for fast in [written, put].into_iter().flatten() {
            blobs.discard(&[fast.unwrap()]).await;
        }
    }
    for _ in 0..200 {
        if files(&folder).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?} left behind", files(&folder));
}

#[tokio::test]
async fn contents_that_are_gone_or_cut_are_told_apart() {
    let (blobs, folder) = on_disk().await;
    let org = organisation();
    let cut = blobs.put(org, contents("d", 10_000)).await.unwrap();
    std::fs::OpenOptions::new().write(true).open(&files(&folder)[0]).unwrap().set_len(9_000).unwrap();
    assert!(matches!(read(&blobs, org, &[extent(&cut)], 0..10_000).await, Err(Error::Corrupt(id, _)) if id == cut.id));

    for target in testing::targets() {
        let blobs = open(&target).await;
        let gone = blobs.put(org, contents("e", 10_000)).await.unwrap();
        blobs.discard(&[gone]).await;
        blobs.discard(&[gone]).await;
        let found = read(&blobs, org, &[extent(&gone)], 0..10_000).await;
        assert!(matches!(found, Err(Error::NotFound(id)) if id == gone.id), "{target:?} {found:?}");
    }
}

#[tokio::test]
async fn an_organisation_cannot_read_what_another_stored() {
    for target in testing::targets() {
        let blobs = open(&target).await;
        let staged = blobs.put(organisation(), contents("f", 100)).await.unwrap();
        let found = read(&blobs, organisation(), &[extent(&staged)], 0..100).await;
        assert!(matches!(found, Err(Error::NotFound(_))), "{found:?}");
    }
}

#[tokio::test]
async fn a_reader_that_goes_away_stops_the_reading() {
    let (blobs, _) = on_disk().await;
    let org = organisation();
    let staged = blobs.put(org, contents("g", 8_000_000)).await.unwrap();
    let mut stream = blobs.read(org, &[extent(&staged)], 0..staged.length);
    let first = stream.next().await.unwrap().unwrap();
    drop(stream);
    assert_eq!(first[..], contents("g", first.len())[..]);
}

#[tokio::test]
async fn pieces_kept_by_the_client_keep_their_bytes() {
    let (blobs, _) = on_disk().await;
    let org = organisation();
    let bytes = contents("h", 6_000_000);
    let staged = blobs.put(org, bytes.clone()).await.unwrap();
    let kept: Vec<Bytes> = blobs.read(org, &[extent(&staged)], 0..staged.length).try_collect().await.unwrap();
    let read_meanwhile = read(&blobs, org, &[extent(&staged)], 1..staged.length).await.unwrap();
    assert!(kept.concat() == bytes);
    assert!(read_meanwhile == bytes[1..]);
}

#[tokio::test]
async fn the_doctor_says_whether_the_storage_works() {
    for target in testing::targets() {
        let blobs = open(&target).await;
        blobs.check().await.unwrap();
        if let Target::Disk { path } = &target {
            assert_eq!(files(path), Vec::<std::path::PathBuf>::new());
        }
        let unusable = match target {
            Target::Disk { path } => {
                std::fs::remove_dir_all(&path).unwrap();
                std::fs::write(&path, "not a folder").unwrap();
                blobs
            }
            Target::S3 { endpoint, bucket, region, access_key, prefix, .. } => {
                let secret_key = "wrong".to_owned();
                open(&Target::S3 { endpoint, bucket, region, access_key, secret_key, prefix, allow_http: true }).await
            }
        };
        let found = unusable.check().await;
        assert!(matches!(found, Err(Error::Unavailable(_))), "{found:?}");
    }
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let target = Target::S3 {
        endpoint: "https://s3.example.org".into(),
        bucket: "b".into(),
        region: "r".into(),
        access_key: "key-id".into(),
        secret_key: "hush".into(),
        prefix: String::new(),
        allow_http: false,
    };
    assert!(!format!("{target:?}").contains("hush"));
}

#[tokio::test]
async fn plain_http_is_refused_unless_allowed() {
    let Some(Target::S3 { endpoint, bucket, region, access_key, secret_key, prefix, .. }) = testing::bucket() else {
        return;
    };
    let target = Target::S3 { endpoint, bucket, region, access_key, secret_key, prefix, allow_http: false };
    let blobs = open(&target).await;
    assert!(matches!(blobs.put(organisation(), Bytes::from_static(b"x")).await, Err(Error::Unavailable(_))));
}
