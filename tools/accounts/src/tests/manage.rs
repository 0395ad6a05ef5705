//! What administrators do to people, and what guests may.

use base_db::testing::engines;
use base_suite::Directory;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::model::{self, State, Stay};
use crate::store::people::Filter;
use crate::{BulkAct, GroupChange, Member, Outcome, PersonChange, PersonRecord};

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl World {
    /// Somebody of this role, signed in.
    async fn of_role(&self, org: &Org, handle: &str, role: OrgRole) -> Caller {
        self.accounts.create_person(org.id, NewPerson { role, ..newcomer(handle) }).await.unwrap();
        self.signs_in(org, handle).await.1
    }

    /// A guest, signed in; their token too.
    async fn guest(&self, handle: &str, sponsor: PersonId, ends_at: Timestamp) -> (String, Caller) {
        let stay = Stay { sponsor, ends_at };
        let new = NewPerson { role: OrgRole::Guest, guest: Some(stay), ..newcomer(handle) };
        self.accounts.create_person(self.communs.id, new).await.unwrap();
        self.signs_in(&self.communs, handle).await
    }

    async fn changes(&self, caller: &Caller, id: PersonId, change: PersonChange) -> Result<PersonRecord, Error> {
        let changed = self.accounts.change_person(self.communs.id, caller, at("192.0.2.1"), id, None, change).await?;
        Ok(changed.person)
    }

    async fn acts(&self, caller: &Caller, people: &[PersonId], act: BulkAct) -> Outcome {
        let people = people.to_vec();
        self.accounts.act_on_people(self.communs.id, caller, at("192.0.2.1"), people, act).await.unwrap()
    }

    async fn managed(&self, caller: &Caller, filter: Filter) -> Vec<String> {
        let page = self.accounts.managed_people(self.communs.id, caller, filter, None, 200).await.unwrap();
        page.items.into_iter().map(|managed| managed.person.handle).collect()
    }

    fn in_days(&self, days: i32) -> Timestamp {
        self.accounts.now() + DAY * days
    }
}

fn role(role: OrgRole) -> PersonChange {
    PersonChange { role: Some(role), ..PersonChange::default() }
}

fn active(active: bool) -> PersonChange {
    PersonChange { active: Some(active), ..PersonChange::default() }
}

#[tokio::test]
async fn roles_are_given_within_ones_own() {
    for engine in engines() {
        let world = world(engine).await;
        let owner = world.of_role(&world.communs, "ada", OrgRole::Owner).await;
        let admin = world.of_role(&world.communs, "bob", OrgRole::Admin).await;
        let member = world.of_role(&world.communs, "cleo", OrgRole::Member).await;
        let stranger = world.of_role(&world.nord, "ned", OrgRole::Owner).await;

        assert!(matches!(world.changes(&member, member.person, role(OrgRole::Admin)).await, Err(Error::Forbidden(_))));
        for change in [role(OrgRole::Member), active(false)] {
            let refused = world.changes(&admin, owner.person, change).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "an administrator leaves main administrators alone");
        }
        assert!(matches!(world.changes(&admin, member.person, role(OrgRole::Owner)).await, Err(Error::Forbidden(_))));
        assert!(matches!(world.changes(&admin, admin.person, role(OrgRole::Owner)).await, Err(Error::Forbidden(_))));
        assert!(matches!(world.changes(&admin, admin.person, active(false)).await, Err(Error::Forbidden(_))));
        assert_eq!(world.changes(&admin, member.person, role(OrgRole::Admin)).await.unwrap().role, OrgRole::Admin);
        assert_eq!(world.changes(&owner, member.person, role(OrgRole::Member)).await.unwrap().role, OrgRole::Member);
        assert!(matches!(world.changes(&owner, stranger.person, role(OrgRole::Member)).await, Err(Error::NotFound)));

        let acts: Vec<_> =
            world.record(&world.communs).await.into_iter().map(|(act, subject, _)| (act, subject)).collect();
        assert!(acts.contains(&("person.role-changed".to_owned(), Some(member.person))), "{acts:?}");
    }
}

#[tokio::test]
async fn an_organisation_keeps_a_main_administrator() {
    for engine in engines() {
        let world = world(engine).await;
        let owner = world.of_role(&world.communs, "ada", OrgRole::Owner).await;
        assert!(matches!(world.changes(&owner, owner.person, role(OrgRole::Member)).await, Err(Error::LastOwner)));
        let org = world.communs.id;
        assert!(
            matches!(world.accounts.set_active(org, "ada", false).await, Err(Error::LastOwner)),
            "the operator too"
        );

        let second = world.of_role(&world.communs, "bea", OrgRole::Owner).await;
        world.changes(&owner, second.person, active(false)).await.unwrap();
        let alone = world.changes(&owner, owner.person, role(OrgRole::Admin)).await;
        assert!(matches!(alone, Err(Error::LastOwner)), "one who is suspended does not count");
        world.changes(&owner, second.person, active(true)).await.unwrap();
        assert_eq!(world.changes(&owner, owner.person, role(OrgRole::Admin)).await.unwrap().role, OrgRole::Admin);

        // Two who demote each other at once: one of them stays.
        let third = world.of_role(&world.communs, "cem", OrgRole::Owner).await;
        let (one, other) = tokio::join!(
            world.changes(&second, third.person, role(OrgRole::Member)),
            world.changes(&third, second.person, role(OrgRole::Member)),
        );
        assert!(one.is_ok() != other.is_ok() || matches!((one, other), (Err(_), Err(_))));
        let filter = Filter { pattern: "%".to_owned(), role: Some(OrgRole::Owner), state: Some(State::Active) };
        let admin = world.of_role(&world.communs, "dan", OrgRole::Admin).await;
        assert_eq!(world.managed(&admin, filter).await.len(), 1);
    }
}

#[tokio::test]
async fn who_is_suspended_is_out_at_the_next_request() {
    for engine in engines() {
        let world = world(engine).await;
        let admin = world.of_role(&world.communs, "ada", OrgRole::Admin).await;
        world.joins(&world.communs, "bob").await;
        let (token, bob) = world.signs_in(&world.communs, "bob").await;
        let made = world.accounts.create_app_password(world.communs.id, "bob", "Phone").await.unwrap();
        assert!(world.program_with(&world.communs, "bob", &made.password).await.is_some());

        let outcome = world.acts(&admin, &[bob.person, admin.person], BulkAct::Suspend {}).await;
        assert_eq!(outcome.done, [bob.person]);
        assert!(matches!(outcome.refused[..], [(id, Error::Forbidden(_))] if id == admin.person));
        assert!(world.comes_with(&world.communs, &token).await.is_none());
        assert!(world.program_with(&world.communs, "bob", &made.password).await.is_none());
        assert!(!world.accounts.still_valid(&world.communs, &bob).await.unwrap(), "what is open closes");
        assert!(world.events(&world.communs).await.iter().any(|(kind, _)| kind == "accounts.session-ended"));
        assert!(matches!(world.tries(&world.communs, "bob", PASSWORD).await, Err(Error::WrongCredentials)));

        world.acts(&admin, &[bob.person], BulkAct::Restore {}).await;
        assert!(world.comes_with(&world.communs, &token).await.is_none(), "the old session stays ended");
        assert!(world.program_with(&world.communs, "bob", &made.password).await.is_some(), "devices come back");
        world.signs_in(&world.communs, "bob").await;
    }
}

#[tokio::test]
async fn a_guest_sees_their_own_and_leaves_on_time() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let owner = world.of_role(&world.communs, "ada", OrgRole::Owner).await;
        let sponsor = world.joins(&world.communs, "sam").await;
        world.joins(&world.communs, "unrelated").await;
        let mate = world.joins(&world.communs, "mia").await;
        let end = world.in_days(10);
        let (token, guest) = world.guest("gil", sponsor, end).await;
        assert_eq!(guest.role, OrgRole::Guest);

        let garden = world.accounts.create_group(org, "Jardin").await.unwrap().id;
        let board = world.accounts.create_group(org, "Bureau").await.unwrap().id;
        let seen = async || {
            let page = world.accounts.directory_page(org, &guest, "", None, 50).await.unwrap();
            page.0.items.into_iter().map(|person| person.handle).collect::<Vec<_>>()
        };
        assert_eq!(seen().await, ["gil", "sam"]);
        for person in [guest.person, mate] {
            world.accounts.add_member(org, garden, person).await.unwrap();
        }
        assert_eq!(seen().await, ["gil", "mia", "sam"]);
        let groups = world.accounts.group_page(org, &guest, "", None, 50).await.unwrap();
        assert_eq!(groups.items.iter().map(|group| group.group.id).collect::<Vec<_>>(), [garden]);
        assert!(matches!(world.accounts.seen_group(org, &guest, board).await, Err(Error::NotFound)));

        let (accounts, id) = (world.accounts.clone(), guest.person);
        let read = async move |tx: &mut base_db::Tx| accounts.principals(tx, org, id).await;
        let principals = world.accounts.foundation().db.read(read.clone()).await.unwrap().unwrap();
        assert!(principals.guest && principals.groups == [garden]);

        let refused = world.changes(&owner, sponsor, role(OrgRole::Guest)).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "sponsor_id", .. })));
        let other = PersonChange { sponsor_id: Some(mate), ends_at: Some(world.in_days(3)), ..role(OrgRole::Guest) };
        assert!(matches!(world.changes(&owner, sponsor, other).await, Err(Error::Sponsor(1))), "they answer for one");

        world.clock.advance(DAY * 10);
        assert!(world.comes_with(&world.communs, &token).await.is_none());
        assert!(!world.accounts.still_valid(&world.communs, &guest).await.unwrap());
        assert!(world.accounts.foundation().db.read(read).await.unwrap().is_none());
        assert!(matches!(world.tries(&world.communs, "gil", PASSWORD).await, Err(Error::WrongCredentials)));
        let filter = Filter { pattern: "%".to_owned(), role: None, state: Some(State::Ended) };
        assert_eq!(world.managed(&owner, filter).await, ["gil"]);

        let job = base_jobs::Job {
            id: serde_json::from_value(serde_json::json!(sponsor)).unwrap(),
            org: Some(org),
            kind: crate::service::END.to_owned(),
            payload: serde_json::json!({ "person": guest.person }),
            attempt: 1,
        };
        world.accounts.end_stay(&job).await.unwrap();
        assert!(world.record(&world.communs).await.iter().any(|(act, ..)| act == "person.stay-ended"));

        let longer = PersonChange { ends_at: Some(world.in_days(5)), ..PersonChange::default() };
        world.changes(&owner, guest.person, longer).await.unwrap();
        world.signs_in(&world.communs, "gil").await;
        world.accounts.end_stay(&job).await.unwrap();
        assert!(world.tries(&world.communs, "gil", PASSWORD).await.is_ok(), "an old job ends nothing");
        let member = world.changes(&owner, guest.person, role(OrgRole::Member)).await.unwrap();
        assert_eq!((member.sponsor, member.ends_at), (None, None));
    }
}

#[tokio::test]
async fn what_is_changed_of_a_person_is_checked() {
    for engine in engines() {
        let world = world(engine).await;
        let admin = world.of_role(&world.communs, "ada", OrgRole::Admin).await;
        let bob = world.joins(&world.communs, "bob").await;
        let change = |name: Option<&str>, email: Option<&str>| PersonChange {
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            ..PersonChange::default()
        };
        let changed =
            world.changes(&admin, bob, change(Some("Robert Petit"), Some("rob@communs.example"))).await.unwrap();
        assert_eq!((&*changed.name, &*changed.email), ("Robert Petit", "rob@communs.example"));
        assert!(world.tries(&world.communs, "rob@communs.example", PASSWORD).await.is_ok());
        let taken = world.changes(&admin, bob, change(None, Some("ADA@communs.example"))).await;
        assert!(matches!(taken, Err(Error::Taken { field: "email" })));
        assert!(matches!(world.changes(&admin, bob, change(Some("a\nb"), None)).await, Err(Error::Invalid { .. })));
        let end = PersonChange { ends_at: Some(world.in_days(1)), ..PersonChange::default() };
        assert!(matches!(world.changes(&admin, bob, end).await, Err(Error::Invalid { field: "role", .. })));
        let past =
            PersonChange { sponsor_id: Some(admin.person), ends_at: Some(world.in_days(-1)), ..role(OrgRole::Guest) };
        assert!(matches!(world.changes(&admin, bob, past).await, Err(Error::Invalid { field: "ends_at", .. })));
        let own = PersonChange { sponsor_id: Some(bob), ends_at: Some(world.in_days(1)), ..role(OrgRole::Guest) };
        assert!(matches!(world.changes(&admin, bob, own).await, Err(Error::Invalid { field: "sponsor_id", .. })));

        let org = world.communs.id;
        let seen = world.accounts.managed_person(org, &admin, bob).await.unwrap();
        let stale = Some(vec!["another".to_owned()]);
        let refused = world.accounts.change_person(org, &admin, at("192.0.2.1"), bob, stale, active(false)).await;
        assert!(matches!(refused, Err(Error::PreconditionFailed)));
        let fresh = Some(vec![seen.etag()]);
        world.accounts.change_person(org, &admin, at("192.0.2.1"), bob, fresh, active(false)).await.unwrap();
        let suspended = Filter { pattern: model::pattern("PETIT"), role: None, state: Some(State::Suspended) };
        assert_eq!(world.managed(&admin, suspended).await, ["bob"]);
        let by_address = Filter { pattern: model::pattern("rob@"), ..Filter::default() };
        assert_eq!(world.managed(&admin, by_address).await, ["bob"]);
    }
}

#[tokio::test]
async fn those_who_manage_a_group_look_after_its_people() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let admin = world.of_role(&world.communs, "ada", OrgRole::Admin).await;
        let lead = world.of_role(&world.communs, "lou", OrgRole::Member).await;
        let member = world.of_role(&world.communs, "mia", OrgRole::Member).await;
        let stranger = world.of_role(&world.nord, "ned", OrgRole::Owner).await;
        let new = async |caller: &Caller, name: &str| {
            let new = NewGroup { name: name.to_owned(), about: "Les carottes".to_owned(), ..NewGroup::default() };
            world.accounts.create_group_as(org, caller, at("192.0.2.1"), new).await
        };
        assert!(matches!(new(&lead, "Jardin").await, Err(Error::Forbidden(_))));
        let garden = new(&admin, "Jardin").await.unwrap().group.id;
        let seeds = new(&admin, "Semences").await.unwrap().group.id;
        let later = || world.clock.advance(SignedDuration::from_secs(1));
        let put = async |caller: &Caller, member: Member, manager| {
            later();
            world.accounts.put_member(org, caller, at("192.0.2.1"), garden, member, manager).await
        };
        let drop = async |caller: &Caller, member: PersonId| {
            later();
            world.accounts.drop_member(org, caller, at("192.0.2.1"), garden, member.into()).await
        };
        assert!(matches!(put(&lead, lead.person.into(), None).await, Err(Error::Forbidden(_))));
        put(&admin, lead.person.into(), None).await.unwrap();
        put(&admin, lead.person.into(), Some(true)).await.unwrap();
        put(&lead, member.person.into(), None).await.unwrap();
        assert!(
            matches!(put(&lead, seeds.into(), None).await, Err(Error::Forbidden(_))),
            "nesting is for administrators"
        );
        assert!(matches!(put(&lead, garden.into(), None).await, Err(Error::Forbidden(_))));
        assert!(matches!(put(&admin, garden.into(), None).await, Err(Error::Cycle)), "a group in itself");
        assert!(matches!(put(&lead, stranger.person.into(), None).await, Err(Error::NotFound)));
        assert!(matches!(put(&stranger, stranger.person.into(), None).await, Err(Error::NotFound)));
        assert!(matches!(put(&member, admin.person.into(), None).await, Err(Error::Forbidden(_))));
        assert!(matches!(drop(&member, lead.person).await, Err(Error::Forbidden(_))));

        let about =
            GroupChange { name: Some("Potager".to_owned()), about: Some(String::new()), ..GroupChange::default() };
        let changed = world.accounts.change_group(org, &lead, at("192.0.2.1"), garden, about).await.unwrap();
        assert_eq!((&*changed.group.name, &*changed.about, changed.people), ("Potager", "", 2));
        let page = world.accounts.group_members(org, &member, garden, None, 50).await.unwrap();
        let members: Vec<_> = page.items.iter().map(|person| (&*person.handle, person.manager)).collect();
        assert_eq!(members, [("lou", true), ("mia", false)]);

        drop(&member, member.person).await.unwrap();
        assert!(matches!(drop(&lead, member.person).await, Err(Error::NotFound)));
        put(&admin, lead.person.into(), Some(false)).await.unwrap();
        assert!(
            matches!(put(&lead, member.person.into(), None).await, Err(Error::Forbidden(_))),
            "at the next request"
        );
        assert!(matches!(world.accounts.group_history(org, &lead, garden, None, 50).await, Err(Error::Forbidden(_))));
        let history = world.accounts.group_history(org, &admin, garden, None, 50).await.unwrap().items;
        let acts: Vec<_> =
            history.iter().rev().map(|noted| (&*noted.act, noted.person_name.as_deref().unwrap())).collect();
        let (lou, mia) = ("Lou Durand", "Mia Durand");
        let expected =
            [("added", lou), ("manager-named", lou), ("added", mia), ("removed", mia), ("manager-dismissed", lou)];
        assert_eq!(acts, expected);
        assert!(matches!(
            world.accounts.group_history(world.nord.id, &stranger, garden, None, 50).await,
            Err(Error::NotFound)
        ));
    }
}
