//! An organisation leaves, or arrives, with everything.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base_suite::archive::{Reader, Writer};
use base_suite::{Org, Organisations as _, Tool};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::{App, Trouble};

/// Raised when an older server could not read an archive any more.
const FORMAT: u32 = 1;
/// How often the database looks at how large its tables have become while an organisation arrives.
const LOOKS_EVERY: Duration = Duration::from_secs(3);

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    product: String,
    version: String,
    organisation: String,
    domain: String,
    exported_at: String,
    tools: Vec<String>,
}

pub async fn export(app: &App, org: Arc<Org>, to: PathBuf) -> Result<Value, Trouble> {
    if to.exists() && std::fs::read_dir(&to)?.next().is_some() {
        return Err(Trouble(format!("{} is not empty; give a new folder", to.display())));
    }
    // It holds password hashes: nobody else may look into it.
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&to)?;
    std::fs::set_permissions(&to, std::fs::Permissions::from_mode(0o700))?;
    let tools = app.tools.all();
    for tool in &tools {
        tool.export(org.clone(), &Writer::new(&to, tool.name())?).await?;
    }
    // Written last: a folder without it is an export that did not end.
    let manifest = Manifest {
        format: FORMAT,
        product: "liiibre".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        organisation: org.name.clone(),
        domain: org.domain.clone(),
        exported_at: app.foundation.clock.now().to_string(),
        tools: tools.iter().map(|tool| tool.name().to_owned()).collect(),
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| Trouble(error.to_string()))?;
    std::fs::write(to.join("manifest.json"), text)?;
    let text = format!("Everything of {} is in {}.", org.name, to.display());
    Ok(json!({ "domain": org.domain, "folder": to, "text": text }))
}

pub async fn import(app: &App, from: PathBuf, domain: Option<String>) -> Result<Value, Trouble> {
    let manifest = manifest(&from)?;
    let host = domain.as_deref().unwrap_or(&manifest.domain);
    if app.tools.organisations.by_host(host).await?.is_some() {
        return Err(Trouble(format!(
            "an organisation with the domain {host:?} is already here; give another with --domain"
        )));
    }
    let organisations = &app.tools.organisations;
    let org = organisations.admit(&Reader::new(&from, organisations.name()), domain.as_deref()).await?;
    let arriving = async {
        // Its people first: what the organisation itself has waiting for them would find nobody.
        let (own, others): (Vec<_>, Vec<_>) =
            app.tools.all().into_iter().partition(|tool| tool.name() == organisations.name());
        for tool in others.into_iter().chain(own) {
            tool.import(org.clone(), &Reader::new(&from, tool.name())).await?;
        }
        Ok::<_, Trouble>(())
    };
    let looking = async {
        loop {
            tokio::time::sleep(LOOKS_EVERY).await;
            if let Err(error) = app.foundation.db.analyze().await {
                tracing::warn!(%error, "the database's statistics stay as they were");
            }
        }
    };
    tokio::select! {
        arrived = arriving => arrived?,
        () = looking => {}
    }
    let text = format!("{} lives at {}.", org.name, org.domain);
    Ok(json!({ "id": org.id, "domain": org.domain, "text": text }))
}

fn manifest(from: &Path) -> Result<Manifest, Trouble> {
    let path = from.join("manifest.json");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Trouble(format!("{}: {error}. Give the folder of a finished export.", path.display())))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| Trouble(format!("{}: {error}", path.display())))?;
    if manifest.format > FORMAT {
        return Err(Trouble(format!(
            "this archive was written by version {}, which is newer; update this server first",
            manifest.version
        )));
    }
    Ok(manifest)
}
