//! The tool over a real database on each engine.
#![allow(clippy::unwrap_used)]

mod domains;

use std::sync::Arc;

use base_bus::Replay;
use base_db::testing::engines;
use base_db::{Engine, Tx};
use base_id::{GroupId, ManualClock, OrgId, PersonId};
use base_suite::archive::{Reader, Writer};
use base_suite::testing::{foundation, noon};
use base_suite::{
    Addressee, Boxed, Caller, Credentials, Directory, Group, InTx, NewOwner, OrgRole, Organisations as _, OwnerError,
    People, Person, PreparedOwner, Principals, Tool, Via, audit,
};
use bytes::Bytes;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::model::announcements::{Announcement, Draft};
use crate::{Change, Config, Error, MIGRATIONS, NewOrganisation, Organisations, Suite};

/// Stands for the accounts tool: takes every owner but `root`.
struct Accounts(ManualClock);

impl People for Accounts {
    fn prepare_owner(&self, owner: NewOwner) -> Boxed<'_, Result<PreparedOwner, OwnerError>> {
        Box::pin(async move {
            if owner.handle == "root" {
                return Err(OwnerError::Invalid { field: "handle", cause: "taken".to_owned() });
            }
            let NewOwner { handle, name, email, password } = owner;
            Ok(PreparedOwner { handle, name, email, password_hash: format!("hash of {password}") })
        })
    }

    fn create_owner<'a>(
        &'a self,
        _: &'a mut Tx,
        _: OrgId,
        owner: &'a PreparedOwner,
        _: &'a Credentials,
    ) -> InTx<'a, (PersonId, String)> {
        Box::pin(async move {
            if owner.handle == "breaks" {
                return Err(base_db::Error::Unavailable("for the test".to_owned()));
            }
            Ok((PersonId::new(&self.0.clock(), &base_id::Random::seeded(9)), "token".to_owned()))
        })
    }
}

/// Nobody is looked up in these stories but whoever asks: those with people are told on a whole server.
impl Directory for Accounts {
    fn principals<'a>(&'a self, _: &'a mut Tx, org: OrgId, person: PersonId) -> InTx<'a, Option<Principals>> {
        let principals = Principals { org, person, groups: Vec::new(), manages: Vec::new(), guest: false };
        Box::pin(async move { Ok(Some(principals)) })
    }

    fn accepts<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: Via) -> InTx<'a, bool> {
        Box::pin(async { Ok(true) })
    }

    fn person<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: PersonId) -> InTx<'a, Option<Person>> {
        Box::pin(async { Ok(None) })
    }

    fn addressee<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: PersonId) -> InTx<'a, Option<Addressee>> {
        Box::pin(async { Ok(None) })
    }

    fn person_by_handle<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: &'a str) -> InTx<'a, Option<Person>> {
        Box::pin(async { Ok(None) })
    }

    fn group<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: GroupId) -> InTx<'a, Option<Group>> {
        Box::pin(async { Ok(None) })
    }

    fn groups<'a>(&'a self, _: &'a mut Tx, _: OrgId) -> InTx<'a, Vec<Group>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn people<'a>(&'a self, _: &'a mut Tx, _: OrgId) -> InTx<'a, Vec<Person>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

fn suite(clock: &ManualClock) -> Suite {
    let accounts = Arc::new(Accounts(clock.clone()));
    Suite { people: accounts.clone(), directory: accounts }
}

struct World {
    clock: ManualClock,
    tool: Organisations,
}

async fn world(engine: Engine) -> World {
    let clock = noon();
    let foundation = foundation(engine, &clock.clock(), &[MIGRATIONS]).await;
    let tool = Organisations::new(foundation, suite(&clock), &["files"], Config::default());
    World { clock, tool }
}

impl World {
    /// The same database seen from another node.
    fn another_node(&self) -> Organisations {
        let foundation = self.tool.foundation().clone();
        Organisations::new(foundation, suite(&self.clock), &["files"], Config::default())
    }
}

fn named(name: &str, domain: &str) -> NewOrganisation {
    NewOrganisation { name: name.to_owned(), domain: domain.to_owned(), ..NewOrganisation::default() }
}

fn owner(handle: &str) -> NewOwner {
    NewOwner {
        handle: handle.to_owned(),
        name: "Camille".to_owned(),
        email: "camille@communs.example".to_owned(),
        password: "une longue phrase".to_owned(),
    }
}

fn caller(role: OrgRole) -> Caller {
    Caller {
        person: PersonId::from_uuid(Uuid::from_u128(7)),
        handle: "camille".to_owned(),
        name: "Camille".to_owned(),
        role,
        language: None,
        via: Via::Session(Uuid::nil()),
    }
}

fn pixel() -> Bytes {
    // A GIF of one pixel.
    Bytes::from_static(b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;")
}

#[tokio::test]
async fn every_statement_prepares() {
    for engine in engines() {
        let world = world(engine).await;
        let refused = world.tool.foundation().db.prepare_all(&world.tool.statements()).await.unwrap();
        assert!(refused.is_empty(), "{engine:?}: {refused:?}");
    }
}

#[tokio::test]
async fn an_organisation_is_found_by_its_hosts_and_by_no_other() {
    for engine in engines() {
        let world = world(engine).await;
        assert!(world.tool.needs_setup().await.unwrap());
        let communs = world.tool.create(named("Les Communs", "Communs.Example")).await.unwrap();
        let nord = world.tool.create(named("Atelier Nord", "127.0.0.2")).await.unwrap();
        assert!(!world.tool.needs_setup().await.unwrap());
        world.tool.add_alias(communs.id, "www.communs.example").await.unwrap();

        let found = async |host: &str| world.tool.by_host(host).await.unwrap().map(|org| org.id);
        assert_eq!(found("communs.example").await, Some(communs.id));
        assert_eq!(found("www.communs.example").await, Some(communs.id));
        assert_eq!(found("127.0.0.2").await, Some(nord.id));
        assert_eq!(found("elsewhere.example").await, None);
        assert_eq!(world.tool.by_id(nord.id).await.unwrap().unwrap().name, "Atelier Nord");

        let taken = world.tool.create(named("Copy", "www.communs.example")).await.unwrap_err();
        assert!(matches!(taken, Error::Taken(_)), "{taken}");
        assert!(matches!(world.tool.add_alias(nord.id, "communs.example").await, Err(Error::Taken(_))));
        assert!(world.tool.remove_alias(communs.id, "communs.example").await.is_err(), "its domain stays");
        assert!(matches!(world.tool.remove_alias(nord.id, "www.communs.example").await, Err(Error::NotFound)));
        world.tool.remove_alias(communs.id, "www.communs.example").await.unwrap();
        assert_eq!(found("www.communs.example").await, None);
        assert_eq!(world.tool.list().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_change_is_seen_at_once_here_and_soon_elsewhere() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        let change = Change { name: Some("Les Biens communs".to_owned()), ..Change::default() };
        world.tool.update(&caller(OrgRole::Admin), org.id, change, None).await.unwrap();
        assert_eq!(world.tool.by_host("communs.example").await.unwrap().unwrap().name, "Les Biens communs");
        let other = world.another_node();
        assert_eq!(other.by_host("communs.example").await.unwrap().unwrap().name, "Les Biens communs");

        // A row changed behind the registry's back, as by another node.
        let id = org.id;
        world
            .tool
            .foundation()
            .db
            .write(async move |tx| {
                let mut record = crate::store::one(tx, id).await?.unwrap();
                record.name = "Elsewhere".to_owned();
                crate::store::update(tx, &record).await
            })
            .await
            .unwrap();
        world.clock.advance(SignedDuration::from_secs(5));
        assert_eq!(other.by_host("communs.example").await.unwrap().unwrap().name, "Elsewhere");
    }
}

#[tokio::test]
async fn settings_are_changed_by_administrators_recorded_and_told() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        let change = Change { accent: Some("#123ABC".to_owned()), locale: Some("en".to_owned()), ..Change::default() };
        let refused = world.tool.update(&caller(OrgRole::Member), org.id, change.clone(), None).await.unwrap_err();
        assert!(matches!(refused, Error::AdminsOnly));
        world.clock.advance(SignedDuration::from_secs(1));
        let address = Some("192.0.2.7".parse().unwrap());
        let org = world.tool.update(&caller(OrgRole::Owner), org.id, change.clone(), address).await.unwrap();
        assert_eq!((org.accent.as_str(), org.locale.as_str()), ("#123abc", "en"));
        // Nothing differs: nothing is recorded.
        world.tool.update(&caller(OrgRole::Owner), org.id, change, address).await.unwrap();
        let asks = |support: base_suite::Support| Change { support: Some(Some(support)), ..Change::default() };
        let support = || base_suite::Support { name: "Camille".to_owned(), ..base_suite::Support::default() };
        for bad in [
            Change { name: Some("  ".to_owned()), ..Change::default() },
            Change { languages: Some(vec!["de".to_owned()]), ..Change::default() },
            Change { person_quota_bytes: Some(Some(-1)), ..Change::default() },
            asks(base_suite::Support { name: String::new(), phone: Some("112".to_owned()), ..support() }),
            asks(base_suite::Support { email: Some("a@b\r\nBcc: c@d".to_owned()), ..support() }),
            asks(base_suite::Support { link: Some("javascript:alert(1)".to_owned()), ..support() }),
            asks(base_suite::Support { phone: Some("call me".to_owned()), ..support() }),
            asks(base_suite::Support { note: Some("x".repeat(501)), ..support() }),
            Change { time_zone: Some("Mars/Base".to_owned()), ..Change::default() },
        ] {
            let refused = world.tool.update(&caller(OrgRole::Owner), org.id, bad, None).await.unwrap_err();
            assert!(matches!(refused, Error::Invalid { .. }));
        }

        let id = org.id;
        let record =
            world.tool.foundation().db.read(async move |tx| audit::of_org(tx, id, None, 10).await).await.unwrap();
        let acts: Vec<_> = record.items.iter().map(|entry| (entry.act.as_str(), entry.detail.as_str())).collect();
        assert_eq!(
            acts,
            [
                ("organisation.created", "{}"),
                (
                    "organisation.changed",
                    r##"{"after":{"accent":"#123abc","locale":"en"},"before":{"accent":"#3d6b4f","locale":"fr"},"changed":["accent","locale"]}"##
                )
            ]
        );
        assert_eq!(record.items[1].address.as_deref(), Some("192.0.2.7"));
        world.tool.foundation().bus.relay_now().await.unwrap();
        let Replay::Events(events) = world.tool.foundation().bus.after(id, 0, 10).await.unwrap() else { panic!() };
        assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["organisations.changed"]);
    }
}

#[tokio::test]
async fn a_logo_is_drawn_anew_and_what_is_not_an_image_is_refused() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        let admin = caller(OrgRole::Admin);
        assert_eq!(org.logo_version, None);
        let svg = Bytes::from_static(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
        assert!(matches!(world.tool.put_logo(&admin, org.id, svg, None).await, Err(Error::Picture(_))));
        let member = caller(OrgRole::Member);
        assert!(matches!(world.tool.put_logo(&member, org.id, pixel(), None).await, Err(Error::AdminsOnly)));

        let with = world.tool.put_logo(&admin, org.id, pixel(), None).await.unwrap();
        let logo = world.tool.logo(org.id).await.unwrap().unwrap();
        assert_eq!(with.logo_version.as_ref(), Some(&logo.version));
        assert_eq!(logo.media_type, "image/jpeg");
        let without = world.tool.remove_logo(&admin, org.id, None).await.unwrap();
        assert_eq!(without.logo_version, None);
        assert!(world.tool.logo(org.id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_new_installation_is_set_up_once_by_whoever_holds_the_link() {
    for engine in engines() {
        let world = world(engine).await;
        let first = world.tool.setup_token().await.unwrap().unwrap();
        let second = world.tool.setup_token().await.unwrap().unwrap();
        let set_up = async |token: &str, handle: &str| {
            world.tool.set_up(token, named("Les Communs", "localhost"), owner(handle), Credentials::default()).await
        };
        assert!(matches!(set_up("0000", "camille").await, Err(Error::SetupLink)));
        assert!(matches!(set_up(&first, "root").await, Err(Error::Invalid { field: "handle", .. })));
        assert!(matches!(set_up(&first, "breaks").await, Err(Error::Database(_))));
        assert!(world.tool.needs_setup().await.unwrap(), "half a set-up leaves nothing");

        let (one, other) = tokio::join!(set_up(&first, "camille"), set_up(&second, "mallory"));
        assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "one of two at the same time");
        assert!(matches!(set_up(&first, "camille").await, Err(Error::SetupLink)));
        assert!(!world.tool.setup_token_is_good(&first).await.unwrap());
        assert_eq!(world.tool.setup_token().await.unwrap(), None);
        assert_eq!(world.tool.by_host("localhost").await.unwrap().unwrap().name, "Les Communs");
    }
}

#[tokio::test]
async fn a_set_up_link_lasts_a_day_and_ends_when_the_operator_makes_an_organisation() {
    for engine in engines() {
        let world = world(engine).await;
        let token = world.tool.setup_token().await.unwrap().unwrap();
        world.clock.advance(SignedDuration::from_hours(23));
        assert!(world.tool.setup_token_is_good(&token).await.unwrap());
        world.clock.advance(SignedDuration::from_hours(1));
        assert!(!world.tool.setup_token_is_good(&token).await.unwrap());
        let token = world.tool.setup_token().await.unwrap().unwrap();
        world.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        assert!(!world.tool.setup_token_is_good(&token).await.unwrap());
    }
}

/// An announcement that somebody put away.
async fn announcement(world: &World, org: OrgId) -> (Announcement, Caller) {
    let draft = |text: &str| Draft {
        title: "Fermeture".to_owned(),
        text: text.to_owned(),
        groups: None,
        guests: false,
        starts_at: None,
        ends_at: None,
    };
    let admin = caller(OrgRole::Owner);
    let said = world.tool.announce(&admin, org, draft("Lundi.\n\nhttps://communs.example"), None).await.unwrap();
    let reader = Caller { person: PersonId::from_uuid(Uuid::from_u128(8)), ..caller(OrgRole::Member) };
    world.tool.put_announcement_away(&reader, org, said.announcement.id, true).await.unwrap();
    let gone = world.tool.announce(&admin, org, draft("not taken along"), None).await.unwrap().announcement.id;
    world.tool.set_announcement_removed(&admin, org, gone, true, None).await.unwrap();
    (said.announcement, reader)
}

#[tokio::test]
async fn an_organisation_leaves_and_arrives_elsewhere_as_it_was() {
    for engine in engines() {
        let (here, there) = (world(engine).await, world(engine).await);
        let org = here.tool.create(named("Les Communs", "communs.example")).await.unwrap();
        here.tool.add_alias(org.id, "www.communs.example").await.unwrap();
        here.tool.set_quotas(org.id, Some(1_000_000), None).await.unwrap();
        let support = base_suite::Support { name: "Camille".to_owned(), ..base_suite::Support::default() };
        let settings =
            Change { languages: Some(vec!["fr".to_owned()]), support: Some(Some(support)), ..Change::default() };
        here.tool.update(&caller(OrgRole::Owner), org.id, settings, None).await.unwrap();
        let id = org.id;
        let db = here.tool.foundation().db.clone();
        db.write(async move |tx| base_suite::retention::choose(tx, id, "files.trash", 7).await).await.unwrap();
        let org = here.tool.put_logo(&caller(OrgRole::Owner), org.id, pixel(), None).await.unwrap();
        let (said, reader) = announcement(&here, org.id).await;
        let folder = tempfile::tempdir().unwrap();
        here.tool.export(org.clone(), &Writer::new(folder.path(), "organisations").unwrap()).await.unwrap();

        let archive = Reader::new(folder.path(), "organisations");
        let arrived = there.tool.admit(&archive, None).await.unwrap();
        there.tool.import(arrived.clone(), &archive).await.unwrap();
        assert_eq!(there.tool.by_host("communs.example").await.unwrap().unwrap(), org);
        assert!(there.tool.by_host("www.communs.example").await.unwrap().is_none(), "to be proved again");
        let waiting = there.tool.addresses(&caller(OrgRole::Admin), &org).await.unwrap().items;
        assert_eq!(
            waiting.iter().map(|item| (&*item.host, item.waits.is_some())).collect::<Vec<_>>(),
            [("www.communs.example", true)]
        );
        assert_eq!(there.tool.logo(org.id).await.unwrap(), here.tool.logo(org.id).await.unwrap());
        assert_eq!(there.tool.list().await.unwrap(), here.tool.list().await.unwrap());
        let db = there.tool.foundation().db.clone();
        let kept = db.read(async move |tx| base_suite::retention::choices(tx, id).await).await.unwrap();
        assert_eq!(kept, [("files.trash".to_owned(), 7)]);
        let running = there.tool.running_announcements(&reader, id).await.unwrap();
        assert_eq!(running.len(), 1);
        assert_eq!((running[0].announcement.clone(), running[0].put_away), (said, true));

        assert!(there.tool.admit(&archive, Some("copy.example")).await.is_err(), "it lives here already");
        let elsewhere = world(engine).await;
        let renamed = elsewhere.tool.admit(&archive, Some("copy.example")).await.unwrap();
        assert_eq!((renamed.id, renamed.domain.as_str()), (org.id, "copy.example"));
        assert!(elsewhere.tool.admit(&Reader::new(folder.path(), "nothing"), None).await.is_err());

        std::fs::write(folder.path().join("organisations/contents/logo"), b"<svg/>").unwrap();
        assert!(elsewhere.tool.import(renamed, &archive).await.is_err(), "an edited archive brings no script");
    }
}
