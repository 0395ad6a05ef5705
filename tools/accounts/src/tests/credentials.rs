//! Sessions and device passwords between the door and the end.

use base_bus::Audience;
use base_db::testing::engines;
use base_suite::Via;
use jiff::SignedDuration;

use super::*;
use crate::model::{AppPasswordId, SessionId};

fn session(caller: &Caller) -> SessionId {
    match caller.via {
        Via::Session(id) => SessionId::from_uuid(id),
        Via::AppPassword(_) => panic!("not a session"),
    }
}

#[tokio::test]
async fn signing_out_kills_the_session_at_once_and_open_pages_are_told() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let (token, caller) = world.signs_in(&world.communs, "camille").await;
        assert!(world.accounts.still_valid(&world.communs, &caller).await.unwrap());
        world.accounts.sign_out(world.communs.id, &caller, Origin::default()).await.unwrap();
        assert!(world.comes_with(&world.communs, &token).await.is_none());
        assert!(!world.accounts.still_valid(&world.communs, &caller).await.unwrap());
        let ended = ("accounts.session-ended".to_owned(), Audience::Person(camille));
        assert!(world.events(&world.communs).await.contains(&ended));
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_the_others_or_all() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let adama = world.joins(&world.communs, "adama").await;
        let org = world.communs.id;
        let (first, _) = world.signs_in(&world.communs, "camille").await;
        world.clock.advance(SignedDuration::from_secs(1));
        let (second, caller) = world.signs_in(&world.communs, "camille").await;
        let (_, other_person) = world.signs_in(&world.communs, "adama").await;

        let listed = world.accounts.sessions(org, caller.person).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].id, session(&caller), "last used first");
        assert_eq!(listed[0].device, "Firefox, Linux");
        assert_eq!(listed[0].address.as_deref(), Some("192.0.2.7"));

        let theirs = session(&other_person);
        let refused = world.accounts.end_session(org, &caller, theirs, Origin::default()).await.unwrap_err();
        assert!(matches!(refused, Error::NotFound), "another person's session");
        assert_eq!(world.accounts.sessions(org, adama).await.unwrap().len(), 1);

        world.accounts.end_sessions(org, &caller, true, Origin::default()).await.unwrap();
        assert!(world.comes_with(&world.communs, &first).await.is_none());
        assert!(world.comes_with(&world.communs, &second).await.is_some());
        world.accounts.end_sessions(org, &caller, false, Origin::default()).await.unwrap();
        assert!(world.comes_with(&world.communs, &second).await.is_none());
        assert!(world.accounts.still_valid(&world.communs, &other_person).await.unwrap());
    }
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let org = &world.communs;
        let (passing, caller) = world.signs_in(org, "camille").await;
        let door = SignIn { login: "camille".to_owned(), password: PASSWORD.to_owned(), remember: true };
        let remembered = world.accounts.sign_in(org.id, door, None, Origin::default()).await.unwrap();
        assert_eq!(remembered.max_age, Some(30 * 86_400));

        // Used every ten hours it lives on, for seven days.
        for _ in 0..16 {
            world.clock.advance(SignedDuration::from_hours(10));
            assert!(world.comes_with(org, &passing).await.is_some());
            assert!(world.accounts.still_valid(org, &caller).await.unwrap());
        }
        world.clock.advance(SignedDuration::from_hours(8));
        assert!(world.comes_with(org, &passing).await.is_none());
        assert!(!world.accounts.still_valid(org, &caller).await.unwrap());
        // Not used for twelve hours it ends.
        let (idle, _) = world.signs_in(org, "camille").await;
        world.clock.advance(SignedDuration::from_hours(12));
        assert!(world.comes_with(org, &idle).await.is_none());

        world.clock.advance(SignedDuration::from_hours(22 * 24));
        assert!(world.comes_with(org, &remembered.token).await.is_some());
        world.clock.advance(SignedDuration::from_hours(24));
        assert!(world.comes_with(org, &remembered.token).await.is_none());
        assert!(world.accounts.sessions(org.id, caller.person).await.unwrap().is_empty());
        world.accounts.purge().await.unwrap();
        let left: Option<(i64,)> = world
            .accounts
            .foundation()
            .db
            .read(async |tx| {
                base_db::statements! { LEFT = "SELECT COUNT(*) FROM sessions"; }
                tx.one(&LEFT, base_db::params![]).await
            })
            .await
            .unwrap();
        assert_eq!(left, Some((0,)));
    }
}

#[tokio::test]
async fn use_is_noted_once_a_minute() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let org = &world.communs;
        let (token, _) = world.signs_in(org, "camille").await;
        let signed_in_at = world.clock.clock().now();
        let device = world.accounts.create_app_password(org.id, "camille", "Téléphone").await.unwrap();
        let seen = async || world.accounts.sessions(org.id, camille).await.unwrap().remove(0);
        world.clock.advance(SignedDuration::from_secs(59));
        world.comes_with(org, &token).await.unwrap();
        assert_eq!(seen().await.last_seen_at, signed_in_at);
        world.clock.advance(SignedDuration::from_secs(1));
        world.comes_with(org, &token).await.unwrap();
        assert_eq!(seen().await.last_seen_at, world.clock.clock().now());
        assert_eq!(seen().await.address.as_deref(), Some("192.0.2.8"), "where it is used now");

        let used = async || world.accounts.app_passwords(org.id, camille).await.unwrap().remove(0);
        assert_eq!(used().await.last_used_at, None);
        world.program_with(org, "camille", &device.password).await.unwrap();
        assert_eq!(used().await.last_used_at, Some(world.clock.clock().now()));
        assert_eq!(used().await.last_address.as_deref(), Some("192.0.2.9"));
        let first_use = world.clock.clock().now();
        world.clock.advance(SignedDuration::from_secs(30));
        world.program_with(org, "camille", &device.password).await.unwrap();
        assert_eq!(used().await.last_used_at, Some(first_use));
    }
}

#[tokio::test]
async fn a_program_uses_a_device_password_and_nothing_else() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        world.joins(&world.communs, "adama").await;
        let org = &world.communs;
        let (_, caller) = world.signs_in(org, "camille").await;
        let new = world.accounts.add_app_password(org.id, &caller, "Ordinateur", Origin::default()).await.unwrap();
        let hashes = world.accounts.password_hashes();
        let typed = new.password.to_uppercase().replace('-', " ");
        for login in ["camille", "CAMILLE@communs.example"] {
            for password in [&new.password, &typed] {
                let program = world.program_with(org, login, password).await.unwrap();
                assert_eq!((program.person, program.via), (caller.person, Via::AppPassword(new.id.uuid())));
            }
        }
        assert!(world.program_with(org, "camille", PASSWORD).await.is_none(), "the account's own password");
        assert!(world.program_with(org, "adama", &new.password).await.is_none(), "another person's login");
        assert!(world.program_with(org, "", "").await.is_none());
        assert_eq!(world.accounts.password_hashes(), hashes, "no costly hash for programs");
        assert!(
            matches!(world.tries(org, "camille", &new.password).await, Err(Error::WrongCredentials)),
            "not at the door"
        );

        // It reads and writes; it does not look after the account.
        let program = world.program_with(org, "camille", &new.password).await.unwrap();
        let refused = [
            world.accounts.add_app_password(org.id, &program, "Encore", Origin::default()).await.err(),
            world.accounts.revoke_app_password(org.id, &program, new.id, Origin::default()).await.err(),
            world.accounts.end_sessions(org.id, &program, false, Origin::default()).await.err(),
            world
                .accounts
                .change_password(org.id, &program, PASSWORD, "cinq poires au soleil", Origin::default())
                .await
                .err(),
        ];
        assert!(refused.iter().all(|error| matches!(error, Some(Error::SessionOnly))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_revoked_device_password_is_refused_at_the_next_request() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        world.joins(&world.communs, "adama").await;
        let org = &world.communs;
        let (_, camille) = world.signs_in(org, "camille").await;
        let (_, adama) = world.signs_in(org, "adama").await;
        let new = world.accounts.add_app_password(org.id, &camille, "Ordinateur", Origin::default()).await.unwrap();
        let program = world.program_with(org, "camille", &new.password).await.unwrap();
        let foreign = world.accounts.revoke_app_password(org.id, &adama, new.id, Origin::default()).await.unwrap_err();
        assert!(matches!(foreign, Error::NotFound));
        world.accounts.revoke_app_password(org.id, &camille, new.id, Origin::default()).await.unwrap();
        assert!(world.program_with(org, "camille", &new.password).await.is_none());
        assert!(!world.accounts.still_valid(org, &program).await.unwrap());
        let nothing = AppPasswordId::from_uuid(uuid::Uuid::nil());
        let gone = world.accounts.revoke_app_password(org.id, &camille, nothing, Origin::default()).await.unwrap_err();
        assert!(matches!(gone, Error::NotFound));
        let record = world.record(org).await;
        assert!(record.iter().any(|(act, _, detail)| act == "app-password.revoked" && detail.contains("Ordinateur")));
        assert!(!format!("{record:?}").contains(&new.password));
    }
}

#[tokio::test]
async fn what_proves_somebody_in_one_organisation_proves_nothing_in_another() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        world.joins(&world.nord, "camille").await;
        let (token, caller) = world.signs_in(&world.communs, "camille").await;
        let device = world.accounts.create_app_password(world.communs.id, "camille", "Téléphone").await.unwrap();
        assert!(world.comes_with(&world.nord, &token).await.is_none());
        assert!(world.program_with(&world.nord, "camille", &device.password).await.is_none());
        assert!(!world.accounts.still_valid(&world.nord, &caller).await.unwrap());
        let nord = world.nord.id;
        let refused = [
            world.accounts.profile(nord, caller.person).await.err(),
            world.accounts.photo(nord, caller.person).await.err(),
            world.accounts.end_session(nord, &caller, session(&caller), Origin::default()).await.err(),
            world.accounts.revoke_app_password(nord, &caller, device.id, Origin::default()).await.err(),
        ];
        assert!(refused.iter().all(|error| matches!(error, Some(Error::NotFound))), "{refused:?}");
        assert!(world.accounts.sessions(nord, caller.person).await.unwrap().is_empty());
        assert!(world.accounts.app_passwords(nord, caller.person).await.unwrap().is_empty());
        assert!(world.accounts.own_journal(nord, caller.person, None, 10).await.unwrap().items.is_empty());
        assert!(world.comes_with(&world.communs, &token).await.is_some());
    }
}

#[tokio::test]
async fn a_suspended_person_is_refused_at_the_next_request_everywhere() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let org = &world.communs;
        let (token, caller) = world.signs_in(org, "camille").await;
        let device = world.accounts.create_app_password(org.id, "camille", "Téléphone").await.unwrap();
        let program = world.program_with(org, "camille", &device.password).await.unwrap();
        world.accounts.set_active(org.id, "camille", false).await.unwrap();
        assert!(world.comes_with(org, &token).await.is_none());
        assert!(world.program_with(org, "camille", &device.password).await.is_none());
        for caller in [&caller, &program] {
            assert!(!world.accounts.still_valid(org, caller).await.unwrap());
        }
        world.accounts.set_active(org.id, "camille", true).await.unwrap();
        assert!(world.comes_with(org, &token).await.is_none(), "sessions do not come back");
        assert!(world.program_with(org, "camille", &device.password).await.is_some(), "devices do");
    }
}

#[tokio::test]
async fn changing_the_password_asks_for_the_old_one_and_ends_other_sessions() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let org = &world.communs;
        let (elsewhere, _) = world.signs_in(org, "camille").await;
        let (here, caller) = world.signs_in(org, "camille").await;
        let change = async |current: &str, new: &str| {
            world.accounts.change_password(org.id, &caller, current, new, at("192.0.2.7")).await
        };
        let new = "cinq poires au soleil";
        assert!(matches!(change(PASSWORD, "court").await, Err(Error::Invalid { field: "new", .. })));
        assert!(matches!(change(PASSWORD, "vive camille au jardin").await, Err(Error::Invalid { field: "new", .. })));
        assert!(matches!(change("wrong", new).await, Err(Error::WrongCredentials)));
        change(PASSWORD, new).await.unwrap();
        assert!(world.comes_with(org, &here).await.is_some());
        assert!(world.comes_with(org, &elsewhere).await.is_none());
        assert!(matches!(world.tries(org, "camille", PASSWORD).await, Err(Error::WrongCredentials)));
        world.tries(org, "camille", new).await.unwrap();
        // An open session is no place to guess at leisure.
        for _ in 0..5 {
            assert!(matches!(change("wrong", PASSWORD).await, Err(Error::WrongCredentials)));
        }
        assert!(matches!(change(new, PASSWORD).await, Err(Error::Throttled(_))));
        let record = world.record(org).await;
        assert!(record.iter().any(|(act, ..)| act == "password.changed"));
        assert!(!format!("{record:?}").contains("poires"));
    }
}

#[tokio::test]
async fn one_person_has_at_most_fifty_sessions() {
    let world = world(base_db::Engine::Sqlite).await;
    let camille = world.joins(&world.communs, "camille").await;
    let (first, _) = world.signs_in(&world.communs, "camille").await;
    for _ in 0..50 {
        world.clock.advance(SignedDuration::from_secs(1));
        world.tries(&world.communs, "camille", PASSWORD).await.unwrap();
    }
    assert_eq!(world.accounts.sessions(world.communs.id, camille).await.unwrap().len(), 50);
    assert!(world.comes_with(&world.communs, &first).await.is_none());
}
