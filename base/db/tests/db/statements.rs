//! Values in and out, and errors by name.

use base_db::{Db, Engine, Error, Page, params, statements, text_enum, typed_id};
use base_id::{Clock, Random};
use jiff::Timestamp;

use super::{ADD, add, database, databases, names, org};

statements! {
    /// The parameters stand in another order than their numbers.
    SWAPPED = "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($3 AS BIGINT)";
    /// All kinds of values, through a table.
    INSERT = "INSERT INTO notes (name, org_id, size, done, body) VALUES ($2, $1, $3, $4, $5)";
    /// And back.
    SELECT = "SELECT org_id, size, done, body, parent FROM notes WHERE name = $2 AND org_id = $1";
    /// A cast of each type.
    CASTS = "SELECT CAST($1 AS UUID), CAST($2 AS BYTEA), CAST($3 AS BIGINT), CAST($4 AS TEXT)";
    /// A note under another.
    ADD_UNDER = "INSERT INTO notes (org_id, name, size, parent) VALUES ($1, $2, 0, $3)";
    /// One that is kept if it is there.
    ADD_UNLESS_THERE = "INSERT INTO notes (org_id, name, size) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// A statement that answers and changes.
    GROW = "UPDATE notes SET size = size + 1 WHERE org_id = $1 RETURNING name, size";
    /// A page.
    FROM = "SELECT name FROM notes WHERE org_id = $1 AND name > $2 ORDER BY name LIMIT $3";
    /// A typed id and an enum.
    KINDS = "SELECT CAST($1 AS UUID), CAST($2 AS TEXT)";
    /// An instant.
    INSTANT = "SELECT CAST($1 AS BIGINT)";
    /// The sizes together.
    TOTAL = "SELECT CAST(SUM(size) AS BIGINT) FROM notes";
    /// Cannot be prepared: there is no such column.
    MISSPELT = "SELECT nmae FROM notes";
    /// Can be prepared, and on PostgreSQL its sum has a type of its own.
    SUM = "SELECT SUM(size) FROM notes";
}

typed_id! {
    /// A note.
    NoteId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colour {
    Red,
    Blue,
}

text_enum!(Colour { Red = "red", Blue = "blue" });

#[tokio::test]
async fn parameters_go_by_their_number_not_by_their_place() {
    for db in databases().await {
        let row: Option<(String, String, i64)> =
            db.read(async |tx| tx.one(&SWAPPED, params!["one", "two", 3_i64]).await).await.unwrap();
        assert_eq!(row, Some(("two".into(), "one".into(), 3)), "{:?}", db.engine());
    }
}

type NoteRow = (uuid::Uuid, i64, bool, Vec<u8>, Option<String>);

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    for db in databases().await {
        db.write(async |tx| tx.exec(&INSERT, params![org(), "a", i64::MAX, true, vec![0_u8, 255]]).await)
            .await
            .unwrap();
        let row: Option<NoteRow> = db.read(async |tx| tx.one(&SELECT, params![org(), "a"]).await).await.unwrap();
        assert_eq!(row, Some((org(), i64::MAX, true, vec![0, 255], None)));

        let casts: Option<(uuid::Uuid, Vec<u8>, i64, String)> =
            db.read(async |tx| tx.one(&CASTS, params![org(), b"bytes".to_vec(), -1_i64, "é"]).await).await.unwrap();
        assert_eq!(casts, Some((org(), b"bytes".to_vec(), -1, "é".into())));
    }
}

#[tokio::test]
async fn identifiers_enums_and_times_round_trip() {
    let id = NoteId::new(&Clock::system(), &Random::system());
    let time: Timestamp = "2026-02-03T04:05:06.789012Z".parse().unwrap();
    for db in databases().await {
        let row: Option<(NoteId, Colour)> =
            db.read(async move |tx| tx.one(&KINDS, params![id, Colour::Blue]).await).await.unwrap();
        assert_eq!(row, Some((id, Colour::Blue)));
        let instant: Option<(Timestamp,)> =
            db.read(async move |tx| tx.one(&INSTANT, params![time]).await).await.unwrap();
        assert_eq!(instant, Some((time,)));

        let unknown: Result<Option<(NoteId, Colour)>, Error> =
            db.read(async move |tx| tx.one(&KINDS, params![id, "green"]).await).await;
        let said = unknown.unwrap_err().to_string();
        assert!(said.contains("KINDS") && said.contains("column 1") && said.contains("green"), "{said}");
    }
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_refused() {
    for db in databases().await {
        let refused = db.write(async |tx| tx.exec(&ADD, params![org(), "a", "many"]).await).await;
        match db.engine() {
            // STRICT tables.
            Engine::Sqlite => assert!(matches!(refused, Err(Error::Check(_))), "{refused:?}"),
            Engine::Postgres => assert!(matches!(refused, Err(Error::Statement(_))), "{refused:?}"),
        }
        let few = db.write(async |tx| tx.exec(&ADD, params![org(), "a"]).await).await;
        assert!(few.unwrap_err().to_string().contains("2 values given, 3 expected"));
        assert!(names(&db).await.is_empty());
    }
}

#[tokio::test]
async fn text_with_a_nul_is_refused_and_says_so() {
    for db in databases().await {
        let refused = add(&db, "a\0b").await.unwrap_err();
        assert!(refused.to_string().contains("NUL"), "{:?}: {refused}", db.engine());
        assert!(names(&db).await.is_empty());
        add(&db, "ab").await.unwrap();
    }
}

#[tokio::test]
async fn broken_constraints_have_the_same_name_on_both_engines() {
    for db in databases().await {
        add(&db, "a").await.unwrap();
        let twice = add(&db, "a").await.unwrap_err();
        assert!(twice.is_unique(), "{twice:?}");
        let orphan = db.write(async |tx| tx.exec(&ADD_UNDER, params![org(), "b", "nobody"]).await).await;
        assert!(matches!(orphan, Err(Error::Reference(_))), "{orphan:?}");
        let elsewhere = uuid::Uuid::from_u128(8);
        let foreign = db.write(async move |tx| tx.exec(&ADD_UNDER, params![elsewhere, "b", "a"]).await).await;
        assert!(matches!(foreign, Err(Error::Reference(_))), "another organisation's row: {foreign:?}");
        let negative = db.write(async |tx| tx.exec(&ADD, params![org(), "c", -1_i64]).await).await;
        assert!(matches!(negative, Err(Error::Check(_))), "{negative:?}");
        let missing = db.write(async |tx| tx.exec(&ADD, params![org(), None::<String>, 1_i64]).await).await;
        assert!(matches!(missing, Err(Error::Check(_))), "{missing:?}");
        assert_eq!(names(&db).await, ["a"]);
    }
}

#[tokio::test]
async fn statements_say_how_many_rows_they_changed() {
    for db in databases().await {
        for name in ["a", "b"] {
            assert_eq!(add(&db, name).await.unwrap(), 1);
        }
        let kept = db.write(async |tx| tx.exec(&ADD_UNLESS_THERE, params![org(), "a", 9_i64]).await).await;
        assert_eq!(kept.unwrap(), 0);
        assert_eq!(db.write(async |tx| tx.exec(&GROW, params![org()]).await).await.unwrap(), 2);
        let mut grown: Vec<(String, i64)> = db.write(async |tx| tx.all(&GROW, params![org()]).await).await.unwrap();
        grown.sort();
        assert_eq!(grown, [("a".into(), 3), ("b".into(), 3)]);
        let first: Option<(String, i64)> = db.write(async |tx| tx.one(&GROW, params![org()]).await).await.unwrap();
        assert!(first.is_some());
        let sizes: Option<(i64,)> = db.read(async |tx| tx.one(&TOTAL, params![]).await).await.unwrap();
        assert_eq!(sizes, Some((8,)), "a statement runs to its end, also when one row is wanted");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_holes() {
    for db in databases().await {
        let all = ["Zoé", "a", "b", "c", "é"];
        for name in all {
            add(&db, name).await.unwrap();
        }
        let first = page(&db, "", 2).await;
        assert_eq!(first, Page { items: vec!["Zoé".into(), "a".into()], more: true }, "by code point on both engines");
        let second = page(&db, "a", 2).await;
        assert_eq!(second, Page { items: vec!["b".into(), "c".into()], more: true });
        assert_eq!(page(&db, "c", 2).await, Page { items: vec!["é".into()], more: false });
        assert!(!page(&db, "b", 2).await.more, "exactly the limit");
        assert_eq!(page(&db, "", 0).await, Page { items: vec![], more: true });
    }
}

async fn page(db: &Db, after: &str, limit: usize) -> Page<String> {
    let after = after.to_owned();
    let page: Page<(String,)> =
        db.read(async move |tx| tx.page(&FROM, params![org(), after], limit).await).await.unwrap();
    Page { items: page.items.into_iter().map(|(name,)| name).collect(), more: page.more }
}

#[tokio::test]
async fn statements_that_cannot_be_prepared_are_named() {
    for db in databases().await {
        let refused = db.prepare_all(&[&MISSPELT, &GROW, &FROM, &CASTS]).await.unwrap();
        let names: Vec<_> = refused.iter().map(|(name, _)| name.rsplit("::").next().unwrap()).collect();
        assert_eq!(names, ["MISSPELT"], "{refused:?}");
        assert!(refused[0].1.contains("nmae"), "{refused:?}");
        assert_eq!(db.prepare_all(base_db::STATEMENTS).await.unwrap(), []);
    }
    for engine in base_db::testing::engines().into_iter().filter(|engine| *engine == Engine::Postgres) {
        let refused = database(engine).await.prepare_all(&[&SUM]).await.unwrap();
        assert!(refused[0].1.contains("numeric"), "{refused:?}");
    }
}
