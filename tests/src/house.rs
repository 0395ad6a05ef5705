//! The rules of the house, checked on the source and on the schema.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base_db::testing::engines;
use liiibre::app::{migrations, statements};

use crate::harness::Suite;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The manifests of a folder of crates, by the crate's name.
fn manifests(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path().join("Cargo.toml");
        if let Ok(text) = std::fs::read_to_string(&path) {
            let name = text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
            found.insert(name.to_owned(), text);
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

#[test]
fn dependencies_go_one_way() {
    for (name, manifest) in manifests("base") {
        assert!(!manifest.contains("tool-"), "{name} is plumbing and must know no tool");
        assert!(!manifest.contains("\nliiibre."), "{name} is plumbing and must not know the server");
    }
    for (name, manifest) in manifests("tools") {
        let others: Vec<_> = manifest.lines().filter(|line| line.starts_with("tool-")).collect();
        assert!(others.is_empty(), "{name} names other tools: {others:?}");
        assert!(!manifest.contains("\nliiibre."), "{name} must not know the server");
    }
}

#[test]
fn engines_are_known_to_the_database_crate_alone() {
    for folder in ["base", "tools"] {
        for (name, manifest) in manifests(folder) {
            let knows = ["rusqlite", "tokio-postgres", "deadpool"].iter().any(|engine| manifest.contains(engine));
            assert!(!knows || name == "base-db", "{name} names a database engine");
        }
    }
}

#[test]
fn no_handler_touches_sql() {
    for tool in std::fs::read_dir(root().join("tools")).unwrap() {
        let api = tool.unwrap().path().join("src/api");
        if !api.is_dir() {
            continue;
        }
        for (path, text) in sources(&api) {
            for word in ["statements!", "params!", "tx.one", "tx.all", "tx.exec", "tx.page"] {
                assert!(!text.contains(word), "{} holds {word}: SQL belongs in store", path.display());
            }
        }
    }
}

/// Words of the front for what the audit record holds.
const ACTS: &str = "web/tools/accounts/journal/acts.ts";

#[test]
fn every_act_of_the_record_has_words() {
    let words = std::fs::read_to_string(root().join(ACTS)).unwrap();
    let folders = ["tools", "base"].map(|folder| std::fs::read_dir(root().join(folder)).unwrap()).into_iter().flatten();
    let crates: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
    // Jobs and events begin with the name of their tool, acts with what they happen to.
    let owners: Vec<String> = crates.iter().map(|path| path.file_name().unwrap().to_string_lossy().into()).collect();
    let mut missing = Vec::new();
    for (path, text) in
        crates.iter().filter(|path| path.starts_with(root().join("tools"))).flat_map(|path| sources(&path.join("src")))
    {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        if path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs") {
            continue;
        }
        let is_act = |literal: &&str| {
            let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            literal.split_once('.').is_some_and(|(family, act)| {
                plain(family) && plain(act) && act.len() > 3 && !owners.iter().any(|owner| owner == family)
            })
        };
        // Acts end like "created": what happened. What looks like one and is a host or a file has no such ending.
        let happened =
            |literal: &&str| literal.ends_with("ed") || ENDINGS.iter().any(|ending| literal.ends_with(ending));
        for act in text.split('"').skip(1).step_by(2).filter(is_act).filter(happened) {
            if !words.contains(&format!("case \"{act}\":")) {
                missing.push(format!("{act} ({})", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "acts without words in {ACTS}: {missing:#?}");
    assert!(words.contains("case \"session.created\":"), "the test looks in the right place");
}

/// How acts end that do not end in "ed".
const ENDINGS: &[&str] = &["-given", "-taken", "-on", "-off", ".read", "-sent", "-withdrawn"];

/// Tables of the installation itself, without an organisation.
const INSTALLATION_TABLES: &[&str] = &[
    "schema_migrations",
    "leases",
    "job_schedules",
    "bus_relay",
    "bus_outbox",
    "setup_tokens",
    "organisation_domains",
    "fileids",
    "notification_secrets",
];

#[test]
fn every_table_has_its_organisation_first_in_its_key() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let suite = Suite::start(base_db::Engine::Sqlite).await;
        for migrations in migrations(&suite.app.tools) {
            for step in migrations.steps {
                for (table, key) in tables(step.sql) {
                    if INSTALLATION_TABLES.contains(&table.as_str()) {
                        continue;
                    }
                    let first = key.split(',').next().unwrap_or_default().trim();
                    assert_eq!(first, "org_id", "{}/{}: the key of {table}", migrations.tool, step.name);
                }
            }
        }
    });
}

/// Tables of tools that leave with an organisation and arrive with it. Of any other, the archive of its tool says, by its
/// name, why it stays behind.
const TRAVELS: &[&str] = &[
    "organisations",
    "organisation_logos",
    "announcements",
    "announcement_groups",
    "announcements_put_away",
    "handles",
    "people",
    "person_photos",
    "groups",
    "group_people",
    "group_groups",
    "group_history",
    "group_spaces",
    "group_requests",
    "app_passwords",
    "registration_rules",
    "registration_domains",
    "registration_groups",
    "directory_fields",
    "nodes",
    "drives",
    "trash",
    "versions",
    "version_extents",
    "properties",
    "favourites",
    "notices",
    "notice_choices",
    "notice_defaults",
    "notice_settings",
];

#[test]
fn every_table_travels_or_it_is_said_why_not() {
    let mut unsaid = Vec::new();
    let mut known = 0;
    for tool in std::fs::read_dir(root().join("tools")).unwrap() {
        let tool = tool.unwrap().path();
        let Ok(archive) = std::fs::read_to_string(tool.join("src/archive.rs")) else { continue };
        let said: String = archive.lines().take_while(|line| line.starts_with("//!")).collect();
        let mut steps: Vec<_> =
            std::fs::read_dir(tool.join("migrations")).unwrap().map(|step| step.unwrap().path()).collect();
        steps.sort();
        for step in steps {
            for (table, _) in tables(&std::fs::read_to_string(&step).unwrap()) {
                let (travels, stays) = (TRAVELS.contains(&table.as_str()), said.contains(&format!("`{table}`")));
                known += usize::from(travels);
                if !travels && !stays && !INSTALLATION_TABLES.contains(&table.as_str()) {
                    unsaid.push(format!("{table} ({})", step.display()));
                }
            }
        }
    }
    assert!(unsaid.is_empty(), "neither in TRAVELS nor explained in the archive of their tool: {unsaid:#?}");
    assert_eq!(known, TRAVELS.len(), "each of TRAVELS is there");
}

#[test]
fn every_statement_prepares_on_each_engine_and_binds_its_organisation_first() {
    for engine in engines() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let suite = Suite::start(engine).await;
            let statements = statements(&suite.app.tools);
            let refused = suite.app.foundation.db.prepare_all(&statements).await.unwrap();
            assert!(refused.is_empty(), "{engine:?}: {refused:#?}");

            let tenanted: Vec<String> = migrations(&suite.app.tools)
                .iter()
                .flat_map(|migrations| migrations.steps)
                .flat_map(|step| tables(step.sql))
                .map(|(table, _)| table)
                .filter(|table| !INSTALLATION_TABLES.contains(&table.as_str()))
                .collect();
            let mut unbound = Vec::new();
            for sql in statements {
                let words: Vec<&str> = sql.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
                let names_one = tenanted.iter().any(|table| words.contains(&table.as_str()));
                let bound = sql.text().contains("org_id = $1")
                    || (sql.text().contains("INSERT INTO")
                        && sql.text().contains("(org_id")
                        && sql.text().contains("($1"))
                    || (sql.text().contains("INSERT INTO") && sql.text().contains("SELECT $1"))
                    || ACROSS_ORGANISATIONS.contains(&sql.name());
                if names_one && !bound {
                    unbound.push(format!("{}: {}", sql.name(), sql.text()));
                }
            }
            assert!(unbound.is_empty(), "statements that do not bind org_id first: {unbound:#?}");
        });
    }
}

/// Statements that work for the whole installation on purpose: relays, sweeps, counters.
const ACROSS_ORGANISATIONS: &[&str] = &[
    "base_blobs::extents::NEXT_ORGANISATION",
    "base_bus::store::STREAMS",
    "base_jobs::store::DUE",
    "base_jobs::store::NEXT_DUE",
    "base_suite::audit::NEXT_ORGANISATION",
    "base_mail::store::DUE",
    "base_mail::store::NEXT_DUE",
    "base_mail::store::NEXT_ORGANISATION",
    "base_mail::store::OWNER",
    "base_mail::store::RELEASE",
    "tool_accounts::store::beginnings::PURGE",
    "tool_accounts::store::device_logins::PURGE",
    "tool_accounts::store::devices::PURGE",
    "tool_accounts::store::imports::NEXT_ORGANISATION",
    "tool_accounts::store::invitations::PURGE",
    "tool_accounts::store::recovery::PURGE_FORMER",
    "tool_accounts::store::recovery::PURGE_LINKS",
    "tool_accounts::store::recovery::PURGE_RECOVERIES",
    "tool_accounts::store::registrations::PURGE",
    "tool_accounts::store::sessions::PURGE",
    "tool_accounts::store::throttles::PURGE",
    "tool_files::store::drives::NEXT_ORGANISATION",
    "tool_notifications::store::devices::NEXT_ORGANISATION",
    "tool_notifications::store::notices::NEXT_ORGANISATION",
    "tool_organisations::store::domains::FORGET_REMOVED",
    "tool_organisations::store::domains::PURGE",
    "tool_organisations::store::ANY",
    "tool_organisations::store::EVERY",
    "tool_organisations::store::ORGS",
];

/// The tables of a script, each with the columns of its primary key.
fn tables(script: &str) -> Vec<(String, String)> {
    script
        .split("CREATE TABLE ")
        .skip(1)
        .map(|rest| {
            let name = rest.split_whitespace().next().unwrap_or_default().trim_end_matches('(').to_owned();
            let body = rest.split(");").next().unwrap_or(rest);
            let key = match body.split_once("PRIMARY KEY (") {
                Some((_, key)) => key.split(')').next().unwrap_or_default().to_owned(),
                None => body
                    .lines()
                    .find(|line| line.contains("PRIMARY KEY"))
                    .and_then(|line| line.split_whitespace().next())
                    .unwrap_or_default()
                    .to_owned(),
            };
            (name, key)
        })
        .collect()
}
