//! Listings in pages.

use base_db::testing::engines;

use super::world::World;
use crate::model::{Order, Sort};
use crate::service::nodes::{Cursor, page};

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_everything_once_folders_first_in_every_order() {
    for engine in engines() {
        let world = World::new(engine).await;
        let alice = world.person("alice").await;
        for name in ["page 10", "page 2", "Été", "abricot", "zèbre"] {
            alice.makes(&format!("/{name}")).await;
        }
        for (name, text) in [("b.txt", "333"), ("A.txt", "1"), ("c 12.txt", "22"), ("c 9.txt", "22"), ("é.txt", "")] {
            alice.puts(&format!("/{name}"), text).await;
            world.clock.advance(jiff::SignedDuration::from_secs(1));
        }
        let folders = ["abricot", "Été", "page 2", "page 10", "zèbre"];
        let root = alice.node("/").await.id;
        let list = async |sort, order, limit| {
            let (mut names, mut after) = (Vec::new(), None);
            loop {
                let found = page(alice.files(), alice.actor, root, (sort, order), after, limit).await.unwrap();
                assert!(found.page.items.len() <= limit);
                names.extend(found.page.items.iter().map(|node| node.name.clone()));
                match found.page.items.last() {
                    Some(last) if found.page.more => after = Some(Cursor::after(last, sort)),
                    _ => return names,
                }
            }
        };
        for limit in 1..=11 {
            let names = list(Sort::Name, Order::Asc, limit).await;
            assert_eq!(names[..5], folders, "{limit} at a time");
            assert_eq!(names[5..], ["A.txt", "b.txt", "c 9.txt", "c 12.txt", "é.txt"], "{limit} at a time");
            let names = list(Sort::Name, Order::Desc, limit).await;
            assert_eq!(names[5..], ["é.txt", "c 12.txt", "c 9.txt", "b.txt", "A.txt"], "{limit} at a time");
            let names = list(Sort::Modified, Order::Desc, limit).await;
            assert_eq!(names[5..], ["é.txt", "c 9.txt", "c 12.txt", "A.txt", "b.txt"], "{limit} at a time");
            let names = list(Sort::Size, Order::Asc, limit).await;
            assert_eq!(names[5..7], ["é.txt", "A.txt"], "{limit} at a time");
            assert_eq!(names[9], "b.txt", "{limit} at a time");
            assert_eq!(names.len(), 10);
        }
    }
}
