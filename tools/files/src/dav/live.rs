//! Live properties: those whose values the server knows.
//!
//! Quota and the properties of sync clients are given to those who name them (RFC 4331 section 2 asks for that); the
//! rest also to `allprop`.

use std::sync::LazyLock;

use base_dav::headers::ETag;
use base_dav::lock::SUPPORTED_LOCK;
use base_dav::{Properties, QName, Tag, XmlWriter, ns};
use base_suite::access::Role;
use http::HeaderName;

use crate::model::Node;
use crate::service::Reached;

/// A live property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Live {
    /// `resourcetype`: a collection or nothing.
    ResourceType,
    /// `displayname`: the name.
    DisplayName,
    /// `getcontentlength` of a file.
    ContentLength,
    /// `getcontenttype` of a file.
    ContentType,
    /// `getetag`.
    ETag,
    /// `getlastmodified`.
    LastModified,
    /// `creationdate`.
    CreationDate,
    /// `supportedlock`: the same everywhere.
    SupportedLock,
    /// `lockdiscovery`: the locks that are on it.
    LockDiscovery,
    /// `quota-available-bytes` of a folder whose drive has a quota.
    QuotaAvailable,
    /// `quota-used-bytes` of a folder.
    QuotaUsed,
    /// The integer by which sync clients know it.
    FileId,
    /// The same, unique beyond this installation.
    Id,
    /// Bytes; of a folder, of all beneath it.
    Size,
    /// What the caller may do, as letters.
    Permissions,
    /// Whether the caller marked it as a favourite: 1 or 0.
    Favourite,
    /// Whether a small picture can be made of it.
    HasPreview,
    /// The digests that the writer of a file announced.
    Checksums,
    /// With whom it is shared beyond its drive, by kinds: nobody.
    ShareTypes,
    /// Changes when the installation was restored from a backup; of the root alone.
    DataFingerprint,
    /// When it came here, in seconds since 1970.
    UploadTime,
}

/// All of them: the name, whether `allprop` gives it, and which.
static ALL: [(QName, bool, Live); 21] = [
    (QName::dav("resourcetype"), true, Live::ResourceType),
    (QName::dav("displayname"), true, Live::DisplayName),
    (QName::dav("getcontentlength"), true, Live::ContentLength),
    (QName::dav("getcontenttype"), true, Live::ContentType),
    (QName::dav("getetag"), true, Live::ETag),
    (QName::dav("getlastmodified"), true, Live::LastModified),
    (QName::dav("creationdate"), true, Live::CreationDate),
    (QName::dav("supportedlock"), true, Live::SupportedLock),
    (QName::dav("lockdiscovery"), true, Live::LockDiscovery),
    (QName::dav("quota-available-bytes"), false, Live::QuotaAvailable),
    (QName::dav("quota-used-bytes"), false, Live::QuotaUsed),
    (QName::from_static(ns::OWNCLOUD, "fileid"), false, Live::FileId),
    (QName::from_static(ns::OWNCLOUD, "id"), false, Live::Id),
    (QName::from_static(ns::OWNCLOUD, "size"), false, Live::Size),
    (QName::from_static(ns::OWNCLOUD, "permissions"), false, Live::Permissions),
    (QName::from_static(ns::OWNCLOUD, "favorite"), false, Live::Favourite),
    (QName::from_static(ns::NEXTCLOUD, "has-preview"), false, Live::HasPreview),
    (QName::from_static(ns::OWNCLOUD, "checksums"), false, Live::Checksums),
    (QName::from_static(ns::OWNCLOUD, "share-types"), false, Live::ShareTypes),
    (QName::from_static(ns::OWNCLOUD, "data-fingerprint"), false, Live::DataFingerprint),
    (QName::from_static(ns::NEXTCLOUD, "upload_time"), false, Live::UploadTime),
];

static CHECKSUM: LazyLock<Tag> = LazyLock::new(|| Tag::new(&QName::from_static(ns::OWNCLOUD, "checksum")));

impl Live {
    /// The live property of this name.
    pub fn named(name: &QName) -> Option<Self> {
        ALL.iter().find(|(known, _, _)| known == name).map(|(_, _, live)| *live)
    }

    /// All, with the tags to write them with and whether `allprop` gives them.
    pub fn all() -> impl Iterator<Item = (Self, Tag, bool)> {
        ALL.iter().map(|(name, in_allprop, live)| (*live, Tag::new(name), *in_allprop))
    }

    /// Whether a resource has it.
    pub fn is_had_by(self, resource: &Resource<'_>) -> bool {
        let folder = resource.node.is_folder();
        match self {
            Self::ContentLength => !folder,
            Self::ContentType => !folder && resource.node.media_type.is_some(),
            Self::QuotaAvailable => folder && resource.quota.available.is_some(),
            Self::QuotaUsed => folder,
            Self::Checksums => resource.checksums.is_some(),
            Self::DataFingerprint => resource.top && !resource.mounted,
            _ => true,
        }
    }

    /// Writes its value, which the resource has.
    pub fn write(self, tag: &Tag, resource: &Resource<'_>, props: &mut Properties<'_>) {
        let node = resource.node;
        match self {
            Self::ResourceType if node.is_folder() => props.xml(tag, |xml| xml.raw("<d:collection/>")),
            Self::ResourceType | Self::ShareTypes | Self::DataFingerprint => props.empty(tag),
            Self::DisplayName => props.text(tag, resource.name),
            Self::ContentLength | Self::Size => props.number(tag, node.size),
            Self::ContentType => props.text(tag, node.media_type.as_deref().unwrap_or(UNKNOWN_TYPE)),
            Self::ETag => props.etag(tag, &resource.etag),
            Self::LastModified => props.http_date(tag, node.modified_at),
            Self::CreationDate => props.rfc3339(tag, node.created_at),
            Self::SupportedLock => props.xml(tag, |xml| xml.raw(SUPPORTED_LOCK)),
            Self::LockDiscovery => props.xml(tag, |xml| (resource.locks)(xml)),
            Self::QuotaAvailable => props.number(tag, resource.quota.available.unwrap_or(0)),
            Self::QuotaUsed => props.number(tag, resource.quota.used),
            Self::FileId => props.number(tag, node.fileid),
            Self::Id => props.text(tag, &id(node)),
            Self::Permissions => props.text(tag, permissions(resource)),
            Self::Favourite => props.number(tag, resource.favourite.into()),
            Self::Checksums => props.xml(tag, |xml| {
                xml.element(&CHECKSUM, resource.checksums.unwrap_or_default());
            }),
            Self::UploadTime => props.number(tag, node.created_at.as_second()),
            Self::HasPreview => props.text(tag, if node.has_preview() { "true" } else { "false" }),
        }
    }
}

/// What contents are of which nothing is known.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A folder or file as its properties see it.
pub struct Resource<'a> {
    /// What is stored.
    pub node: &'a Node,
    /// What it is called where it is listed.
    pub name: &'a str,
    /// Its entity tag.
    pub etag: ETag,
    /// What the caller may do.
    pub role: Role,
    /// Whether it is in a group's drive.
    pub mounted: bool,
    /// Whether it is the root of a drive, which stays where it is.
    pub top: bool,
    /// Whether it is a favourite of the caller's.
    pub favourite: bool,
    /// The room in its drive.
    pub quota: Quota,
    /// What the writer of a file said of its digests.
    pub checksums: Option<&'a str>,
    /// Writes the locks that are on it.
    pub locks: &'a dyn Fn(&mut XmlWriter<'_>),
}

/// The room in a drive.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quota {
    /// Bytes that are left; none without a limit.
    pub available: Option<i64>,
    /// Bytes that are used.
    pub used: i64,
}

/// What sync clients know a file by; begins with its number, in eight digits at least.
pub fn id(node: &Node) -> String {
    id_of(node.fileid)
}

/// The same, of its number.
pub fn id_of(fileid: i64) -> String {
    format!("{fileid:08}liiibre")
}

/// `G` readable, `D` can be deleted, `NV` renamed and moved, `W` written, `CK` added to.
///
/// Never `M`, a mount, though a group's drive is one: the desktop app takes that for a storage elsewhere and syncs none
/// of it until somebody agrees. Without `D` and `NV` it leaves the drive's folder where it is all the same.
fn permissions(resource: &Resource<'_>) -> &'static str {
    letters(resource.role, resource.top, resource.node.is_folder())
}

/// The same, of what was reached.
pub fn permissions_of(reached: &Reached) -> &'static str {
    letters(reached.seen.role, reached.is_root(), reached.node.is_folder())
}

fn letters(role: Role, top: bool, folder: bool) -> &'static str {
    match (role >= Role::Editor, top, folder) {
        (false, ..) => "G",
        (true, true, _) => "GCK",
        (true, false, true) => "GDNVCK",
        (true, false, false) => "GDNVW",
    }
}

/// The headers by which sync clients learn the id and the version of what they have just made.
pub fn made(node: &Node) -> [(HeaderName, String); 3] {
    let etag = ETag::strong(node.etag()).to_string();
    [
        (http::header::ETAG, etag.clone()),
        (HeaderName::from_static("oc-etag"), etag),
        (HeaderName::from_static("oc-fileid"), id(node)),
    ]
}
