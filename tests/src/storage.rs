//! How much is used and may be: looked at and limited by administrators, held to in every protocol.

use base_suite::OrgRole;
use serde_json::{Value, json};

use crate::harness::{Person, on_each_engine};

async fn told(person: &Person) -> Vec<String> {
    let listed = person.get("/api/notifications/notices").await.is(200).json();
    let items = listed["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "files.filling");
    items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

async fn root(person: &Person) -> String {
    let drives = person.get("/api/files/drives").await.is(200).json();
    drives["items"][0]["root_id"].as_str().unwrap().to_owned()
}

async fn limit(person: &Person) -> Value {
    person.get("/api/files/drives").await.is(200).json()["items"][0]["quota_bytes"].clone()
}

on_each_engine! {
    async fn a_limit_counts_at_the_next_request_in_every_protocol_and_loses_nothing(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Owner).await;
        let bob = communs.person("bob").await;
        let (device, folder) = (bob.device().await, root(&bob).await);
        bob.uploads(&folder, "plan.txt", &[b'x'; 600]).await;
        assert_eq!(limit(&bob).await, Value::Null);

        // The usual limit of everybody, as the organisation chooses it.
        camille.patch("/api/organisations/current", json!({ "person_quota_bytes": 1_000 })).await.is(200);
        assert_eq!(limit(&bob).await, 1_000);
        device.put("/dav/files/bob/more.txt", vec![b'y'; 500]).await.is(507);
        let new = json!({ "parent_id": folder, "path": "more.txt", "size": 500, "if_exists": "fail" });
        bob.post("/api/files/uploads", new.clone()).await.is_problem(507, "over-quota");
        let mkcol = device.request("MKCOL", "/remote.php/dav/uploads/bob/up/", &[], "").await;
        assert_eq!(mkcol.status, 201);
        let chunk = device.put("/remote.php/dav/uploads/bob/up/1", vec![b'y'; 500]).await;
        let target = [("destination", "/remote.php/dav/files/bob/more.txt")];
        let moved = device.request("MOVE", "/remote.php/dav/uploads/bob/up/.file", &target, "").await;
        assert!(chunk.status == 507 || moved.status == 507, "{} {}", chunk.status, moved.status);

        // One of his own, above the usual one; and below what he has.
        let his = format!("/api/files/storage/personal/{}", bob.id);
        let set = camille.put_json(&his, json!({ "limit_bytes": 2_000 })).await.is(200).json();
        assert_eq!((&set["limit_bytes"], &set["usual_limit_bytes"], &set["name"]), (&json!(2_000), &json!(1_000), &json!("Bob")));
        device.put("/dav/files/bob/more.txt", vec![b'y'; 500]).await.is(201);
        camille.put_json(&his, json!({ "limit_bytes": 100 })).await.is(200);
        assert_eq!(limit(&bob).await, 100);
        device.get("/dav/files/bob/plan.txt").await.is(200);
        device.put("/dav/files/bob/new.txt", vec![b'z'; 1]).await.is(507);
        device.put("/dav/files/bob/plan.txt", vec![b'x'; 10]).await.is(204);
        device.delete("/dav/files/bob/more.txt").await.is(204);
        camille.put_json(&his, json!({ "limit_bytes": null })).await.is(200);
        assert_eq!(limit(&bob).await, 1_000);
        device.put("/dav/files/bob/new.txt", vec![b'z'; 100]).await.is(201);

        // The journal says who did it, to bob too.
        for reader in [&camille, &bob] {
            let path = if reader.handle == "bob" { "/api/accounts/me/audit" } else { "/api/accounts/journal?family=drive" };
            let lines = reader.get(path).await.is(200).json();
            let of_it = lines["items"].as_array().unwrap().iter().filter(|line| line["act"] == "drive.quota-changed");
            assert_eq!(of_it.count(), 3, "{path}");
        }
    }

    async fn administrators_see_who_uses_most_and_limit_the_folder_of_a_group(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let camille = communs.person_with("camille", OrgRole::Admin).await;
        let (bob, eve) = (communs.person("bob").await, communs.person("eve").await);
        let mallory = nord.person_with("mallory", OrgRole::Owner).await;
        suite.app.tools.organisations.set_quotas(communs.org.id, Some(5_000), None).await.unwrap();
        let group = communs.group("Jardin", &[&bob]).await;
        bob.uploads(&root(&bob).await, "a", &[0; 300]).await;
        eve.uploads(&root(&eve).await, "a", &[0; 200]).await;
        mallory.uploads(&root(&mallory).await, "a", &[0; 900]).await;
        let drives = bob.get("/api/files/drives").await.json();
        let shared = drives["items"].as_array().unwrap().iter().find(|drive| drive["kind"] == "group").unwrap().clone();
        bob.uploads(shared["root_id"].as_str().unwrap(), "a", &[0; 400]).await;

        let seen = camille.get("/api/files/storage").await.is(200).json();
        assert_eq!((&seen["used_bytes"], &seen["limit_bytes"]), (&json!(900), &json!(5_000)));
        let largest = seen["largest"].as_array().unwrap().iter();
        let largest: Vec<_> = largest.map(|one| (one["name"].as_str().unwrap(), one["used_bytes"].as_i64().unwrap())).collect();
        assert_eq!(largest, [("Jardin", 400), ("Bob", 300), ("Eve", 200)]);
        bob.get("/api/files/storage").await.is_problem(403, "forbidden");

        let its = format!("/api/files/storage/group/{group}");
        camille.put_json(&its, json!({ "limit_bytes": 450 })).await.is(200);
        let new = json!({ "parent_id": shared["root_id"], "path": "b", "size": 100, "if_exists": "fail" });
        bob.post("/api/files/uploads", new.clone()).await.is_problem(507, "over-quota");
        camille.put_json(&its, json!({ "limit_bytes": null })).await.is(200);
        bob.post("/api/files/uploads", new).await.is(201);

        for bad in [json!({ "limit_bytes": -1 }), json!({ "limit_bytes": i64::MAX }), json!({ "limit_bytes": "1" })] {
            camille.put_json(&its, bad).await.is_problem(422, "invalid-input");
        }
        mallory.put_json(&its, json!({ "limit_bytes": 1 })).await.is_problem(404, "not-found");
        camille.get(&format!("/api/files/storage/guest/{}", bob.id)).await.is_problem(404, "not-found");
        camille.get("/api/files/storage/everything/x").await.is(404);
    }

    async fn somebody_is_told_once_that_their_files_come_near_their_limit(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Owner).await;
        let bob = communs.person("bob").await;
        let folder = root(&bob).await;
        camille.patch("/api/organisations/current", json!({ "person_quota_bytes": 1_000 })).await.is(200);
        let first = bob.uploads(&folder, "a", &[1; 850]).await;
        assert_eq!(told(&bob).await, [""; 0]);
        bob.uploads(&folder, "b", &[2; 60]).await;
        assert_eq!(told(&bob).await, ["Vos fichiers occupent plus de 90 % de leur limite"]);
        bob.uploads(&folder, "c", &[3; 10]).await;
        assert_eq!(told(&bob).await.len(), 1, "once");
        bob.uploads(&folder, "d", &[4; 80]).await;
        assert_eq!(told(&bob).await, ["Vos fichiers ont atteint leur limite"], "in the place of the one before");

        // Below again, and near again.
        bob.delete(&format!("/api/files/nodes/{first}")).await.is(204);
        let trash = bob.get("/api/files/drives").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        bob.delete(&format!("/api/files/trash?drive_id={trash}")).await.is(202);
        suite.settle().await;
        bob.post("/api/notifications/notices/read", json!({})).await.is(200);
        bob.uploads(&folder, "e", &[5; 10]).await;
        bob.uploads(&folder, "f", &[6; 800]).await;
        assert_eq!(told(&bob).await.len(), 2);
    }
}
