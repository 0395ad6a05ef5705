//! Drives that close and open again: those of groups, and those of people who become guests.

use base_db::testing::engines;
use base_suite::access::Role;
use jiff::SignedDuration;

use super::invariants;
use super::world::{World, slot};
use crate::model::{DriveId, IfExists};
use crate::service::uploads::{self, NewUpload};
use crate::service::{At, Conditions, Error, contents, drives, folders, recent, trash};

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_drive_is_there_for_nobody_and_opens_as_it_was() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        let garden = world.group("Garden", &[&alice, &bob]).await;
        let plan = alice.puts("/Garden/plan.txt", "tulips").await;
        alice.puts("/Garden/old.txt", "thistles").await;
        let binned = alice.deletes("/Garden/old.txt").await;
        alice.marks("/Garden/plan.txt", true).await;
        let drive = drives::list(alice.files(), alice.actor).await.unwrap()[1].drive.clone();
        let new = NewUpload {
            parent: drive.root,
            path: "beds.txt".to_owned(),
            size: 8,
            modified_at: None,
            media_type: None,
            if_exists: IfExists::Fail,
        };
        let upload = uploads::begin(alice.files(), alice.actor, new).await.unwrap();
        let piece = alice.stages("four").await.pop();
        uploads::add_piece(alice.files(), alice.actor, upload.id, 0, piece).await.unwrap();

        world.closes_folder(garden).await;
        assert!(alice.mounts().await.is_empty());
        assert_eq!(drives::list(alice.files(), alice.actor).await.unwrap().len(), 1);
        assert!(matches!(alice.finds(plan.id).await, Err(Error::NotFound)));
        assert!(matches!(contents::open(alice.files(), alice.actor, At::Id(plan.id)).await, Err(Error::NotFound)));
        let put = alice.tries_to_put("/Garden/plan.txt", "weeds", Conditions::default()).await;
        assert!(matches!(put, Err(Error::NoParent)));
        assert!(matches!(trash::restore(alice.files(), alice.actor, binned).await, Err(Error::NotFound)));
        assert!(matches!(trash::page(alice.files(), alice.actor, drive.id, None, 10).await, Err(Error::NotFound)));
        let piece = alice.stages("more").await.pop();
        let sent = uploads::add_piece(alice.files(), alice.actor, upload.id, 4, piece).await;
        assert!(matches!(sent, Err(Error::NotFound)));
        assert!(alice.favourites().await.is_empty());
        assert!(recent::list(alice.files(), alice.actor, 10).await.unwrap().0.is_empty());
        // The name is free in everybody's own tree meanwhile.
        folders::create(bob.files(), bob.actor, slot("/Garden"), Conditions::default()).await.unwrap();
        // Frozen: what lies in its trash does not run out.
        world.clock.advance(SignedDuration::from_hours(24 * 40));
        crate::service::purge::tidy(alice.files()).await.unwrap();
        world.runs_jobs().await;

        world.rename_group(garden, "Orchard").await;
        world.opens_folder(garden, "Orchard").await;
        assert_eq!(alice.reads("/Orchard/plan.txt").await, "tulips");
        assert_eq!(alice.node("/Orchard/plan.txt").await.id, plan.id);
        assert_eq!(alice.favourites().await, ["Orchard/plan.txt"]);
        assert_eq!(bob.mounts().await, ["Orchard"]);
        let back = drives::list(alice.files(), alice.actor).await.unwrap()[1].drive.clone();
        assert!(back.version > drive.version, "programs look again");
        trash::restore(alice.files(), alice.actor, binned).await.unwrap();
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drive_of_a_purged_group_goes_with_its_contents() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let garden = world.group("Garden", &[&alice]).await;
        for file in 0..5 {
            alice.puts(&format!("/Garden/{file}.txt"), &format!("file {file}")).await;
        }
        alice.deletes("/Garden/4.txt").await;
        alice.puts("/kept.txt", "kept").await;
        world.closes_folder(garden).await;
        world.purges_group(garden).await;
        world.runs_jobs().await;
        invariants::hold(&world).await;
        world.clock.advance(SignedDuration::from_hours(2));
        alice.files().blobs().sweep(alice.files().db(), world.clock.clock().now()).await.unwrap();
        assert_eq!(world.objects(), 1);
        assert_eq!(alice.reads("/kept.txt").await, "kept");
        // One that had no folder is purged as well.
        let bare = world.group("Bare", &[&alice]).await;
        world.purges_group(bare).await;
        world.purges_group(bare).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_manages_a_group_empties_its_trash() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        let garden = world.group("Garden", &[&alice, &bob]).await;
        alice.puts("/Garden/plan.txt", "tulips").await;
        let binned = alice.deletes("/Garden/plan.txt").await;
        let drive = || async { drives::list(bob.files(), bob.actor).await.unwrap().remove(1) };
        let id: DriveId = drive().await.drive.id;
        assert_eq!(drive().await.role, Role::Editor);
        assert!(matches!(trash::empty(bob.files(), bob.actor, id).await, Err(Error::Forbidden(_))));
        assert!(matches!(trash::purge(bob.files(), bob.actor, binned).await, Err(Error::Forbidden(_))));
        world.names_manager(garden, &bob);
        assert_eq!(drive().await.role, Role::Manager);
        trash::empty(bob.files(), bob.actor, id).await.unwrap();
        assert!(trash::page(bob.files(), bob.actor, id, None, 10).await.unwrap().page.items.is_empty());
        world.removes(garden, &bob);
        assert!(matches!(trash::empty(bob.files(), bob.actor, id).await, Err(Error::NotFound)));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_has_an_empty_root_with_the_folders_of_their_groups_and_gets_their_own_files_back() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, gus) = (world.person("alice").await, world.person("gus").await);
        world.group("Garden", &[&alice, &gus]).await;
        let own = gus.puts("/mine.txt", "mine").await;
        let before = gus.node("/").await.id;
        world.makes_guest(&gus, true).await;
        let root = gus.looks_at("/").await.unwrap();
        assert_ne!(root.node.id, before);
        assert_eq!(root.seen.role, Role::Viewer);
        assert!(gus.lists("/").await.is_empty());
        assert_eq!(gus.mounts().await, ["Garden"]);
        assert!(matches!(gus.finds(own.id).await, Err(Error::NotFound)));
        assert!(matches!(gus.looks_at("/mine.txt").await, Err(Error::NotFound)));
        assert!(matches!(gus.tries_to_make("/New").await, Err(Error::Forbidden(_))));
        let put = gus.tries_to_put("/mine.txt", "again", Conditions::default()).await;
        assert!(matches!(put, Err(Error::Forbidden(_))));
        let list = drives::list(gus.files(), gus.actor).await.unwrap();
        assert_eq!(list.iter().map(|seen| seen.drive.name.as_str()).collect::<Vec<_>>(), ["Garden"]);
        gus.puts("/Garden/hello.txt", "hello").await;
        assert_eq!(alice.reads("/Garden/hello.txt").await, "hello");
        let moved = gus.tries_to_move("/Garden/hello.txt", "/hello.txt", IfExists::Fail).await;
        assert!(matches!(moved, Err(Error::Forbidden(_))));
        gus.marks("/Garden/hello.txt", true).await;
        assert_eq!(gus.favourites().await, ["Garden/hello.txt"]);

        world.makes_guest(&gus, false).await;
        assert_eq!(gus.reads("/mine.txt").await, "mine");
        assert_eq!(gus.node("/").await.id, before);
        assert_eq!(drives::list(gus.files(), gus.actor).await.unwrap().len(), 2);
        world.makes_guest(&gus, true).await;
        assert!(gus.lists("/").await.is_empty());
        invariants::hold(&world).await;
    }
}
