//! Joining by invitation.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::*;
use crate::service::Invited;
use crate::store::people::Filter;
use crate::{InvitationDraft, Newcomer, PersonChange};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn draft(role: OrgRole) -> InvitationDraft {
    InvitationDraft {
        email: None,
        name: None,
        language: None,
        message: None,
        by_hand: false,
        note: String::new(),
        role,
        group_ids: Vec::new(),
        sponsor_id: None,
        stay_ends_at: None,
        domains: Vec::new(),
        uses: None,
        days: None,
    }
}

fn somebody(handle: &str) -> Newcomer {
    Newcomer {
        handle: handle.to_owned(),
        name: "Noé Martin".to_owned(),
        email: Some(format!("{handle}@elsewhere.example")),
        password: PASSWORD.to_owned(),
        language: Some("en".to_owned()),
    }
}

impl World {
    async fn admin(&self, handle: &str, role: OrgRole) -> Caller {
        self.accounts.create_person(self.communs.id, NewPerson { role, ..newcomer(handle) }).await.unwrap();
        self.signs_in(&self.communs, handle).await.1
    }

    async fn invites(&self, caller: &Caller, draft: InvitationDraft) -> Result<Invited, Error> {
        self.accounts.invite(self.communs.id, caller, at("192.0.2.1"), draft).await
    }

    async fn joins_by(&self, org: &Org, token: &str, newcomer: Newcomer) -> Result<SignedIn, Error> {
        self.accounts.join(org.id, token, newcomer, at("192.0.2.9")).await
    }
}

#[tokio::test]
async fn who_follows_a_link_is_in_with_their_groups() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let admin = world.admin("ada", OrgRole::Admin).await;
        let garden = world.accounts.create_group(org, "Jardin").await.unwrap();
        let asked = InvitationDraft { group_ids: vec![garden.id], uses: Some(2), ..draft(OrgRole::Member) };
        let invited = world.invites(&admin, asked).await.unwrap();
        let token = invited.token.clone().unwrap();
        let seen = world.accounts.invitation(org, &token).await.unwrap();
        assert_eq!((seen.groups, seen.invitation.by_name.as_deref()), (vec![garden.clone()], Some("Ada Durand")));

        let signed_in = world.joins_by(&world.communs, &token, somebody("noe")).await.unwrap();
        let caller = world.comes_with(&world.communs, &signed_in.token).await.unwrap();
        assert_eq!((caller.role, &*caller.handle, caller.language.as_deref()), (OrgRole::Member, "noe", Some("en")));
        assert_eq!(world.accounts.profile(org, caller.person).await.unwrap().groups, [garden]);
        assert!(
            world
                .followed
                .changes
                .lock()
                .unwrap()
                .iter()
                .any(|change| matches!(change, Change::PersonCreated { person, .. } if *person == caller.person))
        );
        let acts: Vec<_> = world.record(&world.communs).await.into_iter().map(|(act, ..)| act).collect();
        assert!(acts.contains(&"person.joined".to_owned()) && acts.contains(&"invitation.created".to_owned()));
        assert!(!format!("{:?}", world.record(&world.communs).await).contains(&token), "the secret is nowhere");

        // A name that is taken uses nothing up.
        let taken = world.joins_by(&world.communs, &token, somebody("noe")).await;
        assert!(matches!(taken, Err(Error::Taken { field: "handle" })));
        world.joins_by(&world.communs, &token, somebody("noa")).await.unwrap();
        assert!(matches!(world.joins_by(&world.communs, &token, somebody("late")).await, Err(Error::NotFound)));
        assert!(world.accounts.invitations(org, &admin, None, 50).await.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn of_many_who_follow_a_link_at_once_as_many_join_as_were_invited() {
    for engine in engines() {
        let world = world(engine).await;
        let admin = world.admin("ada", OrgRole::Admin).await;
        let token = world.invites(&admin, draft(OrgRole::Member)).await.unwrap().token.unwrap();
        let tries = |handle| world.joins_by(&world.communs, &token, somebody(handle));
        let (one, two, three, four) = tokio::join!(tries("a1"), tries("a2"), tries("a3"), tries("a4"));
        let joined = [one, two, three, four];
        assert_eq!(joined.iter().filter(|joined| joined.is_ok()).count(), 1);
        assert!(joined.iter().all(|joined| matches!(joined, Ok(_) | Err(Error::NotFound))), "{joined:?}");
        let everybody = Filter { pattern: "%".to_owned(), ..Filter::default() };
        let page = world.accounts.managed_people(world.communs.id, &admin, everybody, None, 50).await.unwrap();
        assert_eq!(page.items.len(), 2, "nobody half made");
    }
}

#[tokio::test]
async fn an_invitation_ends_is_taken_back_and_stays_in_its_organisation() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let admin = world.admin("ada", OrgRole::Admin).await;
        let token = async |days| {
            let asked = InvitationDraft { days: Some(days), ..draft(OrgRole::Member) };
            let invited = world.invites(&admin, asked).await.unwrap();
            (invited.invitation.id, invited.token.unwrap())
        };
        let ((_, short), (long_id, long), (back_id, back)) = (token(1).await, token(3).await, token(3).await);
        assert!(matches!(world.joins_by(&world.nord, &short, somebody("noe")).await, Err(Error::NotFound)));
        assert!(matches!(world.accounts.invitation(world.nord.id, &short).await, Err(Error::NotFound)));
        world.accounts.revoke_invitation(org, &admin, at("192.0.2.1"), back_id).await.unwrap();
        assert!(matches!(world.joins_by(&world.communs, &back, somebody("noe")).await, Err(Error::NotFound)));

        let renewed = world.accounts.renew_invitation(org, &admin, at("192.0.2.1"), long_id, false).await.unwrap();
        assert!(matches!(world.joins_by(&world.communs, &long, somebody("noe")).await, Err(Error::NotFound)));
        world.clock.advance(DAY);
        assert!(matches!(world.joins_by(&world.communs, &short, somebody("noe")).await, Err(Error::NotFound)));
        world.joins_by(&world.communs, &renewed.token.unwrap(), somebody("noe")).await.unwrap();
        for nothing in ["", "guess", &"a".repeat(10_000)] {
            assert!(matches!(world.accounts.invitation(org, nothing).await, Err(Error::NotFound)));
        }

        let (kept, _) = token(1).await;
        world.clock.advance(DAY * 2);
        world.accounts.purge().await.unwrap();
        assert!(matches!(
            world.accounts.revoke_invitation(org, &admin, at("192.0.2.1"), kept).await,
            Err(Error::NotFound)
        ));
    }
}

#[tokio::test]
async fn one_for_an_address_is_for_that_address() {
    for engine in engines() {
        let world = world(engine).await;
        let admin = world.admin("ada", OrgRole::Admin).await;
        let asked = |email: &str| InvitationDraft { email: Some(email.to_owned()), ..draft(OrgRole::Member) };
        assert!(matches!(
            world.invites(&admin, asked("ADA@communs.example")).await,
            Err(Error::Taken { field: "email" })
        ));
        let header = world.invites(&admin, asked("a@b.example\r\nBcc: all@b.example")).await;
        assert!(matches!(header, Err(Error::Invalid { field: "email", .. })));
        let token = world.invites(&admin, asked("Noe@Jardin.example")).await.unwrap().token.unwrap();
        let other = world.joins_by(&world.communs, &token, somebody("noe")).await;
        assert!(matches!(other, Err(Error::Invalid { field: "email", .. })));
        let theirs = Newcomer { email: None, ..somebody("noe") };
        world.joins_by(&world.communs, &token, theirs).await.unwrap();
        let person = world.accounts.find_person(world.communs.id, "noe").await.unwrap();
        assert_eq!(person.email, "Noe@Jardin.example");
    }
}

#[tokio::test]
async fn nobody_invites_beyond_their_role() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let owner = world.admin("ona", OrgRole::Owner).await;
        let admin = world.admin("ada", OrgRole::Admin).await;
        let member = world.admin("mia", OrgRole::Member).await;
        assert!(matches!(world.invites(&member, draft(OrgRole::Member)).await, Err(Error::Forbidden(_))));
        assert!(matches!(world.invites(&admin, draft(OrgRole::Owner)).await, Err(Error::Forbidden(_))));
        let many = InvitationDraft { uses: Some(5), ..draft(OrgRole::Admin) };
        assert!(matches!(world.invites(&owner, many).await, Err(Error::Invalid { field: "uses", .. })));
        let lead = world.invites(&owner, draft(OrgRole::Owner)).await.unwrap();
        let renewed = world.accounts.renew_invitation(org, &admin, at("192.0.2.1"), lead.invitation.id, false).await;
        assert!(matches!(renewed, Err(Error::Forbidden(_))), "an administrator does not get at its link");

        assert!(matches!(
            world.invites(&admin, draft(OrgRole::Guest)).await,
            Err(Error::Invalid { field: "role", .. })
        ));
        let end = world.accounts.now() + DAY * 30;
        let guest =
            InvitationDraft { sponsor_id: Some(member.person), stay_ends_at: Some(end), ..draft(OrgRole::Guest) };
        let token = world.invites(&admin, guest).await.unwrap().token.unwrap();
        world.joins_by(&world.communs, &token, somebody("gil")).await.unwrap();
        let gil = world.accounts.find_person(org, "gil").await.unwrap();
        assert_eq!((gil.role, gil.sponsor, gil.ends_at), (OrgRole::Guest, Some(member.person), Some(end)));

        for wrong in [
            InvitationDraft { uses: Some(0), ..draft(OrgRole::Member) },
            InvitationDraft { uses: Some(1_001), ..draft(OrgRole::Member) },
            InvitationDraft { days: Some(0), ..draft(OrgRole::Member) },
            InvitationDraft { days: Some(366), ..draft(OrgRole::Member) },
            InvitationDraft { note: "n".repeat(201), ..draft(OrgRole::Member) },
            InvitationDraft { stay_ends_at: Some(end), ..draft(OrgRole::Member) },
        ] {
            assert!(matches!(world.invites(&admin, wrong).await, Err(Error::Invalid { .. })));
        }
    }
}

#[tokio::test]
async fn an_author_who_may_no_longer_invite_has_left_no_door_open() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let owner = world.admin("ona", OrgRole::Owner).await;
        let admin = world.admin("ada", OrgRole::Admin).await;
        let token = world.invites(&admin, draft(OrgRole::Admin)).await.unwrap().token.unwrap();
        let change = async |change| {
            world.accounts.change_person(org, &owner, at("192.0.2.1"), admin.person, None, change).await.unwrap();
        };
        change(PersonChange { active: Some(false), ..PersonChange::default() }).await;
        assert!(matches!(world.joins_by(&world.communs, &token, somebody("noe")).await, Err(Error::NotFound)));
        let member = PersonChange { active: Some(true), role: Some(OrgRole::Member), ..PersonChange::default() };
        change(member).await;
        assert!(matches!(world.joins_by(&world.communs, &token, somebody("noe")).await, Err(Error::NotFound)));
        change(PersonChange { role: Some(OrgRole::Admin), ..PersonChange::default() }).await;
        world.joins_by(&world.communs, &token, somebody("noe")).await.unwrap();
    }
}
