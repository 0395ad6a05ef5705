//! An organisation leaves, and arrives elsewhere.

use std::sync::Arc;

use base_db::testing::engines;
use base_suite::archive::{Reader, Writer};
use base_suite::{Org, Tool};
use jiff::SignedDuration;

use super::invariants;
use super::world::{Member, World, at};
use crate::service::properties::{self, Patch};
use crate::service::{At, Conditions, Scope, nodes, trash};

fn org(world: &World) -> Arc<Org> {
    Arc::new(base_suite::testing::org(world.org, "Les Communs", "communs.example"))
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_as_it_left() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        world.group("Garden", &[&alice]).await;
        alice.makes("/Reports").await;
        let plan = alice.puts("/Reports/plan.txt", "first").await;
        world.clock.advance(SignedDuration::from_hours(1));
        alice.puts("/Reports/plan.txt", "second").await;
        alice.puts("/Garden/same.txt", "second").await;
        alice.puts("/empty", "").await;
        // A folder older than the one it is in now.
        alice.makes("/Late").await;
        alice.moves("/Reports", "/Late/Reports").await;
        let set = Patch::Set("urn:x".to_owned(), "colour".to_owned(), "<colour xmlns='urn:x'/>".to_owned());
        properties::patch(alice.files(), alice.actor, at("/Late"), vec![set], Conditions::default()).await.unwrap();
        alice.marks("/Late/Reports", true).await;
        alice.marks("/Garden", true).await;
        alice.puts("/gone.txt", "gone").await;
        let gone = alice.deletes("/gone.txt").await;
        let folder = tempfile::tempdir().unwrap();
        alice.files().export(org(&world), &Writer::new(folder.path(), "files").unwrap()).await.unwrap();

        let mut there = World::new(engine).await;
        there.org = world.org;
        there.everybody = world.everybody.clone();
        there.files = crate::Files::new(there.foundation.clone(), world.everybody.clone(), crate::Config::default());
        // The directory arrived first, and its people got drives.
        there.arrives(&alice).await;
        let moved = Member { world: there.clone(), actor: alice.actor };
        let reader = Reader::new(folder.path(), "files");
        moved.files().import(org(&there), &reader).await.unwrap();
        there.runs_jobs().await;
        invariants::hold(&there).await;

        let before = alice.node("/Late/Reports/plan.txt").await;
        let after = moved.node("/Late/Reports/plan.txt").await;
        assert_eq!((after.id, after.etag(), after.modified_at), (plan.id, before.etag(), before.modified_at));
        assert_eq!(moved.reads("/Late/Reports/plan.txt").await, "second");
        assert_eq!(moved.reads("/Garden/same.txt").await, "second");
        assert_eq!(moved.reads("/empty").await, "");
        let versions = |member: Member| async move {
            nodes::versions(member.files(), member.actor, plan.id, None, 10).await.unwrap().0
        };
        assert_eq!(versions(moved.clone()).await, versions(alice.clone()).await);
        assert_eq!(moved.trash().await, alice.trash().await);
        assert_eq!(trash::restore(moved.files(), moved.actor, gone).await.unwrap().path(), "gone.txt");
        assert_eq!(moved.tries_to_read(At::Id(gone)).await.unwrap(), "gone");
        let (files, actor) = (moved.files().clone(), moved.actor);
        assert_eq!(moved.favourites().await, ["Garden", "Late/Reports"]);
        let late = moved.node("/Late").await;
        let kept = moved.files().db().read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            properties::of(tx, &scope, &late).await
        });
        assert_eq!(kept.await.unwrap()[0].value_xml, "<colour xmlns='urn:x'/>");
        invariants::hold(&there).await;

        let twice = moved.files().import(org(&there), &reader).await;
        assert!(twice.is_err());
    }
}
