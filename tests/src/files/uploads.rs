//! Resumable uploads.

use axum::body::Body;
use futures_util::stream;
use serde_json::{Value, json};

use super::root;
use crate::harness::{Answer, Person, on_each_engine};

async fn begins(person: &Person, parent: &str, path: &str, size: i64, if_exists: &str) -> Answer {
    let new = json!({ "parent_id": parent, "path": path, "size": size, "if_exists": if_exists });
    person.post("/api/files/uploads", new).await
}

async fn sends(person: &Person, upload: &str, offset: &str, body: impl Into<Body>) -> Answer {
    person.request("PATCH", &format!("/api/files/uploads/{upload}"), &[("upload-offset", offset)], body).await
}

on_each_engine! {
    async fn pieces_arrive_one_after_the_other_and_a_lost_answer_is_no_loss(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        let new = json!({
            "parent_id": root, "path": "Photos/a.txt", "size": 8, "if_exists": "fail",
            "modified_at": "2020-02-03T04:05:06Z", "media_type": "",
        });
        let upload = alice.post("/api/files/uploads", new).await.is(201);
        assert_eq!((&upload.json()["offset"], &upload.json()["node"]), (&json!(0), &Value::Null));
        let upload = upload.member("id");
        assert_eq!(sends(&alice, &upload, "0", "0123").await.is(200).json()["offset"], 4);
        let elsewhere = sends(&alice, &upload, "0", "0123").await.is_problem(409, "upload-offset");
        assert_eq!(elsewhere.json()["offset"], 4);
        sends(&alice, &upload, "4", "far too long").await.is_problem(422, "invalid-input");
        sends(&alice, &upload, "x", "4567").await.is_problem(422, "invalid-input");
        assert_eq!(alice.get(&format!("/api/files/uploads/{upload}")).await.is(200).json()["offset"], 4);
        let done = sends(&alice, &upload, "4", "4567").await.is(200).json();
        assert_eq!((&done["node"]["name"], &done["node"]["size"]), (&json!("a.txt"), &json!(8)));
        assert_eq!(done["node"]["modified_at"], "2020-02-03T04:05:06Z");

        let again = sends(&alice, &upload, "4", "4567").await.is_problem(409, "upload-offset");
        assert_eq!(again.json()["offset"], 8);
        assert_eq!(sends(&alice, &upload, "8", "").await.is(200).json()["node"]["id"], done["node"]["id"]);
        alice.delete(&format!("/api/files/uploads/{upload}")).await.is(204);
        alice.get(&format!("/api/files/uploads/{upload}")).await.is_problem(404, "not-found");
        let node = done["node"]["id"].as_str().unwrap();
        assert_eq!(alice.get(&format!("/api/files/nodes/{node}/content")).await.is(200).text(), "01234567");
    }

    async fn what_arrived_before_the_connection_broke_is_kept(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let upload = begins(&alice, &root(&alice).await, "a.txt", 8, "fail").await.is(201).member("id");
        let pieces = [Ok("012"), Err(std::io::Error::other("the line is dead"))];
        sends(&alice, &upload, "0", Body::from_stream(stream::iter(pieces))).await.is(400);
        assert_eq!(alice.get(&format!("/api/files/uploads/{upload}")).await.is(200).json()["offset"], 3);
        let done = sends(&alice, &upload, "3", "34567").await.is(200).json();
        let node = done["node"]["id"].as_str().unwrap();
        assert_eq!(alice.get(&format!("/api/files/nodes/{node}/content")).await.is(200).text(), "01234567");
    }

    async fn a_taken_name_is_treated_as_asked_and_bad_input_named(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let root = root(&alice).await;
        let file = alice.uploads(&root, "a.txt", b"same").await;
        begins(&alice, &root, "a.txt", 4, "fail").await.is_problem(409, "name-taken");
        for (rule, text, same) in [("skip-identical", "same", true), ("replace", "else", true), ("rename", "next", false)] {
            let upload = begins(&alice, &root, "a.txt", 4, rule).await.is(201).member("id");
            let node = sends(&alice, &upload, "0", text).await.is(200).json()["node"]["id"].clone();
            assert_eq!(node == json!(file), same, "{rule}");
        }
        let upload = begins(&alice, &root, "empty", 0, "fail").await.is(201).member("id");
        assert_eq!(sends(&alice, &upload, "0", "").await.is(200).json()["node"]["size"], 0);
        for path in ["", "../a", "/a", "a//b", "a\u{0}", "a/."] {
            begins(&alice, &root, path, 1, "fail").await.is_problem(422, "invalid-input");
        }
        begins(&alice, &root, &"n".repeat(300), 1, "fail").await.is_problem(422, "invalid-input");
        begins(&alice, &root, "a", -1, "fail").await.is_problem(422, "invalid-input");
        begins(&alice, &root, "a", 1, "burn").await.is(422);
        begins(&bob, &root, "a", 1, "fail").await.is_problem(404, "not-found");
        let bad_date = json!({ "parent_id": root, "path": "b", "size": 1, "modified_at": "yesterday" });
        alice.post("/api/files/uploads", bad_date).await.is_problem(422, "invalid-input");
    }
}
