//! Contents: stored, replaced, read.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::invariants;
use super::world::{World, at};
use crate::model::InvalidName;
use crate::service::contents::{PutOptions, To};
use crate::service::{At, Conditions, Error, Reached, contents, nodes, recent};

#[tokio::test(flavor = "multi_thread")]
async fn sizes_and_entity_tags_reach_the_root() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/Reports").await;
        alice.makes("/Reports/2026").await;
        alice.makes("/Other").await;
        let (root, other) = (alice.node("/").await, alice.node("/Other").await);
        alice.puts("/Reports/2026/plan.txt", "twelve bytes").await;
        assert_eq!(alice.node("/Reports").await.size, 12);
        assert_eq!(alice.node("/").await.size, 12);
        assert_ne!(alice.node("/").await.etag(), root.etag());
        assert_eq!(alice.node("/Other").await.etag(), other.etag());
        alice.puts("/Reports/2026/plan.txt", "four").await;
        assert_eq!(alice.node("/").await.size, 4);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_one_wins_and_the_other_learns_it() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        let seen = alice.puts("/Garden/plan.txt", "first").await.etag();
        let if_unchanged = || Conditions::if_match(Some(vec![seen.clone()]));
        let (one, two) = tokio::join!(
            alice.tries_to_put("/Garden/plan.txt", "alice's", if_unchanged()),
            bob.tries_to_put("/Garden/plan.txt", "bob's", if_unchanged()),
        );
        let lost = match (&one, &two) {
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
            other => panic!("{other:?}"),
        };
        assert!(matches!(lost, Error::Precondition), "{lost:?}");
        let none = Conditions { if_none_match: true, ..Conditions::default() };
        assert!(matches!(alice.tries_to_put("/Garden/plan.txt", "x", none.clone()).await, Err(Error::Precondition)));
        alice.tries_to_put("/Garden/new.txt", "x", none).await.unwrap();
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_write_into_one_drive_at_once_and_all_arrive() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let writers = (0..20).map(|number| {
            let alice = alice.clone();
            tokio::spawn(async move { alice.puts(&format!("/{number}.txt"), &format!("text {number}")).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        assert_eq!(alice.lists("/").await.len(), 20);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_contents_are_stored_once_and_an_entity_tag_tells_versions_apart() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let one = alice.puts("/one.txt", "the same").await;
        let two = alice.puts("/two.txt", "the same").await;
        assert_ne!(one.etag(), two.etag());
        let again = alice.puts("/one.txt", "other").await;
        assert_eq!((again.id, again.fileid), (one.id, one.fileid));
        assert_ne!(again.etag(), one.etag());
        assert_eq!(alice.reads("/two.txt").await, "the same");
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn former_versions_are_kept_thinned_and_counted() {
    for engine in engines() {
        let world = World::configured(engine, crate::Config { versions_kept: 3, ..crate::Config::default() }).await;
        let alice = world.person("alice").await;
        let mut id = None;
        for number in 0..6 {
            id = Some(alice.puts("/plan.txt", &format!("version {number}")).await.id);
            world.clock.advance(SignedDuration::from_hours(1));
        }
        // Of those made within five minutes one is kept.
        alice.puts("/plan.txt", "a day").await;
        alice.puts("/plan.txt", "hasty!").await;
        alice.puts("/plan.txt", "last").await;
        let (page, people) = nodes::versions(alice.files(), alice.actor, id.unwrap(), None, 10).await.unwrap();
        let sizes: Vec<i64> = page.items.iter().map(|version| version.size).collect();
        assert_eq!(sizes, [4, 5, 9, 9], "the current one and three former ones");
        assert_eq!(people.values().collect::<Vec<_>>(), ["ALICE"]);
        assert_eq!(alice.reads("/plan.txt").await, "last");
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_refused_and_odd_ones_kept_byte_for_byte() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let long = "n".repeat(300);
        for (name, cause) in [
            ("..", InvalidName::Dots),
            ("a\0b", InvalidName::Control),
            ("a\u{1}", InvalidName::Control),
            (long.as_str(), InvalidName::TooLong),
        ] {
            let refused = alice.tries_to_put(name, "x", Conditions::default()).await;
            assert!(matches!(refused, Err(Error::Name(why)) if why == cause), "{name:?}: {refused:?}");
        }
        for name in ["e\u{301}te\u{301}.txt", "\u{e9}t\u{e9}.txt", " ", "CON", "<b>", "a\\b", "%2e%2e", "ﷺ"] {
            alice.puts(name, name).await;
            assert_eq!(alice.reads(name).await, name);
        }
        assert!(alice.looks_at("/a\0b").await.is_err());
        assert!(alice.looks_at(&"/deep".repeat(500)).await.is_err());
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_no_file_and_a_file_no_folder() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/Folder").await;
        alice.puts("/file", "x").await;
        assert!(matches!(alice.tries_to_put("/Folder", "x", Conditions::default()).await, Err(Error::IsAFolder)));
        assert!(matches!(alice.tries_to_put("/file/x", "x", Conditions::default()).await, Err(Error::NoParent)));
        assert!(matches!(alice.tries_to_put("/none/x", "x", Conditions::default()).await, Err(Error::NoParent)));
        assert!(matches!(alice.tries_to_read(at("/Folder")).await, Err(Error::IsAFolder)));
        assert!(matches!(alice.tries_to_make("/file").await, Err(Error::NameTaken)));
        let root = alice.node("/").await.id;
        let to_root =
            contents::put(alice.files(), alice.actor, To::File(At::Id(root)), Vec::new(), PutOptions::default());
        assert!(matches!(to_root.await, Err(Error::IsAFolder)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_file_leaves_no_bytes_behind() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.puts("/kept.txt", "kept").await;
        let none = Conditions { if_none_match: true, ..Conditions::default() };
        alice.tries_to_put("/kept.txt", "refused", none).await.unwrap_err();
        alice.puts("/twice.txt", "kept").await;
        assert_eq!(world.objects(), 1);
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_files_are_found_wherever_they_are() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        world.group("Garden", &[&alice]).await;
        alice.makes("/Deep").await;
        alice.makes("/Deep/er").await;
        for (minute, path) in ["/old.txt", "/Deep/er/a.txt", "/Garden/b.txt", "/c.txt"].iter().enumerate() {
            world.clock.advance(SignedDuration::from_mins(i64::try_from(minute).unwrap() + 1));
            alice.puts(path, path).await;
        }
        world.clock.advance(SignedDuration::from_mins(1));
        alice.moves("/old.txt", "/Deep/older.txt").await;
        alice.deletes("/c.txt").await;
        let (found, people) = recent::list(alice.files(), alice.actor, 2).await.unwrap();
        let names: Vec<String> = found.iter().map(Reached::path).collect();
        assert_eq!(names, ["b.txt", "Deep/er/a.txt"]);
        assert_eq!(people.len(), 1);
        assert_eq!(recent::list(alice.files(), alice.actor, 50).await.unwrap().0.len(), 3);
    }
}
