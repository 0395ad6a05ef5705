//! Files: drives, folders, contents, trash; by REST, by WebDAV, and for other tools.
//!
//! Each member has a drive and so has each group that has a folder, owned by the organisation. A drive is one tree below a root, and
//! what was deleted below a trash of its own.
//!
//! What holds:
//! - Rights come from the roles granted on a drive ([`service::access`]), decided anew at every request. What the
//!   caller may not see is not found, whatever they do to it.
//! - A folder's size is the sum of what is beneath it, and its change number is at least as high as any beneath it:
//!   every change reaches every folder above, with one statement. A node's change number never goes back.
//! - `used_bytes` of a drive is the size of its root and its trash. Former versions do not count: there is one for
//!   five minutes of a file's life, the newest 20 of those ([`model::superseded`]).
//! - Each row of `version_extents`, `upload_extents` and `previews` is one reference to its extent, counted in the
//!   transaction that adds or removes it. Contents are never copied, but referred to.
//! - No transaction grows with a tree: moving, deleting and emptying the trash are a handful of rows whatever hangs
//!   beneath; copying and purging go a hundred nodes at a time, out of sight.
//! - The words of a node's name stand in `node_words` with its folder, while it hangs in one: written and forgotten
//!   where the name is ([`store::nodes`]).
//! - What a client was told is stored is on the disk; what was refused leaves nothing behind.
//!
//! # For foreign protocols
//!
//! [`service`] has one function for each use case, which takes an [`service::Actor`], what to work on as
//! [`service::At`] or [`service::Slot`] (by identifier, or by path in the caller's tree), and
//! [`service::Conditions`] (entity tags and lock tokens):
//!
//! | | |
//! | --- | --- |
//! | look | [`service::nodes::get`], [`service::contents::open`], and in one read transaction [`service::Scope::open`], [`service::paths::locate`], [`service::paths::mounts`], [`service::nodes::children`], [`service::properties::of_children`], [`service::favourites::all`], [`service::locks::in_drive`], [`service::drives::available`] |
//! | change | [`service::folders::create`], [`service::contents::put`], [`service::moves::relocate`], [`service::copies::copy`], [`service::trash::discard`], [`service::properties::patch`] |
//! | lock | [`service::locks::lock`], [`service::locks::refresh`], [`service::locks::unlock`] |
//!
//! Installation-level table (no `org_id` first in its key): `fileids`.

mod api;
mod archive;
mod config;
pub mod dav;
mod download;
pub mod events;
mod files;
pub mod model;
pub mod nextcloud;
pub mod service;
pub mod store;
#[cfg(test)]
mod tests;
mod zip;

use std::sync::Arc;
use std::time::Duration;

use base_db::Tx;
use base_i18n::Text;
use base_id::{GroupId, OrgId};
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{
    Boxed, Caller, Change, Contributions, DavCollection, Found, InTx, Kept, NoticeKind, Object, Org, Place, Protocol,
    Recorded, Retention, Sought, Space, Tool, WellKnown, access,
};
use utoipa_axum::router::OpenApiRouter;

pub use config::Config;
pub use files::Files;

use model::DriveId;
use service::{Actor, Error, drives, purge};

/// How often what has run out is looked for.
const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);

impl Tool for Files {
    fn name(&self) -> &'static str {
        events::NAME
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

    fn protocols(&self) -> Vec<Protocol> {
        let dav = |path| Protocol { path, router: dav::router(self.clone(), path) };
        let mut protocols: Vec<Protocol> = [dav::PATH, dav::NEXTCLOUD, dav::LEGACY].map(dav).into();
        protocols.extend(nextcloud::protocols(self));
        protocols
    }

    fn jobs(&self, jobs: base_jobs::Builder) -> base_jobs::Builder {
        let (purging, tidying) = (self.clone(), self.clone());
        jobs.handler(purge::PURGE, move |job| {
            let files = purging.clone();
            async move {
                match job.org {
                    Some(org) => purge::purge(&files, org).await,
                    None => Err(base_jobs::JobError::dead("a purge is of one organisation")),
                }
            }
        })
        .handler(purge::TIDY, move |_| {
            let files = tidying.clone();
            async move { purge::tidy(&files).await }
        })
        .cron("files.tidy", TIDY_EVERY, purge::TIDY)
    }

    fn follow<'a>(&'a self, tx: &'a mut Tx, org: OrgId, change: &'a Change) -> InTx<'a, ()> {
        Box::pin(events::follow(self, tx, org, change))
    }

    fn space(&self) -> Option<Space> {
        Some(events::SPACE)
    }

    fn place<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: &'a Org,
        caller: &'a Caller,
        group: GroupId,
    ) -> InTx<'a, Option<Place>> {
        Box::pin(async move {
            match drives::place(self, tx, Actor::new(org, caller), &caller.handle, group).await {
                Ok(place) => Ok(place),
                Err(Error::Database(error)) => Err(error),
                Err(_) => Ok(None),
            }
        })
    }

    fn object_kinds(&self) -> &'static [&'static str] {
        &[events::DRIVE]
    }

    fn may_see<'a>(&'a self, tx: &'a mut Tx, org: OrgId, caller: &'a Caller, object: &'a Object) -> InTx<'a, bool> {
        Box::pin(async move {
            let Some(principals) = self.directory().principals(tx, org, caller.person).await? else {
                return Ok(false);
            };
            let drive = store::drives::one(tx, org, DriveId::from_uuid(object.id)).await?;
            Ok(drive.is_some_and(|drive| !drive.closed) && access::role(tx, &principals, object).await?.is_some())
        })
    }

    fn recorded<'a>(&'a self, _: &'a mut Tx, _: &'a Org, _: &'a Caller) -> InTx<'a, Vec<Recorded>> {
        let kept_while = Text {
            fr: "Tant que le fichier existe, corbeille comprise",
            en: "For as long as there is the file, the trash included",
        };
        let files = Recorded {
            title: Text { fr: "Vos fichiers", en: "Your files" },
            about: Text {
                fr: "Leur contenu, leurs versions récentes, qui les a modifiés et quand. Vos dossiers ne sont ouverts qu’à vous, ceux d’un groupe qu’à ses membres.",
                en: "What they hold, their recent versions, who changed them and when. Your folders are open to you alone, those of a group to its members.",
            },
            kept: Kept::Until(kept_while),
            count: None,
            link: Some("/files"),
        };
        let trash = Recorded {
            title: Text { fr: "Ce que vous avez supprimé", en: "What you deleted" },
            about: Text {
                fr: "Reste dans la corbeille, d’où vous pouvez le restaurer ou l’effacer pour de bon.",
                en: "Stays in the trash, where you can restore it or erase it for good.",
            },
            kept: Kept::Days(self.config().trash()),
            count: None,
            link: None,
        };
        Box::pin(async { Ok(vec![files, trash]) })
    }

    fn notice_kinds(&self) -> &'static [NoticeKind] {
        service::storage::KINDS
    }

    fn retention(&self) -> Vec<Retention> {
        vec![self.config().trash()]
    }

    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: &'a Org,
        caller: &'a Caller,
        sought: &'a Sought,
    ) -> InTx<'a, Vec<Found>> {
        Box::pin(service::find::find(self, tx, org, caller, sought))
    }

    fn user_details<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: &'a Org,
        caller: &'a Caller,
    ) -> InTx<'a, serde_json::Map<String, serde_json::Value>> {
        Box::pin(nextcloud::capabilities::user_details(self, tx, org, caller))
    }

    fn contributions(&self) -> Contributions {
        Contributions {
            well_known: vec![WellKnown { name: "webdav", location: "/dav/" }],
            dav_collections: vec![DavCollection { path: "/dav/files/{handle}/", title: "Files" }],
            dav_methods: nextcloud::dav_methods(self),
            capabilities: nextcloud::capabilities::capabilities(),
            ..Contributions::default()
        }
    }

    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { archive::export(self, &org, to).await })
    }

    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>> {
        Box::pin(async move { archive::import(self, &org, from).await })
    }
}

/// The schema.
pub const MIGRATIONS: base_db::Migrations = base_db::migrations!(
    "files",
    "0001_nodes",
    "0002_contents",
    "0003_dav",
    "0004_favourites",
    "0005_transfers",
    "0006_transfer_totals",
    "0007_search",
    "0008_words",
);
