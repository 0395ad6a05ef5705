//! Copies.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::invariants;
use super::world::{World, at};
use crate::model::IfExists;
use crate::service::properties::Patch;
use crate::service::{Conditions, Error, properties};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_shares_its_bytes_and_nothing_else() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/tree").await;
        alice.makes("/tree/empty").await;
        alice.puts("/tree/a.txt", "shared").await;
        let set = Patch::Set("urn:x".to_owned(), "colour".to_owned(), "<colour xmlns='urn:x'>red</colour>".to_owned());
        properties::patch(alice.files(), alice.actor, at("/tree"), vec![set], Conditions::default()).await.unwrap();
        let before = world.objects();
        let copy = alice.copies("/tree", "/copy").await;
        assert_eq!(world.objects(), before);
        assert!(copy.has_properties);
        assert_ne!(copy.fileid, alice.node("/tree").await.fileid);
        assert_eq!(alice.lists("/copy").await, ["empty", "a.txt"]);
        alice.puts("/tree/a.txt", "changed").await;
        assert_eq!(alice.reads("/copy/a.txt").await, "shared");
        assert_eq!(alice.node("/").await.size, 13);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_tree_is_copied_in_steps_and_appears_at_once() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let root = alice.node("/").await.id;
        for folder in 0..12 {
            let path = format!("tree/{folder}/sub");
            crate::service::folders::ensure(alice.files(), alice.actor, root, path).await.unwrap();
            for file in 0..25 {
                alice.puts(&format!("/tree/{folder}/sub/{file}.txt"), &format!("{folder} {file}")).await;
            }
        }
        let copy = alice.copies("/tree", "/copy").await;
        assert_eq!(copy.size, alice.node("/tree").await.size);
        assert_eq!(alice.lists("/copy/11/sub").await.len(), 25);
        assert_eq!(alice.reads("/copy/7/sub/24.txt").await, "7 24");
        invariants::hold(&world).await;

        assert!(matches!(alice.tries_to_copy("/tree", "/copy", IfExists::Fail).await, Err(Error::NameTaken)));
        assert!(alice.tries_to_copy("/tree", "/copy", IfExists::Replace).await.unwrap().replaced);
        assert_eq!(alice.trash().await.len(), 1);
        alice.tries_to_copy("/tree", "/copy", IfExists::Rename).await.unwrap();
        assert_eq!(alice.lists("/").await, ["copy", "copy (2)", "tree"]);
        world.clock.advance(SignedDuration::from_hours(2));
        world.runs_jobs().await;
        invariants::hold(&world).await;
    }
}
