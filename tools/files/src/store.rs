//! Every statement of this tool, with the functions that run them. No rule lives here.

pub mod contents;
pub mod dav;
pub mod drives;
pub mod favourites;
pub mod nodes;
pub mod search;
pub mod transfers;
pub mod trash;
pub mod uploads;
pub mod words;

/// All of them, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static base_db::Sql> {
    [
        contents::ALL,
        dav::ALL,
        drives::ALL,
        favourites::ALL,
        nodes::ALL,
        search::ALL,
        transfers::ALL,
        trash::ALL,
        uploads::ALL,
        words::ALL,
    ]
    .concat()
}
