//! The organisation's letters, as its administrators look after them.

use base_suite::OrgRole;
use serde_json::{Value, json};

use crate::harness::on_each_engine;

on_each_engine! {
    async fn administrators_see_what_became_of_each_letter_and_never_what_it_says(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person_with("alice", OrgRole::Admin).await;
        let mallory = suite.organisation("Elsewhere", "elsewhere.test").await.person_with("mallory", OrgRole::Owner).await;
        let state = alice.get("/api/organisations/mail").await.is(200).json();
        assert_eq!((&state["way"], &state["from"]), (&json!("folder"), &json!("liiibre@communs.test")));

        let letter = alice.post("/api/organisations/mail/test", json!({ "to": "zoe@elsewhere.example" })).await.is(200).json();
        assert_eq!((&letter["state"], &letter["kind"]), (&json!("held"), &json!("mail.test")));
        assert!(letter["why"]["fr"].as_str().unwrap().len() > 10 && letter["why"]["en"] != letter["why"]["fr"], "{letter}");
        assert!(letter.get("text").is_none() && letter.get("body_text").is_none(), "{letter}");

        let held = alice.get("/api/organisations/mail/letters?state=held").await.is(200).json();
        assert_eq!(held["items"][0]["recipient"], "zoe@elsewhere.example");
        assert_eq!(alice.get("/api/organisations/mail/letters?state=sent").await.is(200).json()["items"], json!([]));
        alice.get("/api/organisations/mail/letters?state=lost").await.is_problem(422, "invalid-input");
        assert_eq!(alice.get("/api/organisations/mail").await.is(200).json()["held"], 1);

        let id = letter["id"].as_str().unwrap();
        let again = alice.post(&format!("/api/organisations/mail/letters/{id}/retry"), Value::Null).await.is(200).json();
        assert_eq!(again["state"], "queued");
        assert_eq!(alice.post("/api/organisations/mail/retry", Value::Null).await.is(200).json()["tried"], 1);
        mallory.post(&format!("/api/organisations/mail/letters/{id}/retry"), Value::Null).await.is(404);
        assert_eq!(mallory.get("/api/organisations/mail/letters").await.is(200).json()["items"], json!([]));

        for bad in ["nobody", "a@b\r\nBcc: c@d", ""] {
            alice.post("/api/organisations/mail/test", json!({ "to": bad })).await.is_problem(422, "invalid-input");
        }
        for _ in 0..5 {
            alice.post("/api/organisations/mail/test", json!({ "to": "zoe@elsewhere.example" })).await.is(200);
        }
        let seventh = alice.post("/api/organisations/mail/test", json!({ "to": "zoe@elsewhere.example" })).await;
        seventh.is_problem(429, "too-many-attempts");
        let nothing = alice.get("/api/organisations/mail/check").await.is(200).json();
        assert_eq!(nothing, json!({ "relay_trouble": null, "findings": [] }), "no letter leaves: there is nothing to believe");
        let journal = alice.get("/api/accounts/journal?family=mail&limit=200").await.is(200).json();
        assert!(journal["items"].as_array().unwrap().iter().any(|line| line["act"] == "mail.retried"), "{journal}");
    }

    async fn everybody_is_told_what_is_recorded_about_them(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person_with("alice", OrgRole::Admin).await, communs.person("bob").await);
        alice.put_json("/api/organisations/retention/accounts.journal", json!({ "days": 90 })).await.is(200);
        bob.device().await;
        let told = bob.get("/api/organisations/recorded").await.is(200).json();
        let of = |title: &str| {
            let items = told["items"].as_array().unwrap();
            items.iter().find(|item| item["title"]["en"] == title).cloned().unwrap_or_else(|| panic!("{title}: {told}"))
        };
        assert_eq!((&of("The journal")["days"], &of("The journal")["link"]), (&json!(90), &json!("/account/journal")));
        assert_eq!(of("Your devices")["count"], 1);
        assert_eq!(of("Your signed-in browsers")["count"], 1);
        assert_eq!(of("What you deleted")["days"], 30);
        assert!(of("Your account")["until"]["fr"].as_str().unwrap().contains("compte"));

        let rules = alice.get("/api/organisations/retention").await.is(200).json();
        let names: Vec<_> = rules["items"].as_array().unwrap().iter().map(|rule| rule["name"].as_str().unwrap()).collect();
        for rule in ["accounts.journal", "files.trash", "organisations.mail"] {
            assert!(names.contains(&rule), "{names:?}");
        }
        alice.put_json("/api/organisations/retention/files.trash", json!({ "days": 366 })).await.is_problem(422, "invalid-input");
        alice.put_json("/api/organisations/retention/files.nothing", json!({ "days": 7 })).await.is(404);

        let support = json!({ "name": "Camille", "email": "aide@communs.test", "phone": null, "link": null, "note": null });
        alice.patch("/api/organisations/current", json!({ "support": support })).await.is(200);
        assert_eq!(bob.get("/api/organisations/current").await.is(200).json()["support"], support);
        let stranger = suite.stranger("communs.test").get("/api/organisations/current").await.is(200).json();
        assert_eq!(stranger["support"], Value::Null, "a telephone number is not for whoever comes by");
    }
}
