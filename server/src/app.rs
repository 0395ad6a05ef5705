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
use base_observe::Metrics;
use base_suite::{Foundation, Listeners, Tool};
use base_web::{Reach, Site};
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::front;
use crate::tools::Tools;

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
        private_folder(data)?;
        let db = Db::open(&config.database(data)).await?;
        let blobs = Blobs::open(&config.blobs(data), clock.clone(), random.clone()).await?;
        let wakeups = match &config.events.nats {
            Some(url) => Wakeups::Nats(url.clone()),
            None => Wakeups::Database,
        };
        let bus = Bus::new(db.clone(), clock.clone(), &random, wakeups);
        let foundation = Foundation { db, blobs, bus, clock, random, listeners: Listeners::default() };
        let tools = Tools::new(&foundation, &config);
        let jobs = jobs(&foundation, &tools);
        Ok(Self {
            config: Arc::new(config),
            data: data.to_owned(),
            foundation,
            tools,
            metrics: Metrics::new(),
            jobs,
        })
    }

    /// Brings the schema up to date; names the steps that were applied.
    pub async fn migrate(&self) -> Result<Vec<String>, Trouble> {
        Ok(self.foundation.db.migrate(&migrations(&self.tools)).await?)
    }

    /// Starts what works in the background, until `stop`.
    pub fn start(&self, stop: &CancellationToken) {
        self.foundation.bus.start(stop.clone());
        self.jobs.start(stop.clone());
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
        Ok(self.health().fallback_service(self.site()?.into_router()))
    }

    /// What is served on the private listener.
    pub fn private_router(&self) -> Router {
        let metrics = self.metrics.clone();
        let text = [(http::header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
        self.health()
            .route("/metrics", axum::routing::get(move || async move { (text, metrics.encode()) }))
    }

    /// `/healthz`: the process lives. `/readyz`: it can answer, database and contents included.
    fn health(&self) -> Router {
        let foundation = self.foundation.clone();
        let ready = move || {
            let foundation = foundation.clone();
            async move {
                match is_ready(&foundation).await {
                    Ok(()) => (http::StatusCode::OK, "ready\n".to_owned()),
                    Err(cause) => (http::StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {cause}\n")),
                }
            }
        };
        Router::new()
            .route("/healthz", axum::routing::get(|| async { "alive\n" }))
            .route("/readyz", axum::routing::get(ready))
    }
}

async fn is_ready(foundation: &Foundation) -> Result<(), Trouble> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let check = async {
        foundation.db.prepare_all(&[]).await?;
        Ok(())
    };
    tokio::time::timeout(PATIENCE, check).await.map_err(|_| Trouble("the database does not answer".into()))?
}

/// The schemas of everything, in the order they are applied.
pub fn migrations(tools: &Tools) -> Vec<Migrations> {
    let base = [
        base_suite::MIGRATIONS,
        base_leases::MIGRATIONS,
        base_bus::MIGRATIONS,
        base_jobs::MIGRATIONS,
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
                swept.map(|swept| tracing::info!(?swept, "swept contents nobody refers to")).map_err(base_jobs::JobError::retry)
            }
        })
        .cron("blobs.sweep", DAY, "blobs.sweep")
        .handler("events.purge", move |_| {
            let foundation = purger.clone();
            async move { foundation.bus.purge().await.map(drop).map_err(base_jobs::JobError::retry) }
        })
        .cron("events.purge", DAY, "events.purge");
    for tool in tools.all() {
        builder = tool.jobs(builder);
    }
    builder.build()
}

/// The data folder: nobody else may look into it.
fn private_folder(data: &Path) -> Result<(), Trouble> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    if data.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .and_then(|()| std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)))
        .map_err(|error| Trouble(format!("the data folder {}: {error}", data.display())))
}
