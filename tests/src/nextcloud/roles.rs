//! What somebody may do in a group's folder: as sync clients learn it, and as it is refused.

use base_id::GroupId;
use base_suite::access::Role;
use tool_files::service::drives;

use crate::dav::multistatus;
use crate::harness::{Organisation, Person, Visitor, on_each_engine};

const ROOT: &str = "/remote.php/dav/files/bob/";
const OC: &str = "http://owncloud.org/ns";

/// The entity tag and the letters of everything in a folder, itself first.
async fn looks(who: &Visitor, folder: &str) -> Vec<(String, String)> {
    let body = r#"<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
        <d:prop><d:getetag/><oc:permissions/></d:prop></d:propfind>"#;
    let all = multistatus(who.request("PROPFIND", folder, &[("depth", "1")], body).await);
    all.iter().map(|one| (one.text("getetag"), one.prop(OC, "permissions").unwrap().text())).collect()
}

async fn gives(who: &Person, group: GroupId, role: Option<Role>) {
    let Organisation { suite, org } = &who.org;
    drives::allow(&suite.app.tools.files, org.id, group, who.id, role).await.unwrap();
}

async fn is_in(who: &Person, group: GroupId, member: bool) {
    let Organisation { suite, org } = &who.org;
    let accounts = &suite.app.tools.accounts;
    let changed = if member {
        accounts.add_member(org.id, group, who.id).await
    } else {
        accounts.remove_member(org.id, group, who.id).await
    };
    assert!(changed.unwrap());
}

on_each_engine! {
    async fn who_may_only_look_learns_it_at_every_folder(suite: Suite) {
        let org = suite.organisation("Les Communs", "communs.test").await;
        let (alice, person) = (org.person("alice").await, org.person("bob").await);
        let group = org.group("Garden", &[&alice, &person]).await;
        let (bob, garden, beds) = (person.device().await, format!("{ROOT}Garden/"), format!("{ROOT}Garden/Beds/"));
        bob.request("MKCOL", &beds, &[], "").await.is(201);
        bob.put(&format!("{beds}plan.txt"), "tulips").await.is(201);
        let all = async || [looks(&bob, ROOT).await, looks(&bob, &garden).await, looks(&bob, &beds).await];
        let as_member = all().await;
        let letters = |seen: &[Vec<(String, String)>; 3]| {
            let letters = seen.iter().map(|folder| folder.iter().map(|(_, letters)| letters.clone()).collect::<Vec<_>>());
            letters.collect::<Vec<_>>()
        };
        assert_eq!(letters(&as_member), [vec!["GCK", "GCK"], vec!["GCK", "GDNVCK"], vec!["GDNVCK", "GDNVW"]]);

        // Both: the strongest counts.
        gives(&person, group, Some(Role::Viewer)).await;
        assert_eq!(all().await, as_member);
        is_in(&person, group, false).await;
        let as_viewer = all().await;
        assert_eq!(letters(&as_viewer), [vec!["GCK", "G"], vec!["G", "G"], vec!["G", "G"]]);
        for (folder, (before, after)) in as_member.iter().zip(&as_viewer).enumerate() {
            assert_ne!(before[0].0, after[0].0, "{folder}: the folder is looked into again");
        }
        assert_eq!(as_member[2][1].0, as_viewer[2][1].0, "what is in the file did not change: nobody fetches it again");
        let head = bob.request("PROPFIND", &beds, &[("depth", "0")], "").await;
        assert_eq!(multistatus(head)[0].text("getetag"), as_viewer[1][1].0, "by itself as in a listing");

        let to = |path: &str| format!("https://communs.test{ROOT}{path}");
        let plan = format!("{beds}plan.txt");
        bob.put(&plan, "weeds").await.is(403);
        bob.put(&format!("{garden}new.txt"), "weeds").await.is(403);
        bob.request("MKCOL", &format!("{garden}New"), &[], "").await.is(403);
        bob.delete(&plan).await.is(403);
        bob.delete(&beds).await.is(403);
        bob.request("MOVE", &plan, &[("destination", &to("Garden/other.txt"))], "").await.is(403);
        bob.request("MOVE", &plan, &[("destination", &to("mine.txt"))], "").await.is(403);
        bob.get(&plan).await.is(200);

        is_in(&person, group, true).await;
        assert_eq!(all().await, as_member, "as before: nothing has changed meanwhile");
        is_in(&person, group, false).await;
        gives(&person, group, None).await;
        assert_eq!(looks(&bob, ROOT).await.len(), 1);
        bob.get(&plan).await.is(404);
    }
}
