//! Letters: by themselves, of the day, in quiet hours, and how they are stopped.

use std::collections::BTreeMap;

use base_db::testing::engines;
use base_suite::{ByMail, Caller, Notice, OrgRole};

use super::world::{AT_ONCE, DAILY, KEYS, SAFETY, World, bed, notice};
use crate::model::{Choice, Digest, Quiet, parse_time};
use crate::service::{Change, StopWhat};
use crate::{Error, Notifications};

/// The subjects of all letters, in the order they were written.
async fn subjects(world: &World) -> Vec<String> {
    world.letters().await.into_iter().map(|letter| letter.subject).collect()
}

async fn choose(world: &World, caller: &Caller, kind: &str, mail: ByMail) {
    let kinds = BTreeMap::from([(kind.to_owned(), Choice { mail: Some(mail), push: None })]);
    let change = Change { kinds, ..Change::default() };
    world.notifications.choose(&world.org, caller, change).await.unwrap();
}

async fn wants_quiet(world: &World, caller: &Caller, from: &str, to: &str) {
    let quiet = Quiet { on: true, from: parse_time(from).unwrap(), to: parse_time(to).unwrap(), days: 0b111_1111 };
    let change = Change { quiet: Some(quiet), ..Change::default() };
    world.notifications.choose(&world.org, caller, change).await.unwrap();
}

/// The token of the link by which a letter is stopped.
fn stop_token(text: &str) -> String {
    let (_, after) = text.split_once("/mail-links/").unwrap();
    after.split_once("/stop").unwrap().0.to_owned()
}

async fn stops(notifications: &Notifications, world: &World, token: &str, stopped: bool) {
    assert_eq!(notifications.stop(world.org.id, token, stopped).await.unwrap().stopped, stopped);
}

#[tokio::test]
async fn a_letter_is_written_once_in_the_language_of_its_reader() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        world.everybody.changes(alice.person, |to| to.language = Some(base_i18n::Language::French));
        world.tell(&notice(AT_ONCE, &alice, "Water")).await;
        world.settle().await;
        world.settle().await;
        let letters = world.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(
            (letters[0].subject.as_str(), letters[0].recipient.as_str()),
            ("Water (fr)", "alice@communs.example")
        );
        let text = world.text(&letters[0]).await;
        assert!(text.contains("https://communs.example/garden") && text.contains("Ouvrir"), "{text}");
        assert!(text.contains("https://communs.example/notifications/preferences"), "{text}");
    }
}

#[tokio::test]
async fn what_was_read_hidden_or_turned_off_meanwhile_is_not_mailed() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob, carol) = (world.joins("alice"), world.joins("bob"), world.joins("carol"));
        world.tell(&notice(AT_ONCE, &alice, "Read")).await;
        world.notifications.mark_all(world.org.id, &alice, None).await.unwrap();
        world.tell(&Notice { object: Some(bed(1)), ..notice(AT_ONCE, &bob, "Hidden") }).await;
        world.garden.hidden.lock().unwrap().insert((bob.person, bed(1).id));
        world.tell(&notice(AT_ONCE, &carol, "Turned off")).await;
        choose(&world, &carol, AT_ONCE, ByMail::Never).await;
        world.settle().await;
        assert_eq!(subjects(&world).await, [""; 0]);
    }
}

#[tokio::test]
async fn letters_wait_in_quiet_hours_but_for_safety() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        wants_quiet(&world, &alice, "13:00", "09:00").await;
        // It is two in the afternoon in Paris.
        world.tell(&notice(AT_ONCE, &alice, "Water")).await;
        world.tell(&notice(SAFETY, &alice, "The fence is broken")).await;
        world.settle().await;
        assert_eq!(subjects(&world).await, ["The fence is broken"]);
        world.it_is("2026-06-02T08:59").await;
        assert_eq!(subjects(&world).await.len(), 1);
        world.it_is("2026-06-02T09:00").await;
        assert_eq!(subjects(&world).await, ["The fence is broken", "Water"]);
    }
}

#[tokio::test]
async fn the_letter_of_the_day_comes_once_at_its_hour_with_what_is_still_unread() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let org = world.org.id;
        for title in ["Leeks", "Carrots", "Radishes"] {
            world.tell(&notice(DAILY, &alice, title)).await;
        }
        let carrots = world.notifications.inbox(&world.org, &alice, false, None, 2).await.unwrap().items[1].told.id;
        world.notifications.mark(&world.org, &alice, carrots, true).await.unwrap();
        world.it_is("2026-06-02T07:59").await;
        assert_eq!(subjects(&world).await, [""; 0]);
        world.it_is("2026-06-02T08:00").await;
        assert_eq!(subjects(&world).await, ["2 things from Les Communs"]);
        let text = world.text(&world.letters().await[0]).await;
        assert!(text.contains("Leeks") && text.contains("Radishes") && !text.contains("Carrots"), "{text}");
        assert!(text.contains("Monday, 14:00"), "{text}");

        // What is told later that day is for the next, and nothing comes when there is nothing.
        world.tell(&notice(DAILY, &alice, "Peas")).await;
        world.it_is("2026-06-02T23:00").await;
        assert_eq!(subjects(&world).await.len(), 1);
        world.it_is("2026-06-03T08:00").await;
        assert_eq!(subjects(&world).await, ["2 things from Les Communs", "One thing from Les Communs"]);
        world.tell(&notice(DAILY, &alice, "Beans")).await;
        world.notifications.mark_all(org, &alice, None).await.unwrap();
        world.it_is("2026-06-05T12:00").await;
        assert_eq!(subjects(&world).await.len(), 2);
    }
}

#[tokio::test]
async fn another_hour_brings_no_second_letter_of_the_same_day() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        world.tell(&notice(DAILY, &alice, "Leeks")).await;
        world.it_is("2026-06-02T08:00").await;
        world.tell(&notice(DAILY, &alice, "Peas")).await;
        let digest = Some(Digest { on: true, hour: 10 });
        let change = Change { digest, ..Change::default() };
        world.notifications.choose(&world.org, &alice, change).await.unwrap();
        world.it_is("2026-06-02T10:30").await;
        assert_eq!(subjects(&world).await.len(), 1, "today's came");
        world.it_is("2026-06-03T10:00").await;
        assert_eq!(subjects(&world).await.len(), 2);
        // A zone to the east is in tomorrow already: its days are its own.
        world.everybody.changes(alice.person, |to| to.time_zone = Some("Pacific/Kiritimati".to_owned()));
        world.tell(&notice(DAILY, &alice, "Plums")).await;
        world.it_is("2026-06-04T10:00").await;
        assert_eq!(subjects(&world).await.len(), 3);
    }
}

#[tokio::test]
async fn a_link_stops_letters_of_its_kind_and_takes_that_back() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let (org, this) = (world.org.id, &world.notifications);
        world.tell(&notice(AT_ONCE, &alice, "One")).await;
        world.settle().await;
        let letter = &world.letters().await[0];
        let token = stop_token(&world.text(letter).await);
        let state = this.stop_state(org, &token).await.unwrap();
        assert!(matches!(state.what, StopWhat::Kind(AT_ONCE, _)) && !state.stopped, "looking changes nothing");
        stops(this, &world, &token, true).await;
        stops(this, &world, &token, true).await;
        world.tell(&notice(AT_ONCE, &alice, "Two")).await;
        world.settle().await;
        assert_eq!(subjects(&world).await, ["One"]);
        assert_eq!(world.list(&alice, false).await, ["Two", "One"], "the list goes on");
        stops(this, &world, &token, false).await;
        world.tell(&notice(AT_ONCE, &alice, "Three")).await;
        world.settle().await;
        assert_eq!(subjects(&world).await, ["One", "Three"]);

        // A choice made by hand comes back as it was.
        choose(&world, &alice, AT_ONCE, ByMail::Digest).await;
        stops(this, &world, &token, true).await;
        stops(this, &world, &token, false).await;
        let kinds = this.preferences(&world.org, &alice).await.unwrap().kinds;
        assert_eq!(kinds.iter().find(|state| state.kind.name == AT_ONCE).unwrap().channels.mail, ByMail::Digest);

        let elsewhere = base_id::OrgId::new(&world.foundation.clock, &world.foundation.random);
        for (org, token) in [(elsewhere, token.as_str()), (org, "nonsense"), (org, &token[1..])] {
            assert!(matches!(this.stop(org, token, true).await, Err(Error::NotFound)));
        }
    }
}

#[tokio::test]
async fn a_link_stops_the_letter_of_the_day_and_safety_has_none() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        world.tell(&notice(DAILY, &alice, "Leeks")).await;
        world.tell(&notice(SAFETY, &alice, "Fence")).await;
        world.it_is("2026-06-02T08:00").await;
        let letters = world.letters().await;
        let (safety, daily): (Vec<_>, Vec<_>) = letters.iter().partition(|letter| letter.subject == "Fence");
        assert!(!world.text(safety[0]).await.contains("mail-links"), "nobody stops letters about safety");
        let token = stop_token(&world.text(daily[0]).await);
        stops(&world.notifications, &world, &token, true).await;
        world.tell(&notice(DAILY, &alice, "Peas")).await;
        world.it_is("2026-06-04T08:00").await;
        assert_eq!(world.letters().await.len(), 2);
    }
}

#[tokio::test]
async fn safety_is_mailed_whatever_was_read_or_chosen() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let kinds = BTreeMap::from([(SAFETY.to_owned(), Choice { mail: Some(ByMail::Never), push: None })]);
        let change = Change { kinds, ..Change::default() };
        let refused = world.notifications.choose(&world.org, &alice, change).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "kinds", .. })));
        world.tell(&notice(SAFETY, &alice, "Fence")).await;
        world.notifications.mark_all(world.org.id, &alice, None).await.unwrap();
        world.settle().await;
        assert_eq!(subjects(&world).await, ["Fence"]);
    }
}

#[tokio::test]
async fn administrators_choose_for_those_who_chose_nothing() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.joins("alice"), world.joins("bob"));
        let admin = Caller { role: OrgRole::Admin, ..world.joins("camille") };
        choose(&world, &bob, AT_ONCE, ByMail::AtOnce).await;
        let never = || BTreeMap::from([(AT_ONCE.to_owned(), Choice { mail: Some(ByMail::Never), push: Some(false) })]);
        let this = &world.notifications;
        assert!(matches!(this.choose_defaults(&world.org, &alice, None, never()).await, Err(Error::AdminsOnly)));
        assert!(matches!(this.defaults(&world.org, &alice).await, Err(Error::AdminsOnly)));
        this.choose_defaults(&world.org, &admin, None, never()).await.unwrap();
        for caller in [&alice, &bob] {
            world.tell(&notice(AT_ONCE, caller, &caller.name)).await;
        }
        world.settle().await;
        assert_eq!(subjects(&world).await, ["Bob"]);
        let state = this.preferences(&world.org, &alice).await.unwrap().kinds[0];
        assert_eq!((state.channels.mail, state.chosen, state.default.push), (ByMail::Never, Choice::default(), false));
        let unknown = BTreeMap::from([("garden.unknown".to_owned(), Choice::default())]);
        assert!(this.choose_defaults(&world.org, &admin, None, unknown).await.is_err());
    }
}

#[tokio::test]
async fn what_administrators_alone_are_told_is_asked_of_nobody_else() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let admin = Caller { role: OrgRole::Admin, ..world.joins("camille") };
        let this = &world.notifications;
        for (caller, listed) in [(&alice, false), (&admin, true)] {
            let kinds = this.preferences(&world.org, caller).await.unwrap().kinds;
            assert_eq!(kinds.iter().any(|state| state.kind.name == KEYS), listed, "{}", caller.name);
            let kinds = BTreeMap::from([(KEYS.to_owned(), Choice { mail: Some(ByMail::AtOnce), push: None })]);
            let chosen = this.choose(&world.org, caller, Change { kinds, ..Change::default() }).await;
            assert_eq!(chosen.is_ok(), listed, "{}", caller.name);
        }
        assert!(this.defaults(&world.org, &admin).await.unwrap().iter().any(|state| state.kind.name == KEYS));
    }
}
