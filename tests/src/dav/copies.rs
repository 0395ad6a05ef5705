//! COPY and MOVE.

use crate::harness::on_each_engine;

on_each_engine! {
    async fn a_file_is_copied_and_moved(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        let id = alice.put("/dav/files/alice/a", "x").await.is(201).header("oc-fileid").to_owned();
        let to_b = [("destination", "https://proxy.example:8443/dav/files/alice/b")];
        alice.does("COPY", "/dav/files/alice/a", &to_b).await.is(201);
        alice.does("COPY", "/dav/files/alice/a", &to_b).await.is(204);
        alice.does("COPY", "/dav/files/alice/a", &[to_b[0], ("overwrite", "F")]).await.is(412);
        alice.does("MOVE", "/dav/files/alice/a", &[to_b[0], ("overwrite", "F")]).await.is(412);
        let moved = alice.does("MOVE", "/dav/files/alice/a", &to_b).await.is(204);
        assert_eq!(moved.header("oc-fileid"), id);
        alice.get("/dav/files/alice/a").await.is(404);
        alice.does("MOVE", "/dav/files/alice/a", &to_b).await.is(404);
        alice.does("COPY", "/dav/files/alice/a", &to_b).await.is(404);
        alice.does("MOVE", "/dav/files/alice/b", &[("destination", "/dav/files/alice/none/b")]).await.is(409);
        alice.does("MOVE", "/dav/files/alice/b", &to_b).await.is(403);
        alice.does("COPY", "/dav/files/alice/b", &to_b).await.is(403);
        alice.does("COPY", "/dav/files/alice/b", &[("destination", "/dav/files/alice/")]).await.is(403);
        alice.does("COPY", "/dav/files/alice/b", &[]).await.is(400);
        alice.does("COPY", "/dav/files/alice/b", &[("destination", "/dav/files/alice/../bob/b")]).await.is(400);
        alice.does("COPY", "/dav/files/alice/b", &[("destination", "/dav/files/alice/c"), ("overwrite", "perhaps")]).await.is(400);
    }

    async fn a_folder_goes_with_all_that_is_in_it(suite: Suite) {
        let alice = suite.organisation("Les Communs", "communs.test").await.person("alice").await.device().await;
        alice.does("MKCOL", "/dav/files/alice/a", &[]).await.is(201);
        alice.does("MKCOL", "/dav/files/alice/a/b", &[]).await.is(201);
        alice.put("/dav/files/alice/a/b/f", "x").await.is(201);
        let to = |path: &'static str| [("destination", path)];
        alice.does("COPY", "/dav/files/alice/a/", &to("/dav/files/alice/c/")).await.is(201);
        assert_eq!(alice.get("/dav/files/alice/c/b/f").await.text(), "x");
        let shallow = [to("/dav/files/alice/d")[0], ("depth", "0")];
        alice.does("COPY", "/dav/files/alice/a/", &shallow).await.is(201);
        assert_eq!(alice.lists("/dav/files/alice/d/", "1").await.len(), 1);
        alice.does("COPY", "/dav/files/alice/a/", &[to("/dav/files/alice/e")[0], ("depth", "1")]).await.is(400);
        alice.does("MOVE", "/dav/files/alice/a/", &[to("/dav/files/alice/e")[0], ("depth", "0")]).await.is(400);

        alice.does("MOVE", "/dav/files/alice/a", &to("/dav/files/alice/a/b/c")).await.is(409);
        alice.does("COPY", "/dav/files/alice/a", &to("/dav/files/alice/a/b/c")).await.is(409);
        // What replaces must not be in what is replaced.
        alice.does("MOVE", "/dav/files/alice/a/b", &to("/dav/files/alice/a")).await.is(409);
        alice.does("MOVE", "/dav/files/alice/a", &to("/dav/files/alice/c")).await.is(204);
        alice.get("/dav/files/alice/a/b/f").await.is(404);
        assert_eq!(alice.get("/dav/files/alice/c/b/f").await.text(), "x");
    }
}
