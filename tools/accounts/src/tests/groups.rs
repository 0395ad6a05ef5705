//! Groups and nesting.

use base_bus::Audience;
use base_db::testing::engines;
use base_id::GroupId;
use base_suite::Directory;

use super::*;
use crate::Member;

impl World {
    pub(super) async fn group(&self, name: &str) -> GroupId {
        self.accounts.create_group(self.communs.id, name).await.unwrap().id
    }

    pub(super) async fn puts(&self, group: GroupId, member: impl Into<Member>) -> bool {
        self.accounts.add_member(self.communs.id, group, member).await.unwrap()
    }

    pub(super) async fn groups_of(&self, person: PersonId) -> Vec<GroupId> {
        let (accounts, org) = (self.accounts.clone(), self.communs.id);
        let read = async move |tx: &mut base_db::Tx| accounts.principals(tx, org, person).await;
        let mut groups = self.accounts.foundation().db.read(read).await.unwrap().unwrap().groups;
        groups.sort();
        groups
    }
}

#[tokio::test]
async fn a_person_is_in_the_groups_around_their_group() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let (board, garden, seeds) =
            (world.group("Bureau").await, world.group("Jardin").await, world.group("Semences").await);
        assert!(world.puts(garden, seeds).await);
        assert!(world.puts(board, garden).await);
        assert!(world.puts(seeds, camille).await);
        assert!(!world.puts(seeds, camille).await, "once");
        let mut all = vec![board, garden, seeds];
        all.sort();
        assert_eq!(world.groups_of(camille).await, all);
        let names: Vec<_> = world
            .accounts
            .profile(world.communs.id, camille)
            .await
            .unwrap()
            .groups
            .into_iter()
            .map(|g| g.name)
            .collect();
        assert_eq!(names, ["Bureau", "Jardin", "Semences"]);

        let org = world.communs.id;
        assert!(world.accounts.remove_member(org, board, garden).await.unwrap());
        assert!(!world.accounts.remove_member(org, board, garden).await.unwrap());
        assert_eq!(world.groups_of(camille).await.len(), 2);
        assert!(world.accounts.remove_member(org, seeds, camille).await.unwrap());
        assert!(world.groups_of(camille).await.is_empty());

        let told = world.followed.changes.lock().unwrap().clone();
        assert_eq!(told.iter().filter(|change| matches!(change, Change::MembershipChanged { .. })).count(), 5);
        let me = ("accounts.me".to_owned(), Audience::Person(camille));
        let events = world.events(&world.communs).await;
        assert_eq!(events.iter().filter(|event| **event == me).count(), 3, "told when it concerned her");
    }
}

#[tokio::test]
async fn a_group_never_contains_itself() {
    for engine in engines() {
        let world = world(engine).await;
        let (a, b, c) = (world.group("A").await, world.group("B").await, world.group("C").await);
        world.puts(a, b).await;
        world.puts(b, c).await;
        for (group, member) in [(a, a), (b, a), (c, a), (c, b)] {
            let refused = world.accounts.add_member(world.communs.id, group, member).await.unwrap_err();
            assert!(matches!(refused, Error::Cycle), "{refused}");
        }
        // A diamond is no cycle.
        assert!(world.puts(a, c).await);
    }
}

#[tokio::test]
async fn two_nestings_at_once_do_not_close_a_circle() {
    for engine in engines() {
        let world = world(engine).await;
        let (a, b) = (world.group("A").await, world.group("B").await);
        let org = world.communs.id;
        let (one, other) = tokio::join!(world.accounts.add_member(org, a, b), world.accounts.add_member(org, b, a));
        assert!(one.is_ok() != other.is_ok(), "{engine:?}: {one:?} {other:?}");
    }
}

#[tokio::test]
async fn names_are_told_apart_and_changed() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let garden = world.group("Équipe Jardin").await;
        let twin = world.accounts.create_group(org, "equipe jardin").await.unwrap_err();
        assert!(matches!(twin, Error::Taken { field: "name" }));
        let renamed = world.accounts.rename_group(org, garden, "ÉQUIPE JARDIN").await.unwrap();
        assert_eq!(renamed.name, "ÉQUIPE JARDIN");
        world.group("Bureau").await;
        assert!(matches!(world.accounts.rename_group(org, garden, "bureau").await, Err(Error::Taken { .. })));
        assert!(matches!(world.accounts.create_group(org, "a\nb").await, Err(Error::Invalid { .. })));
        assert!(matches!(world.accounts.rename_group(world.nord.id, garden, "X").await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn nobody_joins_a_group_of_another_organisation() {
    for engine in engines() {
        let world = world(engine).await;
        let stranger = world.joins(&world.nord, "marthe").await;
        let camille = world.joins(&world.communs, "camille").await;
        let garden = world.group("Jardin").await;
        let theirs = world.accounts.create_group(world.nord.id, "Jardin").await.unwrap().id;
        let (communs, nord) = (world.communs.id, world.nord.id);
        for (org, group, member) in [
            (communs, garden, Member::from(stranger)),
            (communs, garden, Member::from(theirs)),
            (nord, garden, Member::from(stranger)),
            (nord, theirs, Member::from(camille)),
        ] {
            assert!(matches!(world.accounts.add_member(org, group, member).await, Err(Error::NotFound)));
            assert!(matches!(world.accounts.remove_member(org, group, member).await, Err(Error::NotFound)));
        }
        // And the database itself would not keep such a row.
        let refused = world
            .accounts
            .foundation()
            .db
            .write(async move |tx| crate::store::groups::add(tx, communs, garden, Member::Person(stranger)).await)
            .await
            .unwrap_err();
        assert!(matches!(refused, base_db::Error::Reference(_)), "{refused}");
    }
}
