//! What groups have, who comes in by themselves, and how groups end and come back.

use base_db::testing::engines;
use base_id::GroupId;
use base_jobs::Jobs;
use base_suite::{Notice, Notify, Org};
use jiff::SignedDuration;

use super::*;
use crate::model::Joining;
use crate::{Entrance, GroupChange, Member};

/// Keeps what people are told.
#[derive(Default)]
struct Told(Mutex<Vec<(PersonId, &'static str, String)>>);

impl Notify for Told {
    fn tell<'a>(&'a self, _: &'a mut base_db::Tx, _: OrgId, notice: &'a Notice) -> InTx<'a, ()> {
        self.0.lock().unwrap().push((notice.to, notice.kind, notice.title.fr.clone()));
        Box::pin(async { Ok(()) })
    }
}

impl World {
    async fn member(&self, handle: &str, role: OrgRole) -> Caller {
        self.accounts.create_person(self.communs.id, NewPerson { role, ..newcomer(handle) }).await.unwrap();
        self.signs_in(&self.communs, handle).await.1
    }

    async fn makes(&self, admin: &Caller, name: &str, joining: Joining) -> GroupId {
        let new = NewGroup { name: name.to_owned(), joining, ..NewGroup::default() };
        self.accounts.create_group_as(self.communs.id, admin, at("192.0.2.1"), new).await.unwrap().group.id
    }

    async fn names_manager(&self, admin: &Caller, group: GroupId, person: &Caller) {
        let member = Member::Person(person.person);
        let named = self.accounts.put_member(self.communs.id, admin, at("192.0.2.1"), group, member, Some(true));
        named.await.unwrap();
    }

    async fn deletes(&self, caller: &Caller, group: GroupId) -> Result<(), Error> {
        self.accounts.delete_group(self.communs.id, caller, at("192.0.2.1"), group).await
    }

    async fn restores(&self, caller: &Caller, group: GroupId) -> Result<String, Error> {
        let back = self.accounts.restore_group(self.communs.id, caller, at("192.0.2.1"), group).await?;
        Ok(back.name)
    }

    async fn enters(&self, caller: &Caller, group: GroupId) -> Result<Entrance, Error> {
        self.accounts.enter_group(self.communs.id, caller, at("192.0.2.1"), group).await
    }

    async fn sees(&self, caller: &Caller) -> Vec<String> {
        let page = self.accounts.group_page(self.communs.id, caller, "", None, 100).await.unwrap();
        page.items.into_iter().map(|listed| listed.group.name).collect()
    }

    async fn changes_group(&self, caller: &Caller, group: GroupId, change: GroupChange) -> Result<(), Error> {
        self.accounts.change_group(self.communs.id, caller, at("192.0.2.1"), group, change).await.map(drop)
    }

    async fn runs_jobs(&self) {
        let foundation = self.accounts.foundation();
        let builder = Jobs::builder(foundation.db.clone(), self.clock.clock(), Random::seeded(7));
        self.accounts.jobs(builder).build().run_due().await.unwrap();
    }

    fn told_of_spaces(&self) -> Vec<bool> {
        let told = self.followed.changes.lock().unwrap();
        let opened = |change: &Change| match change {
            Change::SpaceOpened { .. } => Some(true),
            Change::SpaceClosed { .. } => Some(false),
            _ => None,
        };
        told.iter().filter_map(opened).collect()
    }
}

const HALF: SignedDuration = SignedDuration::from_hours(15 * 24);

#[tokio::test]
async fn a_deleted_group_is_there_for_nobody_and_comes_back_whole() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let admin = world.member("ada", OrgRole::Admin).await;
        let (lead, mia) = (world.member("lea", OrgRole::Member).await, world.member("mia", OrgRole::Member).await);
        let (garden, board) =
            (world.makes(&admin, "Jardin", Joining::Asked).await, world.makes(&admin, "Bureau", Joining::Asked).await);
        world.names_manager(&admin, garden, &lead).await;
        world.puts(garden, mia.person).await;
        world.puts(board, garden).await;
        assert_eq!(world.groups_of(mia.person).await.len(), 2);

        assert!(matches!(world.deletes(&mia, garden).await, Err(Error::Forbidden(_))));
        world.deletes(&lead, garden).await.unwrap();
        assert!(matches!(world.deletes(&lead, garden).await, Err(Error::NotFound)));
        assert!(world.groups_of(mia.person).await.is_empty(), "not in what is around it either");
        assert_eq!(world.sees(&admin).await, ["Bureau"]);
        let there = world.accounts.seen_group(org, &admin, garden).await;
        assert!(matches!(there, Err(Error::NotFound)));
        for refused in [
            world.accounts.add_member(org, garden, mia.person).await.map(drop),
            world.accounts.rename_group(org, garden, "X").await.map(drop),
            world.enters(&mia, garden).await.map(drop),
        ] {
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        // It may come back, so nothing closes a circle through it.
        assert!(matches!(world.accounts.add_member(org, garden, board).await, Err(Error::NotFound)));

        // Its name is free, and it comes back with another one; who may not delete may not bring back either.
        let again = world.makes(&admin, "JARDIN", Joining::Asked).await;
        assert!(matches!(world.restores(&mia, garden).await, Err(Error::NotFound)));
        let listed = |caller: &Caller| {
            let (accounts, caller) = (world.accounts.clone(), caller.clone());
            async move { accounts.deleted_groups(org, &caller, None, 10).await.unwrap().items.len() }
        };
        assert_eq!((listed(&admin).await, listed(&lead).await, listed(&mia).await), (1, 1, 0));
        assert_eq!(world.restores(&lead, garden).await.unwrap(), "Jardin (2)");
        assert_eq!(world.groups_of(mia.person).await.len(), 2);
        let back = world.accounts.seen_group(org, &lead, garden).await.unwrap();
        assert_eq!((back.people, back.manager), (2, true));
        assert_eq!(world.told_of_spaces(), [true, true, false, true, true]);

        // Deleted again: the job of the first time leaves it alone, its own does not.
        world.clock.advance(HALF);
        world.deletes(&admin, garden).await.unwrap();
        world.clock.advance(HALF);
        world.runs_jobs().await;
        assert_eq!(listed(&admin).await, 1);
        world.clock.advance(HALF);
        assert!(matches!(world.restores(&admin, garden).await, Err(Error::NotFound)));
        world.runs_jobs().await;
        assert_eq!(listed(&admin).await, 0);
        let purged = Change::GroupPurged { group: garden };
        assert!(world.followed.changes.lock().unwrap().contains(&purged));
        assert!(!world.followed.changes.lock().unwrap().contains(&Change::GroupPurged { group: again }));
        let acts: Vec<_> = world.record(&world.communs).await.into_iter().map(|(act, ..)| act).collect();
        for act in ["group.deleted", "group.restored", "group.purged"] {
            assert!(acts.iter().any(|known| known == act), "{act}: {acts:?}");
        }
    }
}

#[tokio::test]
async fn a_group_has_what_is_chosen_for_it() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let admin = world.member("ada", OrgRole::Admin).await;
        let (lead, mia) = (world.member("lea", OrgRole::Member).await, world.member("mia", OrgRole::Member).await);
        let bare = NewGroup { name: "Liste".to_owned(), spaces: Some(Vec::new()), ..NewGroup::default() };
        let bare = world.accounts.create_group_as(org, &admin, at("192.0.2.1"), bare).await.unwrap().group.id;
        world.names_manager(&admin, bare, &lead).await;
        world.puts(bare, mia.person).await;
        assert!(world.told_of_spaces().is_empty());
        let spaces = |tools: &[&str]| GroupChange {
            spaces: Some(tools.iter().map(ToString::to_string).collect()),
            ..GroupChange::default()
        };
        assert!(matches!(world.changes_group(&mia, bare, spaces(&["follower"])).await, Err(Error::Forbidden(_))));
        let unknown = world.changes_group(&lead, bare, spaces(&["follower", "jacuzzi"])).await;
        assert!(matches!(unknown, Err(Error::Invalid { field: "spaces", .. })));
        for tools in [&["follower"][..], &["follower"], &[], &["follower"]] {
            world.changes_group(&lead, bare, spaces(tools)).await.unwrap();
        }
        assert_eq!(world.told_of_spaces(), [true, false, true], "told of what changes, and of nothing else");
        let seen = world.accounts.spaces_of_group(&world.communs, &mia, bare).await.unwrap();
        assert_eq!(seen.iter().map(|space| (space.tool, space.has)).collect::<Vec<_>>(), [("follower", true)]);

        let off = Org { off: vec!["follower".to_owned()], ..world.communs.clone() };
        assert!(world.accounts.offered(&off).is_empty(), "a tool that is off gives nothing");
        assert!(world.accounts.spaces_of_group(&off, &mia, bare).await.unwrap().is_empty());
        assert_eq!(world.accounts.offered(&world.communs).len(), 1);
    }
}

#[tokio::test]
async fn people_come_in_as_the_group_lets_them() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let told = Arc::new(Told::default());
        world.accounts.foundation().notices.set(told.clone());
        let admin = world.member("ada", OrgRole::Admin).await;
        let (lead, mia) = (world.member("lea", OrgRole::Member).await, world.member("mia", OrgRole::Member).await);
        let choir = world.makes(&admin, "Chorale", Joining::Open).await;
        let garden = world.makes(&admin, "Jardin", Joining::Asked).await;
        let board = world.makes(&admin, "Bureau", Joining::Closed).await;
        let secret = world.makes(&admin, "Enquête", Joining::Hidden).await;
        world.names_manager(&admin, garden, &lead).await;

        assert_eq!(world.sees(&mia).await, ["Bureau", "Chorale", "Jardin"]);
        assert_eq!(world.enters(&mia, choir).await.unwrap(), Entrance::Joined);
        assert_eq!(world.enters(&mia, choir).await.unwrap(), Entrance::Joined);
        assert!(matches!(world.enters(&mia, board).await, Err(Error::Forbidden(_))));
        assert!(matches!(world.enters(&mia, secret).await, Err(Error::NotFound)));

        for _ in 0..2 {
            assert_eq!(world.enters(&mia, garden).await.unwrap(), Entrance::Asked);
        }
        assert!(matches!(world.accounts.group_requests(org, &mia, garden).await, Err(Error::Forbidden(_))));
        let names = async |caller: &Caller| {
            let found = world.accounts.group_requests(org, caller, garden).await.unwrap();
            found.into_iter().map(|request| request.handle).collect::<Vec<_>>()
        };
        assert_eq!(names(&lead).await, ["mia"]);
        let listed = |caller: &Caller| {
            let (accounts, caller) = (world.accounts.clone(), caller.clone());
            async move { accounts.seen_group(org, &caller, garden).await.unwrap() }
        };
        assert_eq!((listed(&mia).await.asked_at.is_some(), listed(&mia).await.requests), (true, 0));
        assert_eq!((listed(&lead).await.asked_at.is_some(), listed(&lead).await.requests), (false, 1));

        // Withdrawn, asked again, declined, asked again, taken in.
        world.accounts.withdraw_request(org, &mia, garden).await.unwrap();
        assert!(matches!(world.accounts.withdraw_request(org, &mia, garden).await, Err(Error::NotFound)));
        world.enters(&mia, garden).await.unwrap();
        let decline = || world.accounts.decline_request(org, &lead, at("192.0.2.1"), garden, mia.person);
        decline().await.unwrap();
        assert!(matches!(decline().await, Err(Error::NotFound)));
        world.enters(&mia, garden).await.unwrap();
        let member = Member::Person(mia.person);
        world.accounts.put_member(org, &lead, at("192.0.2.1"), garden, member, None).await.unwrap();
        assert!(names(&lead).await.is_empty() && listed(&mia).await.member);

        // The last manager leaves: it is for administrators to see to it.
        world.accounts.drop_member(org, &lead, at("192.0.2.1"), garden, Member::Person(lead.person)).await.unwrap();
        let kinds = |person: PersonId| {
            let told = told.0.lock().unwrap();
            told.iter().filter(|(to, ..)| *to == person).map(|(_, kind, _)| *kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds(admin.person), ["accounts.group_without_manager"]);
        assert_eq!(kinds(mia.person), ["accounts.group_declined", "accounts.group_joined"]);
        let asked = ["accounts.group_asked"; 3];
        assert_eq!(kinds(lead.person), [&["accounts.group_joined", "accounts.group_managing"][..], &asked].concat());
        assert!(told.0.lock().unwrap().iter().any(|(_, _, title)| title.contains("rejoindre le groupe Jardin")));
    }
}

#[tokio::test]
async fn who_becomes_a_guest_and_who_is_one_no_longer_is_told_to_those_who_follow() {
    for engine in engines() {
        let world = world(engine).await;
        let admin = world.member("ada", OrgRole::Admin).await;
        let mia = world.member("mia", OrgRole::Member).await;
        let change = |role, sponsor_id, ends_at| crate::PersonChange {
            role: Some(role),
            sponsor_id,
            ends_at,
            ..crate::PersonChange::default()
        };
        let end = world.accounts.now() + HALF;
        for change in [change(OrgRole::Guest, Some(admin.person), Some(end)), change(OrgRole::Member, None, None)] {
            let changed =
                world.accounts.change_person(world.communs.id, &admin, at("192.0.2.1"), mia.person, None, change);
            changed.await.unwrap();
        }
        let told = world.followed.changes.lock().unwrap().clone();
        let guest = |change: &Change| match change {
            Change::GuestChanged { person, guest, .. } if *person == mia.person => Some(*guest),
            _ => None,
        };
        assert_eq!(told.iter().filter_map(guest).collect::<Vec<_>>(), [true, false]);
    }
}

#[tokio::test]
async fn a_chain_of_a_hundred_groups_is_walked_and_never_closed() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let mia = world.joins(&world.communs, "mia").await;
        let mut chain = vec![world.group("0").await];
        for number in 1..100 {
            let inner = world.group(&number.to_string()).await;
            world.puts(*chain.last().unwrap(), inner).await;
            chain.push(inner);
        }
        world.puts(chain[99], mia).await;
        assert_eq!(world.groups_of(mia).await.len(), 100);
        for below in [99, 50, 1] {
            let closed = world.accounts.add_member(org, chain[below], chain[0]).await;
            assert!(matches!(closed, Err(Error::Cycle)), "{below}");
        }
        world.accounts.remove_member(org, chain[49], chain[50]).await.unwrap();
        assert_eq!(world.groups_of(mia).await.len(), 50);
    }
}
