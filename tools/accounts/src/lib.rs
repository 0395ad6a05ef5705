//! Accounts: the people of an organisation, their groups, and how they prove who they are.
//!
//! What holds:
//! - A handle is given once, for good: also when its person is gone.
//! - Of sessions and device passwords a SHA-256 is kept, of account passwords an Argon2id hash; none of them is
//!   logged, recorded or exported in clear.
//! - What is revoked, ended or suspended is refused at the next request, and pages left open are told to ask again.
//! - At the door the answer, and the number of hashes, are the same for accounts that exist and those that do not.
//! - Groups nest and never contain themselves. Those who follow the directory do so in the same transaction.
//!
//! Every table has `org_id` first in its key. The statements named `PURGE` clean up after time alone, in all
//! organisations at once.

mod addresses;
mod api;
mod archive;
mod authenticate;
mod config;
mod directory;
mod error;
mod events;
mod letters;
pub mod model;
mod nextcloud;
mod password;
mod safety;
mod service;
pub mod store;
#[cfg(test)]
mod tests;
mod throttle;
mod tokens;

use std::sync::Arc;
use std::time::Duration;

use base_db::Tx;
use base_pictures::Studio;
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{Boxed, Caller, Found, Foundation, InTx, Org, Protocol, Sought, Tool};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;

pub use config::Config;
pub use error::Error;
pub use model::{Member, NewPerson, PersonRecord};
pub use service::{
    Author, BulkAct, GroupChange, InvitationDraft, NewAppPassword, Newcomer, Origin, Outcome, PersonChange, Profile,
    ProfileChange, SignIn, SignedIn,
};

use authenticate::Notes;
use password::Hasher;

const MIGRATIONS: base_db::Migrations = base_db::migrations!(
    "accounts",
    "0001_people",
    "0002_groups",
    "0003_credentials",
    "0004_device_logins",
    "0005_invitations",
    "0006_recovery",
    "0008_directory"
);
const PURGE: &str = "accounts.purge";

/// The tool; cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    foundation: Foundation,
    hasher: Hasher,
    studio: Studio,
    notes: Notes,
}

impl Accounts {
    /// The tool on this foundation.
    #[allow(clippy::needless_pass_by_value, reason = "every tool is made with its own configuration")]
    pub fn new(foundation: Foundation, config: Config) -> Self {
        let hasher = Hasher::new(&config, foundation.random.clone());
        Self::with(foundation, hasher)
    }

    fn with(foundation: Foundation, hasher: Hasher) -> Self {
        Self(Arc::new(Inner { foundation, hasher, studio: Studio::default(), notes: Notes::default() }))
    }

    /// How many password hashes were computed since the start: all signs of life of the door, for metrics.
    pub fn password_hashes(&self) -> u64 {
        self.hasher().computed()
    }

    fn foundation(&self) -> &Foundation {
        &self.0.foundation
    }

    fn now(&self) -> jiff::Timestamp {
        self.foundation().clock.now()
    }

    fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    fn studio(&self) -> &Studio {
        &self.0.studio
    }

    fn notes(&self) -> &Notes {
        &self.0.notes
    }
}

impl Tool for Accounts {
    fn name(&self) -> &'static str {
        "accounts"
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

    fn user_details<'a>(&'a self, tx: &'a mut Tx, org: &'a Org, caller: &'a Caller) -> InTx<'a, Map<String, Value>> {
        Box::pin(nextcloud::details(tx, org, caller))
    }

    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: &'a Org,
        caller: &'a Caller,
        sought: &'a Sought,
    ) -> InTx<'a, Vec<Found>> {
        Box::pin(self.find_in_directory(tx, org, caller, sought))
    }

    fn protocols(&self) -> Vec<Protocol> {
        nextcloud::protocols(self)
    }

    fn notice_kinds(&self) -> &'static [base_suite::NoticeKind] {
        safety::KINDS
    }

    fn jobs(&self, jobs: base_jobs::Builder) -> base_jobs::Builder {
        let this = self.clone();
        let (ending, forgotten) = (self.clone(), self.clone());
        jobs.handler(PURGE, move |_| {
            let this = this.clone();
            async move { Ok(this.purge().await?) }
        })
        .handler(service::END, move |job| {
            let this = ending.clone();
            async move { this.end_stay(&job).await }
        })
        .handler(service::FORGOTTEN, move |job| {
            let this = forgotten.clone();
            async move { this.write_forgotten(&job).await }
        })
        .cron(PURGE, Duration::from_secs(3_600), PURGE)
    }

    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.export_rows(org.id, to).await })
    }

    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.import_rows(org.id, from).await })
    }
}
