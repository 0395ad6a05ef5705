//! Contents: sent whole and in part, replaced, shown safely, as pictures and as archives.

use super::{folder, root};
use crate::harness::on_each_engine;

on_each_engine! {
    async fn contents_are_sent_whole_in_part_or_not_again(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let file = alice.uploads(&root(&alice).await, "Été.txt", b"0123456789").await;
        let path = format!("/api/files/nodes/{file}/content");
        let whole = alice.get(&path).await.is(200);
        assert_eq!(whole.text(), "0123456789");
        assert_eq!(whole.header("content-type"), "text/plain");
        assert_eq!(whole.header("content-disposition"), "inline; filename=\"_t_.txt\"; filename*=UTF-8''%C3%89t%C3%A9.txt");
        assert_eq!(whole.header("x-content-type-options"), "nosniff");
        assert!(whole.header("content-security-policy").starts_with("sandbox"));
        let etag = whole.header("etag").to_owned();

        let head = alice.request("HEAD", &path, &[], "").await.is(200);
        assert_eq!((head.header("content-length"), head.body.len()), ("10", 0));
        alice.request("GET", &path, &[("if-none-match", &etag)], "").await.is(304);
        let part = async |range: &str| alice.request("GET", &path, &[("range", range)], "").await;
        let middle = part("bytes=2-4").await.is(206);
        assert_eq!((middle.text().as_str(), middle.header("content-range")), ("234", "bytes 2-4/10"));
        assert_eq!(part("bytes=-3").await.is(206).text(), "789");
        assert_eq!(part("bytes=8-").await.is(206).text(), "89");
        assert_eq!(part("lines=1-2").await.is(200).text(), "0123456789");
        assert_eq!(part("bytes=10-").await.is(416).header("content-range"), "bytes */10");
        let fresh = [("range", "bytes=2-4"), ("if-range", etag.as_str())];
        alice.request("GET", &path, &fresh, "").await.is(206);
        let stale = [("range", "bytes=2-4"), ("if-range", "\"other\"")];
        assert_eq!(alice.request("GET", &path, &stale, "").await.is(200).text(), "0123456789");
        let saved = alice.get(&format!("{path}?download=1")).await.is(200);
        assert!(saved.header("content-disposition").starts_with("attachment"));
    }

    async fn what_could_run_code_is_sent_to_be_saved(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        for name in ["page.html", "drawing.svg", "feed.xml", "code.js", "unknown"] {
            let file = alice.uploads(&root, name, b"<script>alert(1)</script>").await;
            let sent = alice.get(&format!("/api/files/nodes/{file}/content")).await.is(200);
            assert!(sent.header("content-disposition").starts_with("attachment"), "{name}");
            assert!(sent.header("content-security-policy").starts_with("sandbox"), "{name}");
        }
    }

    async fn of_two_writers_one_wins_and_the_other_gets_412(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let file = alice.uploads(&root(&alice).await, "plan.txt", b"first").await;
        let path = format!("/api/files/nodes/{file}/content");
        let seen = alice.get(&path).await.header("etag").to_owned();
        let put = async |text: &'static str| alice.request("PUT", &path, &[("if-match", &seen)], text).await;
        let (one, two) = tokio::join!(put("one"), put("two"));
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [200, 412]);
        let versions = alice.get(&format!("/api/files/nodes/{file}/versions")).await.is(200).json();
        assert_eq!(versions["items"].as_array().unwrap().len(), 2);
        assert_eq!(versions["items"][0]["created_by"]["name"], "Alice");
        let stale = [("if-match", seen.as_str())];
        alice.request("DELETE", &format!("/api/files/nodes/{file}"), &stale, "").await.is_problem(412, "precondition-failed");
        alice.request("GET", &path, &[("if-match", &seen)], "").await.is_problem(412, "precondition-failed");
    }

    async fn a_picture_has_a_preview_and_a_text_has_none(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        let picture = alice.uploads(&root, "pixel.png", include_bytes!("../pixel.png")).await;
        let path = format!("/api/files/nodes/{picture}/preview?size=256");
        let first = alice.get(&path).await.is(200);
        assert!(first.header("content-type").starts_with("image/"));
        let kept = alice.get(&path).await.is(200);
        assert_eq!((kept.header("etag"), &kept.body), (first.header("etag"), &first.body));
        alice.request("GET", &path, &[("if-none-match", first.header("etag"))], "").await.is(304);
        alice.get(&format!("/api/files/nodes/{picture}/preview?size=9")).await.is_problem(422, "invalid-input");
        for (name, contents) in [("a.txt", &b"text"[..]), ("broken.png", b"not a picture")] {
            let other = alice.uploads(&root, name, contents).await;
            alice.get(&format!("/api/files/nodes/{other}/preview?size=256")).await.is_problem(404, "not-found");
        }
    }

    async fn a_folder_comes_as_one_archive(suite: Suite) {
        let communs = suite.organisation("Les Communs", "communs.test").await;
        let alice = communs.person("alice").await;
        let root = root(&alice).await;
        let album = folder(&alice, &root, "Été").await;
        folder(&alice, &album, "empty").await;
        alice.uploads(&album, "2026/juin.txt", b"soleil").await;
        let same = alice.uploads(&root, "a.txt", b"one").await;
        let other = alice.uploads(&album, "a.txt", b"two").await;

        let archive = alice.get(&format!("/api/files/archive?ids={album}")).await.is(200);
        assert_eq!(archive.header("content-type"), "application/zip");
        assert!(archive.header("content-disposition").ends_with("filename*=UTF-8''%C3%89t%C3%A9.zip"));
        let folder = tempfile::tempdir().unwrap();
        let read = |archive: &[u8]| {
            let path = folder.path().join("a.zip");
            std::fs::write(&path, archive).unwrap();
            let program = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                for i in sorted(z.namelist()): print(ascii(i), z.read(i).decode())";
            let ran = std::process::Command::new("python3").arg("-c").arg(program).arg(path).output().unwrap();
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            String::from_utf8(ran.stdout).unwrap()
        };
        assert_eq!(
            read(&archive.body),
            "'\\xc9t\\xe9/' \n'\\xc9t\\xe9/2026/' \n'\\xc9t\\xe9/2026/juin.txt' soleil\n'\\xc9t\\xe9/a.txt' two\n'\\xc9t\\xe9/empty/' \n"
        );
        let several = alice.get(&format!("/api/files/archive?ids={same},{other}")).await.is(200);
        assert!(several.header("content-disposition").contains("Liiibre.zip"));
        assert_eq!(read(&several.body), "'a (2).txt' two\n'a.txt' one\n");
        alice.get("/api/files/archive?ids=").await.is(404);
        alice.get(&format!("/api/files/archive?ids={same},guess")).await.is_problem(404, "not-found");
    }
}
