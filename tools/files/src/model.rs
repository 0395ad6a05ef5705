//! Types and pure rules: no I/O.

mod checksum;
mod media;
pub(crate) mod name;
pub mod search;
mod sort;
mod thinning;
mod transfer;
pub mod words;

use base_id::PersonId;
use base_suite::access::Role;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use checksum::{Algorithm, Checksums, Digests, InvalidChecksum};
pub use media::{has_preview, is_active, media_type_of};
pub use name::{InvalidName, LONGEST_NAME, check_name, numbered, relative_path, restored};
pub use sort::sort_key;
pub use thinning::{Kept, superseded};
pub use transfer::{Chunk, Transfer, gap, position};

base_db::typed_id! {
    /// A drive: one tree of folders and files, with its trash, of a person or a group.
    DriveId,
    /// A folder or a file. Survives renames, moves and new contents.
    NodeId,
    /// What a file held at one time.
    VersionId,
    /// Contents on their way in.
    UploadId,
    /// Contents on their way in, as Nextcloud's programs send them.
    TransferId,
}

/// Whose a drive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DriveKind {
    /// One person's.
    Personal,
    /// A group's: its members work in it together.
    Group,
    /// The empty folder that a guest's tree begins with: guests have no storage of their own.
    Guest,
}

base_db::text_enum!(DriveKind { Personal = "personal", Group = "group", Guest = "guest" });

/// A folder or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Holds others.
    Folder,
    /// Has contents.
    File,
}

base_db::text_enum!(NodeKind { Folder = "folder", File = "file" });

/// What to do when the name is taken already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IfExists {
    /// Refuse.
    #[default]
    Fail,
    /// A file gets new contents; in a move or copy, what was there goes to the trash.
    Replace,
    /// Take the next free name: `plan (2).odt`.
    Rename,
    /// Do nothing when the contents are the same, replace them otherwise.
    SkipIdentical,
}

base_db::text_enum!(IfExists {
    Fail = "fail", Replace = "replace", Rename = "rename", SkipIdentical = "skip-identical",
});

/// A drive as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drive {
    /// The identifier.
    pub id: DriveId,
    /// Whose it is.
    pub kind: DriveKind,
    /// The person or the group.
    pub owner: Uuid,
    /// The person's handle or the group's name.
    pub name: String,
    /// Its root folder.
    pub root: NodeId,
    /// What was deleted lies beneath this node.
    pub trash: NodeId,
    /// Grows with each change.
    pub version: i64,
    /// Its own limit; `None` for the one of the organisation or the configuration.
    pub quota_bytes: Option<i64>,
    /// The current contents, those in the trash included; former versions are not.
    pub used_bytes: i64,
    /// Hidden from everybody and frozen, and kept: its group does not have it any more, or its person is a guest.
    pub closed: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

base_db::from_row!(Drive { id, kind, owner, name, root, trash, version, quota_bytes, used_bytes, closed, created_at });

/// A drive and what the caller may do in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The drive.
    pub drive: Drive,
    /// What the caller may do.
    pub role: Role,
}

/// A folder or a file as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The identifier.
    pub id: NodeId,
    /// The folder it lies in; none for roots.
    pub parent: Option<NodeId>,
    /// Its name, byte for byte as given.
    pub name: String,
    /// Folder or file.
    pub kind: NodeKind,
    /// Bytes; of a folder, of all that is beneath it.
    pub size: i64,
    /// Of a file: what its contents are, as far as known.
    pub media_type: Option<String>,
    /// Of a file: what its writer said. Of a folder: when something at or beneath it last changed.
    pub modified_at: Timestamp,
    /// When it was made here.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Option<PersonId>,
    /// Who changed its contents, or a folder's name, last.
    pub modified_by: Option<PersonId>,
    /// The integer by which sync clients know it, on the whole installation.
    pub fileid: i64,
    /// The drive's version at the last change at or beneath it.
    pub change: i64,
    /// The contents of a file.
    pub version: Option<VersionId>,
    /// Whether it has dead properties.
    pub has_properties: bool,
}

base_db::from_row!(Node {
    id,
    parent,
    name,
    kind,
    size,
    media_type,
    modified_at,
    created_at,
    created_by,
    modified_by,
    fileid,
    change,
    version,
    has_properties,
});

impl Node {
    /// Whether it holds others.
    pub fn is_folder(&self) -> bool {
        self.kind == NodeKind::Folder
    }

    /// The strong entity tag, unquoted. Of a file it changes with its contents alone, so that renaming makes nobody
    /// fetch them again; of a folder, with any change at or beneath it.
    pub fn etag(&self) -> String {
        match self.version {
            Some(version) => version.uuid().simple().to_string(),
            None => format!("{:x}-{:x}", self.fileid, self.change),
        }
    }

    /// The same, as WebDAV tells it to somebody with this role. Programs that sync look into a folder again when its tag
    /// has changed: they must, to learn that they may no longer change what is in it, or may again.
    pub fn etag_for(&self, role: Role) -> String {
        let etag = self.etag();
        if self.is_folder() && role < Role::Editor { etag + "-r" } else { etag }
    }

    /// Whether a small picture of it can be made.
    pub fn has_preview(&self) -> bool {
        has_preview(self.media_type.as_deref(), self.size)
    }
}

/// What a file held at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The identifier.
    pub id: VersionId,
    /// The file.
    pub node: NodeId,
    /// Bytes.
    pub size: i64,
    /// What the contents were, as far as known.
    pub media_type: Option<String>,
    /// BLAKE3 of the whole contents, when they were read in one piece.
    pub blake3: Option<Vec<u8>>,
    /// What the program that stored them said of their digests, and was found true; as [`Checksums`] writes it.
    #[serde(default)]
    pub checksums: Option<String>,
    /// When they were stored.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Option<PersonId>,
}

base_db::from_row!(Version { id, node, size, media_type, blake3, checksums, created_at, created_by });

/// A deleted tree that can come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    /// Its top.
    pub id: NodeId,
    /// Folder or file.
    pub kind: NodeKind,
    /// Bytes, of all of it.
    pub size: i64,
    /// What a file's contents are.
    pub media_type: Option<String>,
    /// Where it was.
    pub original_parent: NodeId,
    /// What it was called.
    pub original_name: String,
    /// The way from the drive's root to the folder it was in.
    pub original_path: String,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: Option<PersonId>,
    /// The integer by which sync clients know it.
    pub fileid: i64,
    /// When it was last changed before that.
    pub modified_at: Timestamp,
    /// The contents of a file.
    pub version: Option<VersionId>,
}

base_db::from_row!(Trashed {
    id,
    kind,
    size,
    media_type,
    original_parent,
    original_name,
    original_path,
    deleted_at,
    deleted_by,
    fileid,
    modified_at,
    version,
});

/// Contents on their way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The identifier.
    pub id: UploadId,
    /// The drive they go to, as it was when the upload began.
    pub drive: DriveId,
    /// The folder that `path` starts from.
    pub parent: NodeId,
    /// Where to, relative to it; folders that are missing are made on completion.
    pub path: String,
    /// Bytes in all.
    pub size: i64,
    /// Bytes that are durable.
    pub received: i64,
    /// What to do when the name is taken.
    pub if_exists: IfExists,
    /// What the contents are, when the client said.
    pub media_type: Option<String>,
    /// When the client says that they were last changed.
    pub modified_at: Option<Timestamp>,
    /// Who sends them; nobody else may.
    pub created_by: PersonId,
    /// Until when it can be resumed.
    pub expires_at: Timestamp,
    /// What it became, once complete.
    pub node: Option<NodeId>,
}

base_db::from_row!(Upload {
    id,
    drive,
    parent,
    path,
    size,
    received,
    if_exists,
    media_type,
    modified_at,
    created_by,
    expires_at,
    node,
});

/// Who may lock beside a lock (RFC 4918 section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockScope {
    /// Nobody.
    Exclusive,
    /// Other shared locks.
    Shared,
}

base_db::text_enum!(LockScope { Exclusive = "exclusive", Shared = "shared" });

/// A WebDAV write lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// `urn:uuid:...`: what a client submits to show that it holds the lock.
    pub token: String,
    /// The drive.
    pub drive: DriveId,
    /// What is locked: the lock's root.
    pub node: NodeId,
    /// Depth infinity: what is beneath it too.
    pub deep: bool,
    /// Who may lock beside it.
    pub scope: LockScope,
    /// What the client said of its owner: XML of its own, kept as it came.
    pub owner_xml: String,
    /// Who made it: a token counts in this person's requests alone.
    pub person: PersonId,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

base_db::from_row!(Lock { token, drive, node, deep, scope, owner_xml, person, expires_at });

/// A dead property (RFC 4918 section 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// What has it.
    pub node: NodeId,
    /// The namespace of its name, possibly empty.
    pub namespace: String,
    /// Its local name.
    pub name: String,
    /// Its whole element, as XML that stands on its own.
    pub value_xml: String,
}

base_db::from_row!(Property { node, namespace, name, value_xml });

/// An order of children. Folders always come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By name, as people sort: accents and case last, numbers by value.
    #[default]
    Name,
    /// By time of the last change.
    Modified,
    /// By size.
    Size,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Small to large, old to new.
    #[default]
    Asc,
    /// The other way.
    Desc,
}
