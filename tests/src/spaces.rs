//! What a group has, over HTTP: given, taken, and gone and back with the group, in the browser and over WebDAV.

use base_suite::OrgRole;
use serde_json::{Value, json};

use crate::events::Tab;
use crate::harness::{Person, Visitor, on_each_engine};

async fn folder(device: &Visitor, handle: &str) -> u16 {
    let path = format!("/dav/files/{handle}/Chorale/");
    device.request("PROPFIND", &path, &[("depth", "0")], "").await.status.as_u16()
}

async fn drives(person: &Person) -> usize {
    person.get("/api/files/drives").await.is(200).json()["items"].as_array().unwrap().len()
}

on_each_engine! {
    async fn a_folder_is_taken_from_a_group_and_given_back(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person_with("alice", OrgRole::Admin).await, communs.person("bob").await);
        let device = bob.device().await;
        let offered = alice.get("/api/accounts/spaces").await.is(200).json();
        assert_eq!((&offered["items"][0]["tool"], &offered["items"][0]["name"]), (&json!("files"), &json!("Dossier partagé")));
        let group = alice.post("/api/accounts/groups", json!({ "name": "Chorale" })).await.is(201).member("id");
        let path = format!("/api/accounts/groups/{group}");
        alice.send(http::Method::PUT, &format!("{path}/members/{}", bob.id), Some(json!({ "manager": true }))).await.is(204);
        device.put("/dav/files/bob/Chorale/score.txt", "la la").await.is(201);
        let seen = bob.get(&path).await.is(200).json();
        assert_eq!(seen["spaces"][0]["address"], "/dav/files/bob/Chorale/");
        assert!(seen["spaces"][0]["link"].as_str().unwrap().starts_with("/files/d/"));
        assert_eq!(alice.get(&path).await.is(200).json()["spaces"][0]["link"], Value::Null, "she is not in it");

        suite.settle().await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &bob, None).await;
        bob.patch(&path, json!({ "spaces": [] })).await.is(200);
        suite.settle().await;
        tab.event("files.drives").await;
        tab.event("accounts.groups").await;
        assert_eq!((folder(&device, "bob").await, drives(&bob).await), (404, 1));
        device.put("/dav/files/bob/Chorale/new.txt", "x").await.is(409);
        bob.patch(&path, json!({ "spaces": ["jacuzzi"] })).await.is_problem(422, "invalid-input");
        bob.patch(&path, json!({ "spaces": ["files"], "name": "Chorale du mardi" })).await.is(200);
        assert_eq!(device.get("/dav/files/bob/Chorale%20du%20mardi/score.txt").await.is(200).text(), "la la");

        // And one without from the beginning.
        let bare = alice.post("/api/accounts/groups", json!({ "name": "Liste", "spaces": [] })).await.is(201).member("id");
        assert_eq!(alice.get(&format!("/api/accounts/groups/{bare}")).await.is(200).json()["spaces"][0]["has"], false);
    }

    async fn a_group_goes_with_its_folder_and_comes_back_with_it(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person_with("alice", OrgRole::Admin).await, communs.person("bob").await);
        let (mia, device) = (communs.person("mia").await, bob.device().await);
        let group = communs.group("Chorale", &[&bob]).await;
        let path = format!("/api/accounts/groups/{group}");
        device.put("/dav/files/bob/Chorale/score.txt", "la la").await.is(201);
        mia.delete(&path).await.is_problem(403, "forbidden");
        bob.delete(&path).await.is_problem(403, "forbidden");
        alice.delete(&path).await.is(204);
        assert_eq!((folder(&device, "bob").await, drives(&bob).await), (404, 1));
        bob.get(&path).await.is(404);
        assert!(bob.get("/api/accounts/me").await.is(200).json()["groups"].as_array().unwrap().is_empty());
        let deleted = alice.get("/api/accounts/deleted-groups").await.is(200).json();
        assert_eq!((&deleted["items"][0]["name"], &deleted["items"][0]["deleted_by_name"]), (&json!("Chorale"), &json!("Alice")));
        bob.post(&format!("/api/accounts/deleted-groups/{group}/restore"), json!({})).await.is(404);
        alice.post(&format!("/api/accounts/deleted-groups/{group}/restore"), json!({})).await.is(200);
        assert_eq!(device.get("/dav/files/bob/Chorale/score.txt").await.is(200).text(), "la la");

        // After thirty days it is gone, with what was in it.
        alice.delete(&path).await.is(204);
        suite.clock.advance(jiff::SignedDuration::from_hours(31 * 24));
        suite.settle().await;
        let alice = communs.sign_in("alice", crate::harness::PASSWORD).await.unwrap();
        assert!(alice.get("/api/accounts/deleted-groups").await.is(200).json()["items"].as_array().unwrap().is_empty());
        alice.post(&format!("/api/accounts/deleted-groups/{group}/restore"), json!({})).await.is(404);
        let org = communs.org.id;
        let left = suite.app.foundation.db.read(async move |tx| {
            let drives = base_db::Sql::new("DRIVES_LEFT", "SELECT COUNT(*) FROM drives WHERE org_id = $1 AND kind = 'group'");
            tx.one::<(i64,)>(&drives, base_db::params![org]).await
        });
        assert_eq!(left.await.unwrap(), Some((0,)));
    }
}
