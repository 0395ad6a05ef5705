//! The command line: groups, as an operator makes and fills them, and what that means to the people in them.

use std::process::{Command as Process, Output};

use liiibre::commands::{Command, execute};
use serde_json::{Value, json};

use crate::faults::process::{Server, command, program, with_alice};
use crate::harness::{Organisation, Suite, on_each_engine};

/// `liiibre group` on an organisation.
struct Operator<'a>(&'a Suite, &'a str);

impl Operator<'_> {
    async fn runs(&self, command: Command) -> Result<Value, String> {
        execute(&self.0.app, command).await.map_err(|trouble| trouble.0)
    }

    async fn creates(&self, name: &str) -> Result<Value, String> {
        self.runs(Command::GroupCreate { name: name.into(), org: self.1.into() }).await
    }

    async fn lists(&self) -> Vec<String> {
        let listed = self.runs(Command::GroupList { org: self.1.into() }).await.unwrap();
        listed["items"].as_array().unwrap().iter().map(|group| group["name"].as_str().unwrap().to_owned()).collect()
    }

    async fn adds(&self, name: &str, handle: &str) -> Result<Value, String> {
        self.runs(Command::GroupAdd { name: name.into(), handle: handle.into(), org: self.1.into() }).await
    }

    async fn removes(&self, name: &str, handle: &str) -> Result<Value, String> {
        self.runs(Command::GroupRemove { name: name.into(), handle: handle.into(), org: self.1.into() }).await
    }
}

async fn two_organisations(suite: &Suite) -> (Organisation, Organisation) {
    (suite.organisation("Les Communs", "communs.test").await, suite.organisation("Atelier Nord", "nord.test").await)
}

on_each_engine! {
    async fn who_is_put_into_a_group_is_let_in_and_who_is_taken_out_is_not(suite: Suite) {
        let (communs, nord) = two_organisations(&suite).await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let (phone, other) = (alice.device().await, bob.device().await);
        let operator = Operator(&suite, "communs.test");
        let made = operator.creates("Jardin").await.unwrap();
        assert_eq!(made["name"], "Jardin");
        assert!(made["text"].as_str().unwrap().contains("liiibre group add"), "{made}");
        phone.request("PROPFIND", "/dav/files/alice/Jardin/", &[("depth", "0")], "").await.is(404);

        let added = operator.adds("Jardin", "alice").await.unwrap();
        assert_eq!((&added["changed"], &added["group"], &added["person"]), (&json!(true), &made["id"], &json!(alice.id)));
        operator.adds("Jardin", "bob").await.unwrap();
        phone.put("/dav/files/alice/Jardin/plan.txt", "beds").await.is(201);
        assert_eq!(other.get("/remote.php/dav/files/bob/Jardin/plan.txt").await.is(200).text(), "beds");
        let drives = alice.get("/api/files/drives").await.is(200).json();
        let root = drives["items"][1]["root_id"].as_str().expect("her own and the group's").to_owned();
        let node = alice.get(&format!("/api/files/nodes/{root}/children")).await.is(200).json()["items"][0]["id"].clone();
        let node = node.as_str().unwrap();

        let removed = operator.removes("Jardin", "alice").await.unwrap();
        assert_eq!(removed["changed"], true);
        // At the next request, by every way in.
        for path in [format!("/api/files/nodes/{node}"), format!("/api/files/nodes/{node}/content"), format!("/api/files/nodes/{root}/children")] {
            alice.get(&path).await.is_problem(404, "not-found");
        }
        assert_eq!(alice.get("/api/files/drives").await.is(200).json()["items"].as_array().unwrap().len(), 1);
        for root in ["/dav/files/alice", "/remote.php/dav/files/alice", "/remote.php/webdav"] {
            phone.get(&format!("{root}/Jardin/plan.txt")).await.is(404);
            phone.put(&format!("{root}/Jardin/late.txt"), "x").await.is(409);
            phone.request("DELETE", &format!("{root}/Jardin/plan.txt"), &[], "").await.is(404);
            let listed = phone.request("PROPFIND", &format!("{root}/"), &[("depth", "1")], "").await.is(207).text();
            assert!(!listed.contains("Jardin"), "{listed}");
        }
        // Nothing is lost for those who stay.
        assert_eq!(other.get("/dav/files/bob/Jardin/plan.txt").await.is(200).text(), "beds");
        assert!(Operator(&suite, "nord.test").lists().await.is_empty());
        assert_eq!(nord.org.domain, "nord.test");
        operator.adds("Jardin", "alice").await.unwrap();
        assert_eq!(phone.get("/dav/files/alice/Jardin/plan.txt").await.is(200).text(), "beds");
    }

    async fn what_is_done_already_changes_nothing_and_says_so(suite: Suite) {
        let (communs, _) = two_organisations(&suite).await;
        communs.person("alice").await;
        let operator = Operator(&suite, "communs.test");
        operator.creates("Jardin").await.unwrap();
        assert_eq!(operator.creates("Jardin").await.unwrap_err(), "Les Communs has a group \"Jardin\" already");
        let text = |answer: Value| (answer["changed"].as_bool().unwrap(), answer["text"].as_str().unwrap().to_owned());
        let said = [
            text(operator.removes("Jardin", "alice").await.unwrap()),
            text(operator.adds("Jardin", "alice").await.unwrap()),
            text(operator.adds("Jardin", "alice").await.unwrap()),
            text(operator.removes("Jardin", "alice").await.unwrap()),
            text(operator.removes("Jardin", "alice").await.unwrap()),
        ];
        let expected = [
            (false, "Alice is not in Jardin."), (true, "Alice is now in Jardin."), (false, "Alice is already in Jardin."),
            (true, "Alice is no longer in Jardin."), (false, "Alice is not in Jardin."),
        ];
        assert_eq!(said, expected.map(|(changed, text)| (changed, text.to_owned())));
    }

    async fn who_or_what_is_not_there_is_named(suite: Suite) {
        let (communs, nord) = two_organisations(&suite).await;
        communs.person("alice").await;
        nord.person("nora").await;
        let (here, there) = (Operator(&suite, "communs.test"), Operator(&suite, "nord.test"));
        here.creates("Été").await.unwrap();
        there.creates("Forge").await.unwrap();
        // Each organisation has its own: a name of the one is nothing in the other, and may be there too.
        there.creates("Été").await.unwrap();
        assert_eq!((here.lists().await, there.lists().await.len()), (vec!["Été".to_owned()], 2));
        let unknown = Operator(&suite, "nowhere.test");
        let no_org = "no organisation has the domain \"nowhere.test\"; `liiibre org list` names those there are";
        assert_eq!(unknown.creates("x").await.unwrap_err(), no_org);
        assert_eq!(unknown.adds("Été", "alice").await.unwrap_err(), no_org);
        assert_eq!(unknown.removes("Été", "alice").await.unwrap_err(), no_org);
        assert_eq!(unknown.runs(Command::GroupList { org: "nowhere.test".into() }).await.unwrap_err(), no_org);
        for (group, handle, what) in [
            ("Forge", "alice", "Les Communs has no group \"Forge\"; `liiibre group list` names those there are"),
            ("été", "alice", "Les Communs has no group \"été\"; `liiibre group list` names those there are"),
            ("Été", "nora", "Les Communs has no person \"nora\"; `liiibre user list` names those there are"),
            ("Été", "", "Les Communs has no person \"\"; `liiibre user list` names those there are"),
        ] {
            assert_eq!(here.adds(group, handle).await.unwrap_err(), what);
            assert_eq!(here.removes(group, handle).await.unwrap_err(), what);
        }
        // Accents that were typed apart, and a space that came along.
        assert_eq!(here.adds(" E\u{301}te\u{301}", "alice").await.unwrap()["changed"], true);
        for bad in ["", "  ", "a\nb", "a\u{202e}b"] {
            assert!(here.creates(bad).await.unwrap_err().starts_with("name: "), "{bad:?}");
        }
        assert!(here.creates(&"x".repeat(1_000)).await.is_err());
        assert_eq!(here.lists().await, ["Été"]);
    }
}

fn liiibre(data: &std::path::Path, arguments: &[&str]) -> Output {
    Process::new(program()).arg("--data").arg(data).args(arguments).output().unwrap()
}

#[test]
fn the_program_prints_json_for_programs_and_says_what_is_wrong_on_the_other_stream() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    let headers = [("Authorization", alice.as_str())];
    let group = command(&data, &["group", "create", "Jardin", "--org", "127.0.0.1"]);
    assert_eq!(group, json!({ "id": group["id"], "name": "Jardin" }));

    // Beside a running server, and without one.
    let server = Server::start(&data);
    let added = command(&data, &["group", "add", "Jardin", "alice", "--org", "127.0.0.1"]);
    assert_eq!(added, json!({ "changed": true, "group": group["id"], "person": added["person"] }));
    assert_eq!(server.request("PUT", "/dav/files/alice/Jardin/a", &headers, b"x").unwrap().status, 201);
    let removed = command(&data, &["group", "remove", "Jardin", "alice", "--org", "127.0.0.1"]);
    assert_eq!(removed["changed"], true);
    assert_eq!(server.request("GET", "/dav/files/alice/Jardin/a", &headers, b"").unwrap().status, 404);
    let mut server = Some(server);
    for running in [true, false] {
        if !running {
            server.take().unwrap().stop();
        }
        let listed = command(&data, &["group", "list", "--org", "127.0.0.1"]);
        assert_eq!(listed, json!({ "items": [{ "id": group["id"], "name": "Jardin" }] }));
        let text = liiibre(&data, &["group", "list", "--org", "127.0.0.1"]);
        assert_eq!(String::from_utf8_lossy(&text.stdout), "Jardin\n");
        for (arguments, what) in [
            (["group", "add", "Forge", "alice", "--org", "127.0.0.1"], "liiibre: Faults has no group \"Forge\""),
            (["group", "add", "Jardin", "bob", "--org", "127.0.0.1"], "liiibre: Faults has no person \"bob\""),
            (["group", "add", "Jardin", "alice", "--org", "else.test"], "liiibre: no organisation has the domain"),
        ] {
            let refused = liiibre(&data, &arguments);
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(said.starts_with(what), "{said} (with a server: {running})");
            assert!(!refused.status.success() && refused.stdout.is_empty());
        }
    }
    assert!(!liiibre(&data, &["group", "add", "Jardin"]).status.success());
}
