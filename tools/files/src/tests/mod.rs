//! Stories over the use cases, on a real database of each engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod archive;
mod contents;
mod copies;
mod favourites;
mod invariants;
mod listing;
mod locks;
mod moves;
mod quota;
mod random;
mod search;
mod spaces;
mod transfers;
mod trash;
mod uploads;
mod world;

use base_db::testing::engines;

use crate::store;

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_can_be_prepared() {
    for engine in engines() {
        let world = world::World::new(engine).await;
        let refused = world.files.db().prepare_all(&store::statements()).await.unwrap();
        assert!(refused.is_empty(), "{engine:?}: {refused:#?}");
    }
}
