//! Whatever people do in whatever order, the invariants hold.

use base_db::Engine;
use base_db::testing::engines;
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::invariants;
use super::world::{Member, World, slot};
use crate::model::{IfExists, NodeId};
use crate::service::contents::PutOptions;
use crate::service::uploads::{self, NewUpload};
use crate::service::{Conditions, drives, transfers, trash};

/// Something that somebody tries; it may well be refused.
#[derive(Debug, Clone)]
enum Act {
    Put(usize, String),
    Make(usize),
    Move(usize, usize, IfExists),
    Copy(usize, usize, IfExists),
    Delete(usize),
    Restore(usize),
    Purge(usize),
    Empty,
    Upload(usize, Vec<String>),
    /// A chunk of one of two transfers, which begins if it has not.
    Chunk(usize, usize, String),
    Assemble(usize, usize),
    Abort(usize),
    /// Longer than an unfinished transfer is kept.
    WaitLong,
    Wait(i64),
    Jobs,
}

/// Few places, so that acts meet.
const PLACES: [&str; 12] = [
    "/a",
    "/b",
    "/a/a",
    "/a/b",
    "/b/a",
    "/a/b/c",
    "/b/a/c",
    "/Garden/a",
    "/Garden/a/b",
    "/Garden/c",
    "/Garden/a/c",
    "/c",
];

fn act() -> impl Strategy<Value = Act> {
    let place = 0..PLACES.len();
    let text = prop_oneof![Just(String::new()), "[ab]{1,3}"];
    let rule = prop_oneof![Just(IfExists::Fail), Just(IfExists::Replace), Just(IfExists::Rename)];
    prop_oneof![
        4 => (place.clone(), text.clone()).prop_map(|(at, text)| Act::Put(at, text)),
        4 => place.clone().prop_map(Act::Make),
        3 => (place.clone(), place.clone(), rule.clone()).prop_map(|(from, to, rule)| Act::Move(from, to, rule)),
        3 => (place.clone(), place.clone(), rule).prop_map(|(from, to, rule)| Act::Copy(from, to, rule)),
        2 => place.clone().prop_map(Act::Delete),
        1 => (0..4_usize).prop_map(Act::Restore),
        1 => (0..4_usize).prop_map(Act::Purge),
        1 => Just(Act::Empty),
        2 => (place.clone(), prop::collection::vec(text, 0..3)).prop_map(|(at, pieces)| Act::Upload(at, pieces)),
        4 => (0..2_usize, 0..3_usize, "[ab]{1,3}").prop_map(|(to, number, text)| Act::Chunk(to, number, text)),
        2 => (0..2_usize, place).prop_map(|(transfer, to)| Act::Assemble(transfer, to)),
        1 => (0..2_usize).prop_map(Act::Abort),
        1 => Just(Act::WaitLong),
        1 => (1..600_i64).prop_map(Act::Wait),
        1 => Just(Act::Jobs),
    ]
}

async fn does(alice: &Member, act: &Act) {
    let world = &alice.world;
    match act {
        Act::Put(at, text) => drop(alice.tries_to_put(PLACES[*at], text, Conditions::default()).await),
        Act::Make(at) => drop(alice.tries_to_make(PLACES[*at]).await),
        Act::Move(from, to, rule) => drop(alice.tries_to_move(PLACES[*from], PLACES[*to], *rule).await),
        Act::Copy(from, to, rule) => drop(alice.tries_to_copy(PLACES[*from], PLACES[*to], *rule).await),
        Act::Delete(at) => drop(alice.tries_to_delete(PLACES[*at]).await),
        Act::Restore(index) => {
            if let Some(id) = binned(alice, *index).await {
                trash::restore(alice.files(), alice.actor, id).await.unwrap();
            }
        }
        Act::Purge(index) => {
            if let Some(id) = binned(alice, *index).await {
                trash::purge(alice.files(), alice.actor, id).await.unwrap();
            }
        }
        Act::Empty => {
            let drive = drives::list(alice.files(), alice.actor).await.unwrap().remove(0).drive.id;
            trash::empty(alice.files(), alice.actor, drive).await.unwrap();
        }
        Act::Upload(at, pieces) => uploads_in(alice, PLACES[*at], pieces).await,
        Act::Chunk(transfer, number, text) => sends(alice, &transfer.to_string(), &number.to_string(), text).await,
        Act::Assemble(transfer, to) => {
            let (name, to) = (transfer.to_string(), slot(PLACES[*to]));
            drop(transfers::assemble(alice.files(), alice.actor, &name, to, None, PutOptions::default()).await);
        }
        Act::Abort(transfer) => {
            drop(transfers::abort(alice.files(), alice.actor, &transfer.to_string()).await);
        }
        Act::WaitLong => world.clock.advance(SignedDuration::from_hours(25)),
        Act::Wait(seconds) => world.clock.advance(SignedDuration::from_secs(*seconds)),
        Act::Jobs => world.runs_jobs().await,
    }
}

async fn binned(alice: &Member, index: usize) -> Option<NodeId> {
    for seen in drives::list(alice.files(), alice.actor).await.unwrap() {
        let page = trash::page(alice.files(), alice.actor, seen.drive.id, None, 10).await.unwrap();
        if let Some(row) = page.page.items.get(index) {
            return Some(row.id);
        }
    }
    None
}

async fn sends(alice: &Member, transfer: &str, chunk: &str, text: &str) {
    drop(transfers::begin(alice.files(), alice.actor, transfer, None, None).await);
    let welcome = transfers::check_chunk(alice.files(), alice.actor, transfer, chunk, None).await.unwrap();
    let staged = alice.stages(text).await.remove(0);
    transfers::put_chunk(alice.files(), alice.actor, &welcome, staged).await.unwrap();
}

async fn uploads_in(alice: &Member, path: &str, pieces: &[String]) {
    let parent = alice.node("/").await.id;
    let size = i64::try_from(pieces.concat().len()).unwrap();
    let path = path.trim_start_matches('/').to_owned();
    let new = NewUpload { parent, path, size, modified_at: None, media_type: None, if_exists: IfExists::SkipIdentical };
    let Ok(upload) = uploads::begin(alice.files(), alice.actor, new).await else { return };
    let mut offset = 0;
    for piece in pieces {
        let staged = alice.stages(piece).await.pop();
        match uploads::add_piece(alice.files(), alice.actor, upload.id, offset, staged).await {
            Ok(progress) => offset = progress.offset,
            Err(_) => return,
        }
    }
}

#[test]
fn any_sequence_of_acts_keeps_the_invariants() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for engine in engines() {
        let cases = if engine == Engine::Sqlite { 24 } else { 6 };
        let mut runner = TestRunner::new(Config { cases, max_shrink_iters: 60, ..Config::default() });
        let sequences = prop::collection::vec(act(), 1..60);
        let outcome = runner.run(&sequences, |acts| {
            runtime.block_on(async {
                let world = World::new(engine).await;
                let alice = world.person("alice").await;
                world.group("Garden", &[&alice]).await;
                for act in &acts {
                    does(&alice, act).await;
                }
                invariants::hold(&world).await;
            });
            Ok(())
        });
        outcome.unwrap();
    }
}
