//! Marks that people make for themselves.

use base_db::testing::engines;

use super::invariants;
use super::world::World;
use crate::service::Error;

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_is_ones_own_and_counts_while_it_is_seen() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        let garden = world.group("Garden", &[&alice, &bob]).await;
        alice.makes("/Plans").await;
        alice.puts("/Garden/beds.txt", "tomatoes").await;
        let before = alice.node("/Garden/beds.txt").await;
        alice.marks("/Plans", true).await;
        alice.marks("/Garden/beds.txt", true).await;
        alice.marks("/Garden/beds.txt", true).await;
        assert_eq!(alice.favourites().await, ["Garden/beds.txt", "Plans"]);
        assert_eq!(bob.favourites().await, Vec::<String>::new());
        assert_eq!(alice.node("/Garden/beds.txt").await, before, "nobody has anything new to fetch");
        assert!(matches!(bob.tries_to_mark("/Plans", true).await, Err(Error::NotFound)));

        alice.moves("/Plans", "/Ideas").await;
        world.removes(garden, &alice);
        assert_eq!(alice.favourites().await, ["Ideas"]);
        alice.marks("/Ideas", false).await;
        assert_eq!(alice.favourites().await, Vec::<String>::new());

        // What is gone for good takes its marks along.
        bob.marks("/Garden/beds.txt", true).await;
        let id = bob.deletes("/Garden/beds.txt").await;
        assert_eq!(bob.favourites().await, Vec::<String>::new());
        crate::service::trash::purge(bob.files(), bob.actor, id).await.unwrap();
        world.runs_jobs().await;
        invariants::hold(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_organisation_has_nothing_to_mark() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        let plan = alice.puts("/plan.txt", "x").await;
        alice.marks("/plan.txt", true).await;
        let mallory = world.elsewhere().person("mallory").await;
        assert_eq!(mallory.paths_of(vec![plan.id]).await, Vec::<String>::new());
        assert_eq!(mallory.favourites().await, Vec::<String>::new());
    }
}
