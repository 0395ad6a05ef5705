//! Renaming and moving.

use base_db::testing::engines;

use super::invariants;
use super::world::World;
use crate::model::IfExists;
use crate::service::{Conditions, Error};

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_tree_keeps_its_identity_and_takes_its_size_along() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/From").await;
        alice.makes("/To").await;
        alice.makes("/From/tree").await;
        let file = alice.puts("/From/tree/a.txt", "12345").await;
        let tree = alice.node("/From/tree").await;
        let moved = alice.moves("/From/tree", "/To/wood").await;
        assert_eq!((moved.id, moved.fileid), (tree.id, tree.fileid));
        assert_eq!((alice.node("/From").await.size, alice.node("/To").await.size), (0, 5));
        let found = alice.finds(file.id).await.unwrap();
        assert_eq!((found.path(), found.node.etag()), ("To/wood/a.txt".to_owned(), file.etag()));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_cannot_go_into_itself() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/a").await;
        alice.makes("/a/b").await;
        alice.makes("/a/b/c").await;
        for to in ["/a/a", "/a/b/a", "/a/b/c/a"] {
            assert!(matches!(alice.tries_to_move("/a", to, IfExists::Fail).await, Err(Error::IntoItself)), "{to}");
            assert!(matches!(alice.tries_to_copy("/a", to, IfExists::Fail).await, Err(Error::IntoItself)), "{to}");
        }
        // Nor can it take the place of a folder that it is in.
        assert!(matches!(alice.tries_to_move("/a/b", "/a", IfExists::Replace).await, Err(Error::IntoItself)));
        assert!(matches!(alice.tries_to_copy("/a/b", "/a", IfExists::Replace).await, Err(Error::IntoItself)));
        alice.moves("/a", "/a").await;
        assert_eq!(alice.lists("/a/b").await, ["c"]);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_is_refused_numbered_or_replaced_as_asked() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.puts("/plan.txt", "old").await;
        alice.makes("/New").await;
        for number in 0..3 {
            alice.puts("/New/plan.txt", &format!("new {number}")).await;
            assert!(matches!(
                alice.tries_to_move("/New/plan.txt", "/plan.txt", IfExists::Fail).await,
                Err(Error::NameTaken)
            ));
            alice.tries_to_move("/New/plan.txt", "/plan.txt", IfExists::Rename).await.unwrap();
        }
        assert_eq!(alice.lists("/").await, ["New", "plan (2).txt", "plan (3).txt", "plan (4).txt", "plan.txt"]);
        let placed = alice.tries_to_move("/plan (4).txt", "/plan.txt", IfExists::Replace).await.unwrap();
        assert!(placed.replaced);
        assert_eq!(alice.reads("/plan.txt").await, "new 2");
        assert_eq!(alice.trash().await, [("plan.txt".to_owned(), String::new())]);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_to_another_drive_counts_there_and_its_entity_tags_never_come_again() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        alice.makes("/tree").await;
        alice.makes("/tree/inside").await;
        for number in 0..10 {
            alice.puts("/tree/inside/a.txt", &format!("text {number}")).await;
        }
        let mut seen = vec![alice.node("/tree/inside").await.etag()];
        alice.moves("/tree", "/Garden/tree").await;
        for number in 0..20 {
            bob.puts("/Garden/tree/inside/a.txt", &format!("more {number}")).await;
            let etag = bob.node("/Garden/tree/inside").await.etag();
            assert!(!seen.contains(&etag), "{etag} came again");
            seen.push(etag);
        }
        assert_eq!(alice.node("/").await.size, 0);
        invariants::hold(&world).await;
        bob.moves("/Garden/tree", "/mine").await;
        assert!(matches!(alice.looks_at("/Garden/tree").await, Err(Error::NotFound)));
        assert_eq!(bob.reads("/mine/inside/a.txt").await, "more 19");
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_trees_are_possible_and_absurd_ones_refused() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let root = alice.node("/").await.id;
        let make = |parent, path: String| crate::service::folders::ensure(alice.files(), alice.actor, parent, path);
        let deep = make(root, ["d"; 100].join("/")).await.unwrap();
        assert_eq!(deep.chain.len(), 101);
        assert!(matches!(make(root, ["d"; 101].join("/")).await, Err(Error::Name(_))));
        let deeper = make(deep.node.id, ["e"; 99].join("/")).await.unwrap();
        assert!(matches!(make(deeper.node.id, "f".to_owned()).await, Err(Error::Name(_))));
        alice.puts(&format!("/{}/{}/x", ["d"; 100].join("/"), ["e"; 99].join("/")), "deep").await;
        assert_eq!(alice.node("/").await.size, 4);
        // What is there already is found, not made again.
        assert_eq!(make(root, ["d"; 100].join("/")).await.unwrap().node.id, deep.node.id);
        alice.deletes("/d").await;
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rename_holds_to_its_condition() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let old = alice.puts("/a.txt", "one").await.etag();
        alice.puts("/a.txt", "two").await;
        let stale = Conditions::if_match(Some(vec![old]));
        let to = super::world::slot("/b.txt").into();
        let at = super::world::at("/a.txt");
        let refused =
            crate::service::moves::relocate(alice.files(), alice.actor, at, to, IfExists::Fail, stale.clone()).await;
        assert!(matches!(refused, Err(Error::Precondition)));
        let at = super::world::at("/a.txt");
        assert!(matches!(
            crate::service::trash::discard(alice.files(), alice.actor, at, stale).await,
            Err(Error::Precondition)
        ));
        assert_eq!(alice.reads("/a.txt").await, "two");
    }
}
