//! The tool over a real database on each engine.
#![allow(clippy::unwrap_used)]

mod archive;
mod inbox;
mod letters;
mod push;
mod world;

use base_db::testing::engines;
use base_suite::Tool;

use world::World;

#[tokio::test]
async fn every_statement_prepares() {
    for engine in engines() {
        let world = World::new(engine).await;
        let refused = world.foundation.db.prepare_all(&world.notifications.statements()).await.unwrap();
        assert!(refused.is_empty(), "{engine:?}: {refused:?}");
    }
}
