//! Announcements: who sees them, from when until when, and who may write them.

use base_suite::OrgRole;
use http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::events::Tab;
use crate::harness::{Organisation, Person, Visitor, on_each_engine};

const ALL: &str = "/api/organisations/announcements";
const RUNNING: &str = "/api/organisations/announcements/running";

/// The titles of what is announced to them, without what they put away.
async fn sees(person: &Visitor) -> Vec<String> {
    let running = person.get(RUNNING).await.is(200).json();
    let items = running["items"].as_array().unwrap().iter().filter(|item| item["put_away"] == false);
    items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

async fn told(person: &Visitor) -> Vec<String> {
    let listed = person.get("/api/notifications/notices").await.is(200).json();
    let of_it = |item: &&Value| item["kind"] == "organisations.announcement";
    let items = listed["items"].as_array().unwrap().iter().filter(of_it);
    items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

async fn announces(person: &Visitor, body: Value) -> String {
    person.post(ALL, body).await.is(201).member("id")
}

/// Makes somebody a guest; their session ends with it.
async fn guest(communs: &Organisation, admin: &Person, handle: &str) -> Visitor {
    let person = communs.person(handle).await;
    let stay = json!({ "role": "guest", "sponsor_id": admin.id, "ends_at": "2026-12-31T00:00:00Z" });
    admin.patch(&format!("/api/accounts/managed-people/{}", person.id), stay).await.is(200);
    communs.sign_in(handle, crate::harness::PASSWORD).await.unwrap()
}

on_each_engine! {
    async fn everybody_sees_an_announcement_live_until_they_put_it_away_or_it_ends(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let camille = communs.person_with("camille", OrgRole::Owner).await;
        let (bob, eve) = (communs.person("bob").await, communs.person("eve").await);
        let visitor = guest(&communs, &camille, "victor").await;
        let mallory = nord.person_with("mallory", OrgRole::Owner).await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &bob.browser, None).await;

        let body = json!({ "title": "Fermeture lundi", "text": "Le local est fermé.\n\nhttps://communs.test/local" });
        let id = announces(&camille, body).await;
        assert_eq!(sees(&bob).await, ["Fermeture lundi"]);
        assert_eq!(sees(&camille).await, ["Fermeture lundi"], "whoever wrote it sees what others see");
        assert_eq!(sees(&visitor).await, [""; 0], "guests are left out unless it is said");
        assert_eq!(sees(&mallory).await, [""; 0]);
        suite.settle().await;
        tab.event("organisations.announcements").await;
        assert_eq!(told(&bob).await, ["Annonce : Fermeture lundi"]);
        assert_eq!(told(&camille).await, [""; 0]);
        assert_eq!(told(&visitor).await, [""; 0]);
        assert_eq!(told(&mallory).await, [""; 0]);
        let notice = bob.get("/api/notifications/notices").await.json()["items"][0].clone();
        assert_eq!(notice["link"], format!("/announcements?id={id}"));
        assert_eq!(notice["detail"], "Le local est fermé. https://communs.test/local");

        // Put away: on all their devices, and not for others.
        let away = format!("{ALL}/{id}/put-away");
        bob.send(Method::PUT, &away, None).await.is(204);
        assert_eq!((sees(&bob).await.len(), sees(&eve).await.len()), (0, 1));
        let listed = camille.get(ALL).await.is(200).json()["items"][0].clone();
        assert_eq!((&listed["put_away"], &listed["state"], &listed["by_name"]), (&json!(1), &json!("running"), &json!("Camille")));
        mallory.send(Method::PUT, &away, None).await.is_problem(404, "not-found");
        visitor.send(Method::PUT, &away, None).await.is_problem(404, "not-found");

        // Written anew: quietly, or for everybody once more.
        let path = format!("{ALL}/{id}");
        camille.put_json(&path, json!({ "title": "Fermeture mardi" })).await.is(200);
        assert_eq!(sees(&bob).await, [""; 0]);
        suite.settle().await;
        assert_eq!(told(&eve).await, ["Annonce : Fermeture lundi"]);
        camille.put_json(&path, json!({ "title": "Fermeture mardi", "guests": true, "again": true })).await.is(200);
        suite.settle().await;
        assert_eq!((sees(&bob).await, sees(&visitor).await.len()), (vec!["Fermeture mardi".to_owned()], 1));
        assert_eq!(told(&eve).await, ["Annonce : Fermeture mardi"], "the newer takes the place of the unread older");
        assert_eq!(told(&visitor).await.len(), 1);

        // Ended, and not ended twice.
        camille.post(&format!("{path}/end"), json!({})).await.is(200);
        assert_eq!(sees(&eve).await, [""; 0]);
        camille.post(&format!("{path}/end"), json!({})).await.is_problem(409, "conflict");
        assert_eq!(camille.get(ALL).await.json()["items"][0]["state"], "over");

        // Who did that?
        let journal = camille.get("/api/accounts/journal?family=announcement").await.is(200).json();
        let lines = journal["items"].as_array().unwrap().iter();
        let mut acts: Vec<_> = lines.map(|line| line["act"].as_str().unwrap().to_owned()).collect();
        acts.sort_unstable();
        assert_eq!(acts, ["announcement.changed", "announcement.changed", "announcement.created", "announcement.ended"]);
        server.stop().await;
    }

    async fn an_announcement_begins_and_ends_when_it_is_said(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Admin).await;
        let bob = communs.person("bob").await;
        let server = suite.listen().await;
        // The suite begins at 9:00.
        let body = json!({ "title": "Ce soir", "starts_at": "2026-03-02T10:00:00Z", "ends_at": "2026-03-02T12:00:00Z" });
        let id = announces(&camille, body).await;
        suite.settle().await;
        let mut tab = Tab::open(&server, &bob.browser, None).await;
        assert_eq!((sees(&bob).await.len(), told(&bob).await.len()), (0, 0));
        bob.send(Method::PUT, &format!("{ALL}/{id}/put-away"), None).await.is_problem(404, "not-found");
        camille.post(&format!("{ALL}/{id}/end"), json!({})).await.is_problem(409, "conflict");

        suite.clock.advance(SignedDuration::from_mins(61));
        suite.settle().await;
        tab.event("organisations.announcements").await;
        assert_eq!((sees(&bob).await.len(), told(&bob).await.len()), (1, 1));

        suite.clock.advance(SignedDuration::from_mins(120));
        assert_eq!(sees(&bob).await, [""; 0], "at its end, whatever the jobs do");
        suite.settle().await;
        tab.event("organisations.announcements").await;
        assert_eq!(told(&bob).await.len(), 1, "what was told stays told");

        // Deleted while it was to come: it is told to nobody.
        let id = announces(&camille, json!({ "title": "Non", "starts_at": "2026-03-02T14:00:00Z" })).await;
        camille.delete(&format!("{ALL}/{id}")).await.is(204);
        suite.clock.advance(SignedDuration::from_hours(3));
        suite.settle().await;
        assert_eq!((sees(&bob).await.len(), told(&bob).await.len()), (0, 1));
        camille.post(&format!("{ALL}/{id}/restore"), json!({})).await.is(200);
        suite.settle().await;
        assert_eq!((sees(&bob).await.len(), told(&bob).await.len()), (1, 2), "brought back, it is told after all");
        camille.delete(&format!("{ALL}/{id}")).await.is(204);
        assert_eq!(told(&bob).await.len(), 1, "a notice leads to nothing that was deleted");
        camille.delete(&format!("{ALL}/{id}")).await.is_problem(404, "not-found");
        suite.clock.advance(SignedDuration::from_hours(25));
        camille.post(&format!("{ALL}/{id}/restore"), json!({})).await.is_problem(404, "not-found");
        suite.settle().await;
        server.stop().await;
    }

    async fn some_groups_are_told_and_whoever_leaves_is_not(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Owner).await;
        let (bob, eve, zoe) = (communs.person("bob").await, communs.person("eve").await, communs.person("zoe").await);
        let garden = communs.group("Jardin", &[&bob]).await;
        let roses = communs.group("Roses", &[&eve]).await;
        camille.send(Method::PUT, &format!("/api/accounts/groups/{garden}/groups/{roses}"), None).await.is(204);
        announces(&camille, json!({ "title": "Arrosage", "groups": [garden, garden] })).await;
        suite.settle().await;
        assert_eq!((sees(&bob).await.len(), sees(&eve).await.len(), sees(&zoe).await.len()), (1, 1, 0));
        assert_eq!((told(&bob).await.len(), told(&eve).await.len(), told(&zoe).await.len()), (1, 1, 0));
        assert_eq!(camille.get(ALL).await.json()["items"][0]["groups"], json!([{ "id": garden, "name": "Jardin" }]));

        // Out of the group, it is not for them any more: neither shown nor in their list.
        camille.delete(&format!("/api/accounts/groups/{garden}/members/{}", bob.id)).await.is(204);
        assert_eq!((sees(&bob).await.len(), told(&bob).await.len()), (0, 0));
        // A group that is deleted is nobody, and not everybody.
        camille.delete(&format!("/api/accounts/groups/{garden}")).await.is(204);
        assert_eq!((sees(&eve).await.len(), sees(&zoe).await.len()), (0, 0));
        camille.post(ALL, json!({ "title": "x", "groups": [garden] })).await.is_problem(422, "invalid-input");

        // Whoever is suspended sees nothing and is told nothing.
        let path = format!("/api/accounts/managed-people/{}", zoe.id);
        camille.post("/api/accounts/managed-people/act", json!({ "people": [zoe.id], "act": { "act": "suspend" } })).await.is(200);
        announces(&camille, json!({ "title": "Assemblée" })).await;
        suite.settle().await;
        zoe.get(RUNNING).await.is(401);
        camille.post("/api/accounts/managed-people/act", json!({ "people": [zoe.id], "act": { "act": "restore" } })).await.is(200);
        let back = communs.sign_in("zoe", crate::harness::PASSWORD).await.unwrap();
        assert_eq!((sees(&back).await.len(), told(&back).await.len()), (1, 0), "{path}");
    }

    async fn only_administrators_announce_and_what_is_hostile_is_refused_or_stays_text(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Admin).await;
        let bob = communs.person("bob").await;
        bob.post(ALL, json!({ "title": "Moi" })).await.is_problem(403, "forbidden");
        bob.get(ALL).await.is_problem(403, "forbidden");
        suite.stranger("communs.test").get(RUNNING).await.is(401);
        for (field, body) in [
            ("title", json!({ "title": " " })),
            ("title", json!({ "title": "a\r\nBcc: x@y.test" })),
            ("title", json!({ "title": "x".repeat(121) })),
            ("title", json!({ "title": "evil\u{202e}gnp" })),
            ("text", json!({ "title": "a", "text": "x".repeat(4_001) })),
            ("text", json!({ "title": "a", "text": "a\u{0}b" })),
            ("groups", json!({ "title": "a", "groups": [] })),
            ("groups", json!({ "title": "a", "groups": [communs.org.id] })),
            ("ends_at", json!({ "title": "a", "ends_at": "2026-03-02T08:00:00Z" })),
            ("ends_at", json!({ "title": "a", "starts_at": "2099-03-02T08:00:00Z" })),
        ] {
            let refused = camille.post(ALL, body.clone()).await.is_problem(422, "invalid-input");
            assert_eq!(refused.member("field"), field, "{body}");
        }
        camille.post(ALL, json!({ "title": "a", "html": "<b>" })).await.is_problem(422, "invalid-input");
        camille.post(ALL, json!({ "title": "a", "text": "x".repeat(3_000_000) })).await.is_problem(413, "too-large");

        // What looks like markup is text, in the banner and in the list.
        let text = "<img src=x onerror=alert(1)> [x](javascript:alert(1))";
        announces(&camille, json!({ "title": "<script>alert(1)</script>", "text": text })).await;
        suite.settle().await;
        assert_eq!(sees(&bob).await, ["<script>alert(1)</script>"]);
        assert_eq!(told(&bob).await, ["Annonce : <script>alert(1)</script>"]);

        // The same request twice makes one.
        let headers = [("content-type", "application/json"), ("idempotency-key", "one-announcement")];
        let body = json!({ "title": "Une fois" }).to_string();
        let first = camille.request("POST", ALL, &headers, body.clone()).await.is(201).member("id");
        assert_eq!(camille.request("POST", ALL, &headers, body).await.is(201).member("id"), first);
        assert_eq!(sees(&bob).await.len(), 2);
    }
}
