//! Files by REST, as the front uses it.

mod contents;
mod trees;
mod uploads;

use crate::harness::Person;

/// The root folder of somebody's own drive.
async fn root(person: &Person) -> String {
    person.get("/api/files/drives").await.is(200).json()["items"][0]["root_id"].as_str().unwrap().to_owned()
}

/// A new folder; gives its identifier.
async fn folder(person: &Person, parent: &str, name: &str) -> String {
    let new = serde_json::json!({ "parent_id": parent, "name": name, "kind": "folder" });
    person.post("/api/files/nodes", new).await.is(201).member("id")
}

/// The names in a folder, in the order in which they come, two at a time.
async fn names(person: &Person, folder: &str, query: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/files/nodes/{folder}/children?limit=2{query}{after}");
        let page = person.get(&path).await.is(200).json();
        names.extend(page["items"].as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return names,
        }
    }
}
