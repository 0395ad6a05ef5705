//! Deleting, coming back, and going for good.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::invariants;
use super::world::World;
use crate::service::{Error, Scope, drives, trash};

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_is_where_it_was_or_at_the_root_and_never_on_top_of_anything() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/Reports").await;
        alice.makes("/Reports/2026").await;
        alice.puts("/Reports/2026/plan.txt", "first").await;
        let first = alice.deletes("/Reports/2026/plan.txt").await;
        assert_eq!(alice.trash().await, [("plan.txt".to_owned(), "Reports/2026".to_owned())]);
        alice.puts("/Reports/2026/plan.txt", "second").await;
        let restored = trash::restore(alice.files(), alice.actor, first).await.unwrap();
        assert_eq!(restored.path(), "Reports/2026/plan (restored).txt");

        world.clock.advance(SignedDuration::from_secs(1));
        let second = alice.deletes("/Reports/2026/plan.txt").await;
        world.clock.advance(SignedDuration::from_secs(1));
        let folder = alice.deletes("/Reports/2026").await;
        assert_eq!(alice.trash().await[0].0, "2026");
        let at_root = trash::restore(alice.files(), alice.actor, second).await.unwrap();
        assert_eq!(at_root.path(), "plan.txt");
        trash::restore(alice.files(), alice.actor, folder).await.unwrap();
        assert_eq!(alice.reads("/Reports/2026/plan (restored).txt").await, "first");
        assert!(alice.trash().await.is_empty());
        assert!(matches!(trash::restore(alice.files(), alice.actor, folder).await, Err(Error::NotFound)));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn purging_frees_the_room_at_once_and_leaves_nothing_on_the_disk() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let root = alice.node("/").await.id;
        for folder in 0..6 {
            let path = format!("tree/{folder}/sub");
            crate::service::folders::ensure(alice.files(), alice.actor, root, path).await.unwrap();
            for file in 0..25 {
                alice.puts(&format!("/tree/{folder}/sub/{file}.txt"), &format!("{folder} {file}")).await;
            }
        }
        alice.puts("/kept.txt", "kept").await;
        let tree = alice.deletes("/tree").await;
        let used = || async { drives::list(alice.files(), alice.actor).await.unwrap().remove(0).drive.used_bytes };
        assert!(used().await > 4);
        trash::purge(alice.files(), alice.actor, tree).await.unwrap();
        assert_eq!(used().await, 4);
        assert!(alice.trash().await.is_empty());
        invariants::hold(&world).await;
        world.runs_jobs().await;
        invariants::hold(&world).await;

        world.clock.advance(SignedDuration::from_hours(2));
        let swept = alice.files().blobs().sweep(alice.files().db(), world.clock.clock().now()).await.unwrap();
        assert_eq!(swept.unreferenced, 150);
        assert_eq!(world.objects(), 1);
        assert_eq!(alice.reads("/kept.txt").await, "kept");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trash_is_emptied_at_once_and_by_itself_after_a_month() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.puts("/a.txt", "a").await;
        alice.deletes("/a.txt").await;
        let drive = drives::list(alice.files(), alice.actor).await.unwrap().remove(0).drive.id;
        trash::empty(alice.files(), alice.actor, drive).await.unwrap();
        assert!(alice.trash().await.is_empty());
        trash::empty(alice.files(), alice.actor, drive).await.unwrap();
        alice.puts("/b.txt", "b").await;
        alice.deletes("/b.txt").await;
        world.runs_jobs().await;
        invariants::hold(&world).await;

        world.clock.advance(SignedDuration::from_hours(29 * 24));
        alice.puts("/c.txt", "c").await;
        alice.deletes("/c.txt").await;
        world.runs_jobs().await;
        assert_eq!(alice.trash().await.len(), 2);
        world.clock.advance(SignedDuration::from_hours(48));
        world.runs_jobs().await;
        assert_eq!(alice.trash().await, [("c.txt".to_owned(), String::new())]);
        invariants::hold(&world).await;
    }
}

fn called(name: &str, second: jiff::Timestamp, fileid: Option<i64>) -> trash::Name {
    trash::Name { name: name.to_owned(), second, fileid }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_told_apart_by_its_name_and_its_second() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        for text in ["one", "two"] {
            alice.puts("/plan.txt", text).await;
            alice.deletes("/plan.txt").await;
        }
        world.clock.advance(SignedDuration::from_secs(1));
        alice.puts("/plan.txt", "three").await;
        alice.deletes("/plan.txt").await;
        alice.puts("/Garden/beds.txt", "x").await;
        alice.deletes("/Garden/beds.txt").await;
        let second = world.clock.clock().now();
        let (files, actor, others) = (alice.files().clone(), alice.actor, bob.actor);
        let read = alice.files().db().read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let bins = trash::bins(tx, &scope).await?;
            assert_eq!(bins.iter().map(|bin| bin.mount.as_deref()).collect::<Vec<_>>(), [None, Some("Garden")]);
            let page = trash::listed(tx, &scope, &bins[0], None, 2).await?;
            assert!(page.more);
            assert_eq!(page.items.iter().map(|item| item.ambiguous).collect::<Vec<_>>(), [false, true]);
            let last = &page.items[1].row;
            let rest = trash::listed(tx, &scope, &bins[0], Some((last.deleted_at, last.id)), 2).await?;
            assert_eq!(rest.items.iter().map(|item| item.ambiguous).collect::<Vec<_>>(), [true]);
            let shared = trash::listed(tx, &scope, &bins[1], None, 2).await?.items.remove(0);
            assert!(shared.ambiguous);

            let earlier = second.checked_sub(SignedDuration::from_secs(1)).unwrap();
            let (_, found) = trash::named(tx, &scope, &called("plan.txt", second, None)).await?;
            assert_eq!(found.size, 5);
            assert!(matches!(
                trash::named(tx, &scope, &called("plan.txt", earlier, None)).await,
                Err(Error::Precondition)
            ));
            let (_, found) = trash::named(tx, &scope, &called("plan.txt", earlier, Some(last.fileid))).await?;
            assert_eq!(found.id, last.id);
            assert!(matches!(trash::named(tx, &scope, &called("plan", second, None)).await, Err(Error::NotFound)));

            let scope = Scope::open(tx, &files, others).await?;
            assert!(matches!(trash::named(tx, &scope, &called("plan.txt", second, None)).await, Err(Error::NotFound)));
            assert!(matches!(trash::named(tx, &scope, &called("beds.txt", second, None)).await, Err(Error::NotFound)));
            assert!(trash::named(tx, &scope, &called("beds.txt", second, Some(shared.row.fileid))).await.is_ok());
            Ok::<_, Error>(())
        });
        read.await.unwrap();
    }
}
