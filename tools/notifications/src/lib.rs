//! Notifications: what people are told, and how it reaches them.
//!
//! A tool tells a person something in the transaction that makes it true ([`base_suite::Notify`]). It stands in the
//! person's list at once, and their open pages hear of it; as they, their organisation or the kind have it, it is
//! mailed (by itself, or with the others of the day) and pushed to the browsers that agreed.
//!
//! What holds:
//! - What was told is in the list if and only if its transaction is committed. Letters and pushes are jobs of the same
//!   transaction; a letter is written once, a push is sent at least once.
//! - What is about an object is shown, counted, mailed and pushed to those alone who may see the object at that time.
//! - In a person's quiet hours nothing is pushed and nothing mailed, but for what concerns the safety of the account.
//! - There is one letter of the day at most, whatever the clocks do; what was read meanwhile is not in it.
//! - A link in a letter stops letters of its kind when it is posted to (RFC 8058); following it changes nothing.
//! - A push is readable by its browser alone, goes to public addresses alone, and stops with the session in which the
//!   browser agreed: that is asked before each one.
//!
//! The statements named `NEXT_ORGANISATION` look at all organisations at once.
//! Installation-level table (no `org_id` first in its key): `notification_secrets`.

mod api;
mod archive;
mod config;
mod error;
mod events;
pub mod model;
mod service;
pub mod store;
#[cfg(test)]
mod tests;
mod webpush;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base_db::Tx;
use base_id::OrgId;
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{Authenticator, Boxed, Directory, Foundation, InTx, Notice, NoticeKind, Notify, Org, Retention, Tool};
use tokio::sync::OnceCell;
use utoipa_axum::router::OpenApiRouter;

pub use config::Config;
pub use error::Error;

use service::Secrets;

const MIGRATIONS: base_db::Migrations = base_db::migrations!("notifications", "0001_notices", "0002_push");

/// How often what is old is forgotten.
const TIDY_EVERY: Duration = Duration::from_secs(6 * 3_600);

/// The tool; cheap to clone.
#[derive(Clone)]
pub struct Notifications(Arc<Inner>);

/// The other sides of the contract that it asks.
#[derive(Clone)]
pub struct Suite {
    /// Who people are.
    pub directory: Arc<dyn Directory>,
    /// Whether a session is still good.
    pub authenticator: Arc<dyn Authenticator>,
}

struct Inner {
    foundation: Foundation,
    suite: Suite,
    config: Config,
    secrets: OnceCell<Secrets>,
    client: OnceLock<base_outbound::Client>,
}

impl Notifications {
    /// The tool on this foundation.
    pub fn new(foundation: Foundation, suite: Suite, config: Config) -> Self {
        let (secrets, client) = (OnceCell::new(), OnceLock::new());
        Self(Arc::new(Inner { foundation, suite, config, secrets, client }))
    }

    fn foundation(&self) -> &Foundation {
        &self.0.foundation
    }

    fn directory(&self) -> &dyn Directory {
        &*self.0.suite.directory
    }

    /// All tools: what they tell, and who may see what they tell of.
    fn tools(&self) -> &[Arc<dyn Tool>] {
        self.foundation().listeners.tools()
    }

    /// All kinds, each with the tool that tells them.
    fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static NoticeKind)> {
        self.tools().iter().flat_map(|tool| tool.notice_kinds().iter().map(|kind| (tool.name(), kind)))
    }

    fn kind(&self, name: &str) -> Option<&'static NoticeKind> {
        self.kinds().find_map(|(_, kind)| (kind.name == name).then_some(kind))
    }

    fn now(&self) -> jiff::Timestamp {
        self.foundation().clock.now()
    }
}

impl Notify for Notifications {
    fn tell<'a>(&'a self, tx: &'a mut Tx, org: OrgId, notice: &'a Notice) -> InTx<'a, ()> {
        Box::pin(service::tell(self, tx, org, notice))
    }
}

impl Tool for Notifications {
    fn name(&self) -> &'static str {
        "notifications"
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
        let (delivering, digesting) = (self.clone(), self.clone());
        let (pushing, tidying) = (self.clone(), self.clone());
        jobs.handler(service::DELIVER, move |job| {
            let this = delivering.clone();
            async move { this.deliver(&job).await }
        })
        .handler(service::DIGEST, move |job| {
            let this = digesting.clone();
            async move { this.digest(&job).await }
        })
        .handler(service::PUSH, move |job| {
            let this = pushing.clone();
            async move { this.push(&job).await }
        })
        .handler(service::TIDY, move |_| {
            let this = tidying.clone();
            async move { this.tidy().await }
        })
        .cron(service::TIDY, TIDY_EVERY, service::TIDY)
    }

    fn retention(&self) -> Vec<Retention> {
        vec![service::KEPT]
    }

    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.export_rows(org.id, to).await })
    }

    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.import_rows(org.id, from).await })
    }
}
