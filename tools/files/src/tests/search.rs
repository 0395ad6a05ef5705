//! Searching a tree.

use base_db::testing::engines;

use super::world::{Member, World};
use crate::model::Order;
use crate::model::search::{Comparison, Field, Filter, Pattern, Sorting, Value};
use crate::service::search::{Found, Search, run, within};
use crate::service::{Error, nodes};

fn named(pattern: &str) -> Filter {
    Filter::Like(Field::Name, Pattern::new(pattern))
}

fn search(start: &str, filter: Filter) -> Search {
    let sorting = Sorting(vec![(Field::Name, Order::Asc)]);
    Search { start: super::world::path(start), deep: true, filter, sorting, skip: 0, limit: 100 }
}

async fn finds(who: &Member, search: Search) -> Vec<String> {
    let Found { ids, cut } = run(who.files(), who.actor, search).await.unwrap();
    assert!(!cut);
    who.paths_of(ids).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_tree_is_looked_through_and_nothing_of_others() {
    for engine in engines() {
        let world = World::new(engine).await;
        let (alice, bob) = (world.person("alice").await, world.person("bob").await);
        let garden = world.group("Garden", &[&alice]).await;
        alice.makes("/Reports").await;
        alice.makes("/Reports/2026").await;
        alice.puts("/Reports/2026/Plan.odt", "x").await;
        alice.puts("/Garden/plan of beds.txt", "xx").await;
        bob.puts("/plan.txt", "xxx").await;
        let found = finds(&alice, search("/", named("%plan%"))).await;
        assert_eq!(found, ["Garden/plan of beds.txt", "Reports/2026/Plan.odt"]);
        assert_eq!(finds(&alice, search("/Reports", named("%plan%"))).await, ["Reports/2026/Plan.odt"]);
        let shallow = Search { deep: false, ..search("/Reports", named("%")) };
        assert_eq!(finds(&alice, shallow).await, ["Reports/2026"]);
        assert_eq!(finds(&alice, search("/", Filter::IsFolder)).await, ["Garden", "Reports", "Reports/2026"]);
        assert!(matches!(run(alice.files(), alice.actor, search("/Nowhere", named("%"))).await, Err(Error::NotFound)));
        let in_a_file = search("/Reports/2026/Plan.odt", named("%"));
        assert!(matches!(run(alice.files(), alice.actor, in_a_file).await, Err(Error::NotAFolder)));

        let theirs = bob.node("/plan.txt").await.fileid;
        let by_id = |id| Filter::Is(Field::FileId, Comparison::Eq, Value::Number(id));
        assert_eq!(finds(&alice, search("/", by_id(theirs))).await, Vec::<String>::new());
        assert_eq!(finds(&bob, search("/", by_id(theirs))).await, ["plan.txt"]);
        assert!(matches!(nodes::by_fileid(alice.files(), alice.actor, theirs).await, Err(Error::NotFound)));
        let mallory = world.elsewhere().person("mallory").await;
        assert_eq!(finds(&mallory, search("/", by_id(theirs))).await, Vec::<String>::new());

        alice.marks("/Reports/2026/Plan.odt", true).await;
        let favourite = Filter::Is(Field::Favourite, Comparison::Eq, Value::Number(1));
        assert_eq!(finds(&alice, search("/Reports", favourite.clone())).await, ["Reports/2026/Plan.odt"]);
        assert_eq!(finds(&alice, search("/Garden", favourite.clone())).await, Vec::<String>::new());
        let others = Filter::And(vec![named("%plan%"), Filter::Not(Box::new(favourite))]);
        assert_eq!(finds(&alice, search("/", others)).await, ["Garden/plan of beds.txt"]);

        world.removes(garden, &alice);
        assert_eq!(finds(&alice, search("/", named("%beds%"))).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_does_not_depend_on_how_much_is_read() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        world.group("Garden", &[&alice]).await;
        for folder in ["/a", "/a/image", "/Garden/Été"] {
            alice.makes(folder).await;
        }
        for path in ["/1.jpg", "/a/2.JPG", "/a/image/3.txt", "/a/image/none", "/Garden/Été/4.png", "/Garden/été.txt"]
        {
            alice.puts(path, path).await;
            world.clock.advance(jiff::SignedDuration::from_secs(10));
        }
        alice.marks("/a/2.JPG", true).await;
        let at = alice.node("/a/image/3.txt").await.modified_at.as_second();
        let favourite = Filter::Is(Field::Favourite, Comparison::Eq, Value::Number(1));
        let not = |filter| Filter::Not(Box::new(filter));
        let filters = [
            named("%"),
            named("%t%"),
            named("été%"),
            Filter::Like(Field::Type, Pattern::new("image/%")),
            Filter::Like(Field::Type, Pattern::new("")),
            Filter::Like(Field::Type, Pattern::new("httpd/%")),
            Filter::Is(Field::Modified, Comparison::Gt, Value::Number(at)),
            Filter::Is(Field::Modified, Comparison::Eq, Value::Number(at)),
            Filter::IsFolder,
            not(Filter::IsFolder),
            not(favourite.clone()),
            Filter::Or(vec![favourite, named("4%")]),
        ];
        let orders = [
            vec![],
            vec![(Field::Modified, Order::Desc), (Field::Name, Order::Asc)],
            vec![(Field::Type, Order::Asc), (Field::Name, Order::Desc)],
        ];
        // Always true, and no fact: all of each file is read.
        let sized = Filter::Is(Field::Size, Comparison::Gte, Value::Number(0));
        for (filter, order) in filters.iter().flat_map(|filter| orders.iter().map(move |order| (filter, order))) {
            for (start, deep) in [("/", true), ("/", false), ("/a", true), ("/Garden", true)] {
                let asked = Search { deep, sorting: Sorting(order.clone()), ..search(start, filter.clone()) };
                let more = Filter::And(vec![filter.clone(), sized.clone()]);
                let all = Search { filter: more, ..asked.clone() };
                let found = run(alice.files(), alice.actor, asked.clone()).await.unwrap();
                assert_eq!(found, run(alice.files(), alice.actor, all).await.unwrap(), "{asked:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_many_is_read_in_pages_and_the_first_are_given_in_order() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        alice.makes("/Many").await;
        for number in 0..1_203 {
            if number % 3 == 0 {
                alice.makes(&format!("/Many/n{number:04}")).await;
            } else {
                alice.puts(&format!("/Many/n{number:04}"), "").await;
            }
        }
        let page = Search { skip: 700, limit: 3, ..search("/", named("n%")) };
        assert_eq!(finds(&alice, page).await, ["Many/n0700", "Many/n0701", "Many/n0702"]);
        let last = Search { skip: 1_201, limit: 10, ..search("/", named("n%")) };
        assert_eq!(finds(&alice, last).await, ["Many/n1201", "Many/n1202"]);
        let cut = within(alice.files(), alice.actor, search("/", named("n%")), 100).await.unwrap();
        assert!(cut.cut && !cut.ids.is_empty(), "what was found is given, and that there may be more is said");
        let beyond = Search { skip: usize::MAX, limit: usize::MAX, ..search("/", named("n%")) };
        assert_eq!(finds(&alice, beyond).await, Vec::<String>::new());
    }
}
