//! Resumable uploads.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::invariants;
use super::world::{Member, World};
use crate::model::{IfExists, NodeId, Upload};
use crate::service::uploads::{self, NewUpload, Progress};
use crate::service::{At, Error};

async fn begins(alice: &Member, path: &str, size: i64, if_exists: IfExists) -> Result<Upload, Error> {
    let parent: NodeId = alice.node("/").await.id;
    let new = NewUpload { parent, path: path.to_owned(), size, modified_at: None, media_type: None, if_exists };
    uploads::begin(alice.files(), alice.actor, new).await
}

async fn sends(alice: &Member, upload: &Upload, offset: i64, text: &str) -> Result<Progress, Error> {
    let staged = alice.stages(text).await.pop();
    uploads::add_piece(alice.files(), alice.actor, upload.id, offset, staged).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_become_a_file_with_the_folders_above_it() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let upload = begins(&alice, "Photos/2026/a.txt", 12, IfExists::Fail).await.unwrap();
        assert_eq!(sends(&alice, &upload, 0, "one ").await.unwrap().offset, 4);
        assert!(matches!(alice.looks_at("/Photos").await, Err(Error::NotFound)));
        assert!(matches!(sends(&alice, &upload, 0, "one ").await, Err(Error::UploadOffset(4))));
        assert!(matches!(sends(&alice, &upload, 4, "far too many").await, Err(Error::Invalid { .. })));
        assert_eq!(sends(&alice, &upload, 4, "two ").await.unwrap().offset, 8);
        let objects = world.objects();
        let done = sends(&alice, &upload, 8, "tree").await.unwrap();
        assert_eq!(world.objects(), objects + 1, "assembling copies nothing");
        let file = done.reached.unwrap();
        assert_eq!(file.path(), "Photos/2026/a.txt");
        assert_eq!(alice.reads("/Photos/2026/a.txt").await, "one two tree");

        // The last answer was lost: the client asks, or sends nothing at the end, and gets the file.
        let (again, reached) = uploads::get(alice.files(), alice.actor, upload.id).await.unwrap();
        assert_eq!((again.received, reached.unwrap().node.id), (12, file.node.id));
        assert!(matches!(sends(&alice, &upload, 8, "tree").await, Err(Error::UploadOffset(12))));
        assert_eq!(sends(&alice, &upload, 12, "").await.unwrap().reached.unwrap().node.id, file.node.id);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_pieces_for_one_place_one_is_taken() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let upload = begins(&alice, "a.txt", 8, IfExists::Fail).await.unwrap();
        let (one, two) = tokio::join!(sends(&alice, &upload, 0, "left"), sends(&alice, &upload, 0, "right"));
        let (kept, lost) = if one.is_ok() { (4, two) } else { (5, one) };
        assert!(matches!(&lost, Err(Error::UploadOffset(at)) if *at == kept), "{lost:?}");
        assert_eq!(world.objects(), 1, "the loser's bytes are discarded");
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_is_treated_as_asked() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let old = alice.puts("/a.txt", "same").await;
        alice.makes("/folder").await;
        assert!(matches!(begins(&alice, "a.txt", 4, IfExists::Fail).await, Err(Error::NameTaken)));
        assert!(matches!(begins(&alice, "folder", 4, IfExists::Replace).await, Err(Error::NameTaken)));
        assert!(matches!(begins(&alice, "a.txt/b", 4, IfExists::Replace).await, Err(Error::NameTaken)));
        let send = async |if_exists, text: &str| {
            let upload = begins(&alice, "a.txt", 4, if_exists).await.unwrap();
            sends(&alice, &upload, 0, text).await.unwrap().reached.unwrap().node
        };
        let skipped = send(IfExists::SkipIdentical, "same").await;
        assert_eq!((skipped.id, skipped.etag()), (old.id, old.etag()));
        let other = send(IfExists::SkipIdentical, "else").await;
        assert_eq!(other.id, old.id);
        assert_ne!(other.etag(), old.etag());
        assert_eq!(send(IfExists::Replace, "more").await.id, old.id);
        assert_eq!(send(IfExists::Rename, "next").await.name, "a (2).txt");
        // Taken while the bytes were on their way.
        let upload = begins(&alice, "late.txt", 4, IfExists::Fail).await.unwrap();
        alice.puts("/late.txt", "x").await;
        assert!(matches!(sends(&alice, &upload, 0, "mine").await, Err(Error::NameTaken)));
        assert_eq!(uploads::get(alice.files(), alice.actor, upload.id).await.unwrap().0.received, 0);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_a_file() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let upload = begins(&alice, "empty", 0, IfExists::Fail).await.unwrap();
        let done = sends(&alice, &upload, 0, "").await.unwrap();
        assert_eq!(done.reached.unwrap().node.size, 0);
        assert_eq!(alice.reads("/empty").await, "");
        assert!(matches!(begins(&alice, "../x", 0, IfExists::Fail).await, Err(Error::Name(_))));
        assert!(matches!(begins(&alice, "x", -1, IfExists::Fail).await, Err(Error::Invalid { .. })));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_its_senders_alone_ends_when_given_up_and_expires() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        let upload = begins(&alice, "a.txt", 8, IfExists::Fail).await.unwrap();
        sends(&alice, &upload, 0, "half").await.unwrap();
        assert!(matches!(uploads::get(bob.files(), bob.actor, upload.id).await, Err(Error::NotFound)));
        assert!(matches!(sends(&bob, &upload, 4, "mine").await, Err(Error::NotFound)));
        uploads::abort(alice.files(), alice.actor, upload.id).await.unwrap();
        assert!(matches!(sends(&alice, &upload, 4, "more").await, Err(Error::NotFound)));

        let forgotten = begins(&alice, "b.txt", 8, IfExists::Fail).await.unwrap();
        sends(&alice, &forgotten, 0, "left").await.unwrap();
        world.clock.advance(SignedDuration::from_hours(25));
        assert!(matches!(sends(&alice, &forgotten, 4, "more").await, Err(Error::NotFound)));
        world.runs_jobs().await;
        invariants::hold(&world).await;
        world.clock.advance(SignedDuration::from_hours(2));
        alice.files().blobs().sweep(alice.files().db(), world.clock.clock().now()).await.unwrap();
        assert_eq!(world.objects(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_their_rights_cannot_complete() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        let garden = world.group("Garden", &[&alice, &bob]).await;
        let parent = bob.node("/Garden").await.id;
        let new = NewUpload {
            parent,
            path: "a.txt".to_owned(),
            size: 4,
            modified_at: None,
            media_type: None,
            if_exists: IfExists::Fail,
        };
        let upload = uploads::begin(bob.files(), bob.actor, new).await.unwrap();
        world.removes(garden, &bob);
        assert!(matches!(sends(&bob, &upload, 0, "mine").await, Err(Error::NotFound)));
        assert!(alice.lists("/Garden").await.is_empty());
        assert!(matches!(bob.tries_to_read(At::Id(parent)).await, Err(Error::NotFound)));
        invariants::hold(&world).await;
    }
}
