//! The configuration: one TOML file, the environment, secret files. Unknown keys are refused.
//!
//! A value comes from, weakest first: its default, the file, the environment. `LIIIBRE_FILES__TRASH_DAYS=10` sets
//! `trash_days` in the section `[files]`; `LIIIBRE_DATABASE__URL_FILE=/run/secrets/url` sets `url` to what that file
//! holds, without its last line break. Each tool owns the type of its own section.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// Why a configuration cannot be used: what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path}: {cause}")]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Where, and what is wrong.
        cause: String,
    },
    /// A key is not known, or its value cannot be taken.
    #[error("configuration: {0}")]
    Value(String),
}

const PREFIX: &str = "LIIIBRE_";

/// Reads a configuration of type `T` from `file`, if given, and `environment`.
pub fn load<T: DeserializeOwned>(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<T, Error> {
    let mut table = match file {
        Some(path) => read(path)?,
        None => Table::new(),
    };
    let mut variables: Vec<_> =
        environment.into_iter().filter(|(name, _)| name.starts_with(PREFIX) && name.contains("__")).collect();
    variables.sort();
    for (name, value) in variables {
        let path: Vec<String> = name[PREFIX.len()..].split("__").map(str::to_ascii_lowercase).collect();
        set(&mut table, &path, value, &name)?;
    }
    Value::Table(table).try_into().map_err(|error: toml::de::Error| Error::Value(error.to_string().trim().to_owned()))
}

fn read(path: &Path) -> Result<Table, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    text.parse().map_err(|error: toml::de::Error| Error::Syntax { path: path.to_owned(), cause: error.to_string() })
}

fn set(table: &mut Table, path: &[String], value: String, name: &str) -> Result<(), Error> {
    let Some((key, rest)) = path.split_first() else { return Ok(()) };
    if !rest.is_empty() {
        let section = table.entry(key.clone()).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(section) = section else {
            return Err(Error::Value(format!("{name}: {key} is a value, not a section")));
        };
        return set(section, rest, value, name);
    }
    match key.strip_suffix("_file") {
        Some(key) => {
            let path = PathBuf::from(value);
            let secret = std::fs::read_to_string(&path).map_err(|source| Error::Unreadable { path, source })?;
            table.insert(key.to_owned(), Value::String(secret.trim_end_matches(['\r', '\n']).to_owned()));
        }
        None => {
            table.insert(key.clone(), parse(value));
        }
    }
    Ok(())
}

/// Numbers, booleans and lists as TOML writes them; anything else is text.
fn parse(text: String) -> Value {
    match format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value")) {
        Some(value @ (Value::Integer(_) | Value::Boolean(_) | Value::Array(_) | Value::Float(_))) => value,
        _ => Value::String(text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Config {
        listen: String,
        files: Files,
    }

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Files {
        trash_days: u32,
        secret: String,
        proxies: Vec<String>,
    }

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_environment_wins_over_the_file_and_secrets_come_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let (file, secret) = (folder.path().join("liiibre.toml"), folder.path().join("secret"));
        std::fs::write(&file, "listen = \"a\"\n[files]\ntrash_days = 3\n").unwrap();
        std::fs::write(&secret, "hush\n").unwrap();
        let secret = secret.display().to_string();
        let environment = env(&[
            ("LIIIBRE_FILES__TRASH_DAYS", "10"),
            ("LIIIBRE_FILES__SECRET_FILE", &secret),
            ("LIIIBRE_FILES__PROXIES", "[\"10.0.0.0/8\"]"),
            ("LIIIBRE_TEST_POSTGRES", "not ours to read"),
            ("PATH", "/bin"),
        ]);
        let config: Config = load(Some(&file), environment).unwrap();
        let files = Files { trash_days: 10, secret: "hush".into(), proxies: vec!["10.0.0.0/8".into()] };
        assert_eq!(config, Config { listen: "a".into(), files });
    }

    #[test]
    fn what_is_unknown_or_wrong_is_named() {
        let error = load::<Config>(None, env(&[("LIIIBRE_FILES__TRASHDAYS", "10")])).unwrap_err().to_string();
        assert!(error.contains("trashdays") && error.contains("trash_days"), "{error}");
        let error = load::<Config>(None, env(&[("LIIIBRE_FILES__TRASH_DAYS", "soon")])).unwrap_err().to_string();
        assert!(error.contains("soon") || error.contains("u32"), "{error}");
        let error = load::<Config>(Some(Path::new("/absent.toml")), []).unwrap_err().to_string();
        assert!(error.starts_with("/absent.toml"), "{error}");
    }
}
