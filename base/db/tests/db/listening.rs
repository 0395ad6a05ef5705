//! Messages between nodes on PostgreSQL.

use std::time::Duration;

use base_db::{Db, Engine, Notice, params, statements, testing};

statements! {
    /// Breaks the connections that listen.
    CUT = "SELECT CAST(pg_terminate_backend(pid) AS TEXT) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
}

#[tokio::test]
async fn nodes_hear_each_other_and_again_after_the_connection_broke() {
    for engine in testing::engines() {
        let target = testing::fresh(engine).await.unwrap();
        let (here, there) = (Db::open(&target).await.unwrap(), Db::open(&target).await.unwrap());
        let Some(mut listener) = here.listen("news") else {
            assert_eq!(engine, Engine::Sqlite);
            there.notify("news", &["nobody".into()]).await.unwrap();
            continue;
        };
        let mut next = async || tokio::time::timeout(Duration::from_secs(20), listener.next()).await.unwrap();
        assert_eq!(next().await, Notice::Connected);
        there.notify("news", &["one".into(), "two".into()]).await.unwrap();
        assert_eq!(next().await, Notice::Message("one".into()));
        assert_eq!(next().await, Notice::Message("two".into()));

        there.read(async |tx| tx.all::<(String,)>(&CUT, params![]).await).await.unwrap();
        assert_eq!(next().await, Notice::Connected, "messages may have been missed, and it says so");
        there.notify("news", &["three".into()]).await.unwrap();
        assert_eq!(next().await, Notice::Message("three".into()));
    }
}
