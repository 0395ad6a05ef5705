//! An installation, opened: its database, its contents, its tools.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use base_blobs::Blobs;
use base_bus::{Bus, Wakeups};
use base_db::{Db, Migrations, Sql};
use base_id::{Clock, Random};
use base_jobs::Jobs;
use base_mail::{Dns, Mail};
use base_observe::Metrics;
use base_suite::{Foundation, Listeners, Notices, Sites, Tool};
use base_web::{Reach, Site};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::tools::Tools;
use crate::{front, health, hosts};

/// Why an installation cannot be opened, or a command cannot be carried out: what to tell the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

impl Trouble {
    /// Trouble with `what`.
    pub fn with(what: impl std::fmt::Display) -> impl FnOnce(&dyn std::fmt::Display) -> Self {
        move |cause| Self(format!("{what}: {cause}"))
    }
}

macro_rules! trouble_from {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Trouble {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        }
    )+};
}

trouble_from!(
    base_db::Error,
    base_blobs::Error,
    base_config::Error,
    base_mail::Error,
    tool_organisations::Error,
    tool_accounts::Error,
    tool_files::service::Error,
    base_suite::archive::ArchiveError,
    std::io::Error,
    String,
);

/// An installation, opened.
#[derive(Clone)]
pub struct App {
    /// Its configuration.
    pub config: Arc<Config>,
    /// Where its data are.
    pub data: PathBuf,
    /// The plumbing.
    pub foundation: Foundation,
    /// The tools.
    pub tools: Tools,
    /// What it counts.
    pub metrics: Metrics,
    jobs: Jobs,
}

impl App {
    /// Opens the installation in `data` and brings its schema up to date.
    pub async fn open(config: Config, data: &Path) -> Result<Self, Trouble> {
        let app = Self::open_with(config, data, Clock::system(), Random::system()).await?;
        app.migrate().await?;
        Ok(app)
    }

    /// Opens the installation as it is, with this clock and randomness.
    pub async fn open_with(config: Config, data: &Path, clock: Clock, random: Random) -> Result<Self, Trouble> {
        Self::open_with_tools(config, data, clock, random, |_| Vec::new()).await
    }

    /// The same, with more tools than the installation's own. The seam of the test that holds the contract between
    /// tools against one that the server does not know.
    pub async fn open_with_tools(
        config: Config,
        data: &Path,
        clock: Clock,
        random: Random,
        more: impl FnOnce(&Foundation) -> Vec<Arc<dyn Tool>>,
    ) -> Result<Self, Trouble> {
        private_folder(data)?;
        let db = Db::open(&config.database(data)).await?;
        let blobs = Blobs::open(&config.blobs(data), clock.clone(), random.clone()).await?;
        let wakeups = match &config.events.nats {
            Some(url) => Wakeups::Nats(url.clone()),
            None => Wakeups::Database,
        };
        let bus = Bus::new(db.clone(), clock.clone(), &random, wakeups);
        let dns = Dns::of(&config.server.resolvers);
        let mail = Mail::open(db.clone(), clock.clone(), random.clone(), config.mail.clone(), data, dns)?;
        let (listeners, notices) = (Listeners::default(), Notices::default());
        let sites = Sites::new(&config.public_url()?);
        let foundation = Foundation { db, blobs, bus, mail, clock, random, listeners, notices, sites };
        let more = more(&foundation);
        let tools = Tools::new(&foundation, &config, more);
        let jobs = jobs(&foundation, &tools);
        Ok(Self { config: Arc::new(config), data: data.to_owned(), foundation, tools, metrics: Metrics::new(), jobs })
    }

    /// Brings the schema up to date; names the steps that were applied.
    pub async fn migrate(&self) -> Result<Vec<String>, Trouble> {
        Ok(self.foundation.db.migrate(&migrations(&self.tools)).await?)
    }

    /// Starts what works in the background, until `stop`; the tasks end when what was under way has.
    pub fn start(&self, stop: &CancellationToken) -> [JoinHandle<()>; 2] {
        [self.foundation.bus.start(stop.clone()), self.jobs.start(stop.clone())]
    }

    /// The durable jobs, for tests that run them by hand.
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The whole site.
    pub fn site(&self) -> Result<Site, Trouble> {
        let tools = self.tools.all();
        Ok(Site {
            front: front::router(&tools),
            tools,
            foundation: self.foundation.clone(),
            organisations: Arc::new(self.tools.organisations.clone()),
            authenticator: Arc::new(self.tools.accounts.clone()),
            metrics: self.metrics.clone(),
            reach: Reach { trusted_proxies: self.config.trusted_proxies()?, tls: false },
        })
    }

    /// The router to serve, health included.
    pub fn router(&self) -> Result<Router, Trouble> {
        Ok(health::router(self.foundation.db.clone()).fallback_service(self.site()?.into_router()))
    }

    /// What is served on the private listener.
    pub fn private_router(&self) -> Router {
        let metrics = self.metrics.clone();
        let text = [(http::header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
        health::router(self.foundation.db.clone())
            .merge(hosts::router(Arc::new(self.tools.organisations.clone())))
            .route("/metrics", axum::routing::get(move || async move { (text, metrics.encode()) }))
    }
}

/// The schemas of everything, in the order they are applied.
pub fn migrations(tools: &Tools) -> Vec<Migrations> {
    let base = [
        base_suite::MIGRATIONS,
        base_leases::MIGRATIONS,
        base_bus::MIGRATIONS,
        base_jobs::MIGRATIONS,
        base_mail::MIGRATIONS,
        base_blobs::MIGRATIONS,
        base_web::MIGRATIONS,
    ];
    base.into_iter().chain(tools.all().iter().map(|tool| tool.migrations())).collect()
}

/// Every statement that the server runs.
pub fn statements(tools: &Tools) -> Vec<&'static Sql> {
    let mut statements = base_suite::statements();
    statements.extend(base_leases::STATEMENTS);
    statements.extend(base_bus::STATEMENTS);
    statements.extend(base_jobs::STATEMENTS);
    statements.extend(base_mail::STATEMENTS);
    statements.extend(base_blobs::ALL);
    statements.extend(base_web::STATEMENTS);
    statements.extend(tools.all().iter().flat_map(|tool| tool.statements()));
    statements
}

const DAY: Duration = Duration::from_secs(24 * 3600);

fn jobs(foundation: &Foundation, tools: &Tools) -> Jobs {
    let mut builder = Jobs::builder(foundation.db.clone(), foundation.clock.clone(), foundation.random.clone());
    let (sweeper, purger) = (foundation.clone(), foundation.clone());
    builder = builder
        .handler("blobs.sweep", move |_| {
            let foundation = sweeper.clone();
            async move {
                let swept = foundation.blobs.sweep(&foundation.db, foundation.clock.now()).await;
                swept
                    .map(|swept| tracing::info!(?swept, "swept contents nobody refers to"))
                    .map_err(base_jobs::JobError::retry)
            }
        })
        .cron("blobs.sweep", DAY, "blobs.sweep")
        .handler("events.purge", move |_| {
            let foundation = purger.clone();
            async move { foundation.bus.purge().await.map(drop).map_err(base_jobs::JobError::retry) }
        })
        .cron("events.purge", DAY, "events.purge");
    builder = foundation.mail.jobs(builder);
    for tool in tools.all() {
        builder = tool.jobs(builder);
    }
    builder.build()
}

/// The data folder: nobody else may look into it. One that is there and empty is closed; one that holds something
/// stays as its owner left it, and is complained about.
fn private_folder(data: &Path) -> Result<(), Trouble> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let folder = data.display();
    let trouble = |error: std::io::Error| Trouble(format!("the data folder {folder}: {error}"));
    if !data.is_dir() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(trouble)?;
    }
    let mode = std::fs::metadata(data).map_err(trouble)?.permissions().mode() & 0o777;
    let is_closed = |mode: u32| mode.trailing_zeros() >= 6;
    if is_closed(mode) {
        return Ok(());
    }
    let is_empty = std::fs::read_dir(data).map_err(trouble)?.next().is_none();
    if !is_empty || std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)).is_err() {
        tracing::warn!("others on this machine can look into {folder} (mode {mode:o}); run: chmod 700 {folder}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::{Permissions, create_dir, metadata, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_data_folder_is_closed_unless_its_owner_filled_it_before() {
        let home = tempfile::tempdir().unwrap();
        let mode = |folder: &Path| metadata(folder).unwrap().permissions().mode() & 0o777;
        let open = Permissions::from_mode(0o755);

        let fresh = home.path().join("a/b");
        private_folder(&fresh).unwrap();
        assert_eq!(mode(&fresh), 0o700);

        let empty = home.path().join("empty");
        create_dir(&empty).unwrap();
        set_permissions(&empty, open.clone()).unwrap();
        private_folder(&empty).unwrap();
        assert_eq!(mode(&empty), 0o700);

        let filled = home.path().join("filled");
        create_dir(&filled).unwrap();
        set_permissions(&filled, open).unwrap();
        write(filled.join("photo"), "").unwrap();
        private_folder(&filled).unwrap();
        assert_eq!(mode(&filled), 0o755);

        assert!(private_folder(&filled.join("photo")).is_err(), "a file is no folder");
    }
}
