//! A tool: something a person opens.

use std::sync::Arc;

use base_db::{Migrations, Sql, Tx};
use base_id::{GroupId, OrgId};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::archive::{ArchiveError, Reader, Writer};
use crate::{Boxed, Caller, Change, Found, InTx, NoticeKind, Org, Place, Recorded, Retention, Sought, Space};

/// What the server composes. Export and import have no default: a tool that an organisation cannot leave with
/// does not compile.
pub trait Tool: Send + Sync + 'static {
    /// Its name, as it stands in `/api/<name>` and in the folder `tools/<name>`.
    fn name(&self) -> &'static str;

    /// Whether it is part of every organisation. Any other can be switched off: from the next request on it answers
    /// nothing there, is told of nothing by sockets, and adds nothing to what tools share, while it goes on following
    /// changes and keeps what it holds.
    fn always(&self) -> bool {
        false
    }

    /// Its schema.
    fn migrations(&self) -> Migrations;

    /// Every statement it runs, for the test that prepares them on both engines.
    fn statements(&self) -> Vec<&'static Sql>;

    /// Its REST operations, relative to `/api/<name>`.
    fn api(&self) -> OpenApiRouter;

    /// The absolute paths that it alone owns, for foreign protocols.
    fn protocols(&self) -> Vec<Protocol> {
        Vec::new()
    }

    /// Its durable jobs and timers.
    fn jobs(&self, jobs: base_jobs::Builder) -> base_jobs::Builder {
        jobs
    }

    /// Follows a change of the directory within its transaction.
    fn follow<'a>(&'a self, _tx: &'a mut Tx, _org: OrgId, _change: &'a Change) -> InTx<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    /// The kinds of objects whose events it decides on with [`may_see`](Self::may_see): `["drive"]`.
    fn object_kinds(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether `caller` may now see an event about `object`.
    fn may_see<'a>(&'a self, _tx: &'a mut Tx, _org: OrgId, _caller: &'a Caller, _object: &'a Object) -> InTx<'a, bool> {
        Box::pin(async { Ok(false) })
    }

    /// What it can give a group. It makes, hides and removes it by following the directory.
    fn space(&self) -> Option<Space> {
        None
    }

    /// Where what it gave to `group` is, if the caller sees it.
    fn place<'a>(
        &'a self,
        _tx: &'a mut Tx,
        _org: &'a Org,
        _caller: &'a Caller,
        _group: GroupId,
    ) -> InTx<'a, Option<Place>> {
        Box::pin(async { Ok(None) })
    }

    /// The kinds of notices that it tells people.
    fn notice_kinds(&self) -> &'static [NoticeKind] {
        &[]
    }

    /// How long it keeps what it records, where an organisation may choose: its jobs ask
    /// [`retention`](crate::retention).
    fn retention(&self) -> Vec<Retention> {
        Vec::new()
    }

    /// What it records about the caller.
    fn recorded<'a>(&'a self, _tx: &'a mut Tx, _org: &'a Org, _caller: &'a Caller) -> InTx<'a, Vec<Recorded>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Things of its own that the caller may see and whose names fit what is sought, the best first.
    fn find<'a>(
        &'a self,
        _tx: &'a mut Tx,
        _org: &'a Org,
        _caller: &'a Caller,
        _sought: &'a Sought,
    ) -> InTx<'a, Vec<Found>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// What it knows of the caller that programs of the Nextcloud family ask for at `/ocs/v2.php/cloud/user`: a name,
    /// a quota. What tools say is merged.
    fn user_details<'a>(&'a self, _tx: &'a mut Tx, _org: &'a Org, _caller: &'a Caller) -> InTx<'a, Map<String, Value>> {
        Box::pin(async { Ok(Map::new()) })
    }

    /// What it adds to paths and headers that several tools share.
    fn contributions(&self) -> Contributions {
        Contributions::default()
    }

    /// Writes everything it holds of `org` into `to`.
    fn export<'a>(&'a self, org: Arc<Org>, to: &'a Writer) -> Boxed<'a, Result<(), ArchiveError>>;

    /// Takes everything of `org` from an archive, into an organisation that holds nothing of this tool.
    fn import<'a>(&'a self, org: Arc<Org>, from: &'a Reader) -> Boxed<'a, Result<(), ArchiveError>>;
}

/// A subtree of the URL space that one tool owns.
pub struct Protocol {
    /// Where it begins: `/dav/files`.
    pub path: &'static str,
    /// What answers there; it sees whole paths.
    pub router: axum::Router,
}

/// Something that events are about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    /// `drive`, later `room`, `calendar`...
    pub kind: String,
    /// Its identifier.
    pub id: Uuid,
}

/// What a tool adds to shared paths and headers. `base/web` assembles these; no tool owns a shared path.
#[derive(Debug, Clone, Default)]
pub struct Contributions {
    /// Entries of `/.well-known/` (RFC 8615).
    pub well_known: Vec<WellKnown>,
    /// Collections listed at `/dav/`.
    pub dav_collections: Vec<DavCollection>,
    /// Additions to the Content-Security-Policy of the front, as `("img-src", "blob:")`.
    pub csp: Vec<(&'static str, &'static str)>,
    /// What the server can do, as programs of the Nextcloud family ask: the object `capabilities` of
    /// `/ocs/v2.php/cloud/capabilities`. Objects of several tools are merged.
    ///
    /// In a text, `{origin}` stands for the scheme and host by which the program reached us (`https://communs.example`),
    /// `{websockets}` for the same over websockets (`wss://communs.example`), and `{logo}` for the version of the
    /// organisation's logo; a text with `{logo}` is left out where there is no logo.
    pub capabilities: Map<String, Value>,
    /// Methods that it answers at the root of the collections, `/dav/` and `/remote.php/dav/`: `SEARCH`, `REPORT`.
    pub dav_methods: Vec<DavMethod>,
}

/// A method at the root of the collections.
#[derive(Debug, Clone)]
pub struct DavMethod {
    /// `SEARCH`.
    pub name: &'static str,
    /// What answers; it sees whole paths, and checks the caller as ever.
    pub router: axum::Router,
}

/// An entry of `/.well-known/`, answered with a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WellKnown {
    /// `webdav`, `caldav`...
    pub name: &'static str,
    /// The path it leads to.
    pub location: &'static str,
}

/// A collection that WebDAV clients may start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DavCollection {
    /// Its path, with `{handle}` for the caller's handle: `/dav/files/{handle}/`. The tool answers below `/remote.php`
    /// too, where programs of the Nextcloud family look for it.
    pub path: &'static str,
    /// What it is, for a listing.
    pub title: &'static str,
}
