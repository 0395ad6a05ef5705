//! What people are told, through the whole server: lists, live pages, letters and the links in them.

use base_db::Tx;
use base_suite::OrgRole;
use http::Method;
use serde_json::{Value, json};

use crate::events::Tab;
use crate::harness::{Organisation, Person, on_each_engine};

impl Organisation {
    /// Adds somebody to a new group and writes to them of it; the secret of the link that stops such letters.
    pub async fn tells_of_a_group(&self, to: &Person) -> String {
        let kinds = json!({ "kinds": { "accounts.group_joined": { "mail": "at_once", "push": null } } });
        to.patch("/api/notifications/preferences", kinds).await.is(200);
        let foundation = &self.suite.app.foundation;
        let name = base_id::GroupId::new(&foundation.clock, &foundation.random);
        self.group(&format!("Told {name}"), &[to]).await;
        let (mail, org, address) = (self.suite.app.foundation.mail.clone(), self.org.id, format!("{}@", to.handle));
        // Before it is carried away, and emptied.
        while self.suite.app.jobs().run_due().await.unwrap() > 0 {}
        let read = async move |tx: &mut Tx| {
            for letter in mail.page(tx, Some(org), None, None, 100).await?.items {
                if letter.kind == "accounts.group_joined" && letter.recipient.starts_with(&address) {
                    return mail.text(tx, Some(org), letter.id).await;
                }
            }
            Ok(None)
        };
        let text = self.suite.app.foundation.db.read(read).await.unwrap().expect("a letter was written");
        let (_, after) = text.split_once("/mail-links/").unwrap();
        after.split_once("/stop").unwrap().0.to_owned()
    }
}

async fn titles(person: &Person) -> Vec<String> {
    let listed = person.get("/api/notifications/notices").await.is(200).json();
    listed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

async fn unread(person: &Person) -> Value {
    person.get("/api/notifications/unread").await.is(200).json()["unread"].clone()
}

on_each_engine! {
    async fn a_person_is_told_live_what_others_do_with_them_and_nothing_of_what_they_do(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Owner).await;
        let (bob, eve) = (communs.person("bob").await, communs.person("eve").await);
        let server = suite.listen().await;
        let (mut his, mut hers) = (Tab::open(&server, &bob.browser, None).await, Tab::open(&server, &eve.browser, None).await);

        let group = camille.post("/api/accounts/groups", json!({ "name": "Jardin" })).await.is(201).member("id");
        let member = format!("/api/accounts/groups/{group}/members/{}", bob.id);
        camille.send(Method::PUT, &member, Some(json!({ "manager": true }))).await.is(204);
        suite.settle().await;
        his.event("notifications.changed").await;
        hers.hears_nothing_of("notifications.changed", &communs, &eve).await;
        assert_eq!(unread(&bob).await, 2);
        let listed = bob.get("/api/notifications/notices?limit=1").await.is(200).json();
        let top = &listed["items"][0];
        assert_eq!((&top["by"]["name"], &top["link"]), (&json!("Camille"), &json!(format!("/groups/{group}"))));
        bob.patch("/api/accounts/me", json!({ "language": "en" })).await.is(200);
        assert!(titles(&bob).await.contains(&"You are now in the group Jardin".to_owned()));

        // Another page of the same person hears of what is read in this one.
        let path = format!("/api/notifications/notices/{}", top["id"].as_str().unwrap());
        bob.patch(&path, json!({ "read": true })).await.is(200);
        suite.settle().await;
        his.event("notifications.changed").await;
        assert_eq!(unread(&bob).await, 1);

        // Who leaves by themself is told nothing, who is taken out is.
        suite.clock.advance(jiff::SignedDuration::from_millis(1));
        camille.delete(&member).await.is(204);
        assert_eq!(titles(&bob).await[0], "You are no longer in the group Jardin");
        let own = format!("/api/accounts/groups/{group}/members/{}", camille.id);
        camille.send(Method::PUT, &own, Some(json!({}))).await.is(204);
        assert_eq!(titles(&camille).await, [""; 0]);
        server.stop().await;
    }

    async fn a_guest_sees_no_notice_of_a_group_they_are_out_of(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let camille = communs.person_with("camille", OrgRole::Owner).await;
        let bob = communs.person("bob").await;
        let group = communs.group("Jardin", &[&bob]).await;
        let end = "2026-12-31T00:00:00Z";
        let guest = json!({ "role": "guest", "sponsor_id": camille.id, "ends_at": end });
        camille.patch(&format!("/api/accounts/managed-people/{}", bob.id), guest).await.is(200);
        let bob = Person { browser: communs.sign_in("bob", crate::harness::PASSWORD).await.unwrap(), ..bob };
        assert_eq!(titles(&bob).await.len(), 1);
        camille.delete(&format!("/api/accounts/groups/{group}/members/{}", bob.id)).await.is(204);
        assert_eq!(titles(&bob).await, ["Vous n’êtes plus dans le groupe Jardin"]);
        assert_eq!(unread(&bob).await, 1);
    }

    async fn a_link_in_a_letter_is_posted_to_by_mail_programs_and_followed_by_people(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let bob = communs.person("bob").await;
        let path = format!("/api/notifications/mail-links/{}", communs.tells_of_a_group(&bob).await);
        let anybody = suite.stranger("communs.test");
        let followed = anybody.get(&format!("{path}/stop")).await.is(303);
        assert!(followed.header("location").starts_with("/notifications/stop/"));
        assert_eq!(anybody.get(&path).await.is(200).json()["stopped"], false, "following it changes nothing");

        // As a mail program does (RFC 8058 section 3.2): a form, without a session or an origin.
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let posted = anybody.request("POST", &format!("{path}/stop"), &form, "List-Unsubscribe=One-Click").await.is(200);
        assert_eq!(posted.json()["stopped"], true);
        let kinds = bob.get("/api/notifications/preferences").await.is(200).json()["kinds"].clone();
        let joined = kinds.as_array().unwrap().iter().find(|kind| kind["name"] == "accounts.group_joined").unwrap();
        assert_eq!(joined["mail"], "never");
        anybody.request("POST", &format!("{path}/resume"), &[], "").await.is(200);
        assert_eq!(anybody.get(&path).await.is(200).json()["stopped"], false);
        suite.stranger(&nord.org.domain).request("POST", &format!("{path}/stop"), &form, "").await.is(404);

        // Another site cannot make a browser do it.
        let elsewhere = [("origin", "https://evil.test")];
        anybody.request("POST", &format!("{path}/stop"), &elsewhere, "").await.is(403);
    }

    async fn a_browser_is_pushed_to_no_more_once_it_is_signed_out(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let bob = communs.person("bob").await;
        let device = json!({
            "endpoint": "https://push.invalid/his",
            "keys": {
                "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                "auth": "BTBZMqHH6r4Tts7J_aSIgg",
            },
        });
        bob.post("/api/notifications/devices", device).await.is(201);
        let other = communs.sign_in("bob", crate::harness::PASSWORD).await.unwrap();
        let listed = other.get("/api/notifications/devices").await.is(200).json();
        assert_eq!(listed["items"][0]["current"], false);
        assert!(!listed.to_string().contains("push.invalid"), "the address is a secret of the browser's");
        bob.delete("/api/accounts/session").await.is(204);
        assert_eq!(other.get("/api/notifications/devices").await.is(200).json()["items"], json!([]));

        let by_password = bob.device().await;
        by_password.get("/api/notifications/notices").await.is(401);
    }

    async fn hostile_input_is_refused_in_words(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let bob = communs.person("bob").await;
        let preferences = "/api/notifications/preferences";
        for body in [
            json!({ "kinds": { "accounts.nothing": { "mail": null, "push": null } } }),
            json!({ "kinds": { "accounts.group_joined": { "mail": "hourly", "push": null } } }),
            json!({ "digest": { "on": true, "hour": 24 } }),
            json!({ "quiet": { "on": true, "from": "25:00", "to": "08:00", "days": [] } }),
            json!({ "quiet": { "on": true, "from": "20:00", "to": "08:00", "days": [0] } }),
            json!({ "quiet": { "on": true, "from": "20:00", "to": "08:00", "days": [8] } }),
        ] {
            bob.patch(preferences, body).await.is_problem(422, "invalid-input");
        }
        bob.get("/api/notifications/notices?after=nonsense").await.is_problem(422, "invalid-input");
        bob.get("/api/notifications/notices?limit=0").await.is_problem(422, "invalid-input");
        for token in ["x", "%00", &"A".repeat(3_000)] {
            bob.get(&format!("/api/notifications/mail-links/{token}")).await.is(404);
        }
        let group = communs.group("<img src=x onerror=alert(1)>", &[&bob]).await;
        assert!(titles(&bob).await[0].contains("<img"), "{group}: as text, which the front never reads as HTML");
    }
}
