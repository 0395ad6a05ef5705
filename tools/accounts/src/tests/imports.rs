//! Lists of people: looked at, taken in, gone on with, and the letters to begin.

use base_db::testing::engines;
use base_jobs::{Jobs, NewJob};
use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::PersonChange;
use crate::model::ImportState;
use crate::service::{IMPORT, Options};
use crate::sheet::{Choices, Code, Verdict};
use crate::store::imports::Import;
use crate::store::people::Filter;

const LIST: &str = "prénom;nom;courriel;groupes;langue\n\
    Zoé;Roux;zoe@elsewhere.example;Jardin, Fête;en\n\
    Awa;Diallo;awa@elsewhere.example;jardin;\n\
    Ada;Durant;ada@communs.example;;\n\
    Noé;;not an address;;\n";

impl World {
    pub(super) async fn led_by(&self, handle: &str, role: OrgRole) -> Caller {
        self.accounts.create_person(self.communs.id, NewPerson { role, ..newcomer(handle) }).await.unwrap();
        self.signs_in(&self.communs, handle).await.1
    }

    /// The jobs of the tool, which run when they are told to.
    pub(super) fn jobs(&self) -> Jobs {
        let foundation = self.accounts.foundation();
        let (db, clock, random) = (foundation.db.clone(), foundation.clock.clone(), foundation.random.clone());
        self.accounts.jobs(Jobs::builder(db, clock, random)).build()
    }

    async fn brings(&self, caller: &Caller, list: &str, letters: bool) -> Result<Import, Error> {
        let options = Options { make_groups: true, letters, ..Options::default() };
        let file = ("list.csv".to_owned(), Bytes::from(list.to_owned()));
        self.accounts.start_import(&self.communs, caller, at("192.0.2.1"), file, options).await
    }

    async fn stands(&self, caller: &Caller, import: &Import) -> Import {
        self.accounts.import_of_people(self.communs.id, caller, import.id).await.unwrap()
    }

    /// Everybody's handle.
    async fn everybody(&self, caller: &Caller) -> Vec<String> {
        let filter = Filter { pattern: "%".to_owned(), ..Filter::default() };
        let page = self.accounts.managed_people(self.communs.id, caller, filter, None, 20_000).await.unwrap();
        page.items.into_iter().map(|managed| managed.person.handle).collect()
    }

    /// What letters of a kind say, oldest first.
    pub(super) async fn written(&self, kind: &str) -> Vec<(String, String)> {
        let foundation = self.accounts.foundation();
        let (mail, org) = (foundation.mail.clone(), Some(self.communs.id));
        let read = async move |tx: &mut base_db::Tx| mail.page(tx, org, None, None, 500).await;
        let mut found = Vec::new();
        for record in foundation.db.read(read).await.unwrap().items.into_iter().filter(|record| record.kind == kind) {
            let id = record.id;
            let read = async move |tx: &mut base_db::Tx| super::texts::text(tx, id).await;
            found.push((record.recipient, foundation.db.read(read).await.unwrap()));
        }
        found.reverse();
        found
    }
}

fn list_of(people: usize) -> String {
    let lines: Vec<_> = (0..people).map(|n| format!("Person {n},p{n}@elsewhere.example\n")).collect();
    format!("name,email\n{}", lines.concat())
}

/// The last part of the link in a letter.
pub(super) fn token(letter: &str, path: &str) -> String {
    let after = letter.split(path).nth(1).unwrap_or_else(|| panic!("no {path} in {letter}"));
    after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[tokio::test]
async fn a_list_is_looked_at_without_a_trace_and_then_done_as_shown() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await);
        let before = world.record(&world.communs).await.len();
        let looked = world
            .accounts
            .look_at_list(&world.communs, &ada, Bytes::from(LIST), Choices::default(), true)
            .await
            .unwrap();
        assert!(matches!(looked.plan.verdicts[2], Verdict::Change(_)), "she has another name here");
        assert_eq!(looked.plan.new_groups.len(), 2);
        assert_eq!((world.everybody(&ada).await.len(), world.record(&world.communs).await.len()), (1, before));

        let import = world.brings(&ada, LIST, false).await.unwrap();
        let second = world.brings(&ada, LIST, false).await;
        assert!(matches!(second, Err(Error::Importing)), "one at a time");
        world.jobs().run_due().await.unwrap();
        let done = world.stands(&ada, &import).await;
        assert_eq!((done.state, done.taken), (ImportState::Done, 4));
        assert_eq!((done.created, done.changed, done.unchanged, done.refused), (2, 1, 0, 1));
        assert_eq!(world.everybody(&ada).await, ["ada", "awa.diallo", "zoe.roux"]);
        let zoe = world.accounts.find_person(org, "zoe.roux").await.unwrap();
        assert_eq!((zoe.name.as_str(), zoe.language.as_deref()), ("Zoé Roux", Some("en")));
        let groups = world.accounts.profile(org, zoe.id).await.unwrap().groups;
        assert_eq!(groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Fête", "Jardin"]);
        let changes = world.followed.changes.lock().unwrap().clone();
        let followed = |wanted: &dyn Fn(&Change) -> bool| changes.iter().filter(|change| wanted(change)).count();
        assert_eq!(followed(&|change| matches!(change, Change::GroupCreated { .. })), 2);
        assert_eq!(followed(&|change| matches!(change, Change::PersonCreated { .. })), 3);
        assert_eq!(followed(&|change| matches!(change, Change::MembershipChanged { .. })), 2, "once for each group");

        let refused = world.accounts.import_refusals(org, &ada, import.id, 0, 10).await.unwrap().items;
        assert_eq!((refused.len(), refused[0].line, refused[0].cells[0].as_str()), (1, 5, "Noé"));
        assert!(refused[0].issues.iter().any(|issue| issue.code == Code::BadEmail));
        assert!(world.written("accounts.beginning").await.is_empty(), "no letter was asked for");

        // The same list again: nobody twice.
        let again = world.brings(&ada, LIST, false).await.unwrap();
        world.jobs().run_due().await.unwrap();
        let done = world.stands(&ada, &again).await;
        assert_eq!((done.created, done.changed, done.unchanged, done.refused), (0, 0, 3, 1));
    }
}

#[tokio::test]
async fn an_import_that_was_cut_off_goes_on_where_it_was() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await);
        let list = list_of(60);
        let import = world.brings(&ada, &list, false).await.unwrap();
        let jobs = world.jobs();
        // A tool that fails on the way stands for a server that is killed: the step is undone, what was before stays.
        *world.followed.refuses_handle.lock().unwrap() = Some("person.45".to_owned());
        jobs.run_due().await.unwrap();
        let stands = world.stands(&ada, &import).await;
        assert_eq!((stands.state, stands.taken), (ImportState::Running, stands.created));
        assert!((20..45).contains(&stands.taken), "{stands:?}");
        assert_eq!(world.everybody(&ada).await.len(), usize::try_from(stands.taken).unwrap() + 1);
        *world.followed.refuses_handle.lock().unwrap() = None;
        world.clock.advance(jiff::SignedDuration::from_hours(2));
        jobs.run_due().await.unwrap();
        let done = world.stands(&ada, &import).await;
        assert_eq!((done.state, done.taken, done.created, done.refused), (ImportState::Done, 60, 60, 0));
        assert_eq!(world.everybody(&ada).await.len(), 61);
        // A job that is delivered twice changes nothing.
        let foundation = world.accounts.foundation().clone();
        let id = import.id;
        let again = async move |tx: &mut base_db::Tx| {
            let (payload, run_at, key) = (json!({ "import": id }), None, None);
            let job = NewJob { org: Some(org), kind: IMPORT, payload, run_at, key };
            base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await
        };
        world.accounts.foundation().db.write(again).await.unwrap();
        jobs.run_due().await.unwrap();
        assert_eq!(world.everybody(&ada).await.len(), 61);
    }
}

#[tokio::test]
async fn an_author_who_may_no_longer_do_it_and_one_who_stops_it() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let ona = world.led_by("ona", OrgRole::Owner).await;
        let ada = world.led_by("ada", OrgRole::Admin).await;
        let import = world.brings(&ada, LIST, false).await.unwrap();
        let change = PersonChange { role: Some(OrgRole::Member), ..PersonChange::default() };
        world.accounts.change_person(org, &ona, at("192.0.2.1"), ada.person, None, change).await.unwrap();
        world.jobs().run_due().await.unwrap();
        let stands = world.stands(&ona, &import).await;
        assert_eq!((stands.state, stands.created), (ImportState::Stopped, 0));

        let import = world.brings(&ona, LIST, false).await.unwrap();
        let stopping = world.accounts.stop_import(org, &ona, at("192.0.2.1"), import.id).await.unwrap();
        assert_eq!(stopping.state, ImportState::Stopping);
        world.jobs().run_due().await.unwrap();
        assert_eq!(world.stands(&ona, &import).await.state, ImportState::Stopped);
        assert_eq!(world.everybody(&ona).await, ["ada", "ona"]);

        // Elsewhere it is not found; a member may not even look.
        let nord = Caller { person: ona.person, ..ona.clone() };
        let elsewhere = world.accounts.import_of_people(world.nord.id, &nord, import.id).await;
        assert!(matches!(elsewhere, Err(Error::NotFound)));
        let mia = world.led_by("mia", OrgRole::Member).await;
        assert!(matches!(world.brings(&mia, LIST, false).await, Err(Error::Forbidden(_))));
    }
}

#[tokio::test]
async fn who_is_new_gets_a_letter_and_begins_with_it_once() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await);
        world.brings(&ada, LIST, true).await.unwrap();
        let jobs = world.jobs();
        jobs.run_due().await.unwrap();
        let mut letters = world.written("accounts.beginning").await;
        letters.sort_by(|(one, _), (other, _)| other.cmp(one));
        let to: Vec<_> = letters.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(to, ["zoe@elsewhere.example", "awa@elsewhere.example"]);
        assert!(letters[0].1.contains("has made an account for you"), "in her language: {}", letters[0].1);
        assert!(letters[1].1.contains("vous a créé un compte"), "{}", letters[1].1);
        let first = token(&letters[0].1, "https://communs.example/begin/");
        assert!(!format!("{:?}", world.record(&world.communs).await).contains(&first), "the secret is nowhere");

        assert_eq!(world.accounts.beginner(org, &first).await.unwrap().handle, "zoe.roux");
        assert!(matches!(world.accounts.beginner(world.nord.id, &first).await, Err(Error::NotFound)));
        let begin = |token: &str, password: &str| {
            let (token, password) = (token.to_owned(), password.to_owned());
            let accounts = world.accounts.clone();
            async move { accounts.begin(org, &token, &password, Some("fr".to_owned()), at("192.0.2.9")).await }
        };
        assert!(matches!(begin(&first, "short").await, Err(Error::Invalid { field: "password", .. })));
        let (one, two) = tokio::join!(begin(&first, PASSWORD), begin(&first, PASSWORD));
        let began: Vec<_> = [one, two].into_iter().filter_map(Result::ok).collect();
        assert_eq!(began.len(), 1, "one use");
        let caller = world.comes_with(&world.communs, &began[0].token).await.unwrap();
        assert_eq!((&*caller.handle, caller.language.as_deref()), ("zoe.roux", Some("en")), "what the list said stays");
        assert!(matches!(begin(&first, PASSWORD).await, Err(Error::NotFound)));
        world.signs_in(&world.communs, "zoe.roux").await;

        // Asked again: another link for who has not begun, nothing for who has.
        let second = token(&letters[1].1, "/begin/");
        world.clock.advance(jiff::SignedDuration::from_hours(1));
        assert_eq!(world.accounts.ask_to_begin(org, &ada, at("192.0.2.1"), None).await.unwrap(), 1);
        assert!(matches!(begin(&second, PASSWORD).await, Err(Error::NotFound)), "the link before is dead");
        jobs.run_due().await.unwrap();
        let letters = world.written("accounts.beginning").await;
        assert_eq!(letters.len(), 3);
        let third = token(&letters[2].1, "/begin/");
        world.clock.advance(jiff::SignedDuration::from_hours(14 * 24));
        assert!(matches!(begin(&third, PASSWORD).await, Err(Error::NotFound)), "two weeks");
        world.accounts.purge().await.unwrap();
        assert!(matches!(
            world.accounts.ask_to_begin(org, &caller, at("192.0.2.1"), None).await,
            Err(Error::Forbidden(_))
        ));
    }
}

#[tokio::test]
async fn letters_go_out_in_lots() {
    for engine in engines() {
        let world = world(engine).await;
        let ada = world.led_by("ada", OrgRole::Admin).await;
        let list = list_of(150);
        world.brings(&ada, &list, true).await.unwrap();
        let jobs = world.jobs();
        jobs.run_due().await.unwrap();
        let waiting = world.accounts.waiting_to_begin(world.communs.id, &ada).await.unwrap();
        assert_eq!((waiting.people, waiting.letters), (150, 50));
        world.clock.advance(jiff::SignedDuration::from_mins(1));
        jobs.run_due().await.unwrap();
        assert_eq!(world.accounts.waiting_to_begin(world.communs.id, &ada).await.unwrap().letters, 0);
    }
}

#[tokio::test]
async fn what_came_of_a_list_is_forgotten_when_the_organisation_says() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await);
        let import = world.brings(&ada, LIST, false).await.unwrap();
        world.jobs().run_due().await.unwrap();
        assert!(!world.accounts.import_refusals(org, &ada, import.id, 0, 10).await.unwrap().items.is_empty());
        let db = world.accounts.foundation().db.clone();
        db.write(async move |tx| base_suite::retention::choose(tx, org, "accounts.imports", 7).await).await.unwrap();
        let there = async || world.accounts.import_of_people(org, &ada, import.id).await.is_ok();
        world.clock.advance(jiff::SignedDuration::from_hours(6 * 24));
        world.accounts.forget_old().await.unwrap();
        assert!(there().await);
        world.clock.advance(jiff::SignedDuration::from_hours(24));
        world.accounts.forget_old().await.unwrap();
        assert!(!there().await);
        let left = world.accounts.import_refusals(org, &ada, import.id, 0, 10).await;
        assert!(left.is_err() || left.unwrap().items.is_empty(), "with the lines that were refused");
    }
}
