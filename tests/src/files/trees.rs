//! Folders: looking, making, moving, copying, deleting and coming back.

use serde_json::json;

use super::{folder, names, root};
use crate::harness::on_each_engine;

on_each_engine! {
    async fn a_folder_is_made_renamed_moved_copied_deleted_and_brought_back(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        let reports = folder(&alice, &root, "Reports").await;
        let old = folder(&alice, &root, "Old").await;
        let taken = json!({ "parent_id": root, "name": "Old", "kind": "folder" });
        alice.post("/api/files/nodes", taken).await.is_problem(409, "name-taken");
        let file = alice.uploads(&reports, "2026/plan.txt", b"tulips").await;

        let node = alice.get(&format!("/api/files/nodes/{file}")).await.is(200);
        assert_eq!(node.header("etag"), format!("\"{}\"", node.member("etag")));
        let node = node.json();
        let steps: Vec<&str> = node["path"].as_array().unwrap().iter().skip(1).map(|step| step["name"].as_str().unwrap()).collect();
        assert_eq!(steps, ["Reports", "2026", "plan.txt"]);
        assert_eq!((&node["size"], &node["role"], &node["modified_by"]["name"]), (&json!(6), &json!("manager"), &json!("Alice")));
        assert_eq!((&node["media_type"], &node["has_preview"]), (&json!("text/plain"), &json!(false)));

        let path = format!("/api/files/nodes/{reports}");
        alice.patch(&path, json!({ "name": "Old" })).await.is_problem(409, "name-taken");
        let renamed = alice.patch(&path, json!({ "name": "Old", "if_exists": "rename" })).await.is(200);
        assert_eq!(renamed.member("name"), "Old (2)");
        alice.patch(&path, json!({ "name": "../x" })).await.is_problem(422, "invalid-input");
        alice.patch(&path, json!({ "parent_id": reports })).await.is_problem(409, "moved-into-itself");
        let moved = alice.patch(&path, json!({ "parent_id": old, "name": "Reports" })).await.is(200);
        assert_eq!((moved.member("name"), moved.member("parent_id")), ("Reports".to_owned(), old.clone()));

        let copy = alice.post(&format!("{path}/copy"), json!({ "parent_id": root })).await.is(201);
        assert_eq!(copy.json()["size"], 6);
        assert_eq!(names(&alice, &copy.member("id"), "").await, ["2026"]);
        assert_eq!(names(&alice, &root, "").await, ["Old", "Reports"]);

        alice.delete(&path).await.is(204);
        alice.get(&path).await.is_problem(404, "not-found");
        alice.get(&format!("/api/files/nodes/{file}")).await.is_problem(404, "not-found");
        let drive = alice.get("/api/files/drives").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let trash = alice.get(&format!("/api/files/trash?drive_id={drive}")).await.is(200).json();
        let row = &trash["items"][0];
        assert_eq!((&row["name"], &row["original_path"]), (&json!("Reports"), &json!("Old")));
        assert_eq!((&row["size"], &row["deleted_by"]["name"]), (&json!(6), &json!("Alice")));
        let restored = alice.post(&format!("/api/files/trash/{reports}/restore"), json!(null)).await.is(200);
        assert_eq!(restored.member("parent_id"), old);
        alice.get(&format!("/api/files/nodes/{file}/content")).await.is(200);

        alice.delete(&path).await.is(204);
        alice.delete(&format!("/api/files/trash?drive_id={drive}")).await.is(202);
        suite.settle().await;
        let drive = alice.get("/api/files/drives").await.json()["items"][0].clone();
        assert_eq!(drive["used_bytes"], 6, "the copy is left");
    }

    async fn children_come_in_pages_sorted_as_people_sort(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        for name in ["Été", "abricot"] {
            folder(&alice, &root, name).await;
        }
        for (name, contents) in [("page 10", &b"1"[..]), ("page 2", b"333"), ("À faire", b"22")] {
            alice.uploads(&root, name, contents).await;
        }
        assert_eq!(names(&alice, &root, "").await, ["abricot", "Été", "À faire", "page 2", "page 10"]);
        assert_eq!(names(&alice, &root, "&order=desc").await, ["Été", "abricot", "page 10", "page 2", "À faire"]);
        assert_eq!(names(&alice, &root, "&sort=size").await[2..], ["page 10", "À faire", "page 2"]);
        alice.get(&format!("/api/files/nodes/{root}/children?limit=0")).await.is_problem(422, "invalid-input");
        alice.get(&format!("/api/files/nodes/{root}/children?after=guess")).await.is_problem(422, "invalid-input");
        alice.get(&format!("/api/files/nodes/{root}/children?sort=colour")).await.is(422);
        alice.get("/api/files/nodes/guess").await.is_problem(404, "not-found");
    }

    async fn a_dropped_folder_is_made_once_however_often_it_is_asked_for(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        let wanted = json!({ "parent_id": root, "path": "Photos/2026/June" });
        let made = alice.post("/api/files/folders", wanted.clone()).await.is(200).member("id");
        assert_eq!(alice.post("/api/files/folders", wanted).await.is(200).member("id"), made);
        for path in ["", "/a", "a//b", "../a", "a/..", "a\u{0}b"] {
            let hostile = json!({ "parent_id": root, "path": path });
            alice.post("/api/files/folders", hostile).await.is_problem(422, "invalid-input");
        }
        let long = json!({ "parent_id": root, "path": "n".repeat(300) });
        alice.post("/api/files/folders", long).await.is_problem(422, "invalid-input");
        let deep = vec!["d"; 5_000].join("/");
        let deep = json!({ "parent_id": root, "path": deep });
        alice.post("/api/files/folders", deep).await.is_problem(422, "invalid-input");
    }

    async fn a_group_works_together_and_who_leaves_sees_nothing_more(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        communs.group("Garden", &[&alice, &bob]).await;
        let drives = alice.get("/api/files/drives").await.is(200).json();
        let garden = &drives["items"][1];
        assert_eq!((&garden["name"], &garden["kind"], &garden["role"]), (&json!("Garden"), &json!("group"), &json!("editor")));
        let garden = garden["root_id"].as_str().unwrap();
        let file = alice.uploads(garden, "plan.txt", b"tulips").await;
        let path = format!("/api/files/nodes/{file}");
        assert_eq!(bob.get(&path).await.is(200).json()["modified_by"]["name"], "Alice");
        let recent = bob.get("/api/files/recent?limit=5").await.is(200).json();
        assert_eq!(recent["items"][0]["path"][0]["name"], "Garden");
        let eve = communs.person("eve").await;
        eve.get(&path).await.is_problem(404, "not-found");
        eve.delete(&path).await.is_problem(404, "not-found");
    }
}
