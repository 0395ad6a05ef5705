//! The tenancy coverage table: every REST operation, asked by four people.
//!
//! Alice owns what is asked for. Bob is in her organisation, without a right to it. Mallory is in another organisation
//! and knows every identifier. The fourth has no session. What one may not know of is 404, never 403.

use std::collections::BTreeSet;

use base_suite::OrgRole;
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Person, on_each_engine};

/// What Alice has, made anew for each operation.
struct Things {
    alice: String,
    drive: String,
    root: String,
    folder: String,
    file: String,
    picture: String,
    trashed: String,
    upload: String,
    session: String,
    app_password: String,
    device_login: String,
    group: String,
    inner: String,
    deleted: String,
    colleague: String,
    candidate: String,
    invitation: String,
    joining: String,
    reset: String,
    letter: String,
    notice: String,
    push_device: String,
    mail_link: String,
    import: String,
    announcement: String,
    domain: String,
}

impl Things {
    /// The secret that `{token}` stands for in a path. Of a change of address there is none to know.
    fn token_for(&self, path: &str) -> &str {
        match path {
            path if path.contains("/joining/") => &self.joining,
            path if path.contains("/resets/") => &self.reset,
            path if path.contains("/mail-links/") => &self.mail_link,
            _ => &self.device_login,
        }
    }
}

type Body = fn(&Things) -> Value;

struct Case {
    operation: &'static str,
    query: &'static str,
    body: Option<Body>,
    raw: Option<(&'static str, &'static [u8])>,
    /// Alice, Bob, Mallory, nobody.
    expected: [u16; 4],
}

const fn case(operation: &'static str, expected: [u16; 4]) -> Case {
    Case { operation, query: "", body: None, raw: None, expected }
}

impl Case {
    const fn query(mut self, query: &'static str) -> Self {
        self.query = query;
        self
    }

    const fn json(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    const fn raw(mut self, media_type: &'static str, bytes: &'static [u8]) -> Self {
        self.raw = Some((media_type, bytes));
        self
    }
}

/// The smallest PNG: one pixel.
const PIXEL: &[u8] = include_bytes!("pixel.png");

/// The smallest list of people: nobody new.
const LIST: &[u8] = b"name,email\nNobody,not an address\n";

/// One's own account: everybody has one, nobody reaches another's through it.
const OWN: [u16; 4] = [200, 200, 200, 401];
/// Open to administrators; Alice and Mallory are those of their organisations.
const ADMIN: [u16; 4] = [200, 403, 200, 401];
/// Something of Alice's, by identifier.
const HERS: [u16; 4] = [200, 404, 404, 401];
const HERS_MADE: [u16; 4] = [201, 404, 404, 401];
const HERS_GONE: [u16; 4] = [204, 404, 404, 401];

fn table() -> Vec<Case> {
    vec![
        case("GET /api/organisations/current", [200, 200, 200, 200]),
        case("PATCH /api/organisations/current", ADMIN).json(|_| json!({ "name": "Renamed" })),
        case("GET /api/organisations/current/logo", [404, 404, 404, 404]),
        case("PUT /api/organisations/current/logo", ADMIN).raw("image/png", PIXEL),
        case("DELETE /api/organisations/current/logo", ADMIN),
        case("GET /api/organisations/tools", ADMIN),
        case("PUT /api/organisations/tools/{tool}", ADMIN).json(|_| json!({ "on": false })),
        case("GET /api/organisations/retention", ADMIN),
        case("PUT /api/organisations/retention/{rule}", ADMIN).json(|_| json!({ "days": 20 })),
        case("GET /api/organisations/mail", ADMIN),
        case("GET /api/organisations/mail/check", ADMIN),
        case("POST /api/organisations/mail/test", ADMIN).json(|_| json!({ "to": "somebody@elsewhere.test" })),
        case("GET /api/organisations/mail/letters", ADMIN),
        case("POST /api/organisations/mail/letters/{id}/retry", [200, 403, 404, 401]),
        case("POST /api/organisations/mail/retry", ADMIN),
        case("GET /api/organisations/recorded", OWN),
        // Announced to everybody: Bob sees it and puts it away; it is not his to write, end or delete.
        case("GET /api/organisations/announcements", ADMIN),
        case("POST /api/organisations/announcements", [201, 403, 201, 401])
            .json(|_| json!({ "title": "Closed on Monday" })),
        case("GET /api/organisations/announcements/running", OWN),
        case("PUT /api/organisations/announcements/{id}", [200, 403, 404, 401])
            .json(|_| json!({ "title": "Closed on Tuesday", "again": true })),
        case("POST /api/organisations/announcements/{id}/end", [200, 403, 404, 401]),
        case("DELETE /api/organisations/announcements/{id}", [204, 403, 404, 401]),
        case("POST /api/organisations/announcements/{id}/restore", [200, 403, 404, 401]),
        case("PUT /api/organisations/announcements/{id}/put-away", [204, 204, 404, 401]),
        case("DELETE /api/organisations/announcements/{id}/put-away", [204, 204, 404, 401]),
        case("GET /api/organisations/domains", ADMIN),
        case("GET /api/organisations/domains/leads", ADMIN),
        case("POST /api/organisations/domains", [201, 403, 201, 401])
            .json(|things| json!({ "host": format!("more.{}", things.domain) })),
        case("POST /api/organisations/domains/{host}/check", [200, 403, 404, 401]),
        case("DELETE /api/organisations/domains/{host}", [204, 403, 404, 401]),
        // There are organisations already: the door of a new installation is shut for everybody.
        case("GET /api/organisations/setup", [404, 404, 404, 404]).query("?token=guess"),
        case("POST /api/organisations/setup", [404, 404, 404, 404]).json(|_| {
            json!({
                "token": "guess",
                "organisation": { "name": "Mine", "locale": "fr", "time_zone": "Europe/Paris" },
                "person": { "handle": "me", "name": "Me", "email": "me@me.test", "password": "a long enough password" },
            })
        }),
        case("POST /api/accounts/session", [401, 401, 401, 401])
            .json(|_| json!({ "login": "alice", "password": "not the password", "remember": false })),
        case("DELETE /api/accounts/session", [204, 204, 204, 204]),
        case("GET /api/accounts/me", OWN),
        case("PATCH /api/accounts/me", OWN).json(|_| json!({ "name": "Somebody" })),
        case("PUT /api/accounts/me/photo", OWN).raw("image/png", PIXEL),
        case("DELETE /api/accounts/me/photo", OWN),
        case("PUT /api/accounts/me/password", [204, 204, 204, 401])
            .json(|_| json!({ "current": crate::harness::PASSWORD, "new": "another long passphrase" })),
        // Anybody asks, and nobody is told anything.
        case("POST /api/accounts/forgotten", [202, 202, 202, 202]).json(|_| json!({ "login": "alice" })),
        // Whoever has the link, in the organisation it is of.
        case("GET /api/accounts/resets/{token}", [200, 200, 404, 200]),
        case("POST /api/accounts/resets/{token}", [404, 404, 404, 200])
            .json(|_| json!({ "password": "another long passphrase" })),
        case("GET /api/accounts/me/email-change", OWN),
        case("POST /api/accounts/me/email-change", [202, 202, 202, 401])
            .json(|_| json!({ "email": "new@new.test", "password": crate::harness::PASSWORD })),
        case("DELETE /api/accounts/me/email-change", [204, 204, 204, 401]),
        case("GET /api/accounts/address-changes/{token}", [404, 404, 404, 404]),
        case("POST /api/accounts/address-changes/{token}/confirm", [404, 404, 404, 404]),
        case("POST /api/accounts/address-changes/{token}/undo", [404, 404, 404, 404]),
        case("GET /api/accounts/me/recoveries", OWN),
        case("GET /api/accounts/me/sessions", OWN),
        case("DELETE /api/accounts/me/sessions", [204, 204, 204, 401]).query("?others=true"),
        case("DELETE /api/accounts/me/sessions/{id}", HERS_GONE),
        case("GET /api/accounts/me/app-passwords", OWN),
        case("POST /api/accounts/me/app-passwords", [201, 201, 201, 401]).json(|_| json!({ "label": "Phone" })),
        case("DELETE /api/accounts/me/app-passwords/{id}", HERS_GONE),
        // A program that waits at the door of an organisation is let in by whichever member it sent to its page.
        case("GET /api/accounts/device-logins/{token}", [200, 200, 404, 401]),
        case("POST /api/accounts/device-logins/{token}/grant", [404, 204, 404, 401]).json(|_| json!({})),
        case("POST /api/accounts/device-logins/{token}/refuse", [404, 204, 404, 401]),
        case("GET /api/accounts/me/audit", OWN),
        case("GET /api/accounts/journal", ADMIN),
        case("GET /api/accounts/journal/export", ADMIN),
        case("GET /api/accounts/people", OWN),
        // Cards are shown to the members of the organisation.
        case("GET /api/accounts/people/{id}", [200, 200, 404, 401]),
        case("GET /api/accounts/me/card", OWN).query("?as=organisation"),
        case("GET /api/accounts/me/directory", OWN),
        case("PATCH /api/accounts/me/directory", OWN)
            .json(|_| json!({ "phone": { "value": "112", "audience": "admins" } })),
        case("GET /api/accounts/people/{id}/photo", [404, 404, 404, 401]),
        case("GET /api/accounts/invitations", ADMIN),
        case("POST /api/accounts/invitations", [201, 403, 201, 401]).json(|_| json!({ "role": "member" })),
        case("POST /api/accounts/invitations/several", [201, 403, 201, 401])
            .json(|_| json!({ "addresses": "one@new.test, two@new.test", "draft": { "role": "member" } })),
        case("POST /api/accounts/invitations/{id}/renew", [200, 403, 404, 401]),
        case("POST /api/accounts/invitations/{id}/send", [200, 403, 404, 401]),
        case("DELETE /api/accounts/invitations/{id}", [204, 403, 404, 401]),
        // Whoever has the link, in the organisation it is of: Mallory asks her own.
        case("GET /api/accounts/joining/{token}", [200, 200, 404, 200]),
        case("POST /api/accounts/joining/{token}", [404, 404, 404, 201])
            .json(|_| json!({ "handle": "newcomer", "name": "New", "password": crate::harness::PASSWORD })),
        // Lists of people: looked at and brought by administrators; where hers stands, Mallory does not learn.
        case("POST /api/accounts/imports/check", ADMIN).raw("application/octet-stream", LIST),
        case("POST /api/accounts/imports", [201, 403, 201, 401]).raw("application/octet-stream", LIST),
        case("GET /api/accounts/imports", ADMIN),
        case("GET /api/accounts/imports/{id}", [200, 403, 404, 401]),
        case("GET /api/accounts/imports/{id}/refused", [200, 403, 404, 401]),
        case("POST /api/accounts/imports/{id}/stop", [200, 403, 404, 401]),
        case("GET /api/accounts/beginnings", ADMIN),
        case("POST /api/accounts/beginnings", ADMIN).json(|things| json!({ "people": [things.alice] })),
        // Whoever has the letter; nobody guesses.
        case("GET /api/accounts/beginning/{token}", [404, 404, 404, 404]),
        case("POST /api/accounts/beginning/{token}", [404, 404, 404, 404])
            .json(|_| json!({ "password": crate::harness::PASSWORD })),
        // The invitation is for no domain: there is nothing to confirm.
        case("POST /api/accounts/joining/{token}/address", [422, 422, 404, 422])
            .json(|_| json!({ "name": "New", "email": "new@new.test" })),
        case("GET /api/accounts/registration", [200, 200, 200, 200]),
        case("GET /api/accounts/registration-rules", ADMIN),
        case("PUT /api/accounts/registration-rules", ADMIN)
            .json(|_| json!({ "open": true, "approval": true, "role": "member", "domains": ["hers.test"] })),
        case("GET /api/accounts/registrations", ADMIN),
        // Nobody joins by themself where nobody said so.
        case("POST /api/accounts/registrations", [404, 404, 404, 404])
            .json(|_| json!({ "name": "New", "email": "new@new.test" })),
        case("POST /api/accounts/registrations/decide", ADMIN)
            .json(|things| json!({ "registrations": [things.alice], "accept": true })),
        case("GET /api/accounts/registering/{token}", [404, 404, 404, 404]),
        case("POST /api/accounts/registering/{token}", [404, 404, 404, 404])
            .json(|_| json!({ "handle": "new", "name": "New", "password": crate::harness::PASSWORD })),
        case("POST /api/accounts/registering/{token}/confirm", [404, 404, 404, 404]),
        case("GET /api/accounts/managed-people", ADMIN),
        case("GET /api/accounts/managed-people/counts", ADMIN),
        case("POST /api/accounts/managed-people/act", ADMIN)
            .json(|things| json!({ "people": [things.alice], "act": { "act": "end_sessions" } })),
        // Alice's own password is changed elsewhere.
        case("POST /api/accounts/managed-people/{id}/reset-letter", [403, 403, 404, 401]),
        case("POST /api/accounts/managed-people/{id}/reset-link", [403, 403, 404, 401])
            .json(|_| json!({ "password": crate::harness::PASSWORD })),
        case("GET /api/accounts/managed-people/{id}", [200, 403, 404, 401]),
        case("PATCH /api/accounts/managed-people/{id}", [200, 403, 404, 401]).json(|_| json!({ "name": "Somebody" })),
        case("GET /api/accounts/groups", OWN),
        case("POST /api/accounts/groups", [201, 403, 201, 401]).json(|_| json!({ "name": "Fresh" })),
        // Groups are known to all members; who looks after them changes them.
        case("GET /api/accounts/groups/{id}", [200, 200, 404, 401]),
        case("PATCH /api/accounts/groups/{id}", [200, 403, 404, 401]).json(|_| json!({ "about": "Something" })),
        case("DELETE /api/accounts/groups/{id}", [204, 403, 404, 401]),
        case("POST /api/accounts/groups/{id}/join", [200, 200, 404, 401]),
        case("DELETE /api/accounts/groups/{id}/join", [404, 404, 404, 401]),
        case("GET /api/accounts/groups/{id}/requests", [200, 403, 404, 401]),
        case("DELETE /api/accounts/groups/{id}/requests/{person}", [204, 403, 404, 401]),
        case("GET /api/accounts/spaces", OWN),
        case("GET /api/accounts/deleted-groups", OWN),
        case("POST /api/accounts/deleted-groups/{id}/restore", HERS),
        case("GET /api/accounts/groups/{id}/members", [200, 200, 404, 401]),
        case("PUT /api/accounts/groups/{id}/members/{person}", [204, 403, 404, 401]).json(|_| json!({})),
        case("DELETE /api/accounts/groups/{id}/members/{person}", [204, 403, 404, 401]),
        case("PUT /api/accounts/groups/{id}/groups/{inner}", [204, 403, 404, 401]),
        case("DELETE /api/accounts/groups/{id}/groups/{inner}", [404, 403, 404, 401]),
        case("GET /api/accounts/groups/{id}/history", [200, 403, 404, 401]),
        case("GET /api/search", OWN).query("?q=hers"),
        // One's own list, and what one chose.
        case("GET /api/notifications/notices", OWN),
        case("POST /api/notifications/notices/read", OWN).json(|_| json!({})),
        case("POST /api/notifications/notices/unread", OWN).json(|_| json!({ "read_at": "2026-03-02T09:00:00Z" })),
        case("PATCH /api/notifications/notices/{id}", HERS).json(|_| json!({ "read": true })),
        case("DELETE /api/notifications/notices/{id}", HERS_GONE),
        case("POST /api/notifications/notices/{id}/restore", HERS_GONE),
        case("GET /api/notifications/unread", OWN),
        case("GET /api/notifications/preferences", OWN),
        case("PATCH /api/notifications/preferences", OWN).json(|_| json!({ "digest": { "on": true, "hour": 9 } })),
        case("GET /api/notifications/defaults", ADMIN),
        case("PATCH /api/notifications/defaults", ADMIN)
            .json(|_| json!({ "kinds": { "accounts.group_joined": { "mail": "never", "push": null } } })),
        case("GET /api/notifications/devices", OWN),
        case("POST /api/notifications/devices", [201, 201, 201, 401]).json(|_| {
            json!({
                "endpoint": "https://push.example/somewhere",
                "keys": {
                    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
                },
            })
        }),
        case("DELETE /api/notifications/devices/{id}", HERS_GONE),
        // It is tried: nobody listens there.
        case("POST /api/notifications/devices/{id}/test", [502, 404, 404, 401]),
        // Whoever has a letter of hers, in the organisation it is of: Mallory asks her own.
        case("GET /api/notifications/mail-links/{token}", [200, 200, 404, 200]),
        case("GET /api/notifications/mail-links/{token}/stop", [303, 303, 404, 303]),
        case("POST /api/notifications/mail-links/{token}/stop", [200, 200, 404, 200]),
        case("POST /api/notifications/mail-links/{token}/resume", [200, 200, 404, 200]),
        case("GET /api/files/drives", OWN),
        case("GET /api/files/recent", OWN),
        case("GET /api/files/storage", ADMIN),
        case("GET /api/files/storage/{kind}/{owner}", [200, 403, 404, 401]),
        case("PUT /api/files/storage/{kind}/{owner}", [200, 403, 404, 401])
            .json(|_| json!({ "limit_bytes": 1_000_000 })),
        case("GET /api/files/nodes/{id}", HERS),
        case("PATCH /api/files/nodes/{id}", HERS).json(|_| json!({ "name": "Renamed" })),
        case("DELETE /api/files/nodes/{id}", HERS_GONE),
        case("GET /api/files/nodes/{id}/children", HERS),
        case("GET /api/files/nodes/{id}/content", HERS),
        case("PUT /api/files/nodes/{id}/content", HERS).raw("text/plain", b"new"),
        case("GET /api/files/nodes/{id}/versions", HERS),
        case("GET /api/files/nodes/{id}/preview", HERS).query("?size=256"),
        case("POST /api/files/nodes", HERS_MADE)
            .json(|things| json!({ "parent_id": things.folder, "name": "New", "kind": "folder" })),
        case("POST /api/files/nodes/{id}/copy", HERS_MADE)
            .json(|things| json!({ "parent_id": things.root, "name": "Copy" })),
        case("POST /api/files/folders", HERS).json(|things| json!({ "parent_id": things.folder, "path": "a/b" })),
        case("GET /api/files/archive", HERS).query("?ids={folder},{file}"),
        case("POST /api/files/uploads", HERS_MADE)
            .json(|things| json!({ "parent_id": things.folder, "path": "a.txt", "size": 3, "if_exists": "fail" })),
        case("GET /api/files/uploads/{id}", HERS),
        case("PATCH /api/files/uploads/{id}", HERS).raw("application/octet-stream", b"abc"),
        case("DELETE /api/files/uploads/{id}", HERS_GONE),
        case("GET /api/files/trash", HERS).query("?drive_id={drive}"),
        case("DELETE /api/files/trash", [202, 404, 404, 401]).query("?drive_id={drive}"),
        case("POST /api/files/trash/{id}/restore", HERS),
        case("DELETE /api/files/trash/{id}", HERS_GONE),
    ]
}

/// The identifier that `{id}` stands for in an operation.
fn id_for<'a>(operation: &str, things: &'a Things) -> &'a str {
    let path = operation.split(' ').nth(1).unwrap();
    match path {
        path if path.contains("/me/sessions/") => &things.session,
        path if path.contains("/app-passwords/") => &things.app_password,
        path if path.contains("/people/") || path.contains("/managed-people/") => &things.alice,
        path if path.contains("/deleted-groups/") => &things.deleted,
        path if path.contains("/groups/") => &things.group,
        path if path.contains("/invitations/") => &things.invitation,
        path if path.contains("/mail/letters/") => &things.letter,
        path if path.contains("/announcements/") => &things.announcement,
        path if path.contains("/notices/") => &things.notice,
        path if path.contains("/devices/") => &things.push_device,
        path if path.contains("/imports/") => &things.import,
        path if path.contains("/uploads/") => &things.upload,
        path if path.contains("/trash/") => &things.trashed,
        path if path.ends_with("/content") || path.ends_with("/versions") => &things.file,
        path if path.ends_with("/preview") => &things.picture,
        _ => &things.folder,
    }
}

async fn things(alice: &Person) -> Things {
    let drive = alice.get("/api/files/drives").await.is(200).json()["items"][0].clone();
    let root = drive["root_id"].as_str().unwrap().to_owned();
    let tag = uuid::Uuid::from_u128(u128::from(rand_tag())).simple().to_string();
    let folder = |name: String| {
        let root = root.clone();
        async move {
            let body = json!({ "parent_id": root, "name": name, "kind": "folder" });
            alice.post("/api/files/nodes", body).await.is(201).member("id")
        }
    };
    let trashed = folder(format!("Trashed {tag}")).await;
    alice.delete(&format!("/api/files/nodes/{trashed}")).await.is(204);
    let session = alice.org.sign_in(&alice.handle, crate::harness::PASSWORD).await.ok();
    let session = match session {
        Some(other) => {
            let sessions = other.get("/api/accounts/me/sessions").await.is(200).json();
            let current = sessions["items"].as_array().unwrap().iter().find(|session| session["current"] == true);
            current.unwrap()["id"].as_str().unwrap().to_owned()
        }
        None => String::new(),
    };
    let app_password =
        alice.post("/api/accounts/me/app-passwords", json!({ "label": "Laptop" })).await.is(201).member("id");
    let group = alice.org.group(&format!("Group {tag}"), &[]).await;
    let inner = alice.org.group(&format!("Inner {tag}"), &[]).await;
    let deleted = alice.org.group(&format!("Deleted {tag}"), &[]).await;
    alice.delete(&format!("/api/accounts/groups/{deleted}")).await.is(204);
    let colleague = alice.org.person("colleague").await.id;
    let candidate = alice.org.person("candidate").await;
    candidate.post(&format!("/api/accounts/groups/{group}/join"), json!({})).await.is(200);
    let accounts = &alice.org.suite.app.tools.accounts;
    accounts.add_member(alice.org.org.id, group, colleague).await.unwrap();
    let invited =
        alice.post("/api/accounts/invitations", json!({ "role": "member", "email": "asked@new.test" })).await.is(201);
    let list = [("content-type", "application/octet-stream")];
    let import = alice.browser.request(Method::POST, "/api/accounts/imports", &list, LIST).await.is(201);
    let waiting = alice.org.suite.stranger(alice.host()).post("/index.php/login/v2", json!({})).await.is(200);
    let page = waiting.member("login");
    let reset = accounts.reset_link(alice.org.org.id, &alice.handle).await.unwrap();
    let test = json!({ "to": "somebody@elsewhere.test" });
    let letter = alice.post("/api/organisations/mail/test", test).await.is(200).member("id");
    let domain = json!({ "host": format!("www.{tag}.example") });
    let domain = alice.post("/api/organisations/domains", domain).await.is(201).member("host");
    let told = alice.org.tells_of_a_group(alice).await;
    let push_device = json!({
        "endpoint": "https://push.invalid/hers",
        "keys": {
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        },
    });
    let upload = json!({ "parent_id": root, "path": format!("Up {tag}"), "size": 3, "if_exists": "fail" });
    Things {
        alice: alice.id.to_string(),
        drive: drive["id"].as_str().unwrap().to_owned(),
        folder: folder(format!("Folder {tag}")).await,
        file: alice.uploads(&root, &format!("File {tag}.txt"), b"contents").await,
        picture: alice.uploads(&root, &format!("Picture {tag}.png"), PIXEL).await,
        upload: alice.post("/api/files/uploads", upload).await.is(201).member("id"),
        root,
        trashed,
        session,
        app_password,
        device_login: page.rsplit('/').next().unwrap().to_owned(),
        group: group.to_string(),
        inner: inner.to_string(),
        deleted: deleted.to_string(),
        colleague: colleague.to_string(),
        candidate: candidate.id.to_string(),
        invitation: invited.json()["invitation"]["id"].as_str().unwrap().to_owned(),
        reset: reset.rsplit('/').next().unwrap().to_owned(),
        joining: invited.member("path").rsplit('/').next().unwrap().to_owned(),
        letter,
        notice: alice.get("/api/notifications/notices").await.is(200).json()["items"][0]["id"].as_str().unwrap().into(),
        push_device: alice.post("/api/notifications/devices", push_device).await.is(201).member("id"),
        mail_link: told,
        import: import.member("id"),
        announcement: alice
            .post("/api/organisations/announcements", json!({ "title": "To all" }))
            .await
            .is(201)
            .member("id"),
        domain,
    }
}

fn rand_tag() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

on_each_engine! {
    async fn every_operation_keeps_organisations_and_people_apart(suite: Suite) {
        let openapi = serde_json::to_value(suite.app.site().unwrap().openapi()).unwrap();
        let mut missing: BTreeSet<String> = BTreeSet::new();
        for (path, item) in openapi["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                missing.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        let known = missing.clone();
        let mut wrong = Vec::new();
        for case in table() {
            missing.remove(case.operation);
            if !known.contains(case.operation) {
                wrong.push(format!("{}: no such operation", case.operation));
                continue;
            }
            // Organisations of their own for each operation: some change them.
            let tag = rand_tag();
            let hers = suite.organisation("Hers", &format!("hers-{tag}.test")).await;
            let other = suite.organisation("Other", &format!("other-{tag}.test")).await;
            let alice = hers.person_with("alice", OrgRole::Owner).await;
            let bob = hers.person("bob").await;
            let mallory = other.person_with("mallory", OrgRole::Owner).await;
            let nobody = suite.stranger(&hers.org.domain);
            let things = things(&alice).await;
            let (method, path) = case.operation.split_once(' ').unwrap();
            let method: Method = method.parse().unwrap();
            let path = format!("{path}{}", case.query)
                .replace("{id}", id_for(case.operation, &things))
                .replace("{tool}", "files")
                .replace("{rule}", "files.trash")
                .replace("{host}", &things.domain)
                .replace("{token}", things.token_for(path))
                .replace("{person}", if path.contains("/requests/") { &things.candidate } else { &things.colleague })
                .replace("{inner}", &things.inner)
                .replace("{kind}", "personal")
                .replace("{owner}", &things.alice)
                .replace("{drive}", &things.drive)
                .replace("{folder}", &things.folder)
                .replace("{file}", &things.file);
            // Those who may do nothing ask first.
            let askers = [("nobody", &nobody, 3), ("mallory", &mallory.browser, 2), ("bob", &bob.browser, 1), ("alice", &alice.browser, 0)];
            for (who, visitor, column) in askers {
                let answer = match (&case.body, case.raw) {
                    (Some(body), _) => visitor.send(method.clone(), &path, Some(body(&things))).await,
                    (_, Some((media_type, bytes))) => {
                        let headers = [("content-type", media_type), ("upload-offset", "0")];
                        visitor.request(method.clone(), &path, &headers, bytes).await
                    }
                    _ => visitor.send(method.clone(), &path, None).await,
                };
                if answer.status.as_u16() != case.expected[column] {
                    wrong.push(format!(
                        "{}: {who} got {}, not {}: {}",
                        case.operation, answer.status.as_u16(), case.expected[column], answer.text()
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(missing.is_empty(), "not in the coverage table: {missing:#?}");
    }
}
