//! Who reaches what.

use base_db::testing::engines;

use super::invariants;
use super::world::{World, at};
use crate::model::{IfExists, Order, Sort};
use crate::service::moves::{Destination, relocate};
use crate::service::{At, Conditions, Error, contents, drives, nodes, recent, trash};

#[tokio::test(flavor = "multi_thread")]
async fn a_group_shares_a_drive_until_a_member_is_removed() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob, eve) = (world.person("alice").await, world.person("bob").await, world.person("eve").await);
        let garden = world.group("Garden", &[&alice, &bob]).await;
        let plan = alice.puts("/Garden/plan.txt", "tulips").await;
        assert_eq!(bob.reads("/Garden/plan.txt").await, "tulips");
        assert_eq!(bob.mounts().await, ["Garden"]);

        assert!(matches!(eve.looks_at("/Garden/plan.txt").await, Err(Error::NotFound)));
        assert!(matches!(eve.finds(plan.id).await, Err(Error::NotFound)));
        assert!(eve.mounts().await.is_empty());

        world.removes(garden, &bob);
        assert!(matches!(bob.finds(plan.id).await, Err(Error::NotFound)));
        assert!(matches!(
            bob.tries_to_put("/Garden/plan.txt", "weeds", Conditions::default()).await,
            Err(Error::NoParent)
        ));
        assert!(matches!(bob.tries_to_delete("/Garden/plan.txt").await, Err(Error::NotFound)));
        assert_eq!(drives::list(bob.files(), bob.actor).await.unwrap().len(), 1);
        assert!(recent::list(bob.files(), bob.actor, 10).await.unwrap().0.is_empty());
        assert_eq!(alice.reads("/Garden/plan.txt").await, "tulips");
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_finds_nothing() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let secret = alice.puts("/secret.txt", "communs").await;
        let root = alice.node("/").await;
        let drive = drives::list(alice.files(), alice.actor).await.unwrap().remove(0).drive;

        let elsewhere = world.elsewhere();
        let mallory = elsewhere.person("alice").await;
        assert!(matches!(mallory.finds(secret.id).await, Err(Error::NotFound)));
        assert!(matches!(mallory.finds(root.id).await, Err(Error::NotFound)));
        let order = (Sort::Name, Order::Asc);
        assert!(matches!(
            nodes::page(mallory.files(), mallory.actor, root.id, order, None, 10).await,
            Err(Error::NotFound)
        ));
        let by_id = At::Id(secret.id);
        assert!(matches!(contents::open(mallory.files(), mallory.actor, by_id).await, Err(Error::NotFound)));
        let binned = alice.deletes("/secret.txt").await;
        assert!(matches!(trash::restore(mallory.files(), mallory.actor, binned).await, Err(Error::NotFound)));
        assert!(matches!(trash::purge(mallory.files(), mallory.actor, binned).await, Err(Error::NotFound)));
        assert!(matches!(trash::empty(mallory.files(), mallory.actor, drive.id).await, Err(Error::NotFound)));
        assert!(mallory.looks_at("/secret.txt").await.is_err());
        // A person of one organisation acting in another is nobody there.
        let mut forged = mallory.clone();
        forged.actor.org = world.org;
        assert!(matches!(forged.looks_at("/").await, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_deactivated_reaches_nothing_any_more() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.puts("/a.txt", "a").await;
        world.deactivates(&alice);
        assert!(matches!(alice.looks_at("/a.txt").await, Err(Error::NotFound)));
        assert!(matches!(alice.tries_to_read(at("/a.txt")).await, Err(Error::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_the_trash_is_reached_through_the_trash_alone() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/Old").await;
        let inside = alice.puts("/Old/a.txt", "a").await;
        let folder = alice.deletes("/Old").await;
        for id in [inside.id, folder] {
            assert!(matches!(alice.finds(id).await, Err(Error::NotFound)));
        }
        // Only the top of a deleted tree comes back, and only it can be purged.
        assert!(matches!(trash::restore(alice.files(), alice.actor, inside.id).await, Err(Error::NotFound)));
        assert!(matches!(trash::purge(alice.files(), alice.actor, inside.id).await, Err(Error::NotFound)));
        assert!(recent::list(alice.files(), alice.actor, 10).await.unwrap().0.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_mounted_under_another_name_when_its_own_is_taken() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let bureau = world.group("Bureau", &[&alice]).await;
        world.group("CA / AG", &[&alice]).await;
        alice.puts("/Bureau/ours.txt", "ours").await;
        assert_eq!(alice.mounts().await, ["Bureau", "CA - AG"]);

        // A folder of her own goes before the group's, wherever it comes from.
        alice.makes("/Mine").await;
        alice.puts("/Mine/mine.txt", "mine").await;
        let own = alice.node("/Mine").await;
        let to = Destination { parent: None, name: Some("Bureau".to_owned()) };
        relocate(alice.files(), alice.actor, At::Id(own.id), to, IfExists::Fail, Conditions::default()).await.unwrap();
        assert_eq!(alice.reads("/Bureau/mine.txt").await, "mine");
        assert_eq!(alice.reads("/Bureau (groupe)/ours.txt").await, "ours");
        world.rename_group(bureau, "Direction").await;
        assert_eq!(alice.mounts().await, ["CA - AG", "Direction"]);
        assert_eq!(alice.reads("/Direction/ours.txt").await, "ours");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mounted_drive_cannot_be_moved_deleted_or_written_over() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        world.group("Bureau", &[&alice]).await;
        assert!(matches!(alice.tries_to_delete("/Bureau").await, Err(Error::Forbidden(_))));
        assert!(matches!(alice.tries_to_delete("/").await, Err(Error::Forbidden(_))));
        assert!(matches!(alice.tries_to_move("/Bureau", "/B", IfExists::Fail).await, Err(Error::Forbidden(_))));
        assert!(matches!(alice.tries_to_put("/Bureau", "x", Conditions::default()).await, Err(Error::Forbidden(_))));
        assert!(matches!(alice.tries_to_make("/Bureau").await, Err(Error::Forbidden(_))));
        alice.puts("/Bureau/a.txt", "a").await;
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_purges_what_they_deleted_and_no_more() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        alice.puts("/Garden/a.txt", "a").await;
        alice.puts("/Garden/b.txt", "b").await;
        let (a, b) = (alice.deletes("/Garden/a.txt").await, bob.deletes("/Garden/b.txt").await);
        assert!(matches!(trash::purge(bob.files(), bob.actor, a).await, Err(Error::Forbidden(_))));
        trash::purge(bob.files(), bob.actor, b).await.unwrap();
        let drive = alice.finds(alice.node("/Garden").await.id).await.unwrap().seen.drive.id;
        assert!(matches!(trash::empty(bob.files(), bob.actor, drive).await, Err(Error::Forbidden(_))));
        trash::restore(bob.files(), bob.actor, a).await.unwrap();
        world.runs_jobs().await;
        invariants::hold(&world).await;
    }
}
