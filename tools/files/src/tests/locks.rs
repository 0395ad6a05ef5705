//! WebDAV locks.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::invariants;
use super::world::{Member, World, at, slot};
use crate::model::{IfExists, LockScope};
use crate::service::locks::{Locking, NewLock, lock, lock_root, refresh, unlock};
use crate::service::{Conditions, Error};

async fn locks(member: &Member, path: &str, deep: bool, scope: LockScope) -> Result<Locking, Error> {
    let new = NewLock { deep, scope, owner_xml: "<href>mailto:x</href>".to_owned(), seconds: 600 };
    lock(member.files(), member.actor, slot(path), new, Conditions::default()).await
}

fn holding(lock: &Locking) -> Conditions {
    Conditions { tokens: vec![lock.lock.token.clone()], ..Conditions::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_keeps_others_out_until_it_ends() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        alice.puts("/Garden/plan.txt", "tulips").await;
        let held = locks(&alice, "/Garden/plan.txt", false, LockScope::Exclusive).await.unwrap();
        assert!(!held.created);
        assert!(matches!(
            bob.tries_to_put("/Garden/plan.txt", "x", Conditions::default()).await,
            Err(Error::Locked(_))
        ));
        assert!(matches!(bob.tries_to_delete("/Garden/plan.txt").await, Err(Error::Locked(_))));
        assert!(matches!(
            bob.tries_to_move("/Garden/plan.txt", "/Garden/p", IfExists::Fail).await,
            Err(Error::Locked(_))
        ));
        // The token is worth nothing in another's hands, and its holder needs to show it.
        assert!(matches!(bob.tries_to_put("/Garden/plan.txt", "x", holding(&held)).await, Err(Error::Locked(_))));
        assert!(matches!(
            alice.tries_to_put("/Garden/plan.txt", "x", Conditions::default()).await,
            Err(Error::Locked(_))
        ));
        alice.tries_to_put("/Garden/plan.txt", "roses", holding(&held)).await.unwrap();
        bob.copies("/Garden/plan.txt", "/copy.txt").await;
        bob.puts("/copy.txt", "a copy is not locked").await;

        world.clock.advance(SignedDuration::from_secs(500));
        let token = held.lock.token.clone();
        assert!(matches!(
            refresh(bob.files(), bob.actor, at("/Garden/plan.txt"), token.clone(), 600).await,
            Err(Error::Precondition)
        ));
        refresh(alice.files(), alice.actor, at("/Garden/plan.txt"), token.clone(), 600).await.unwrap();
        world.clock.advance(SignedDuration::from_secs(500));
        assert!(matches!(bob.tries_to_delete("/Garden/plan.txt").await, Err(Error::Locked(_))));
        unlock(alice.files(), alice.actor, at("/Garden/plan.txt"), token.clone()).await.unwrap();
        assert!(matches!(
            unlock(alice.files(), alice.actor, at("/Garden/plan.txt"), token).await,
            Err(Error::Precondition)
        ));
        bob.puts("/Garden/plan.txt", "weeds").await;

        locks(&alice, "/Garden/plan.txt", false, LockScope::Exclusive).await.unwrap();
        world.clock.advance(SignedDuration::from_secs(601));
        bob.puts("/Garden/plan.txt", "it has run out").await;
        world.runs_jobs().await;
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deep_lock_covers_what_is_beneath_and_a_shallow_one_which_children_there_are() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        alice.makes("/Garden/deep").await;
        alice.makes("/Garden/deep/er").await;
        alice.makes("/Garden/flat").await;
        alice.makes("/Garden/flat/inside").await;
        alice.puts("/Garden/flat/a.txt", "a").await;
        let deep = locks(&alice, "/Garden/deep", true, LockScope::Exclusive).await.unwrap();
        locks(&alice, "/Garden/flat", false, LockScope::Exclusive).await.unwrap();
        for path in ["/Garden/deep/new", "/Garden/deep/er/new", "/Garden/flat/new"] {
            assert!(
                matches!(bob.tries_to_put(path, "x", Conditions::default()).await, Err(Error::Locked(_))),
                "{path}"
            );
            assert!(matches!(bob.tries_to_make(path).await, Err(Error::Locked(_))), "{path}");
        }
        assert!(matches!(bob.tries_to_delete("/Garden/flat/a.txt").await, Err(Error::Locked(_))));
        bob.puts("/Garden/flat/a.txt", "contents may change").await;
        bob.puts("/Garden/flat/inside/x", "and so may what is further down").await;
        assert!(matches!(locks(&bob, "/Garden/deep/er", false, LockScope::Shared).await, Err(Error::Locked(_))));
        assert!(matches!(locks(&bob, "/Garden", true, LockScope::Shared).await, Err(Error::Locked(_))));
        assert!(matches!(bob.tries_to_move("/Garden/deep", "/Garden/d", IfExists::Fail).await, Err(Error::Locked(_))));

        // A locked thing keeps those above it in their place; moving it ends the lock.
        bob.makes("/Garden/above").await;
        let inside = alice.tries_to_move("/Garden/flat/inside", "/Garden/above/inside", IfExists::Fail).await;
        assert!(matches!(inside, Err(Error::Locked(_))), "{inside:?}");
        let moved = crate::service::moves::relocate(
            alice.files(),
            alice.actor,
            at("/Garden/deep"),
            slot("/Garden/above/deep").into(),
            IfExists::Fail,
            holding(&deep),
        );
        moved.await.unwrap();
        bob.puts("/Garden/above/deep/new", "free").await;
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_locks_stand_beside_one_another() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        world.group("Garden", &[&alice, &bob]).await;
        alice.puts("/Garden/plan.txt", "tulips").await;
        let hers = locks(&alice, "/Garden/plan.txt", false, LockScope::Shared).await.unwrap();
        let his = locks(&bob, "/Garden/plan.txt", false, LockScope::Shared).await.unwrap();
        assert!(matches!(locks(&bob, "/Garden/plan.txt", false, LockScope::Exclusive).await, Err(Error::Locked(_))));
        alice.tries_to_put("/Garden/plan.txt", "a", holding(&hers)).await.unwrap();
        bob.tries_to_put("/Garden/plan.txt", "b", holding(&his)).await.unwrap();
        assert!(matches!(
            bob.tries_to_put("/Garden/plan.txt", "c", Conditions::default()).await,
            Err(Error::Locked(_))
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn locking_nothing_makes_an_empty_file_that_only_its_maker_fills() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let held = locks(&alice, "/new.txt", true, LockScope::Exclusive).await.unwrap();
        assert!(held.created && !held.lock.deep);
        assert_eq!(alice.node("/new.txt").await.size, 0);
        assert!(matches!(alice.tries_to_put("/new.txt", "x", Conditions::default()).await, Err(Error::Locked(_))));
        alice.tries_to_put("/new.txt", "filled", holding(&held)).await.unwrap();
        assert!(matches!(locks(&alice, "/none/new", false, LockScope::Exclusive).await, Err(Error::NoParent)));

        let new = NewLock { deep: true, scope: LockScope::Exclusive, owner_xml: String::new(), seconds: u64::MAX };
        assert!(matches!(lock_root(alice.files(), alice.actor, new.clone()).await, Err(Error::Locked(_))));
        unlock(alice.files(), alice.actor, at("/new.txt"), held.lock.token).await.unwrap();
        lock_root(alice.files(), alice.actor, new).await.unwrap();
        assert!(matches!(alice.tries_to_make("/folder").await, Err(Error::Locked(_))));
        invariants::hold(&world).await;
    }
}
