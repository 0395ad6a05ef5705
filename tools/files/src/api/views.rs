//! Drives and nodes as they are sent.

use base_id::PersonId;
use base_suite::Caller;
use base_suite::access::Role;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Files;
use crate::model::{DriveId, DriveKind, Node, NodeId, NodeKind, Seen};
use crate::service::nodes::People;
use crate::service::{Actor, Reached, drives};

/// Times are RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime)]
#[serde(transparent)]
pub(super) struct Time(pub Timestamp);

/// A person, as far as a list needs them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonRef)]
pub(super) struct PersonView {
    id: PersonId,
    name: String,
}

/// A person among those whose names are known.
pub(super) fn person(id: Option<PersonId>, people: &People) -> Option<PersonView> {
    let id = id?;
    Some(PersonView { id, name: people.get(&id)?.clone() })
}

/// A drive.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Drive)]
pub(super) struct DriveView {
    id: DriveId,
    kind: DriveKind,
    /// The group's name, or the person's handle.
    name: String,
    root_id: NodeId,
    #[schema(required)]
    group_id: Option<Uuid>,
    /// Bytes that it may hold; `null` without a limit.
    #[schema(required)]
    quota_bytes: Option<i64>,
    /// Bytes that it holds, its trash included.
    used_bytes: i64,
    role: Role,
    /// Grows with each change.
    version: i64,
}

pub(super) fn drive(files: &Files, actor: &Actor, seen: Seen) -> DriveView {
    let quota_bytes = drives::quota(files, actor, &seen.drive);
    let Seen { drive, role } = seen;
    DriveView {
        id: drive.id,
        kind: drive.kind,
        root_id: drive.root,
        group_id: (drive.kind == DriveKind::Group).then_some(drive.owner),
        quota_bytes,
        used_bytes: drive.used_bytes,
        version: drive.version,
        name: drive.name,
        role,
    }
}

/// A folder or a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Node)]
pub(super) struct NodeView {
    id: NodeId,
    drive_id: DriveId,
    /// `null` for the root of a drive.
    #[schema(required)]
    parent_id: Option<NodeId>,
    kind: NodeKind,
    name: String,
    /// Bytes; of a folder, of all that is beneath it.
    size: i64,
    #[schema(required)]
    media_type: Option<String>,
    modified_at: Time,
    #[schema(required)]
    modified_by: Option<PersonView>,
    created_at: Time,
    /// Of a file it changes with its contents; of a folder, with anything at or beneath it.
    etag: String,
    /// The integer by which sync clients know it.
    fileid: i64,
    has_preview: bool,
    /// What the caller may do with it.
    role: Role,
}

pub(super) fn node(seen: &Seen, node: Node, people: &People) -> NodeView {
    NodeView {
        etag: node.etag(),
        has_preview: node.has_preview(),
        modified_by: person(node.modified_by, people),
        id: node.id,
        drive_id: seen.drive.id,
        parent_id: node.parent,
        kind: node.kind,
        name: node.name,
        size: node.size,
        media_type: node.media_type,
        modified_at: Time(node.modified_at),
        created_at: Time(node.created_at),
        fileid: node.fileid,
        role: seen.role,
    }
}

/// What the caller has just changed.
pub(super) fn changed(reached: Reached, caller: &Caller) -> NodeView {
    let people = People::from([(caller.person, caller.name.clone())]);
    node(&reached.seen, reached.node, &people)
}

/// A step on the way from the root of a drive.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PathStep)]
pub(super) struct StepView {
    id: NodeId,
    name: String,
}

/// A folder or a file with the way to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NodeWithPath)]
pub(super) struct NodeWithPath {
    #[serde(flatten)]
    node: NodeView,
    /// From the root of its drive to itself.
    path: Vec<StepView>,
}

pub(super) fn with_path(reached: Reached, people: &People) -> NodeWithPath {
    let path = reached.chain.iter().rev().map(|(id, name)| StepView { id: *id, name: name.clone() }).collect();
    NodeWithPath { node: node(&reached.seen, reached.node, people), path }
}

/// A response header that is an entity tag.
pub(super) fn etag(opaque: &str) -> [(http::HeaderName, String); 1] {
    [(http::header::ETAG, format!("\"{opaque}\""))]
}

impl NodeView {
    /// Its entity tag, as a response header.
    pub fn etag_header(&self) -> [(http::HeaderName, String); 1] {
        etag(&self.etag)
    }
}

impl NodeWithPath {
    /// Its entity tag, as a response header.
    pub fn etag_header(&self) -> [(http::HeaderName, String); 1] {
        self.node.etag_header()
    }
}
