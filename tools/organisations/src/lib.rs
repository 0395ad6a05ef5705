//! Organisations: the tenants of an installation, found by Host; their names, colours, languages, quotas and logos;
//! and the set-up of a new installation.
//!
//! What holds:
//! - An organisation's domain never changes, and no host leads to two organisations. Its administrators have other
//!   domains lead to it, each once they have proved that it is theirs.
//! - A new installation is opened by whoever holds the one-time link, once, within 24 hours; what is kept of the link
//!   is a hash. The organisation and its owner come to be in one transaction.
//! - An announcement is seen by whom it is for, while it runs, and each of them may put it away.
//! - What is changed here is seen by the next request on this node, and by other nodes within 5 seconds.
//!
//! Installation-level tables (no `org_id` first in their key): `organisation_domains`, `setup_tokens`.

mod api;
mod archive;
mod config;
mod error;
pub mod model;
mod registry;
mod service;
pub mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use base_db::Tx;
use base_id::OrgId;
use base_pictures::Studio;
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{
    Boxed, Caller, Contributions, Directory, Foundation, InTx, NoticeKind, Object, Org, People, Recorded, Retention,
    Tool,
};
use serde_json::{Map, json};
use utoipa_axum::router::OpenApiRouter;

pub use config::Config;
pub use error::Error;
pub use model::{Change, NewOrganisation, Record};

use model::announcements::AnnouncementId;
use registry::Registry;
use service::announcements;

const MIGRATIONS: base_db::Migrations =
    base_db::migrations!("organisations", "0001_organisations", "0002_announcements", "0003_domains");

/// The tool; cheap to clone.
#[derive(Clone)]
pub struct Organisations(Arc<Inner>);

/// The other sides of the contract that it asks.
#[derive(Clone)]
pub struct Suite {
    /// Makes the first owner of a new installation.
    pub people: Arc<dyn People>,
    /// Who people are.
    pub directory: Arc<dyn Directory>,
}

struct Inner {
    foundation: Foundation,
    suite: Suite,
    launcher: Vec<&'static str>,
    config: Config,
    registry: Registry,
    studio: Studio,
}

impl Organisations {
    /// The tool on this foundation. `launcher` names the tools that people open, in their order.
    pub fn new(foundation: Foundation, suite: Suite, launcher: &[&'static str], config: Config) -> Self {
        let registry = Registry::new(foundation.db.clone(), foundation.clock.clone());
        let launcher = launcher.to_vec();
        Self(Arc::new(Inner { foundation, suite, launcher, config, registry, studio: Studio::default() }))
    }

    fn foundation(&self) -> &Foundation {
        &self.0.foundation
    }

    fn suite(&self) -> &Suite {
        &self.0.suite
    }

    fn people(&self) -> &dyn People {
        &*self.0.suite.people
    }

    fn directory(&self) -> &dyn Directory {
        &*self.0.suite.directory
    }

    fn launcher(&self) -> &[&'static str] {
        &self.0.launcher
    }

    fn config(&self) -> &Config {
        &self.0.config
    }

    fn registry(&self) -> &Registry {
        &self.0.registry
    }

    fn studio(&self) -> &Studio {
        &self.0.studio
    }
}

impl base_suite::Organisations for Organisations {
    fn by_host<'a>(&'a self, host: &'a str) -> Boxed<'a, Result<Option<Arc<Org>>, base_db::Error>> {
        Box::pin(async move { Ok(self.registry().snapshot().await?.by_host(host)) })
    }

    fn by_id(&self, id: OrgId) -> Boxed<'_, Result<Option<Arc<Org>>, base_db::Error>> {
        Box::pin(async move { Ok(self.registry().snapshot().await?.by_id(id)) })
    }
}

impl Tool for Organisations {
    fn name(&self) -> &'static str {
        "organisations"
    }

    fn always(&self) -> bool {
        true
    }

    fn migrations(&self) -> base_db::Migrations {
        MIGRATIONS
    }

    fn statements(&self) -> Vec<&'static base_db::Sql> {
        store::statements()
    }

    fn api(&self) -> OpenApiRouter {
        api::router(self)
    }

    fn jobs(&self, jobs: base_jobs::Builder) -> base_jobs::Builder {
        let (this, announcing, forgetful) = (self.clone(), self.clone(), self.clone());
        jobs.handler(service::FORGET, move |_| {
            let this = this.clone();
            async move {
                this.forget_domains().await?;
                this.forget_mail().await
            }
        })
        .handler(announcements::ANNOUNCE, move |job| {
            let this = announcing.clone();
            async move { this.run_announcement(&job).await }
        })
        .handler(announcements::FORGET, move |_| {
            let this = forgetful.clone();
            async move { this.forget_announcements().await }
        })
        .cron(announcements::FORGET, Duration::from_secs(24 * 3_600), announcements::FORGET)
        .cron(service::FORGET, Duration::from_secs(24 * 3_600), service::FORGET)
    }

    fn retention(&self) -> Vec<Retention> {
        vec![self.mail_kept(), announcements::KEPT]
    }

    fn notice_kinds(&self) -> &'static [NoticeKind] {
        announcements::KINDS
    }

    fn object_kinds(&self) -> &'static [&'static str] {
        &[announcements::OBJECT]
    }

    fn may_see<'a>(&'a self, tx: &'a mut Tx, org: OrgId, caller: &'a Caller, object: &'a Object) -> InTx<'a, bool> {
        Box::pin(self.sees_announcement(tx, org, caller, AnnouncementId::from_uuid(object.id)))
    }

    fn recorded<'a>(&'a self, _: &'a mut Tx, _: &'a Org, _: &'a Caller) -> InTx<'a, Vec<Recorded>> {
        Box::pin(async { Ok(self.own_recorded()) })
    }

    fn contributions(&self) -> Contributions {
        let logo = json!({ "logo": "{origin}/api/organisations/current/logo?v={logo}" });
        let capabilities = Map::from_iter([("theming".to_owned(), logo)]);
        Contributions { capabilities, ..Contributions::default() }
    }

    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.export_rows(&org, to).await })
    }

    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.import_rows(&org, from).await })
    }
}
