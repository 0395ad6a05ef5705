//! Programs that are let in from a page, and those who would like to be.

use std::net::IpAddr;

use base_bus::Audience;
use base_db::testing::engines;
use base_suite::audit::Entry;
use jiff::SignedDuration;

use super::*;
use crate::service::{NewAppPassword, Opened};
use crate::store::device_logins::NewDeviceLogin;
use crate::{store, throttle, tokens};

const DESKTOP: &str = "Mozilla/5.0 (Linux) mirall/3.7.3 (Nextcloud, debian-6.1 ClientArchitecture: x86_64)";
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn device() -> Option<IpAddr> {
    "203.0.113.9".parse().ok()
}

impl World {
    async fn asks(&self, org: &Org) -> Opened {
        self.accounts.open_device_login(org.id, Some(DESKTOP), device()).await.unwrap()
    }

    async fn grants(&self, org: &Org, caller: &Caller, page: &str) -> Result<(), Error> {
        self.accounts.grant_device_login(org.id, caller, page, None, at("192.0.2.7")).await
    }

    async fn polls(&self, org: &Org, poll: &str) -> Option<NewAppPassword> {
        self.accounts.take_device_login(org.id, poll, Some(DESKTOP), device()).await.unwrap()
    }

    async fn entries(&self, org: &Org, act: &str) -> Vec<Entry> {
        let id = org.id;
        let read = async move |tx: &mut base_db::Tx| audit::of_org(tx, id, None, 500).await;
        let entries = self.accounts.foundation().db.read(read).await.unwrap().items;
        entries.into_iter().filter(|entry| entry.act == act).collect()
    }
}

#[allow(clippy::needless_pass_by_value, reason = "results are asked once")]
fn not_found<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotFound))
}

#[tokio::test]
async fn a_program_is_let_in_once_and_both_addresses_are_on_record() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let org = &world.communs;
        let opened = world.asks(org).await;
        assert_ne!(opened.poll, opened.page);
        let shown = world.accounts.device_login(org.id, &opened.page).await.unwrap();
        assert_eq!((shown.client.as_str(), shown.user_agent.as_str()), ("Nextcloud Desktop, Linux", DESKTOP));
        assert_eq!(shown.address.as_deref(), Some("203.0.113.9"));
        assert_eq!(shown.expires_at.duration_since(shown.created_at), MINUTE * 20);
        assert!(world.polls(org, &opened.poll).await.is_none(), "nobody has answered");

        world.grants(org, &caller, &opened.page).await.unwrap();
        assert!(not_found(world.accounts.device_login(org.id, &opened.page).await), "answered");
        assert!(not_found(world.grants(org, &caller, &opened.page).await), "answered");
        assert!(world.accounts.app_passwords(org.id, camille).await.unwrap().is_empty(), "made when it is fetched");

        let given = world.polls(org, &opened.poll).await.unwrap();
        assert_eq!((given.login.as_str(), given.label.as_str()), ("camille", "Nextcloud Desktop, Linux"));
        assert_eq!(world.program_with(org, "camille", &given.password).await.unwrap().person, camille);
        assert!(world.polls(org, &opened.poll).await.is_none(), "given once");
        assert_eq!(world.accounts.app_passwords(org.id, camille).await.unwrap().len(), 1);

        let granted = world.entries(org, "device-login.granted").await.remove(0);
        assert_eq!((granted.actor, granted.subject), (Some(camille), Some(camille)));
        assert_eq!(granted.address.as_deref(), Some("192.0.2.7"));
        assert!(granted.detail.contains("203.0.113.9"), "{}", granted.detail);
        let created = world.entries(org, "app-password.created").await.remove(0);
        assert_eq!(created.address.as_deref(), Some("203.0.113.9"));
        assert_eq!(created.device.as_deref(), Some("Nextcloud Desktop, Linux"));
        assert!(created.detail.contains("192.0.2.7"), "{}", created.detail);
        for entry in [granted, created] {
            assert!(!entry.detail.contains(&given.password) && !entry.detail.contains(&opened.poll));
        }
        let told = ("accounts.devices".to_owned(), Audience::Person(camille));
        assert!(world.events(org).await.contains(&told));
    }
}

#[tokio::test]
async fn of_many_polls_at_once_one_gets_the_password() {
    for engine in engines() {
        let world = Arc::new(world(engine).await);
        let camille = world.joins(&world.communs, "camille").await;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let opened = world.asks(&world.communs).await;
        world.grants(&world.communs, &caller, &opened.page).await.unwrap();
        let mut polls = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (world, poll) = (world.clone(), opened.poll.clone());
            polls.spawn(async move { world.polls(&world.communs, &poll).await.is_some() });
        }
        assert_eq!(polls.join_all().await.into_iter().filter(|given| *given).count(), 1);
        assert_eq!(world.accounts.app_passwords(world.communs.id, camille).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn of_two_answers_the_first_counts() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        world.joins(&world.communs, "adama").await;
        let (_, camille) = world.signs_in(&world.communs, "camille").await;
        let (_, adama) = world.signs_in(&world.communs, "adama").await;
        let org = &world.communs;
        let opened = world.asks(org).await;
        let (one, two) =
            tokio::join!(world.grants(org, &camille, &opened.page), world.grants(org, &adama, &opened.page));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let refused = world.accounts.refuse_device_login(org.id, &adama, &opened.page, Origin::default()).await;
        assert!(not_found(refused), "a refusal does not undo what somebody granted");
        let given = world.polls(org, &opened.poll).await.unwrap();
        assert_eq!(given.login, if one.is_ok() { "camille" } else { "adama" });

        let opened = world.asks(org).await;
        world.accounts.refuse_device_login(org.id, &adama, &opened.page, Origin::default()).await.unwrap();
        assert!(not_found(world.grants(org, &camille, &opened.page).await));
        assert!(world.polls(org, &opened.poll).await.is_none());
        assert_eq!(world.entries(org, "device-login.refused").await.len(), 1);
    }
}

#[tokio::test]
async fn a_secret_is_good_for_its_own_use_its_own_organisation_and_twenty_minutes() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let (org, other) = (&world.communs, &world.nord);
        let opened = world.asks(org).await;
        assert!(not_found(world.accounts.device_login(org.id, &opened.poll).await), "the program's is not the page's");
        assert!(not_found(world.grants(org, &caller, &opened.poll).await));
        assert!(not_found(world.accounts.device_login(other.id, &opened.page).await));
        assert!(not_found(world.grants(other, &caller, &opened.page).await));
        for guess in ["", "x", "é", "\0", &"a".repeat(43), &"a".repeat(1_000_000)] {
            assert!(not_found(world.grants(org, &caller, guess).await));
            assert!(world.polls(org, guess).await.is_none());
        }
        world.grants(org, &caller, &opened.page).await.unwrap();
        assert!(world.polls(org, &opened.page).await.is_none(), "the page's is not the program's");
        assert!(world.polls(other, &opened.poll).await.is_none());

        let late = world.asks(org).await;
        world.clock.advance(MINUTE * 20);
        assert!(not_found(world.grants(org, &caller, &late.page).await));
        assert!(world.polls(org, &opened.poll).await.is_none(), "granted, and not fetched in time");
        world.accounts.purge().await.unwrap();
        let id = org.id;
        let left = world
            .accounts
            .foundation()
            .db
            .read(async move |tx| crate::store::device_logins::open(tx, id, jiff::Timestamp::UNIX_EPOCH).await);
        assert_eq!(left.await.unwrap().0, 0);
    }
}

#[tokio::test]
async fn what_grants_is_a_session_and_who_is_suspended_meanwhile_grants_nothing() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let org = &world.communs;
        let password = world.accounts.create_app_password(org.id, "camille", "rclone").await.unwrap().password;
        let program = world.program_with(org, "camille", &password).await.unwrap();
        let opened = world.asks(org).await;
        assert!(matches!(world.grants(org, &program, &opened.page).await, Err(Error::SessionOnly)));
        let refused = world.accounts.refuse_device_login(org.id, &program, &opened.page, Origin::default()).await;
        assert!(matches!(refused, Err(Error::SessionOnly)));

        world.grants(org, &caller, &opened.page).await.unwrap();
        world.accounts.set_active(org.id, "camille", false).await.unwrap();
        assert!(world.polls(org, &opened.poll).await.is_none());
        assert_eq!(world.accounts.app_passwords(org.id, caller.person).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn ten_thousand_from_one_network_leave_fifty_and_keep_nobody_else_out() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let mut waits = Vec::new();
        for n in 0..10_000_u32 {
            // One subscriber's network has many addresses.
            let address = format!("2001:db8:1:2::{:x}", n % 65_536).parse().ok();
            match world.accounts.open_device_login(org, Some(DESKTOP), address).await {
                Ok(_) => {}
                Err(Error::Throttled(seconds)) => waits.push(seconds),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((waits.len(), waits[0]), (9_950, 1_201));
        let opened = world.asks(&world.communs).await;
        assert!(world.accounts.device_login(org, &opened.page).await.is_ok());
        let elsewhere = "2001:db8:1:2::1".parse().ok();
        assert!(world.accounts.open_device_login(world.nord.id, None, elsewhere).await.is_ok(), "each its own");
        world.clock.advance(MINUTE * 20);
        assert!(world.accounts.open_device_login(org, None, elsewhere).await.is_ok(), "the first have ended");
    }
}

#[tokio::test]
async fn ten_thousand_networks_fill_no_more_than_a_corner_of_the_disk() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.id;
        let now = world.clock.clock().now();
        let waiting = async move |tx: &mut base_db::Tx| {
            for n in 0..4_998_u32 {
                let new = NewDeviceLogin {
                    poll_hash: tokens::hash(&format!("poll {n}")),
                    page_hash: tokens::hash(&format!("page {n}")),
                    network: throttle::network(Some(std::net::Ipv4Addr::from(n).into())),
                    address: None,
                    user_agent: String::new(),
                    created_at: now,
                    expires_at: now + MINUTE * 20,
                };
                store::device_logins::insert(tx, org, &new).await?;
            }
            Ok::<_, base_db::Error>(())
        };
        world.accounts.foundation().db.write(waiting).await.unwrap();
        for expected in [true, true, false, false] {
            let opened = world.accounts.open_device_login(org, None, device()).await;
            assert_eq!(opened.is_ok(), expected);
        }
    }
}

#[tokio::test]
async fn a_person_has_a_hundred_devices_however_they_come() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let org = &world.communs;
        for n in 0..98 {
            world.accounts.create_app_password(org.id, "camille", &format!("{n}")).await.unwrap();
        }
        let mut polls = Vec::new();
        for _ in 0..2 {
            let opened = world.asks(org).await;
            world.grants(org, &caller, &opened.page).await.unwrap();
            polls.push(opened.poll);
        }
        let opened = world.asks(org).await;
        assert!(matches!(world.grants(org, &caller, &opened.page).await, Err(Error::Invalid { field: "label", .. })));
        for poll in polls {
            assert!(world.polls(org, &poll).await.is_some());
        }
        assert!(matches!(world.grants(org, &caller, &opened.page).await, Err(Error::Invalid { field: "label", .. })));
    }
}

#[tokio::test]
async fn a_device_gives_its_own_password_back_and_no_other() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let (_, browser) = world.signs_in(&world.communs, "camille").await;
        let org = &world.communs;
        let phone = world.accounts.create_app_password(org.id, "camille", "Phone").await.unwrap();
        let laptop = world.accounts.create_app_password(org.id, "camille", "Laptop").await.unwrap();
        let caller = world.program_with(org, "camille", &phone.password).await.unwrap();
        world.accounts.give_app_password_back(org.id, &caller, Origin::default()).await.unwrap();
        assert!(world.program_with(org, "camille", &phone.password).await.is_none());
        assert!(world.program_with(org, "camille", &laptop.password).await.is_some());
        assert!(not_found(world.accounts.give_app_password_back(org.id, &caller, Origin::default()).await));
        assert!(not_found(world.accounts.give_app_password_back(org.id, &browser, Origin::default()).await));
        let revoked = world.entries(org, "app-password.revoked").await;
        assert_eq!((revoked.len(), revoked[0].actor), (1, Some(camille)));
    }
}

#[tokio::test]
async fn a_device_is_called_what_its_person_says_else_what_it_says_itself() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let (_, caller) = world.signs_in(&world.communs, "camille").await;
        let org = world.communs.id;
        let hostile = "\u{202e}evil\u{200b}\u{0}\r\n<script>alert(1)</script>";
        for (agent, label, kept) in [
            (Some(DESKTOP), Some("  My laptop "), Ok("My laptop")),
            (Some(DESKTOP), Some("a\nb"), Err(())),
            (Some(DESKTOP), Some("   "), Err(())),
            (Some(hostile), None, Ok("evil<script>alert(1)</script>")),
            (Some("   "), None, Ok("App")),
            (None, None, Ok("App")),
        ] {
            let opened = world.accounts.open_device_login(org, agent, device()).await.unwrap();
            let granted = world.accounts.grant_device_login(org, &caller, &opened.page, label, Origin::default()).await;
            assert_eq!(granted.is_ok(), kept.is_ok(), "{label:?}");
            let given = world.accounts.take_device_login(org, &opened.poll, agent, device()).await.unwrap();
            assert_eq!(given.map(|given| given.label), kept.ok().map(str::to_owned));
        }
    }
}
