//! Who is suspended, demoted, gone or taken out of a group is refused at the next request, whatever they have open: in
//! the browser, over WebDAV, in chunks that were begun before, in bodies that are half sent, and on what listens.

use std::time::Duration;

use axum::body::Body;
use base_suite::OrgRole;
use bytes::Bytes;
use futures_util::stream;
use jiff::SignedDuration;
use serde_json::json;
use tokio::sync::oneshot;
use tool_accounts::Member;

use crate::events::Tab;
use crate::harness::{Organisation, Person, Visitor, on_each_engine};
use crate::nextcloud::push::Line;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// Longer than it takes until something open is closed.
const SOON: Duration = Duration::from_secs(20);

/// A body of which the second half waits until it is let go; and what says that the first was read.
fn half_sent() -> (Body, oneshot::Receiver<()>, oneshot::Sender<()>) {
    let (read, was_read) = oneshot::channel();
    let (go, may_go) = oneshot::channel();
    let pieces = stream::unfold((0, Some(read), Some(may_go)), |(sent, mut read, mut may_go)| async move {
        match sent {
            0 => {}
            1 => {
                let _ = read.take().unwrap().send(());
                let _ = may_go.take().unwrap().await;
            }
            _ => return None,
        }
        Some((Ok::<_, std::io::Error>(Bytes::from_static(b"half")), (sent + 1, read, may_go)))
    });
    (Body::from_stream(pieces), was_read, go)
}

/// Does `deed` while `visitor` is in the middle of sending to `path`; the status that they get.
async fn meanwhile(visitor: &Visitor, (method, path): (&str, &str), deed: impl AsyncFnOnce()) -> u16 {
    let (body, was_read, go) = half_sent();
    let sent = visitor.request(method, path, &[("upload-offset", "0")], body);
    let (answer, ()) = tokio::join!(sent, async {
        was_read.await.expect("the first half is read");
        deed().await;
        go.send(()).unwrap();
    });
    answer.status.as_u16()
}

async fn suspends(communs: &Organisation, handle: &str, active: bool) {
    communs.suite.app.tools.accounts.set_active(communs.org.id, handle, active).await.unwrap();
}

/// What somebody reaches with a browser, by identifiers that they know.
struct Known {
    file: String,
    picture: String,
    upload: String,
}

impl Known {
    /// Made in the caller's drive with this place in the list of their drives.
    async fn of(person: &Person, drive: usize) -> Self {
        let drives = person.get("/api/files/drives").await.is(200).json();
        let root = drives["items"][drive]["root_id"].as_str().unwrap().to_owned();
        let upload = json!({ "parent_id": root, "path": "begun.txt", "size": 8, "if_exists": "fail" });
        Self {
            file: person.uploads(&root, "known.txt", b"known").await,
            picture: person.uploads(&root, "known.png", include_bytes!("pixel.png")).await,
            upload: person.post("/api/files/uploads", upload).await.is(201).member("id"),
        }
    }

    /// The statuses of asking for all of it.
    async fn asked_by(&self, visitor: &Visitor) -> Vec<u16> {
        let Self { file, picture, upload } = self;
        let mut statuses = Vec::new();
        for path in [
            format!("/api/files/nodes/{file}"),
            format!("/api/files/nodes/{file}/content"),
            format!("/api/files/nodes/{file}/content?download=1"),
            format!("/api/files/nodes/{file}/versions"),
            format!("/api/files/nodes/{picture}/preview?size=256"),
            format!("/api/files/archive?ids={file},{picture}"),
            format!("/api/files/uploads/{upload}"),
        ] {
            statuses.push(visitor.get(&path).await.status.as_u16());
        }
        let path = format!("/api/files/uploads/{upload}");
        let piece = visitor.request("PATCH", &path, &[("upload-offset", "0")], "four").await;
        statuses.push(piece.status.as_u16());
        statuses.push(visitor.put(&format!("/api/files/nodes/{file}/content"), "new").await.status.as_u16());
        statuses.push(visitor.delete(&format!("/api/files/nodes/{file}")).await.status.as_u16());
        statuses
    }
}

/// The statuses of all that a program does that uses a device password.
async fn device_asks(device: &Visitor, handle: &str) -> Vec<u16> {
    let bulk = "--b\r\nContent-Length: 1\r\nX-File-Path: /bulk.txt\r\n\r\nx\r\n--b--\r\n";
    let destination = format!("/remote.php/dav/files/{handle}/whole.txt");
    let mut statuses = Vec::new();
    for (method, path, headers, body) in [
        ("PROPFIND", format!("/dav/files/{handle}/"), vec![("depth", "1")], ""),
        ("PROPFIND", format!("/remote.php/dav/files/{handle}/"), vec![("depth", "0")], ""),
        ("PROPFIND", "/remote.php/webdav/".to_owned(), vec![("depth", "0")], ""),
        ("PROPFIND", "/dav/".to_owned(), vec![("depth", "1")], ""),
        ("GET", format!("/dav/files/{handle}/there.txt"), vec![], ""),
        ("PUT", format!("/dav/files/{handle}/new.txt"), vec![], "new"),
        ("LOCK", format!("/dav/files/{handle}/there.txt"), vec![], ""),
        ("MOVE", format!("/dav/files/{handle}/there.txt"), vec![("destination", destination.as_str())], ""),
        ("PUT", format!("/remote.php/dav/uploads/{handle}/begun/00002"), vec![], "more"),
        (
            "MOVE",
            format!("/remote.php/dav/uploads/{handle}/begun/.file"),
            vec![("destination", destination.as_str())],
            "",
        ),
        ("POST", "/remote.php/dav/bulk".to_owned(), vec![("content-type", "multipart/related; boundary=\"b\"")], bulk),
        ("PROPFIND", format!("/remote.php/dav/trashbin/{handle}/trash/"), vec![("depth", "1")], ""),
        ("GET", "/ocs/v2.php/cloud/user?format=json".to_owned(), vec![("ocs-apirequest", "true")], ""),
        ("DELETE", "/ocs/v2.php/core/apppassword".to_owned(), vec![("ocs-apirequest", "true")], ""),
    ] {
        statuses.push(device.request(method, &path, &headers, body).await.status.as_u16());
    }
    statuses
}

on_each_engine! {
    async fn a_suspended_person_is_refused_in_every_protocol_and_what_they_have_open_closes(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let nord = suite.organisation("Atelier Nord", "nord.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person_with("bob", OrgRole::Admin).await);
        let twin = nord.person("bob").await;
        let device = bob.device().await;
        let twins_device = twin.device().await;
        let known = Known::of(&bob, 0).await;
        device.put("/dav/files/bob/there.txt", "there").await.is(201);
        device.request("MKCOL", "/remote.php/dav/uploads/bob/begun", &[], "").await.is(201);
        device.put("/remote.php/dav/uploads/bob/begun/00001", "begun").await.is(201);
        let invited = bob.post("/api/accounts/invitations", json!({ "role": "member" })).await.is(201).member("path");
        let joining = format!("/api/accounts/joining{}", invited.strip_prefix("/join").unwrap());
        suite.stranger("communs.test").get(&joining).await.is(200);
        // Two programs wait at the door: one was let in and has not asked since, the other has not been.
        let program = suite.stranger("communs.test");
        let mut waiting = Vec::new();
        for _ in 0..2 {
            let asked = program.post("/index.php/login/v2", json!({})).await.is(200).json();
            let page = asked["login"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            waiting.push((page, asked["poll"]["token"].as_str().unwrap().to_owned()));
        }
        bob.post(&format!("/api/accounts/device-logins/{}/grant", waiting[0].0), json!({})).await.is(204);
        suite.settle().await;
        let server = suite.listen().await;
        let mut tab = Tab::open(&server, &bob, None).await;
        let made = bob.post("/api/accounts/me/app-passwords", json!({ "label": "Laptop" })).await.is(201);
        let mut line = Line::authenticated(&server, "communs.test", "bob", &made.member("password")).await;

        suspends(&communs, "bob", false).await;
        suite.settle().await;
        let closed = tokio::time::timeout(SOON, tab.closed()).await.expect("the page is told");
        assert!(closed.is_some());
        alice.device().await.put("/dav/files/alice/x.txt", "x").await.is(201);
        communs.group("Jardin", &[&alice]).await;
        suite.settle().await;
        assert_eq!(line.told().await, None, "shut out at the next event");
        assert_eq!(known.asked_by(&bob).await, [401; 10]);
        assert_eq!(device_asks(&device, "bob").await, [401; 14]);
        for path in ["/api/accounts/me", "/api/files/drives", "/api/files/recent", "/api/accounts/managed-people"] {
            bob.get(path).await.is(401);
        }
        suite.stranger("communs.test").get(&joining).await.is(404);
        bob.post(&format!("/api/accounts/device-logins/{}/grant", waiting[1].0), json!({})).await.is(401);
        for (_, token) in &waiting {
            let polled = program.request("POST", "/login/v2/poll", &[FORM], format!("token={token}")).await;
            polled.is(404);
        }
        communs.sign_in("bob", crate::harness::PASSWORD).await.err().expect("the door is shut").is(401);

        // Who is called the same elsewhere is somebody else, and neither's password opens the other's door.
        twin.get("/api/accounts/me").await.is(200);
        twins_device.request("PROPFIND", "/dav/files/bob/", &[("depth", "0")], "").await.is(207);
        assert_eq!(device_asks(&device.clone().at("nord.test"), "bob").await, [401; 14]);
        assert_eq!(known.asked_by(&twin).await, [404; 10]);

        // Back again: the devices are, the browsers have to sign in.
        suspends(&communs, "bob", true).await;
        device.get("/dav/files/bob/there.txt").await.is(200);
        bob.get("/api/accounts/me").await.is(401);
    }

    async fn who_is_taken_out_of_a_group_loses_its_folder_everywhere(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let group = communs.group("Jardin", &[&alice, &bob]).await;
        let device = bob.device().await;
        let known = Known::of(&bob, 1).await;
        let uploads = "/remote.php/dav/uploads/bob/begun";
        let destination = [("destination", "/remote.php/dav/files/bob/Jardin/whole.txt")];
        device.request("MKCOL", uploads, &destination, "").await.is(201);
        device.put(&format!("{uploads}/00001"), "begun").await.is(201);
        let held = device.holds("/dav/files/bob/Jardin/known.txt").await;

        suite.app.tools.accounts.remove_member(communs.org.id, group, Member::Person(bob.id)).await.unwrap();
        assert_eq!(known.asked_by(&bob).await, [404; 10]);
        let root = device.request("PROPFIND", "/dav/files/bob/", &[("depth", "1")], "").await.is(207).text();
        assert!(!root.contains("Jardin"), "{root}");
        for (method, path, status) in [
            ("GET", "/dav/files/bob/Jardin/known.txt", 404),
            ("PROPFIND", "/remote.php/dav/files/bob/Jardin/", 404),
            ("PUT", "/dav/files/bob/Jardin/new.txt", 409),
            ("PUT", "/remote.php/webdav/Jardin/known.txt", 409),
            ("DELETE", "/dav/files/bob/Jardin/known.txt", 404),
            ("MKCOL", "/dav/files/bob/Jardin/sub", 409),
        ] {
            let condition = format!("({held})");
            let header = if method == "PROPFIND" { ("depth", "1") } else { ("if", condition.as_str()) };
            device.request(method, path, &[header], "").await.is(status);
        }
        device.request("MOVE", &format!("{uploads}/.file"), &destination, "").await.is(409);
        // What they left stays with the group, and theirs stays theirs.
        alice.get(&format!("/api/files/nodes/{}/content", known.file)).await.is(200);
        device.put("/dav/files/bob/own.txt", "own").await.is(201);
    }

    async fn a_body_that_is_half_sent_when_its_sender_is_cut_off_stores_nothing(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let (alice, bob) = (communs.person("alice").await, communs.person("bob").await);
        let group = communs.group("Jardin", &[&alice, &bob]).await;
        let accounts = &suite.app.tools.accounts;

        // The device password is revoked.
        let made = bob.post("/api/accounts/me/app-passwords", json!({ "label": "Lost" })).await.is(201);
        let lost = suite.stranger("communs.test").with_basic("bob", &made.member("password"));
        let revoke = async || drop(bob.delete(&format!("/api/accounts/me/app-passwords/{}", made.member("id"))).await.is(204));
        assert_eq!(meanwhile(&lost, ("PUT", "/dav/files/bob/half.txt"), revoke).await, 401);

        // The session ends, in the middle of a file and of a piece of one.
        let known = Known::of(&bob, 0).await;
        for path in [format!("/api/files/nodes/{}/content", known.file), format!("/api/files/uploads/{}", known.upload)] {
            let other = communs.sign_in("bob", crate::harness::PASSWORD).await.unwrap();
            let method = if path.ends_with("content") { "PUT" } else { "PATCH" };
            let ends = async || drop(other.delete("/api/accounts/session").await.is(204));
            assert_eq!(meanwhile(&other, (method, &path), ends).await, 401, "{path}");
        }
        let state = bob.get(&format!("/api/files/uploads/{}", known.upload)).await.is(200).json();
        assert_eq!(state["offset"], 0);
        assert_eq!(bob.get(&format!("/api/files/nodes/{}/content", known.file)).await.is(200).text(), "known");

        // They are taken out of the group, and then suspended: in the middle of a file, and of a chunk.
        let device = bob.device().await;
        let removed = async || {
            accounts.remove_member(communs.org.id, group, Member::Person(bob.id)).await.unwrap();
        };
        assert_eq!(meanwhile(&device, ("PUT", "/dav/files/bob/Jardin/half.txt"), removed).await, 409);
        device.request("MKCOL", "/remote.php/dav/uploads/bob/begun", &[], "").await.is(201);
        for path in ["/dav/files/bob/half.txt", "/remote.php/dav/uploads/bob/begun/00001"] {
            assert_eq!(meanwhile(&device, ("PUT", path), async || suspends(&communs, "bob", false).await).await, 401);
            suspends(&communs, "bob", true).await;
        }
        device.get("/dav/files/bob/half.txt").await.is(404);
        let chunks = device.request("PROPFIND", "/remote.php/dav/uploads/bob/begun", &[("depth", "1")], "").await;
        assert_eq!(chunks.is(207).text().matches("<d:response>").count(), 1, "the folder alone");
        alice.device().await.get("/dav/files/alice/Jardin/half.txt").await.is(404);
    }

    async fn who_administrates_no_longer_and_whose_stay_is_over_are_refused_at_once(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person_with("alice", OrgRole::Owner).await;
        let bob = communs.person_with("bob", OrgRole::Admin).await;
        let (bobs, server) = (bob.device().await, suite.listen().await);
        suite.settle().await;
        let mut tab = Tab::open(&server, &bob, None).await;
        bob.get("/api/accounts/managed-people").await.is(200);
        alice.patch(&format!("/api/accounts/managed-people/{}", bob.id), json!({ "role": "member" })).await.is(200);
        suite.settle().await;
        tokio::time::timeout(SOON, tab.closed()).await.expect("the page is told");
        bob.get("/api/accounts/managed-people").await.is(401);
        let again = communs.sign_in("bob", crate::harness::PASSWORD).await.unwrap();
        again.get("/api/accounts/managed-people").await.is(403);
        bobs.request("PROPFIND", "/dav/files/bob/", &[("depth", "0")], "").await.is(207);

        // A guest has no files of their own: neither to read nor to fill.
        bobs.put("/dav/files/bob/mine.txt", "mine").await.is(201);
        communs.group("Jardin", &[&alice, &bob]).await;
        let end = suite.clock.clock().now() + SignedDuration::from_hours(48);
        let guest = json!({ "role": "guest", "sponsor_id": alice.id, "ends_at": end });
        alice.patch(&format!("/api/accounts/managed-people/{}", bob.id), guest).await.is(200);
        bobs.get("/dav/files/bob/mine.txt").await.is(404);
        bobs.put("/dav/files/bob/more.txt", "more").await.is(403);
        bobs.put("/dav/files/bob/Jardin/hello.txt", "hello").await.is(201);
        let root = bobs.asks("/dav/files/bob/", "<oc:permissions/><d:quota-available-bytes/>").await;
        let may = root.prop("http://owncloud.org/ns", "permissions").unwrap().text();
        assert!(!may.contains('C') && !may.contains('K'), "{may}");
        assert_eq!(root.text("quota-available-bytes"), "0");
        let room = bobs.request("GET", "/ocs/v2.php/cloud/user?format=json", &[("ocs-apirequest", "true")], "").await;
        assert_eq!(room.is(200).json()["ocs"]["data"]["quota"]["quota"], 0);
        let guest = communs.sign_in("bob", crate::harness::PASSWORD).await.unwrap();
        let drives = guest.get("/api/files/drives").await.is(200).json();
        assert_eq!(drives["items"].as_array().unwrap().len(), 1, "{drives}");

        // And on the last day the stay is over by the clock alone.
        let mut tab = Tab::open(&server, &guest, None).await;
        suite.clock.advance(SignedDuration::from_hours(49));
        guest.get("/api/accounts/me").await.is(401);
        assert_eq!(device_asks(&bobs, "bob").await, [401; 14]);
        suite.settle().await;
        tokio::time::timeout(SOON, tab.closed()).await.expect("the page is told");
        let back = json!({ "role": "member" });
        alice.patch(&format!("/api/accounts/managed-people/{}", bob.id), back).await.is(200);
        assert_eq!(bobs.get("/dav/files/bob/mine.txt").await.is(200).text(), "mine");
    }
}
