//! What leaves with an organisation, and arrives.

use std::collections::BTreeMap;

use base_db::testing::engines;
use base_suite::archive::{Reader, Writer};
use base_suite::{ByMail, Notice, Tool};

use super::world::{AT_ONCE, DAILY, World, bed, notice};
use crate::model::{Choice, Digest};
use crate::service::Change;

#[tokio::test]
async fn lists_and_choices_leave_and_arrive_and_browsers_and_keys_stay() {
    for engine in engines() {
        let (old, new) = (World::new(engine).await, World::new(engine).await);
        let alice = old.joins("alice");
        old.tell(&Notice { object: Some(bed(1)), key: Some("k".into()), ..notice(DAILY, &alice, "Leeks") }).await;
        old.tell(&notice(AT_ONCE, &alice, "Water")).await;
        let kinds = BTreeMap::from([(AT_ONCE.to_owned(), Choice { mail: Some(ByMail::Never), push: Some(true) })]);
        let change = Change { kinds, digest: Some(Digest { on: true, hour: 5 }), quiet: None };
        let before = old.notifications.choose(&old.org, &alice, change).await.unwrap();
        let secret = old.notifications.push_key().await.unwrap();

        let folder = tempfile::tempdir().unwrap();
        old.notifications.export(old.org.clone(), &Writer::new(folder.path(), "notifications").unwrap()).await.unwrap();
        for entry in std::fs::read_dir(folder.path().join("notifications")).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            assert!(!text.contains(&secret) && !text.contains("endpoint"));
        }
        new.notifications.import(new.org.clone(), &Reader::new(folder.path(), "notifications")).await.unwrap();

        assert_ne!(new.notifications.push_key().await.unwrap(), secret);
        assert_eq!(new.list(&alice, true).await, ["Water", "Leeks"]);
        let same = new.joins("alice");
        new.everybody.leaves(same.person);
        let again = new.notifications.inbox(&new.org, &alice, true, None, 9).await.unwrap();
        let first = old.notifications.inbox(&old.org, &alice, true, None, 9).await.unwrap();
        let told = |page: base_db::Page<crate::service::Shown>| {
            page.items.into_iter().map(|shown| shown.told).collect::<Vec<_>>()
        };
        assert_eq!(told(again), told(first));
        let id = new.org.id;
        let (choices, times) = new
            .foundation
            .db
            .read(async move |tx| {
                let choices = crate::store::choices::all_of_person(tx, id, alice.person).await?;
                Ok::<_, base_db::Error>((choices, crate::store::choices::settings(tx, id, alice.person).await?))
            })
            .await
            .unwrap();
        assert_eq!(choices, [(AT_ONCE.to_owned(), Choice { mail: Some(ByMail::Never), push: Some(true) })]);
        assert_eq!(times, before.settings);
    }
}
