//! Accounts: the people of an organisation, their groups, and how they prove who they are.
//!
//! What holds:
//! - A handle is given once, for good: also when its person is gone.
//! - Of sessions and device passwords a SHA-256 is kept, of account passwords an Argon2id hash; none of them is
//!   logged, recorded or exported in clear.
//! - What is revoked, ended or suspended is refused at the next request, and pages left open are told to ask again.
//! - At the door the answer, and the number of hashes, are the same for accounts that exist and those that do not.
//! - Groups nest and never contain themselves; a deleted one is there for nobody until it comes back. Those who follow the directory do so in the same transaction.
//!
//! Every table has `org_id` first in its key. The statements named `PURGE` clean up after time alone, in all
//! organisations at once.

mod addresses;
mod api;
mod archive;
mod authenticate;
mod config;
mod directory;
mod domains;
mod error;
mod events;
mod letters;
pub mod model;
mod nextcloud;
mod password;
mod registration_letters;
mod safety;
mod service;
mod sheet;
pub mod store;
#[cfg(test)]
mod tests;
mod throttle;
mod tokens;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use base_db::Tx;
use base_id::{GroupId, OrgId};
use base_pictures::Studio;
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{
    Boxed, Caller, Found, Foundation, InTx, NoticeKind, Object, Org, Protocol, Recorded, Retention, Sought, Tool,
};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;

pub use config::Config;
pub use error::Error;
pub use model::{Joining, Member, NewPerson, PersonRecord};
pub use service::{
    Asking, Author, BulkAct, Entrance, GroupChange, InvitationDraft, NewAppPassword, NewGroup, Newcomer, Origin,
    Outcome, PersonChange, Profile, ProfileChange, RulesDraft, SignIn, SignedIn,
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
    "0007_joining",
    "0008_directory",
    "0009_spaces"
);
const PURGE: &str = "accounts.purge";
/// What people are told of: the safety of their account, their groups, and who asks to join.
static NOTICES: LazyLock<Vec<NoticeKind>> =
    LazyLock::new(|| [safety::KINDS, service::KINDS, registration_letters::KINDS].concat());

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

    fn retention(&self) -> Vec<Retention> {
        vec![service::KEPT, service::LISTS_KEPT]
    }

    fn recorded<'a>(&'a self, tx: &'a mut Tx, org: &'a Org, caller: &'a Caller) -> InTx<'a, Vec<Recorded>> {
        Box::pin(service::recorded(tx, org.id, caller, self.now()))
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

    fn jobs(&self, jobs: base_jobs::Builder) -> base_jobs::Builder {
        let this = self.clone();
        let (ending, forgotten, purging, forgetful) = (self.clone(), self.clone(), self.clone(), self.clone());
        let (importing, writing, answering) = (self.clone(), self.clone(), self.clone());
        jobs.handler(PURGE, move |_| {
            let this = this.clone();
            async move { Ok(this.purge().await?) }
        })
        .handler(service::FORGET, move |_| {
            let this = forgetful.clone();
            async move { this.forget_old().await }
        })
        .handler(service::END, move |job| {
            let this = ending.clone();
            async move { this.end_stay(&job).await }
        })
        .handler(service::FORGOTTEN, move |job| {
            let this = forgotten.clone();
            async move { this.write_forgotten(&job).await }
        })
        .handler(service::PURGE_GROUP, move |job| {
            let this = purging.clone();
            async move { this.purge_group(&job).await }
        })
        .handler(service::IMPORT, move |job| {
            let this = importing.clone();
            async move { this.run_import(&job).await }
        })
        .handler(service::LETTERS, move |job| {
            let this = writing.clone();
            async move { this.write_letters_due(&job).await }
        })
        .handler(service::REGISTER, move |job| {
            let this = answering.clone();
            async move { this.answer_registration(&job).await }
        })
        .cron(PURGE, Duration::from_secs(3_600), PURGE)
        .cron(service::FORGET, Duration::from_secs(24 * 3_600), service::FORGET)
    }

    fn notice_kinds(&self) -> &'static [NoticeKind] {
        &NOTICES
    }

    fn object_kinds(&self) -> &'static [&'static str] {
        &[service::GROUP]
    }

    fn may_see<'a>(&'a self, tx: &'a mut Tx, org: OrgId, caller: &'a Caller, object: &'a Object) -> InTx<'a, bool> {
        Box::pin(service::sees(tx, org, caller, GroupId::from_uuid(object.id)))
    }

    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.export_rows(org.id, to).await })
    }

    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { self.import_rows(org.id, from).await })
    }
}
