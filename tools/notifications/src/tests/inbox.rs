//! The list: what is in it, for whom, and what becomes of it.

use base_bus::Audience;
use base_db::testing::engines;
use base_id::{OrgId, PersonId};
use base_suite::{Notice, Object};
use jiff::SignedDuration;
use uuid::Uuid;

use super::world::{AT_ONCE, DAILY, World, bed, notice};
use crate::{Error, store};

#[tokio::test]
async fn what_is_told_is_in_the_list_of_that_person_and_their_pages_hear_of_it() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.joins("alice"), world.joins("bob"));
        let told = Notice { by: Some(bob.person), ..notice(DAILY, &alice, "Bob harvested") };
        world.tell(&told).await;
        assert_eq!(world.list(&alice, true).await, ["Bob harvested"]);
        assert_eq!(world.list(&bob, false).await, [""; 0]);
        assert_eq!(world.notifications.unread(&world.org, &alice).await.unwrap(), 1);
        let shown = world.notifications.inbox(&world.org, &alice, false, None, 1).await.unwrap();
        assert_eq!(shown.items[0].by.as_ref().unwrap().name, "Bob");
        assert_eq!(world.events().await, [("notifications.changed".to_owned(), Audience::Person(alice.person))]);
    }
}

#[tokio::test]
async fn nobody_is_told_who_is_gone_and_nothing_of_a_kind_that_does_not_exist() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        world.tell(&notice("garden.unknown", &alice, "x")).await;
        let nobody = PersonId::from_uuid(Uuid::from_u128(7));
        world.tell(&Notice { to: nobody, ..notice(DAILY, &alice, "x") }).await;
        world.everybody.leaves(alice.person);
        world.tell(&notice(DAILY, &alice, "x")).await;
        world.settle().await;
        assert!(world.list(&alice, false).await.is_empty() && world.events().await.is_empty());
        assert!(world.letters().await.is_empty());
    }
}

#[tokio::test]
async fn unread_notices_of_one_key_are_one_and_a_read_one_stays() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let told = |title: &str| Notice { key: Some("bed 1".to_owned()), ..notice(DAILY, &alice, title) };
        world.tell(&told("One leek")).await;
        world.tell(&notice(DAILY, &alice, "Something else")).await;
        world.tell(&told("Two leeks")).await;
        assert_eq!(world.list(&alice, false).await, ["Two leeks", "Something else"]);
        let top = world.notifications.inbox(&world.org, &alice, false, None, 1).await.unwrap().items[0].told.id;
        world.notifications.mark(&world.org, &alice, top, true).await.unwrap();
        world.tell(&told("Three leeks")).await;
        assert_eq!(world.list(&alice, false).await, ["Three leeks", "Two leeks", "Something else"]);
        assert_eq!(world.list(&alice, true).await, ["Three leeks", "Something else"]);
    }
}

#[tokio::test]
async fn what_somebody_may_not_see_any_more_is_neither_shown_nor_counted_nor_touched() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        world.tell(&Notice { object: Some(bed(1)), ..notice(DAILY, &alice, "In bed 1") }).await;
        world.tell(&Notice { object: Some(bed(2)), ..notice(DAILY, &alice, "In bed 2") }).await;
        let strange = Object { kind: "spaceship".to_owned(), id: Uuid::nil() };
        world.tell(&Notice { object: Some(strange), ..notice(DAILY, &alice, "Of a tool that is gone") }).await;
        assert_eq!(world.list(&alice, false).await, ["In bed 2", "In bed 1"]);
        let of_two = world.notifications.inbox(&world.org, &alice, false, None, 1).await.unwrap().items[0].told.id;
        world.garden.hidden.lock().unwrap().insert((alice.person, bed(2).id));
        assert_eq!(world.list(&alice, false).await, ["In bed 1"]);
        assert_eq!(world.notifications.unread(&world.org, &alice).await.unwrap(), 1);
        for refused in [
            world.notifications.mark(&world.org, &alice, of_two, true).await.map(drop),
            world.notifications.set_dropped(&world.org, &alice, of_two, true).await,
        ] {
            assert!(matches!(refused, Err(Error::NotFound)));
        }
    }
}

#[tokio::test]
async fn a_page_with_nothing_to_show_is_not_the_end() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        world.tell(&notice(DAILY, &alice, "First")).await;
        for _ in 0..5 {
            world.tell(&Notice { object: Some(bed(9)), ..notice(DAILY, &alice, "Hidden") }).await;
        }
        world.garden.hidden.lock().unwrap().insert((alice.person, bed(9).id));
        let page = world.notifications.inbox(&world.org, &alice, false, None, 2).await.unwrap();
        assert_eq!((page.items.len(), page.more), (1, false));
    }
}

#[tokio::test]
async fn all_are_read_at_once_up_to_what_was_seen_and_that_is_undone() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let org = world.org.id;
        for title in ["One", "Two", "Three"] {
            world.tell(&notice(DAILY, &alice, title)).await;
        }
        let page = world.notifications.inbox(&world.org, &alice, false, None, 10).await.unwrap();
        let (three, two, one) = (page.items[0].told.id, page.items[1].told.id, page.items[2].told.id);
        world.notifications.mark(&world.org, &alice, one, true).await.unwrap();
        world.clock.advance(SignedDuration::from_secs(1));
        let (count, read_at) = world.notifications.mark_all(org, &alice, Some(two)).await.unwrap();
        assert_eq!((count, world.list(&alice, true).await), (1, vec!["Three".to_owned()]));
        assert_eq!(world.notifications.unmark_all(org, &alice, read_at).await.unwrap(), 1);
        assert_eq!(world.list(&alice, true).await, ["Three", "Two"], "what was read before stays read");
        world.notifications.mark(&world.org, &alice, three, true).await.unwrap();
        world.notifications.mark(&world.org, &alice, three, false).await.unwrap();
        assert_eq!(world.list(&alice, true).await, ["Three", "Two"]);
    }
}

#[tokio::test]
async fn others_reach_nothing_of_it() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.joins("alice"), world.joins("bob"));
        world.tell(&notice(DAILY, &alice, "Hers")).await;
        let id = world.notifications.inbox(&world.org, &alice, false, None, 1).await.unwrap().items[0].told.id;
        let elsewhere = OrgId::new(&world.foundation.clock, &world.foundation.random);
        let elsewhere = base_suite::testing::org(elsewhere, "Nord", "nord.example");
        for (org, caller) in [(&*world.org, &bob), (&elsewhere, &alice)] {
            assert!(matches!(world.notifications.mark(org, caller, id, true).await, Err(Error::NotFound)));
            assert!(matches!(world.notifications.set_dropped(org, caller, id, true).await, Err(Error::NotFound)));
            assert_eq!(world.notifications.mark_all(org.id, caller, None).await.unwrap().0, 0);
        }
        assert_eq!(world.list(&alice, true).await, ["Hers"]);
    }
}

#[tokio::test]
async fn what_is_taken_out_comes_back_and_what_is_old_is_forgotten() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.joins("alice");
        let org = world.org.id;
        world.tell(&notice(DAILY, &alice, "Old")).await;
        world.clock.advance(SignedDuration::from_hours(24 * 60));
        world.tell(&notice(AT_ONCE, &alice, "Recent")).await;
        let recent = world.notifications.inbox(&world.org, &alice, false, None, 1).await.unwrap().items[0].told.id;
        world.notifications.set_dropped(&world.org, &alice, recent, true).await.unwrap();
        assert_eq!(world.list(&alice, false).await, ["Old"]);
        world.notifications.set_dropped(&world.org, &alice, recent, false).await.unwrap();
        assert_eq!(world.list(&alice, false).await, ["Recent", "Old"]);
        world.clock.advance(SignedDuration::from_hours(24 * 31));
        world.settle().await;
        assert_eq!(world.list(&alice, false).await, ["Recent"]);
        world.notifications.set_dropped(&world.org, &alice, recent, true).await.unwrap();
        world.clock.advance(SignedDuration::from_hours(31));
        world.settle().await;
        let kept = world.foundation.db.read(async move |tx| store::notices::one(tx, org, recent).await).await.unwrap();
        assert!(kept.is_none(), "what was taken out is not kept for long");
    }
}
