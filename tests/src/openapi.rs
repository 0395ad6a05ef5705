//! The description of the REST interface that the front's types are made from is the one the server gives.

use std::path::Path;

use crate::harness::Suite;

#[test]
fn the_committed_description_is_current() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let openapi = runtime.block_on(async {
        let suite = Suite::start(base_db::Engine::Sqlite).await;
        suite.app.site().unwrap().openapi().to_pretty_json().unwrap()
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/api/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, format!("{openapi}\n")).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed.trim_end() == openapi, "web/api/openapi.json is out of date: run `make api` and commit it");
}
