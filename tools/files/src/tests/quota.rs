//! Quotas.

use base_db::testing::engines;

use super::invariants;
use super::world::{World, slot};
use crate::model::IfExists;
use crate::service::contents::{To, check_put};
use crate::service::{Conditions, Error, uploads};

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_leaves_nothing_behind() {
    for engine in engines() {
        let world = World::new(engine).await;
        let mut alice = world.person("alice").await;
        alice.actor.person_quota = Some(10);
        alice.puts("/a.txt", "12345").await;
        let before = world.objects();
        let refused = alice.tries_to_put("/b.txt", "123456", Conditions::default()).await;
        assert!(matches!(refused, Err(Error::OverQuota { available: 5 })), "{refused:?}");
        let asked =
            check_put(alice.files(), alice.actor, To::Slot(slot("/b.txt")), Some(6), Conditions::default()).await;
        assert!(matches!(asked, Err(Error::OverQuota { available: 5 })));
        assert_eq!(world.objects(), before);
        alice.puts("/b.txt", "abcde").await;
        // What takes less room than before always fits.
        alice.puts("/b.txt", "abc").await;
        assert!(matches!(alice.tries_to_copy("/a.txt", "/c.txt", IfExists::Fail).await, Err(Error::OverQuota { .. })));
        // The trash counts.
        alice.deletes("/a.txt").await;
        assert!(matches!(
            alice.tries_to_put("/d.txt", "vwxyz", Conditions::default()).await,
            Err(Error::OverQuota { .. })
        ));
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organisation_has_a_limit_over_all_drives() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (mut alice, mut bob) = (world.person("alice").await, world.person("bob").await);
        alice.actor.org_quota = Some(8);
        bob.actor.org_quota = Some(8);
        alice.puts("/a.txt", "12345").await;
        let refused = bob.tries_to_put("/b.txt", "abcde", Conditions::default()).await;
        assert!(matches!(refused, Err(Error::OverQuota { available: 3 })), "{refused:?}");
        // Of two that fit alone and not together, one gets in.
        let (one, two) = tokio::join!(
            alice.tries_to_put("/c.txt", "xy", Conditions::default()),
            bob.tries_to_put("/c.txt", "zw", Conditions::default()),
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_have_begun_keep_their_room() {
    for engine in engines() {
        let world = World::new(engine).await;
        let mut alice = world.person("alice").await;
        alice.actor.person_quota = Some(10);
        let parent = alice.node("/").await.id;
        let new = |path: &str, size| uploads::NewUpload {
            parent,
            path: path.to_owned(),
            size,
            modified_at: None,
            media_type: None,
            if_exists: IfExists::Fail,
        };
        let first = uploads::begin(alice.files(), alice.actor, new("a", 6)).await.unwrap();
        let second = uploads::begin(alice.files(), alice.actor, new("b", 6)).await;
        assert!(matches!(second, Err(Error::OverQuota { available: 4 })), "{second:?}");
        uploads::abort(alice.files(), alice.actor, first.id).await.unwrap();
        uploads::begin(alice.files(), alice.actor, new("b", 6)).await.unwrap();
    }
}
