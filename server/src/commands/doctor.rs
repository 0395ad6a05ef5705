//! `liiibre doctor`: what works, what does not, and what to do.

use std::fmt::Write;
use std::path::Path;

use base_blobs::Depth;
use serde_json::{Value, json};

use crate::app::App;
use crate::config::Config;

/// What was looked at.
#[derive(Default)]
pub struct Report {
    checks: Vec<Check>,
}

struct Check {
    name: &'static str,
    trouble: Option<String>,
    note: String,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn healthy(&self) -> bool {
        self.checks.iter().all(|check| check.trouble.is_none())
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for Check { name, trouble, note } in &self.checks {
            let (mark, what) = match trouble {
                Some(trouble) => ("✗", trouble),
                None => ("✓", note),
            };
            let _ = writeln!(out, "{mark} {name}: {what}");
        }
        out
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let checks: Vec<_> = self
            .checks
            .iter()
            .map(|check| json!({ "name": check.name, "ok": check.trouble.is_none(), "trouble": check.trouble, "note": check.note }))
            .collect();
        json!({ "healthy": self.healthy(), "checks": checks })
    }

    fn add(&mut self, name: &'static str, result: Result<String, String>) {
        let (trouble, note) = match result {
            Ok(note) => (None, note),
            Err(trouble) => (Some(trouble), String::new()),
        };
        self.checks.push(Check { name, trouble, note });
    }
}

/// Looks at everything that can be looked at from here.
pub async fn run(config: Result<Config, base_config::Error>, data: &Path) -> Report {
    let mut report = Report::default();
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            report.add("configuration", Err(format!("{error}. Correct it; `liiibre config schema` lists every key.")));
            return report;
        }
    };
    report.add("configuration", config.check().map(|()| "can be used".to_owned()));
    let url = config.public_url();
    report.add("links in letters", url.map(|url| format!("lead to {url} (`public_url` in [server])")));
    report.add("data folder", folder(data));
    let app = match App::open(config, data).await {
        Ok(app) => app,
        Err(error) => {
            report.add("database", Err(error.to_string()));
            return report;
        }
    };
    let engine = format!("{:?}, schema up to date", app.foundation.db.engine());
    report.add("database", Ok(engine));
    let contents = app.foundation.blobs.check().await;
    report.add("contents", contents.map(|()| "can be written and read".to_owned()).map_err(|error| error.to_string()));
    report.add("integrity", integrity(&app).await);
    report.add("organisations", organisations(&app).await);
    for (name, result) in super::mail::doctor(&app).await {
        report.add(name, result);
    }
    report
}

fn folder(data: &Path) -> Result<String, String> {
    use std::os::unix::fs::PermissionsExt;
    if !data.exists() {
        return Ok(format!("{} will be made", data.display()));
    }
    let mode = std::fs::metadata(data).map_err(|error| error.to_string())?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let folder = data.display();
        return Err(format!("others on this machine can look into {folder} (mode {mode:o}); run: chmod 700 {folder}"));
    }
    Ok(format!("{} is closed to others", data.display()))
}

async fn integrity(app: &App) -> Result<String, String> {
    let defects = app
        .foundation
        .blobs
        .verify(&app.foundation.db, None, Depth::Lengths)
        .await
        .map_err(|error| error.to_string())?;
    match defects.as_slice() {
        [] => Ok("every file has its contents".to_owned()),
        [first, ..] => Err(format!(
            "{} contents are missing or damaged, the first: {first:?}. Restore them from a backup.",
            defects.len()
        )),
    }
}

async fn organisations(app: &App) -> Result<String, String> {
    let all = app.tools.organisations.list().await.map_err(|error| error.to_string())?;
    Ok(match all.len() {
        0 => "none yet; start the server and open the link it prints".to_owned(),
        count => format!("{count}"),
    })
}
