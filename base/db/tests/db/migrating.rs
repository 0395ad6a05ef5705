//! Steps are applied once, in order, by one node, and never edited.

use base_db::{Db, Engine, Error, Migration, Migrations, params, statements, testing};

const FIRST: Migration = Migration {
    name: "0001_boxes",
    sql: "-- Boxes; all of them.\nCREATE TABLE boxes (box_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT NOT NULL);",
    postgres: None,
};
const SECOND: Migration = Migration {
    name: "0002_colours",
    sql: "ALTER TABLE boxes ADD COLUMN colour TEXT; CREATE INDEX boxes_colour ON boxes (colour);",
    postgres: None,
};
const EDITED: Migration = Migration { sql: "CREATE TABLE boxes (box_id BIGINT PRIMARY KEY);", ..FIRST };
const BROKEN: Migration = Migration {
    name: "0002_broken",
    sql: "CREATE TABLE lids (lid_id BIGINT PRIMARY KEY); CREATE TABLE boxes (box_id BIGINT PRIMARY KEY);",
    postgres: None,
};
const TWIN: Migration = Migration {
    name: "0001_twin",
    sql: "CREATE TABLE twins (name TEXT NOT NULL PRIMARY KEY); INSERT INTO twins (name) VALUES ('sqlite');",
    postgres: Some(
        "CREATE TABLE twins (name TEXT NOT NULL PRIMARY KEY); INSERT INTO twins (name) VALUES ('postgres');",
    ),
};

statements! {
    /// A box gets its number.
    ADD_BOX = "INSERT INTO boxes (name) VALUES ($1) RETURNING box_id";
    /// The last box goes.
    DROP_BOX = "DELETE FROM boxes WHERE box_id = $1";
    /// Fails when there is none.
    LIDS = "SELECT lid_id FROM lids";
    /// Which twin was applied.
    TWIN_NAME = "SELECT name FROM twins";
}

const fn boxes(steps: &'static [Migration]) -> Migrations {
    Migrations { tool: "boxes", steps }
}

#[tokio::test]
async fn steps_are_applied_once() {
    for db in empty().await {
        assert_eq!(db.migrate(&[boxes(&[FIRST])]).await.unwrap(), ["boxes/0001_boxes"]);
        assert_eq!(db.migrate(&[boxes(&[FIRST, SECOND])]).await.unwrap(), ["boxes/0002_colours"]);
        assert!(db.migrate(&[boxes(&[FIRST, SECOND])]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_number_the_database_gives_is_never_given_again() {
    for db in empty().await {
        db.migrate(&[boxes(&[FIRST])]).await.unwrap();
        let first = add_box(&db).await;
        db.write(async move |tx| tx.exec(&DROP_BOX, params![first]).await).await.unwrap();
        assert!(add_box(&db).await > first, "{:?}", db.engine());
    }
}

async fn add_box(db: &Db) -> i64 {
    let number: Option<(i64,)> = db.write(async |tx| tx.one(&ADD_BOX, params!["box"]).await).await.unwrap();
    number.unwrap().0
}

#[tokio::test]
async fn an_edited_step_is_refused() {
    for db in empty().await {
        db.migrate(&[boxes(&[FIRST])]).await.unwrap();
        let refused = db.migrate(&[boxes(&[EDITED])]).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Migration(said) if said.contains("boxes/0001_boxes was edited")),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    for db in empty().await {
        db.migrate(&[boxes(&[FIRST, SECOND])]).await.unwrap();
        let refused = db.migrate(&[boxes(&[FIRST])]).await.unwrap_err();
        assert!(matches!(&refused, Error::Migration(said) if said.contains("newer version")), "{refused}");
    }
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind() {
    for db in empty().await {
        let failed = db.migrate(&[boxes(&[FIRST, BROKEN])]).await.unwrap_err();
        assert!(matches!(&failed, Error::Migration(said) if said.contains("boxes/0002_broken")), "{failed}");
        let lids = db.read(async |tx| tx.all::<(i64,)>(&LIDS, params![]).await).await;
        assert!(lids.is_err(), "half of a step was kept");
        assert_eq!(db.migrate(&[boxes(&[FIRST])]).await.unwrap(), ["boxes/0001_boxes"]);
    }
}

#[tokio::test]
async fn each_engine_gets_its_twin() {
    for db in empty().await {
        db.migrate(&[Migrations { tool: "twins", steps: &[TWIN] }]).await.unwrap();
        let name: Option<(String,)> = db.read(async |tx| tx.one(&TWIN_NAME, params![]).await).await.unwrap();
        let expected = if db.engine() == Engine::Postgres { "postgres" } else { "sqlite" };
        assert_eq!(name.unwrap().0, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_nodes_may_migrate_at_once() {
    for engine in testing::engines() {
        for _ in 0..5 {
            let target = testing::fresh(engine).await.unwrap();
            let nodes: Vec<_> = (0..4)
                .map(|_| {
                    let target = target.clone();
                    tokio::spawn(async move {
                        let db = Db::open(&target).await?;
                        db.migrate(&[boxes(&[FIRST, SECOND])]).await
                    })
                })
                .collect();
            let mut applied = Vec::new();
            for node in nodes {
                applied.extend(node.await.unwrap().unwrap_or_else(|error| panic!("{engine:?}: {error}")));
            }
            assert_eq!(applied, ["boxes/0001_boxes", "boxes/0002_colours"], "{engine:?}");
        }
    }
}

async fn empty() -> Vec<Db> {
    let mut databases = Vec::new();
    for engine in testing::engines() {
        databases.push(testing::database(engine).await.unwrap());
    }
    databases
}
