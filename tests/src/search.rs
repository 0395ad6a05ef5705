//! Search: everything by name at once, of what one may see; and people's cards, field by field.

use base_suite::OrgRole;
use serde_json::{Value, json};
use tool_accounts::NewPerson;
use tool_accounts::model::Stay;

use crate::harness::{Organisation, PASSWORD, Person, new_person, on_each_engine};

/// What is found, each as `kind title`.
async fn finds(who: &Person, q: &str) -> Vec<String> {
    let found = asks(who, &format!("?q={}", encoded(q))).await;
    let one = |thing: &Value| format!("{} {}", thing["kind"].as_str().unwrap(), thing["title"].as_str().unwrap());
    found["items"].as_array().unwrap().iter().map(one).collect()
}

async fn asks(who: &Person, query: &str) -> Value {
    who.get(&format!("/api/search{query}")).await.is(200).json()
}

fn encoded(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
    bytes.concat()
}

async fn folder(who: &Person, parent: &str, name: &str) -> String {
    let body = json!({ "parent_id": parent, "name": name, "kind": "folder" });
    who.post("/api/files/nodes", body).await.is(201).member("id")
}

async fn drive(who: &Person, name: &str) -> (String, String) {
    let drives = who.get("/api/files/drives").await.is(200).json();
    let drive = drives["items"].as_array().unwrap().iter().find(|drive| drive["name"] == name).unwrap().clone();
    (drive["id"].as_str().unwrap().to_owned(), drive["root_id"].as_str().unwrap().to_owned())
}

/// A guest whom `sponsor` answers for.
async fn guest(org: &Organisation, handle: &str, sponsor: &Person) -> Person {
    let ends_at = org.suite.clock.clock().now() + jiff::SignedDuration::from_hours(240);
    let stay = Stay { sponsor: sponsor.id, ends_at };
    let new = NewPerson { role: OrgRole::Guest, guest: Some(stay), ..new_person(handle, &org.org.domain) };
    let id = org.suite.app.tools.accounts.create_person(org.org.id, new).await.unwrap().id;
    let browser = org.sign_in(handle, PASSWORD).await.unwrap();
    Person { id, handle: handle.into(), org: org.clone(), browser }
}

async fn named(org: &Organisation, handle: &str, name: &str) -> Person {
    let person = org.person(handle).await;
    person.patch("/api/accounts/me", json!({ "name": name })).await.is(200);
    person
}

/// The fields of somebody's card that `who` sees.
async fn card(who: &Person, of: &Person) -> Value {
    let card = who.get(&format!("/api/accounts/people/{}", of.id)).await.is(200).json();
    fields(&card)
}

fn fields(card: &Value) -> Value {
    let names = ["function", "email", "phone", "location", "about"];
    names.into_iter().filter(|name| !card[name].is_null()).collect::<Vec<_>>().into()
}

on_each_engine! {
    async fn people_groups_and_files_are_found_by_beginnings_of_words_in_any_order(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let zoe = named(&communs, "zoe", "Zoé Garnier").await;
        named(&communs, "tom", "Tom O’Neil").await;
        let group = communs.group("Jardin partagé", &[&zoe]).await;
        let (garden, root) = drive(&zoe, "Jardin partagé").await;
        let plans = folder(&zoe, &root, "Plans d’été").await;
        let file = zoe.uploads(&plans, "PlanJardin_2026 – final.odt", b"x").await;
        let (_, own) = drive(&zoe, "zoe").await;
        zoe.uploads(&own, "100% sûr.txt", b"x").await;

        assert_eq!(finds(&zoe, "zoé").await, ["person Zoé Garnier"]);
        assert_eq!(finds(&zoe, "GARNIER zoe").await, ["person Zoé Garnier"]);
        assert_eq!(finds(&zoe, "o'neil").await, ["person Tom O’Neil"]);
        assert_eq!(finds(&zoe, "part jar").await, ["group Jardin partagé", "space Jardin partagé"]);
        assert_eq!(finds(&zoe, "ete plan").await, ["folder Plans d’été"]);
        assert_eq!(finds(&zoe, "final plan").await, ["file PlanJardin_2026 – final.odt"]);
        assert_eq!(finds(&zoe, "2026").await, ["file PlanJardin_2026 – final.odt"]);
        assert_eq!(finds(&zoe, "100%").await, ["file 100% sûr.txt"]);
        assert_eq!(finds(&zoe, "%").await, Vec::<String>::new());
        assert_eq!(finds(&zoe, "").await, Vec::<String>::new());

        let found = asks(&zoe, "?q=final").await["items"][0].clone();
        assert_eq!(found["detail"], "Jardin partagé / Plans d’été");
        assert_eq!(found["link"], format!("/files/f/{plans}?selected={file}"));
        assert!(found["changed_at"].is_string());
        let space = asks(&zoe, "?q=jardin&kinds=space").await["items"][0].clone();
        assert_eq!(space["link"], format!("/files/d/{garden}"));
        assert_eq!(asks(&zoe, "?q=jardin&kinds=group").await["items"][0]["link"], format!("/groups/{group}"));
        let person = asks(&zoe, "?q=garnier").await["items"][0].clone();
        assert_eq!((&person["link"], &person["detail"]), (&json!(format!("/people/{}", zoe.id)), &json!("@zoe")));
        let top = asks(&zoe, "?q=sur").await["items"][0].clone();
        assert_eq!(top["detail"], Value::Null);
        assert!(top["link"].as_str().unwrap().starts_with("/files?selected="), "{top}");
    }

    async fn what_is_renamed_moved_deleted_and_brought_back_is_found_as_it_is(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let (drive_id, root) = drive(&alice, "alice").await;
        let inbox = folder(&alice, &root, "Inbox").await;
        let file = alice.uploads(&inbox, "Budget.ods", b"x").await;
        let node = format!("/api/files/nodes/{file}");
        alice.patch(&node, json!({ "name": "Forecast.ods" })).await.is(200);
        assert_eq!(finds(&alice, "budget").await, Vec::<String>::new());
        assert_eq!(finds(&alice, "forecast").await, ["file Forecast.ods"]);
        let done = folder(&alice, &root, "Done").await;
        alice.patch(&node, json!({ "parent_id": done })).await.is(200);
        assert_eq!(asks(&alice, "?q=forecast").await["items"][0]["detail"], "Done");
        alice.post(&format!("{node}/copy"), json!({ "parent_id": inbox, "name": "Forecast 2.ods" })).await.is(201);
        assert_eq!(finds(&alice, "forecast").await.len(), 2);

        // With all that is in it, though nothing was written to that.
        alice.delete(&format!("/api/files/nodes/{done}")).await.is(204);
        assert_eq!(finds(&alice, "forecast").await, ["file Forecast 2.ods"]);
        assert_eq!(finds(&alice, "done").await, Vec::<String>::new());
        alice.post(&format!("/api/files/trash/{done}/restore"), json!({})).await.is(200);
        assert_eq!(finds(&alice, "forecast").await.len(), 2);
        assert_eq!(finds(&alice, "done").await, ["folder Done"]);
        alice.delete(&format!("/api/files/nodes/{done}")).await.is(204);
        alice.delete(&format!("/api/files/trash?drive_id={drive_id}")).await.is(202);
        suite.settle().await;
        assert_eq!(finds(&alice, "forecast").await, ["file Forecast 2.ods"]);
    }

    async fn nobody_finds_what_they_may_not_see(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let mallory = nord.person_with("mallory", OrgRole::Owner).await;
        let gil = guest(&communs, "gil", &bob).await;
        let garden = communs.group("Secret garden", &[&alice]).await;
        let (_, root) = drive(&alice, "Secret garden").await;
        alice.uploads(&root, "Secret plan.odt", b"x").await;
        let (_, own) = drive(&alice, "alice").await;
        alice.uploads(&own, "Secret diary.odt", b"x").await;

        assert_eq!(finds(&alice, "secret").await.len(), 4);
        // A group's name is known to the members of the organisation; what it has is not.
        assert_eq!(finds(&bob, "secret").await, ["group Secret garden"]);
        assert_eq!(finds(&mallory, "secret").await, Vec::<String>::new());
        assert_eq!(finds(&mallory, "alice").await, Vec::<String>::new());
        assert_eq!(finds(&gil, "secret").await, Vec::<String>::new());
        assert_eq!(finds(&gil, "alice").await, Vec::<String>::new());
        assert_eq!(finds(&gil, "bob").await, ["person Bob"]);
        gil.get(&format!("/api/accounts/people/{}", alice.id)).await.is_problem(404, "not-found");
        suite.stranger("communs.test").get("/api/search?q=secret").await.is_problem(401, "unauthenticated");

        let accounts = &suite.app.tools.accounts;
        accounts.add_member(communs.org.id, garden, gil.id).await.unwrap();
        assert_eq!(finds(&gil, "secret").await, ["file Secret plan.odt", "group Secret garden", "space Secret garden"]);
        assert_eq!(finds(&gil, "alice").await, ["person Alice"]);
        accounts.remove_member(communs.org.id, garden, gil.id).await.unwrap();
        accounts.remove_member(communs.org.id, garden, alice.id).await.unwrap();
        assert_eq!(finds(&gil, "secret").await, Vec::<String>::new());
        assert_eq!(finds(&alice, "secret").await, ["file Secret diary.odt", "group Secret garden"]);

        accounts.set_active(communs.org.id, "bob", false).await.unwrap();
        assert_eq!(finds(&alice, "bob").await, Vec::<String>::new());
        alice.get(&format!("/api/accounts/people/{}", bob.id)).await.is_problem(404, "not-found");
        bob.get("/api/search?q=secret").await.is_problem(401, "unauthenticated");
    }

    async fn strange_questions_are_answered_or_refused_calmly(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        for q in ["\0", "a\0b", "_", "\\", "'; DROP TABLE people; --", "\u{202e}", "\u{10ffff}", "ﷺ", &"é".repeat(200), "a b c d e f g h i j"] {
            alice.get(&format!("/api/search?q={}", encoded(q))).await.is(200);
        }
        alice.get(&format!("/api/search?q={}", "e".repeat(201))).await.is_problem(422, "invalid-input");
        alice.get("/api/search?q=a&limit=0").await.is_problem(422, "invalid-input");
        assert_eq!(asks(&alice, "?q=alice&kinds=,,nothing,").await["items"], json!([]));
        assert_eq!(asks(&alice, "").await, json!({ "items": [], "more": [] }));

        let (_, root) = drive(&alice, "alice").await;
        for number in 0..8 {
            folder(&alice, &root, &format!("Alike {number}")).await;
        }
        let found = asks(&alice, "?q=alike&limit=5").await;
        assert_eq!((found["items"].as_array().unwrap().len(), &found["more"]), (5, &json!(["folder"])));
        let found = asks(&alice, "?q=alike&limit=8").await;
        assert_eq!((found["items"].as_array().unwrap().len(), &found["more"]), (8, &json!([])));
    }

    async fn each_field_of_a_card_is_seen_by_those_it_is_for(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let mate = communs.person("mate").await;
        let stranger = communs.person("stranger").await;
        let admin = communs.person_with("admin", OrgRole::Admin).await;
        let gil = guest(&communs, "gil", &alice).await;
        let (outer, inner) = (communs.group("Everybody’s", &[&alice]).await, communs.group("Garden", &[&mate, &gil]).await);
        suite.app.tools.accounts.add_member(communs.org.id, outer, inner).await.unwrap();

        let mallory = suite.organisation("Atelier Nord", "nord.test").await.person_with("mallory", OrgRole::Owner).await;
        mallory.get(&format!("/api/accounts/people/{}", alice.id)).await.is_problem(404, "not-found");

        let told = json!({
            "function": { "value": "Gardener", "audience": "organisation" },
            "phone": { "value": "+33 6 12 34 56 78" },
            "location": { "value": "Lyon", "audience": "groups" },
            "about": { "value": "Bees\nand trees", "audience": "admins" },
        });
        let now = alice.patch("/api/accounts/me/directory", told).await.is(200).json();
        assert_eq!(now["phone"], json!({ "value": "+33 6 12 34 56 78", "audience": "groups" }), "as is usual");
        assert_eq!(now, alice.get("/api/accounts/me/directory").await.is(200).json());
        let all = json!(["function", "email", "phone", "location", "about"]);
        let looks = async |look: &str| {
            fields(&alice.get(&format!("/api/accounts/me/card?as={look}")).await.is(200).json())
        };
        for (who, look, expected) in [
            (&admin, "admins", all.clone()),
            (&mate, "groups", json!(["function", "email", "phone", "location"])),
            (&stranger, "organisation", json!(["function", "email"])),
            (&gil, "guest", json!(["phone", "location"])),
        ] {
            assert_eq!(card(who, &alice).await, expected, "{look}");
            assert_eq!(looks(look).await, expected, "a preview as {look}");
        }
        assert_eq!(card(&alice, &alice).await, all, "one sees all of one's own");

        // In the directory and in a search as on the card.
        let listed = async |who: &Person| {
            let people = who.get("/api/accounts/people?query=alice").await.is(200).json();
            let found = asks(who, "?q=alice&kinds=person").await;
            (people["items"][0]["function"].clone(), found["items"][0]["detail"].clone())
        };
        assert_eq!(listed(&stranger).await, (json!("Gardener"), json!("Gardener")));
        assert_eq!(listed(&gil).await, (Value::Null, json!("@alice")));
        alice.patch("/api/accounts/me/directory", json!({ "function": { "audience": "groups" } })).await.is(200);
        assert_eq!(listed(&stranger).await, (Value::Null, json!("@alice")));
        assert_eq!(listed(&mate).await, (json!("Gardener"), json!("Gardener")));
        assert_eq!(listed(&gil).await, (json!("Gardener"), json!("Gardener")));

        // By the address, whoever may see it; a guest never.
        assert_eq!(finds(&stranger, "alice@communs").await, ["person Alice"]);
        assert_eq!(finds(&gil, "alice@communs").await, Vec::<String>::new());
        alice.patch("/api/accounts/me/directory", json!({ "email": { "audience": "groups" } })).await.is(200);
        assert_eq!(finds(&stranger, "alice@communs").await, Vec::<String>::new());
        assert_eq!(finds(&admin, "alice@communs").await, ["person Alice"]);
        assert_eq!(card(&stranger, &alice).await, json!([]));
        assert_eq!(card(&gil, &alice).await, json!(["function", "email", "phone", "location"]));

        for bad in [
            json!({ "phone": { "value": "call me" } }),
            json!({ "about": { "value": "a\u{0}b" } }),
            json!({ "email": { "value": "other@communs.test" } }),
            json!({ "function": { "value": "n".repeat(121) } }),
        ] {
            alice.patch("/api/accounts/me/directory", bad).await.is_problem(422, "invalid-input");
        }
        alice.patch("/api/accounts/me/directory", json!({ "phone": { "audience": "everybody" } })).await.is(422);
        // A group that is left is shared no more.
        suite.app.tools.accounts.remove_member(communs.org.id, outer, inner).await.unwrap();
        assert_eq!(card(&mate, &alice).await, json!([]));
    }

    async fn a_guest_sees_of_groups_those_both_are_in(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let gil = guest(&communs, "gil", &bob).await;
        communs.group("Board", &[&alice]).await;
        communs.group("Garden", &[&alice, &gil]).await;
        let groups = async |who: &Person, of: &Person| -> Vec<String> {
            let card = who.get(&format!("/api/accounts/people/{}", of.id)).await.is(200).json();
            card["groups"].as_array().unwrap().iter().map(|group| group["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(groups(&bob, &alice).await, ["Board", "Garden"]);
        assert_eq!(groups(&gil, &alice).await, ["Garden"]);
        assert_eq!(groups(&gil, &gil).await, ["Garden"]);
        let card = bob.get(&format!("/api/accounts/people/{}", gil.id)).await.is(200).json();
        assert_eq!(card["role"], "guest");
        assert!(card["ends_at"].is_string(), "{card}");
    }
}
