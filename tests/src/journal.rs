//! Who did that? The journal as administrators read it, as each person reads their own, and how it is forgotten.

use base_suite::OrgRole;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::harness::{Organisation, Person, Suite, on_each_engine};

struct Story {
    communs: Organisation,
    alice: Person,
    carol: Person,
    bob: Person,
}

/// Two administrators and somebody to whom things happen, each a minute after the other.
async fn begin(suite: &Suite) -> Story {
    let communs = suite.organisation("Les Communs", "communs.test").await;
    let alice = communs.person_with("alice", OrgRole::Owner).await;
    let carol = communs.person_with("carol", OrgRole::Admin).await;
    let bob = communs.person("bob").await;
    Story { communs, alice, carol, bob }
}

fn later(suite: &Suite) {
    suite.clock.advance(SignedDuration::from_mins(1));
}

async fn asks(person: &Person, query: &str) -> Value {
    person.get(&format!("/api/accounts/journal?{query}")).await.is(200).json()
}

fn acts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|line| line["act"].as_str().unwrap()).collect()
}

on_each_engine! {
    async fn who_did_that(suite: Suite) {
        let Story { communs, alice, carol, bob } = begin(&suite).await;
        let garden = communs.group("Jardin", &[]).await;
        later(&suite);
        let path = format!("/api/accounts/groups/{garden}/members/{}", bob.id);
        let from = [("content-type", "application/json"), ("user-agent", "Mozilla/5.0 (X11; Linux) Firefox/140.0")];
        alice.clone().browser.from("192.0.2.7").request("PUT", &path, &from, "{}").await.is(204);
        later(&suite);
        carol.patch(&format!("/api/accounts/managed-people/{}", bob.id), json!({ "role": "admin" })).await.is(200);
        later(&suite);

        let added = asks(&carol, &format!("family=group&subject={}", bob.id)).await;
        let line = &added["items"][0];
        assert_eq!((&line["act"], &line["actor"]["name"]), (&json!("group.member-added"), &json!("Alice")));
        assert_eq!(line["detail"]["group_name"], "Jardin");
        assert_eq!((&line["address"], &line["device"]), (&json!("192.0.2.7"), &json!("Firefox, Linux")));
        assert_eq!(added["items"].as_array().unwrap().len(), 1);
        assert_eq!(acts(&asks(&carol, &format!("actor={}&family=person", carol.id)).await), ["person.role-changed"]);
        assert_eq!(acts(&asks(&carol, "query=JÁRDIN&family=group").await), ["group.member-added", "group.created"]);
        assert_eq!(acts(&asks(&carol, "query=192.0.2.7&family=group").await), ["group.member-added"]);
        assert!(acts(&asks(&carol, "until=2020-01-01T00:00:00Z").await).is_empty());
        let nobody = format!("actor={}", uuid::Uuid::nil());
        assert!(acts(&asks(&carol, &nobody).await).is_empty());

        // Page by page it is the same as at once.
        let whole = asks(&carol, "limit=200&until=2026-03-02T09:02:30Z").await;
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = asks(&carol, &format!("limit=2&until=2026-03-02T09:02:30Z{after}")).await;
            paged.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(&paged, whole["items"].as_array().unwrap());

        for hostile in ["family=%27%20OR%201%3D1", "family=a%00b", "after=nonsense", "from=yesterday", "limit=0"] {
            carol.get(&format!("/api/accounts/journal?{hostile}")).await.is(422);
        }
        let long = "x".repeat(101);
        carol.get(&format!("/api/accounts/journal?query={long}")).await.is_problem(422, "invalid-input");
        assert!(acts(&asks(&carol, "query=%00%25%5f%27").await).is_empty());
    }

    async fn who_looks_is_seen(suite: Suite) {
        let Story { carol, bob, .. } = begin(&suite).await;
        later(&suite);
        asks(&carol, "").await;
        asks(&carol, "").await;
        later(&suite);
        asks(&carol, &format!("subject={}", bob.id)).await;
        let looks = asks(&carol, "family=journal").await;
        // One for each thing that was looked for, not for each time the page was loaded; the last is this one.
        assert_eq!(acts(&looks), ["journal.read", "journal.read", "journal.read"]);
        let own = bob.get("/api/accounts/me/audit").await.is(200).json();
        assert_eq!(own["items"][0]["act"], "journal.read");
        assert_eq!(own["items"][0]["actor"]["name"], "Carol");
        suite.clock.advance(SignedDuration::from_mins(16));
        asks(&carol, "").await;
        assert_eq!(acts(&asks(&carol, "family=journal").await).len(), 5);
    }

    async fn each_person_sees_their_own_and_what_administrators_did(suite: Suite) {
        let Story { communs, alice, bob, .. } = begin(&suite).await;
        later(&suite);
        assert!(communs.sign_in("bob", "not the password").await.is_err());
        later(&suite);
        let path = format!("/api/accounts/managed-people/{}", bob.id);
        let headers = [("content-type", "application/json")];
        alice.browser.clone().from("192.0.2.7").request("PATCH", &path, &headers, r#"{"name":"Robert"}"#).await.is(200);
        later(&suite);
        let own = bob.get("/api/accounts/me/audit").await.is(200).json();
        assert_eq!(acts(&own)[..2], ["person.changed", "session.refused"]);
        assert_eq!((&own["items"][0]["actor"]["name"], &own["items"][0]["address"]), (&json!("Alice"), &Value::Null));
        assert_eq!(own["items"][1]["actor"], Value::Null);
        // She acted: it stands in hers, too.
        let hers = alice.get("/api/accounts/me/audit").await.is(200).json();
        assert_eq!(hers["items"][0]["subject"]["name"], "Robert");
        bob.get("/api/accounts/journal").await.is_problem(403, "forbidden");
        bob.get("/api/accounts/journal/export").await.is_problem(403, "forbidden");
        alice.device().await.get("/api/accounts/journal").await.is(401);
    }

    async fn the_journal_is_taken_along(suite: Suite) {
        let Story { communs, alice, .. } = begin(&suite).await;
        let evil = communs.person_with("evil", OrgRole::Member).await;
        evil.post("/api/accounts/me/app-passwords", json!({ "label": "=HYPERLINK(\"http://evil.test\")" })).await.is(201);
        let name = json!({ "name": "=1+1, \"quoted\"" });
        evil.patch("/api/accounts/me", name).await.is(200);
        later(&suite);
        let table = alice.get("/api/accounts/journal/export").await.is(200);
        assert!(table.header("content-disposition").contains("journal-2026-03-02.csv"));
        assert!(table.header("content-type").starts_with("text/csv"));
        let text = table.text();
        assert!(text.starts_with("\u{feff}at,act,actor,"), "{text}");
        assert!(text.contains("\"'=1+1, \"\"quoted\"\"\""), "{text}");
        assert!(!text.contains(",\"="), "{text}");

        // More than one piece of it.
        let accounts = &suite.app.tools.accounts;
        let group = accounts.create_group(communs.org.id, "Many").await.unwrap().id;
        for _ in 0..300 {
            suite.clock.advance(SignedDuration::from_millis(1));
            accounts.add_member(communs.org.id, group, evil.id).await.unwrap();
            suite.clock.advance(SignedDuration::from_millis(1));
            accounts.remove_member(communs.org.id, group, evil.id).await.unwrap();
        }
        let all = alice.get("/api/accounts/journal/export?format=json").await.is(200).json();
        let groups = alice.get("/api/accounts/journal/export?format=json&family=group").await.is(200).json();
        assert_eq!(groups.as_array().unwrap().len(), 601);
        assert!(all.as_array().unwrap().len() > 601);
        assert_eq!(alice.get("/api/accounts/journal/export?format=json&until=2020-01-01T00:00:00Z").await.json(), json!([]));
        assert_eq!(acts(&asks(&alice, "query=exported").await).len(), 4);
        alice.get("/api/accounts/journal/export?format=xml").await.is(422);
    }

    async fn what_is_old_is_forgotten_when_the_organisation_says(suite: Suite) {
        let Story { alice, .. } = begin(&suite).await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let zoe = nord.person_with("zoe", OrgRole::Owner).await;
        let rule = "/api/organisations/retention/accounts.journal";
        alice.put_json(rule, json!({ "days": 30 })).await.is(200);
        alice.put_json(rule, json!({ "days": 29 })).await.is_problem(422, "invalid-input");
        suite.settle().await;
        suite.clock.advance(SignedDuration::from_hours(31 * 24));
        let alice = alice.org.sign_in("alice", crate::harness::PASSWORD).await.unwrap();
        suite.settle().await;
        suite.clock.advance(SignedDuration::from_millis(1));
        let left = alice.get("/api/accounts/journal").await.is(200).json();
        assert_eq!(acts(&left), ["journal.read", "session.created"]);
        let zoe = zoe.org.sign_in("zoe", crate::harness::PASSWORD).await.unwrap();
        let kept = zoe.get("/api/accounts/journal").await.is(200).json();
        assert!(acts(&kept).contains(&"organisation.created"), "elsewhere a year: {kept}");
    }
}
