//! What programs are told of what is in the trash.

use base_dav::headers::ETag;
use base_dav::{Multistatus, PropFind, Properties, QName, Tag, ns};
use base_suite::Person;
use jiff::Timestamp;

use crate::dav::live::{UNKNOWN_TYPE, id_of};
use crate::model::{NodeKind, VersionId, has_preview};

/// What may be done with it: read, and deleted for good.
const PERMISSIONS: &str = "GD";

/// A property of what is in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Live {
    ResourceType,
    DisplayName,
    ContentLength,
    ContentType,
    ETag,
    LastModified,
    FileId,
    Id,
    Size,
    Permissions,
    HasPreview,
    Filename,
    OriginalLocation,
    DeletionTime,
    DeletedById,
    DeletedByName,
}

static ALL: [(QName, Live); 16] = [
    (QName::dav("resourcetype"), Live::ResourceType),
    (QName::dav("displayname"), Live::DisplayName),
    (QName::dav("getcontentlength"), Live::ContentLength),
    (QName::dav("getcontenttype"), Live::ContentType),
    (QName::dav("getetag"), Live::ETag),
    (QName::dav("getlastmodified"), Live::LastModified),
    (QName::from_static(ns::OWNCLOUD, "fileid"), Live::FileId),
    (QName::from_static(ns::OWNCLOUD, "id"), Live::Id),
    (QName::from_static(ns::OWNCLOUD, "size"), Live::Size),
    (QName::from_static(ns::OWNCLOUD, "permissions"), Live::Permissions),
    (QName::from_static(ns::NEXTCLOUD, "has-preview"), Live::HasPreview),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-filename"), Live::Filename),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-original-location"), Live::OriginalLocation),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-deletion-time"), Live::DeletionTime),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-deleted-by-id"), Live::DeletedById),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-deleted-by-display-name"), Live::DeletedByName),
];

/// The properties that are asked for.
pub(super) struct Wanted {
    columns: Vec<(Tag, Option<Live>)>,
    bare: bool,
}

impl Wanted {
    pub(super) fn new(asked: PropFind) -> Self {
        let bare = asked == PropFind::PropName;
        let columns = match asked {
            PropFind::Prop(names) => names
                .iter()
                .map(|name| (Tag::new(name), ALL.iter().find(|(known, _)| known == name).map(|(_, live)| *live)))
                .collect(),
            PropFind::AllProp { .. } | PropFind::PropName => {
                ALL.iter().map(|(name, live)| (Tag::new(name), Some(*live))).collect()
            }
        };
        Self { columns, bare }
    }

    pub(super) fn write(&self, answer: &mut Multistatus, href: &str, thing: &Thing<'_>) {
        answer.properties(href, |props| {
            for (tag, live) in &self.columns {
                match live {
                    Some(live) if self.bare && thing.has(*live) => props.empty(tag),
                    Some(live) if thing.has(*live) => thing.write(*live, tag, props),
                    _ if self.bare => {}
                    _ => props.missing(tag),
                }
            }
        });
    }
}

/// What a response is about.
pub(super) enum Thing<'a> {
    /// One of the folders that hold others.
    Shelf,
    /// Something that was deleted.
    Item {
        kind: NodeKind,
        name: &'a str,
        /// Where it was, in the caller's tree.
        location: String,
        size: i64,
        media_type: Option<&'a str>,
        fileid: i64,
        modified_at: Timestamp,
        deleted_at: Timestamp,
        deleted_by: Option<&'a Person>,
        /// The contents of a file.
        version: Option<VersionId>,
    },
}

impl Thing<'_> {
    fn has(&self, live: Live) -> bool {
        match self {
            Self::Shelf => live == Live::ResourceType,
            Self::Item { kind, media_type, deleted_by, .. } => match live {
                Live::ContentLength => *kind == NodeKind::File,
                Live::ContentType => *kind == NodeKind::File && media_type.is_some(),
                Live::DeletedById | Live::DeletedByName => deleted_by.is_some(),
                _ => true,
            },
        }
    }

    fn write(&self, live: Live, tag: &Tag, props: &mut Properties<'_>) {
        let Self::Item { kind, name, location, size, media_type, fileid, modified_at, deleted_at, deleted_by, version } =
            self
        else {
            return props.xml(tag, |xml| xml.raw("<d:collection/>"));
        };
        match live {
            Live::ResourceType if *kind == NodeKind::Folder => props.xml(tag, |xml| xml.raw("<d:collection/>")),
            Live::ResourceType => props.empty(tag),
            Live::DisplayName | Live::Filename => props.text(tag, name),
            Live::ContentLength | Live::Size => props.number(tag, *size),
            Live::ContentType => props.text(tag, media_type.unwrap_or(UNKNOWN_TYPE)),
            Live::ETag => {
                // Of a file the same as its contents have, when they are asked for.
                let of_folder = || format!("{fileid:x}-{:x}", deleted_at.as_microsecond());
                let etag = version.map_or_else(of_folder, |version| version.uuid().simple().to_string());
                props.etag(tag, &ETag::strong(etag));
            }
            Live::LastModified => props.http_date(tag, *modified_at),
            Live::FileId => props.number(tag, *fileid),
            Live::Id => props.text(tag, &id_of(*fileid)),
            Live::Permissions => props.text(tag, PERMISSIONS),
            Live::HasPreview => props.text(tag, if has_preview(*media_type, *size) { "true" } else { "false" }),
            Live::OriginalLocation => props.text(tag, location),
            Live::DeletionTime => props.number(tag, deleted_at.as_second()),
            Live::DeletedById => props.text(tag, deleted_by.map_or("", |person| &person.handle)),
            Live::DeletedByName => props.text(tag, deleted_by.map_or("", |person| &person.name)),
        }
    }
}
