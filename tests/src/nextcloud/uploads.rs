//! Chunked and bulk uploads, and the checksums that come with them.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, future, stream};
use serde_json::Value;

use crate::harness::{Answer, Suite, Visitor, on_each_engine};

const UPLOADS: &str = "/remote.php/dav/uploads/alice";
const FILES: &str = "/remote.php/dav/files/alice";
/// Of "abcdefghij".
const SHA1: &str = "SHA1:d68c19a0a345b7eab78d5e11e991c026ec60db63";

async fn chunk(alice: &Visitor, transfer: &str, name: &str, bytes: &'static str) -> Answer {
    alice.put(&format!("{UPLOADS}/{transfer}/{name}"), bytes).await
}

async fn finish(alice: &Visitor, transfer: &str, to: &str, more: &[(&str, &str)]) -> Answer {
    let headers = [&[("destination", to)], more].concat();
    alice.does("MOVE", &format!("{UPLOADS}/{transfer}/.file"), &headers).await
}

async fn mkcol(alice: &Visitor, path: &str) -> Answer {
    alice.does("MKCOL", path, &[]).await
}

async fn device(suite: &Suite) -> Visitor {
    suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await
}

async fn bulk(alice: &Visitor, body: impl Into<Body>) -> Answer {
    let headers = [("content-type", "multipart/related; boundary=\"b\"")];
    alice.request("POST", "/remote.php/dav/bulk", &headers, body).await
}

fn part(path: &str, more: &str, body: &str) -> String {
    format!("--b\r\nContent-Length: {}\r\nX-File-Path: {path}\r\n{more}\r\n{body}\r\n", body.len())
}

/// Nine times 100 kB of this, one after the other with a pause between.
fn slowly(of: u8) -> Body {
    let pieces = stream::unfold(0, move |sent| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        (sent < 9).then(|| (Ok::<_, std::io::Error>(Bytes::from(vec![of; 100_000])), sent + 1))
    });
    Body::from_stream(pieces.fuse())
}

on_each_engine! {
    async fn chunks_become_a_file_whatever_their_order(suite: Suite) {
        let alice = device(&suite).await;
        mkcol(&alice, &format!("{UPLOADS}/one")).await.is(201);
        mkcol(&alice, &format!("{UPLOADS}/one")).await.is(405);
        chunk(&alice, "one", "00003", "ghij").await.is(201);
        chunk(&alice, "one", "00001", "abc").await.is(201);
        chunk(&alice, "one", "00002", "wrong").await.is(201);
        chunk(&alice, "one", "00002", "def").await.is(204);
        let listed = alice.does("PROPFIND", &format!("{UPLOADS}/one"), &[("depth", "1")]).await.is(207).text();
        assert_eq!(listed.matches("<d:response>").count(), 4, "{listed}");
        assert!(listed.contains("<d:getcontentlength>4</d:getcontentlength>"), "{listed}");

        let sums = [("oc-total-length", "10"), ("oc-checksum", SHA1), ("x-oc-mtime", "1700000000")];
        let stored = finish(&alice, "one", &format!("{FILES}/letters.txt"), &sums).await.is(201);
        assert_eq!(stored.header("x-oc-mtime"), "accepted");
        let read = alice.get(&format!("{FILES}/letters.txt")).await.is(200);
        assert_eq!(read.text(), "abcdefghij");
        assert_eq!(read.header("etag"), stored.header("etag"));
        assert_eq!(read.header("last-modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
        // The folder went with the move.
        finish(&alice, "one", &format!("{FILES}/letters.txt"), &[]).await.is(404);
        assert_eq!(alice.get("/remote.php/webdav/letters.txt").await.is(200).text(), "abcdefghij");
        assert_eq!(alice.get("/dav/files/alice/letters.txt").await.is(200).text(), "abcdefghij");
    }

    async fn the_ways_of_counting_that_programs_have(suite: Suite) {
        let alice = device(&suite).await;
        for (transfer, names) in [
            ("desktop", ["0000000000000000", "0000000000000001", "0000000000000002"]),
            ("v2", ["1", "2", "3"]),
            ("rclone", ["000000000000000-000000000000003", "000000000000003-000000000000006",
                "000000000000006-000000000000010"]),
        ] {
            mkcol(&alice, &format!("{UPLOADS}/{transfer}")).await.is(201);
            for (name, bytes) in names.into_iter().zip(["abc", "def", "ghij"]) {
                chunk(&alice, transfer, name, bytes).await.is(201);
            }
            let to = format!("http://another.host:81{FILES}/{transfer}");
            finish(&alice, transfer, &to, &[("oc-checksum", SHA1)]).await.is(201);
            assert_eq!(alice.get(&format!("{FILES}/{transfer}")).await.is(200).text(), "abcdefghij");
        }
    }

    async fn what_is_not_all_there_is_not_put_together(suite: Suite) {
        let alice = device(&suite).await;
        let to = format!("{FILES}/f");
        let refused = |answer: Answer, what: &str| {
            let text = answer.is(400).text();
            assert!(text.contains(what), "{text}");
        };
        let made = alice.does("MKCOL", &format!("{UPLOADS}/t"), &[("oc-total-length", "10"), ("destination", &to)]).await;
        made.is(201);
        refused(finish(&alice, "t", &to, &[]).await, "10 were announced");
        chunk(&alice, "t", "1", "abc").await.is(201);
        chunk(&alice, "t", "3", "ghij").await.is(201);
        refused(finish(&alice, "t", &to, &[]).await, "the one after 1");
        chunk(&alice, "t", "2", "de").await.is(201);
        refused(finish(&alice, "t", &to, &[]).await, "9 bytes have arrived");
        refused(finish(&alice, "t", &to, &[("oc-total-length", "11")]).await, "11 were announced");
        refused(finish(&alice, "t", &to, &[("oc-total-length", "9"), ("oc-checksum", SHA1)]).await, "SHA1");
        refused(finish(&alice, "t", &to, &[("oc-checksum", "SHA1:zz")]).await, "not a digest");
        refused(chunk(&alice, "t", "4", "01234567890").await, "more than the whole");
        refused(chunk(&alice, "t", "four", "x").await, "its number");
        refused(chunk(&alice, "t", "4", "").await, "no bytes");
        chunk(&alice, "nowhere", "1", "x").await.is(404);
        alice.get(&to).await.is(404);

        // Nothing of it was lost: what was missing is sent, and it goes on.
        chunk(&alice, "t", "2", "def").await.is(204);
        finish(&alice, "t", &to, &[("oc-checksum", SHA1)]).await.is(201);
        assert_eq!(alice.get(&to).await.is(200).text(), "abcdefghij");
    }

    async fn a_transfer_that_is_given_up_leaves_nothing(suite: Suite) {
        let alice = device(&suite).await;
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        chunk(&alice, "t", "1", "abc").await.is(201);
        alice.delete(&format!("{UPLOADS}/t")).await.is(204);
        alice.delete(&format!("{UPLOADS}/t")).await.is(404);
        chunk(&alice, "t", "2", "def").await.is(404);
        finish(&alice, "t", &format!("{FILES}/f"), &[]).await.is(404);
    }

    async fn a_transfer_waits_for_a_day_after_its_last_chunk(suite: Suite) {
        let alice = device(&suite).await;
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        chunk(&alice, "t", "1", "abcdef").await.is(201);
        suite.clock.advance(jiff::SignedDuration::from_hours(23));
        chunk(&alice, "t", "2", "ghij").await.is(201);
        suite.clock.advance(jiff::SignedDuration::from_hours(23));
        suite.settle().await;
        alice.does("PROPFIND", &format!("{UPLOADS}/t"), &[("depth", "1")]).await.is(207);
        suite.clock.advance(jiff::SignedDuration::from_hours(1));
        for _ in 0..2 {
            chunk(&alice, "t", "3", "k").await.is(404);
            alice.does("PROPFIND", &format!("{UPLOADS}/t"), &[("depth", "1")]).await.is(404);
            finish(&alice, "t", &format!("{FILES}/f"), &[]).await.is(404);
            suite.settle().await;
        }
        alice.get(&format!("{FILES}/f")).await.is(404);
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        chunk(&alice, "t", "1", "abcdefghij").await.is(201);
        finish(&alice, "t", &format!("{FILES}/f"), &[("oc-checksum", SHA1)]).await.is(201);
    }

    async fn chunks_are_their_persons_alone(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await.device().await;
        let bob = communs.person("bob").await.device().await;
        let elsewhere = suite.organisation("Atelier", "atelier.test").await.person("alice").await.device().await;
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        chunk(&alice, "t", "1", "abc").await.is(201);
        for other in [&bob, &elsewhere] {
            other.put(&format!("{UPLOADS}/t/2"), "x").await.is(404);
            other.does("PROPFIND", &format!("{UPLOADS}/t"), &[("depth", "1")]).await.is(404);
            other.delete(&format!("{UPLOADS}/t")).await.is(404);
            finish(other, "t", &format!("{FILES}/f"), &[]).await.is(404);
        }
        finish(&alice, "t", "/remote.php/dav/files/bob/f", &[]).await.is(403);
        finish(&alice, "t", "/elsewhere/f", &[]).await.is(403);
        finish(&alice, "t", FILES, &[]).await.is(403);
        finish(&alice, "t", &format!("{FILES}/missing/f"), &[]).await.is(409);
        finish(&alice, "t", &format!("{FILES}/f"), &[]).await.is(201);
    }

    async fn an_older_file_is_replaced_only_as_it_is_known(suite: Suite) {
        let alice = device(&suite).await;
        let path = format!("{FILES}/f");
        let first = alice.put(&path, "first").await.is(201);
        let stale = format!("<{path}> ([\"0123\"])");
        let known = format!("<{path}> ([{}])", first.header("etag"));
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        chunk(&alice, "t", "1", "second").await.is(201);
        finish(&alice, "t", &path, &[("if", &stale)]).await.is(412);
        let second = finish(&alice, "t", &path, &[("if", &known)]).await.is(204);
        assert_eq!(second.header("oc-fileid"), first.header("oc-fileid"));
        assert_ne!(second.header("etag"), first.header("etag"));
        assert_eq!(alice.get(&path).await.is(200).text(), "second");
    }

    async fn a_file_that_is_not_what_was_announced_is_refused(suite: Suite) {
        let alice = device(&suite).await;
        let path = format!("{FILES}/f");
        let put = async |body: &'static str, sum: &str| alice.request("PUT", &path, &[("oc-checksum", sum)], body).await;
        let text = put("abcdefghiX", SHA1).await.is(400).text();
        assert!(text.contains("d68c19a0a345b7eab78d5e11e991c026ec60db63"), "{text}");
        alice.get(&path).await.is(404);
        put("abcdefghij", SHA1).await.is(201);
        let asked = r#"<propfind xmlns="DAV:"><prop><checksums xmlns="http://owncloud.org/ns"/></prop></propfind>"#;
        let told = async |path: &str, depth| {
            alice.request("PROPFIND", path, &[("depth", depth)], asked).await.is(207).text()
        };
        let sha1 = format!("<oc:checksums><oc:checksum>{SHA1}</oc:checksum></oc:checksums>");
        assert!(told(&path, "0").await.contains(&sha1));
        assert!(told(&format!("{FILES}/"), "1").await.contains(&sha1));
        assert_eq!(alice.get(&path).await.is(200).header("oc-checksum"), SHA1);
        // A copy has the same contents.
        alice.does("COPY", &path, &[("destination", &format!("{FILES}/g"))]).await.is(201);
        assert_eq!(alice.get(&format!("{FILES}/g")).await.is(200).header("oc-checksum"), SHA1);

        put("abcdefghij", "MD5:a925576942e94b2ef57a066101b48876 ADLER32:1").await.is(204);
        assert_eq!(alice.get(&path).await.is(200).header("oc-checksum"), "MD5:a925576942e94b2ef57a066101b48876");
        alice.put(&path, "plain").await.is(204);
        assert!(told(&path, "0").await.contains("404"));
    }

    async fn many_files_in_one_request(suite: Suite) {
        let alice = device(&suite).await;
        mkcol(&alice, &format!("{FILES}/sub")).await.is(201);
        let known = alice.put(&format!("{FILES}/known"), "before").await.is(201).header("etag").to_owned();
        let body = [
            part("/a.txt", "X-File-MD5: 0cc175b9c0f1b6a831c399e269772661\r\nX-File-Mtime: 1700000000\r\n", "a"),
            part("/sub/é.txt", "", ""),
            part("/wrong.txt", "X-File-MD5: 0cc175b9c0f1b6a831c399e269772661\r\n", "b"),
            part("/missing/c.txt", "", "c"),
            part("/known", "If-Match: \"0123\"\r\n", "lost update"),
            part("/../evil", "", "d"),
            "--b--\r\n".to_owned(),
        ]
        .concat();
        let answer: Value = bulk(&alice, body).await.is(200).json();
        let ok = |path: &str| answer[path]["error"] == Value::Bool(false);
        assert!(ok("/a.txt") && ok("/sub/é.txt"), "{answer}");
        for path in ["/wrong.txt", "/missing/c.txt", "/known", "/../evil"] {
            assert!(answer[path]["error"] == true && answer[path]["message"].is_string(), "{path}: {answer}");
        }
        let a = alice.get(&format!("{FILES}/a.txt")).await.is(200);
        assert_eq!(a.text(), "a");
        assert_eq!(format!("\"{}\"", answer["/a.txt"]["etag"].as_str().unwrap()), a.header("etag"));
        assert!(answer["/a.txt"]["fileid"].as_str().unwrap().ends_with("liiibre"));
        assert_eq!(answer["/a.txt"]["permissions"], "GDNVW");
        assert_eq!(a.header("last-modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(alice.get(&format!("{FILES}/known")).await.text(), "before");
        alice.get(&format!("{FILES}/wrong.txt")).await.is(404);

        let again = part("/known", &format!("If-Match: {known}\r\n"), "after") + "--b--\r\n";
        let answer: Value = bulk(&alice, again).await.is(200).json();
        assert_eq!(answer["/known"]["error"], false);
        assert_eq!(alice.get(&format!("{FILES}/known")).await.text(), "after");

        // What breaks off or lies about its length stores nothing of it.
        for broken in [
            part("/x", "", "x") + "--c--\r\n",
            part("/x", "", "x"),
            part("/x", "", "x").replace("Length: 1", "Length: 3") + "--b--\r\n",
        ] {
            bulk(&alice, broken).await.is(400);
            alice.get(&format!("{FILES}/x")).await.is(404);
        }
        let plain = alice.request("POST", "/remote.php/dav/bulk", &[("content-type", "text/plain")], "x").await;
        plain.is(400);
    }

    async fn parts_are_taken_at_their_word(suite: Suite) {
        let alice = device(&suite).await;
        let wrong = "OC-Checksum: ADLER32:1\r\nX-File-MD5: 00000000000000000000000000000000\r\n";
        let twice = format!("OC-Checksum: {SHA1} SHA1:{}\r\n", "0".repeat(40));
        let body = [part("/a ", "", "with a space"), part("/a", "", "without"), part("/wrong", wrong, "c"),
            part("/twice", &twice, "abcdefghij"), "--b--\r\n".to_owned()].concat();
        let answer: Value = bulk(&alice, body).await.is(200).json();
        assert_eq!((&answer["/a "]["error"], &answer["/a"]["error"]), (&Value::Bool(false), &Value::Bool(false)));
        assert_eq!(alice.get(&format!("{FILES}/a%20")).await.is(200).text(), "with a space");
        assert_eq!(alice.get(&format!("{FILES}/a")).await.is(200).text(), "without");
        for path in ["/wrong", "/twice"] {
            assert_eq!(answer[path]["error"], true, "{path}: {answer}");
            alice.get(&format!("{FILES}{path}")).await.is(404);
        }
    }

    async fn chunks_replace_only_what_they_may(suite: Suite) {
        let alice = device(&suite).await;
        let path = format!("{FILES}/f");
        alice.put(&path, "before").await.is(201);
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        // Nothing came, and nobody said that nothing was to come.
        finish(&alice, "t", &path, &[]).await.is(400);
        chunk(&alice, "t", "1", "after").await.is(201);
        finish(&alice, "t", &path, &[("overwrite", "F")]).await.is(412);
        assert_eq!(alice.get(&path).await.text(), "before");
        finish(&alice, "t", &format!("{FILES}/g"), &[("overwrite", "F")]).await.is(201);
        assert_eq!(alice.get(&format!("{FILES}/g")).await.text(), "after");
    }

    async fn the_quota_holds_for_chunks_that_come_together_and_for_large_parts(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await.device().await;
        suite.app.tools.organisations.set_quotas(communs.org.id, None, Some(1_000_000)).await.unwrap();

        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        let paths: Vec<String> = (1..=8).map(|number| format!("{UPLOADS}/t/{number}")).collect();
        let sent = future::join_all(paths.iter().zip(1..).map(|(path, of)| alice.put(path, slowly(of)))).await;
        let mut sent: Vec<u16> = sent.iter().map(|answer| answer.status.as_u16()).collect();
        sent.sort_unstable();
        assert_eq!(sent, [[201].as_slice(), &[507; 7]].concat());
        // What is there may come anew.
        let listed = alice.does("PROPFIND", &format!("{UPLOADS}/t"), &[("depth", "1")]).await.is(207).text();
        assert_eq!(listed.matches("<d:response>").count(), 2, "{listed}");
        alice.delete(&format!("{UPLOADS}/t")).await.is(204);

        let large = |path: &str, more: &str, kilobytes: usize| part(path, more, &"x".repeat(kilobytes * 1_000));
        // It is refused before it is received: that its digest is wrong too, nobody has found out.
        let wrong = "X-File-MD5: 00000000000000000000000000000000\r\n";
        let body = [large("/fits", "", 600), large("/not-beside-it", wrong, 500), part("/small", "", "s"), "--b--\r\n".to_owned()];
        let answer: Value = bulk(&alice, body.concat()).await.is(200).json();
        assert_eq!((&answer["/fits"]["error"], &answer["/small"]["error"]), (&Value::Bool(false), &Value::Bool(false)));
        let refused = answer["/not-beside-it"]["message"].as_str().unwrap();
        assert!(refused.contains("not enough room"), "{refused}");
        // In place of itself it fits again.
        let answer: Value = bulk(&alice, large("/fits", "", 900) + "--b--\r\n").await.is(200).json();
        assert_eq!(answer["/fits"]["error"], false, "{answer}");
    }

    async fn who_is_removed_while_a_chunk_comes_has_none(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let person = communs.person("alice").await;
        let alice = person.device().await;
        mkcol(&alice, &format!("{UPLOADS}/t")).await.is(201);
        let path = format!("{UPLOADS}/t/1");
        let removed = async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            suite.app.tools.accounts.set_active(communs.org.id, "alice", false).await.unwrap();
        };
        let (sent, ()) = future::join(alice.put(&path, slowly(1)), removed).await;
        sent.is(401);
    }
}
