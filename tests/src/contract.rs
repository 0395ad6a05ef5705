//! The contract between tools, held against one that exists here alone ([`crate::notes`]): whatever a tool brings is
//! put in its place by the server, and nothing in the server or in another tool names it.

use std::sync::{Arc, OnceLock};

use base_db::Engine;
use base_suite::Tool;
use jiff::SignedDuration;
use liiibre::commands::{Command, execute};
use serde_json::{Value, json};

use crate::events::Tab;
use crate::harness::{Person, Suite};
use crate::notes::{Note, Notes, UNLUCKY};

/// A server with notes, and the tool itself.
pub async fn with_notes(engine: Engine) -> (Suite, Notes) {
    let made = Arc::new(OnceLock::new());
    let suite = Suite::start_with_tools(engine, |foundation| {
        let notes = made.get_or_init(|| Notes::new(foundation)).clone();
        vec![Arc::new(notes) as Arc<dyn Tool>]
    })
    .await;
    (suite, made.get().unwrap().clone())
}

macro_rules! on_each_engine_with_notes {
    ($(async fn $name:ident($suite:ident: Suite, $notes:ident: Notes) $body:block)+) => {$(
        #[test]
        fn $name() {
            for engine in base_db::testing::engines() {
                let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
                runtime.block_on(async move {
                    let ($suite, $notes) = with_notes(engine).await;
                    $body
                });
            }
        }
    )+};
}

/// Notes of one millisecond have no order among them.
fn later(suite: &Suite) {
    suite.clock.advance(SignedDuration::from_millis(1));
}

/// The texts of somebody's notes, each with its number of words.
async fn texts(person: &Person) -> Vec<(String, Option<i64>)> {
    let listed = person.get("/api/notes/notes").await.is(200).json();
    let text = |note: &Value| (note["text"].as_str().unwrap().to_owned(), note["words"].as_i64());
    listed["items"].as_array().unwrap().iter().map(text).collect()
}

on_each_engine_with_notes! {
    async fn what_a_tool_brings_is_put_in_its_place(suite: Suite, _notes: Notes) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let nobody = suite.stranger("communs.test");

        later(&suite);
        alice.post("/api/notes/notes", json!({ "text": "Water the garden" })).await.is(201);
        nobody.get("/api/notes/notes").await.is_problem(401, "unauthenticated");
        alice.send(http::Method::DELETE, "/api/notes/notes", None).await.is_problem(405, "method-not-allowed");
        let first = alice.get("/api/notes/notes?limit=1").await.is(200).json();
        let second = alice.get(&format!("/api/notes/notes?after={}", first["next"].as_str().unwrap())).await.is(200);
        assert_eq!(second.json()["items"][0]["text"], "Water the garden");

        let openapi = nobody.get("/api/openapi.json").await.is(200).json();
        assert_eq!(openapi["paths"]["/api/notes/notes"]["post"]["operationId"], "create_note");
        assert_eq!(openapi["paths"]["/api/notes/notes"]["get"]["operationId"], "list_notes");

        let front = nobody.get("/").await;
        let policy = front.header("content-security-policy");
        assert!(policy.contains("img-src 'self' data: blob: https://pictures.notes.test;"), "{policy}");
        assert!(policy.contains("worker-src 'self' blob:"), "{policy}");

        let known = nobody.get("/.well-known/notes").await.is(301);
        assert_eq!(known.header("location"), "/_notes/plain");
        nobody.get("/.well-known/nothing").await.is_problem(404, "not-found");

        nobody.get("/_notes/plain").await.is_problem(401, "unauthenticated");
        let device = alice.device().await;
        assert_eq!(device.get("/_notes/plain").await.is(200).text(), "notes of alice\n");

        let root = device.request("PROPFIND", "/dav/", &[("depth", "1")], "").await.is(207).text();
        assert!(root.contains("<d:href>/dav/notes/alice/</d:href>"), "{root}");
        assert!(root.contains("<d:href>/dav/files/alice/</d:href>"), "{root}");

        let labelled = device.request("LABEL", "/remote.php/dav/", &[], "").await.is(200).text();
        assert_eq!(labelled, "alice's label\n");
        nobody.request("LABEL", "/dav/", &[], "").await.is(401);
        let allowed = nobody.request("OPTIONS", "/dav/", &[], "").await.is(200);
        assert!(allowed.header("allow").split(", ").any(|method| method == "LABEL"));

        let capable = nobody.get("/ocs/v2.php/cloud/capabilities?format=json").await.is(200).json();
        assert_eq!(capable["ocs"]["data"]["capabilities"]["notes"]["address"], "http://communs.test/_notes/plain");
        let user = device.get("/ocs/v2.php/cloud/user?format=json").await.is(200).json();
        assert_eq!((&user["ocs"]["data"]["notes"]["count"], &user["ocs"]["data"]["id"]), (&json!(2), &json!("alice")));

        let statements = liiibre::app::statements(&suite.app.tools);
        assert!(statements.iter().any(|sql| sql.text().contains("FROM notes")));
        assert!(suite.app.foundation.db.prepare_all(&statements).await.unwrap().is_empty());
    }

    async fn its_jobs_run(suite: Suite, _notes: Notes) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await;
        later(&suite);
        alice.post("/api/notes/notes", json!({ "text": "Water the garden" })).await.is(201);
        assert_eq!(texts(&alice).await[1], ("Water the garden".to_owned(), None));
        suite.settle().await;
        assert_eq!(texts(&alice).await[1], ("Water the garden".to_owned(), Some(3)));
    }

    async fn it_follows_people_and_groups_in_the_transaction_that_makes_them(suite: Suite, notes: Notes) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        assert_eq!(texts(&alice).await, [("Welcome, alice".to_owned(), None)]);
        later(&suite);
        communs.group("Garden", &[&alice]).await;
        let all = async || -> Vec<String> { notes.all(communs.org.id).await.into_iter().map(|note: Note| note.text).collect() };
        assert_eq!(all().await, ["Welcome, alice", "Welcome, Garden"]);

        // What it refuses has not happened for anybody: no person, no drive, no note, no group.
        let accounts = &suite.app.tools.accounts;
        let unlucky = crate::harness::new_person(UNLUCKY, &communs.org.domain);
        accounts.create_person(communs.org.id, unlucky).await.unwrap_err();
        accounts.create_group(communs.org.id, UNLUCKY).await.unwrap_err();
        assert_eq!(all().await, ["Welcome, alice", "Welcome, Garden"]);
        let people = alice.get("/api/accounts/people").await.is(200).json();
        assert_eq!(people["items"].as_array().unwrap().len(), 1, "{people}");
        let drives = alice.get("/api/files/drives").await.is(200).json();
        assert_eq!(drives["items"].as_array().unwrap().len(), 2, "her own and Garden's: {drives}");
        suite.settle().await;
        assert!(notes.all(communs.org.id).await.iter().all(|note| note.words.is_some()));
    }

    async fn its_things_are_found_among_all_others(suite: Suite, _notes: Notes) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Garden", &[&alice]).await;
        let note = alice.post("/api/notes/notes", json!({ "text": "Water the garden" })).await.is(201).member("id");
        bob.post("/api/notes/notes", json!({ "text": "My garden" })).await.is(201);
        let found = alice.get("/api/search?q=gard").await.is(200).json();
        let kinds = |found: &Value| -> Vec<String> {
            found["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
        };
        // By how well they fit: the group and its space begin so.
        assert_eq!(kinds(&found), ["group", "space", "note"], "{found}");
        assert_eq!((&found["items"][2]["id"], &found["items"][2]["link"]), (&json!(note), &json!(format!("/notes/{note}"))));
        let notes = alice.get("/api/search?q=garden&kinds=note").await.is(200).json();
        assert_eq!(kinds(&notes), ["note"]);
    }

    async fn its_events_reach_those_who_may_see_them(suite: Suite, _notes: Notes) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        suite.settle().await;
        let server = suite.listen().await;
        let mut hers = Tab::open(&server, &alice, None).await;
        let mut his = Tab::open(&server, &bob, None).await;
        let id = alice.post("/api/notes/notes", json!({ "text": "Mine" })).await.is(201).member("id");
        suite.settle().await;
        assert_eq!(hers.event("notes.changed").await["id"], id.as_str());
        his.hears_nothing_of("notes.changed", &communs, &bob).await;
    }

    async fn an_organisation_leaves_and_arrives_with_it(suite: Suite, notes: Notes) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        communs.group("Garden", &[&alice]).await;
        alice.post("/api/notes/notes", json!({ "text": "Water the garden" })).await.is(201);
        suite.settle().await;

        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("archive");
        let leave = Command::OrgExport { domain: "communs.test".into(), to: to.clone() };
        execute(&suite.app, leave).await.unwrap();
        let (elsewhere, its_notes) = with_notes(suite.app.foundation.db.engine()).await;
        let arrived = execute(&elsewhere.app, Command::OrgImport { from: to, domain: None }).await.unwrap();
        let org = arrived["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(its_notes.all(org).await, notes.all(communs.org.id).await);
        assert_eq!(its_notes.all(org).await.len(), 3);
    }

    async fn what_is_switched_off_answers_nothing_and_is_whole_when_it_is_on_again(suite: Suite, notes: Notes) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person_with("alice", base_suite::OrgRole::Admin).await;
        let elsewhere = suite.organisation("Elsewhere", "elsewhere.test").await.person("mallory").await;
        let (device, nobody) = (alice.device().await, suite.stranger("communs.test"));
        suite.settle().await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &alice, None).await;
        let tools = alice.get("/api/organisations/tools").await.is(200).json();
        assert!(tools["items"].as_array().unwrap().contains(&json!({ "name": "notes", "on": true })), "{tools}");

        let switch = async |on: bool| alice.put_json("/api/organisations/tools/notes", json!({ "on": on })).await.is(200);
        switch(false).await;
        suite.settle().await;
        tab.event("organisations.changed").await;
        alice.get("/api/notes/notes").await.is_problem(403, "tool-off");
        alice.post("/api/notes/notes", json!({ "text": "Lost?" })).await.is_problem(403, "tool-off");
        nobody.get("/api/notes/notes").await.is_problem(403, "tool-off");
        // A program that synchronises would take 403 or 404 for "delete what you have".
        let paused = device.get("/_notes/plain").await.is_problem(503, "tool-off");
        assert_eq!(paused.header("retry-after"), "900");
        nobody.get("/.well-known/notes").await.is_problem(404, "not-found");
        let root = device.request("PROPFIND", "/dav/", &[("depth", "1")], "").await.is(207).text();
        assert!(!root.contains("/dav/notes/") && root.contains("/dav/files/alice/"), "{root}");
        device.request("LABEL", "/remote.php/dav/", &[], "").await.is(405);
        let allowed = nobody.request("OPTIONS", "/dav/", &[], "").await.is(200);
        assert!(!allowed.header("allow").contains("LABEL"));
        let capable = nobody.get("/ocs/v2.php/cloud/capabilities?format=json").await.is(200).json();
        assert!(capable["ocs"]["data"]["capabilities"].get("notes").is_none(), "{capable}");
        let user = device.get("/ocs/v2.php/cloud/user?format=json").await.is(200).json();
        assert!(user["ocs"]["data"].get("notes").is_none() && user["ocs"]["data"]["id"] == "alice", "{user}");

        // It goes on following, and its events are told to nobody.
        later(&suite);
        communs.group("Garden", &[&alice]).await;
        suite.settle().await;
        tab.hears_nothing_of("notes.changed", &communs, &alice).await;
        elsewhere.get("/api/notes/notes").await.is(200);
        assert_eq!(notes.all(communs.org.id).await.len(), 2, "nothing is deleted, and nothing missed");

        switch(true).await;
        assert_eq!(texts(&alice).await, [("Welcome, alice".to_owned(), Some(2))]);
        device.get("/_notes/plain").await.is(200);
        alice.put_json("/api/organisations/tools/accounts", json!({ "on": false })).await.is_problem(422, "invalid-input");
        alice.put_json("/api/organisations/tools/nothing", json!({ "on": false })).await.is(404);
    }
}
