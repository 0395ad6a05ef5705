//! The trash as programs of the Nextcloud family know it, at `/remote.php/dav/trashbin/<handle>/`: `trash` lists what
//! can come back from every drive that the caller may change, by moving it to `restore`; deleting it there is for good.
//!
//! An item is called `plan.odt.d1772442000`: what it was called, and the second in which it was deleted. Where two have
//! that in common, and in the trash of a group, the integer that sync clients know it by follows:
//! `plan.odt.d1772442000-42`. A name that does not say which one is refused, never guessed: the other one might be
//! purged.

use std::collections::HashMap;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base_dav::headers::{Depth, ETag, destination};
use base_dav::{DavPath, Multistatus, Precondition, PropFind, Properties, QName, Tag, XML_CONTENT_TYPE, ns};
use base_db::Tx;
use base_id::PersonId;
use base_suite::Person;
use base_web::{CurrentOrg, SignedBasic};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, Method, StatusCode, header};
use jiff::Timestamp;

use crate::Files;
use crate::dav::asked::whole;
use crate::dav::live::{UNKNOWN_TYPE, id_of};
use crate::dav::refusal::{Refusal, xml};
use crate::model::{Node, NodeId, NodeKind, Trashed, has_preview};
use crate::service::trash::{self, Bin, Listed, bins, listed};
use crate::service::{Actor, Error, Scope, drives, nodes};

/// Where it is.
pub const PATH: &str = "/remote.php/dav/trashbin";

/// Items read and written at a time.
const PAGE: usize = 200;
const TRASH: &str = "trash";
const RESTORE: &str = "restore";
const ON_TRASH: &str = "PROPFIND, DELETE";
const ON_ITEMS: &str = "PROPFIND, MOVE, DELETE";

/// What answers there.
pub fn router(files: Files) -> Router {
    Router::new().route(PATH, any(answer)).route(&format!("{PATH}/{{*path}}"), any(answer)).with_state(files)
}

/// A request to the trash of its caller.
struct Asked {
    files: Files,
    actor: Actor,
    method: Method,
    headers: HeaderMap,
    /// `/remote.php/dav/trashbin/alice`.
    own: DavPath,
}

async fn answer(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let path = DavPath::parse(parts.uri.path())?;
        let mut own = DavPath::parse(PATH)?;
        own.push(&*caller.handle)?;
        let below = path.strip_prefix(&own).ok_or_else(Refusal::not_found)?;
        let actor = Actor::new(&org, &caller);
        let asked = Asked { files, actor, method: parts.method, headers: parts.headers, own };
        dispatch(asked, below.segments(), body).await
    };
    answered.await.unwrap_or_else(IntoResponse::into_response)
}

async fn dispatch(asked: Asked, below: &[String], body: Body) -> Result<Response, Refusal> {
    let names: Vec<&str> = below.iter().map(String::as_str).collect();
    match (&*names, asked.method.as_str()) {
        ([] | [RESTORE], "PROPFIND") => shelves(&asked, &names, body).await,
        ([TRASH], "PROPFIND") => list(asked, body).await,
        ([TRASH], "DELETE") => empty(&asked).await,
        ([TRASH, item, ..], "PROPFIND") => list_in(asked, item, &below[2..], body).await,
        ([TRASH, item], "MOVE") => restore(&asked, item).await,
        ([TRASH, item], "DELETE") => {
            let (_, row) = find(&asked, item).await?;
            trash::purge(&asked.files, asked.actor, row.id).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        ([TRASH, _, _, ..], "MOVE" | "DELETE") => {
            Err(Refusal::new(StatusCode::FORBIDDEN, "A deleted folder comes back, or goes for good, as a whole."))
        }
        ([] | [RESTORE], _) => Err(Refusal::Method("This folder only lists what is in it.", "PROPFIND")),
        ([TRASH], _) => Err(Refusal::Method("The trash is listed, and emptied.", ON_TRASH)),
        ([TRASH, ..], _) => Err(Refusal::Method("What was deleted is moved back, or deleted for good.", ON_ITEMS)),
        _ => Err(Refusal::not_found()),
    }
}

/// What an item is called.
fn item_name(listed: &Listed) -> String {
    let Trashed { original_name, deleted_at, fileid, .. } = &listed.row;
    let second = deleted_at.as_second();
    if listed.ambiguous { format!("{original_name}.d{second}-{fileid}") } else { format!("{original_name}.d{second}") }
}

/// The name, the second and perhaps the integer in what an item is called.
fn parse(item: &str) -> Option<(&str, Timestamp, Option<i64>)> {
    let (name, rest) = item.rsplit_once(".d")?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (second, fileid) = match rest.split_once('-') {
        Some((second, fileid)) => (second, Some(number(fileid)?)),
        None => (rest, None),
    };
    Some((name, Timestamp::from_second(number(second)?).ok()?, fileid))
}

/// The deleted tree that is called `item`.
async fn find(asked: &Asked, item: &str) -> Result<(Bin, Trashed), Refusal> {
    let (name, second, fileid) = parse(item).ok_or_else(Refusal::not_found)?;
    let (files, actor, name) = (asked.files.clone(), asked.actor, name.to_owned());
    let found = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        trash::named(tx, &scope, &name, second, fileid).await
    });
    Ok(found.await?)
}

/// To where it was, whatever name the program would like.
async fn restore(asked: &Asked, item: &str) -> Result<Response, Refusal> {
    let to = destination(&asked.headers)?;
    let to = to.strip_prefix(&asked.own).map(|below| below.segments().to_vec()).unwrap_or_default();
    if to.len() != 2 || to[0] != RESTORE {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "What was deleted comes back by moving it to restore."));
    }
    let (_, row) = find(asked, item).await?;
    let back = trash::restore(&asked.files, asked.actor, row.id).await?;
    Ok((StatusCode::CREATED, crate::dav::live::made(&back.node)).into_response())
}

/// The caller's own trash alone: what is in those of groups was deleted by others too.
async fn empty(asked: &Asked) -> Result<Response, Refusal> {
    let (files, actor) = (asked.files.clone(), asked.actor);
    let own = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        drives::personal(tx, &scope).await
    });
    trash::empty(&asked.files, asked.actor, own.await?.drive.id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

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
    HasPreview,
    Filename,
    OriginalLocation,
    DeletionTime,
    DeletedById,
    DeletedByName,
}

static ALL: [(QName, Live); 15] = [
    (QName::dav("resourcetype"), Live::ResourceType),
    (QName::dav("displayname"), Live::DisplayName),
    (QName::dav("getcontentlength"), Live::ContentLength),
    (QName::dav("getcontenttype"), Live::ContentType),
    (QName::dav("getetag"), Live::ETag),
    (QName::dav("getlastmodified"), Live::LastModified),
    (QName::from_static(ns::OWNCLOUD, "fileid"), Live::FileId),
    (QName::from_static(ns::OWNCLOUD, "id"), Live::Id),
    (QName::from_static(ns::OWNCLOUD, "size"), Live::Size),
    (QName::from_static(ns::NEXTCLOUD, "has-preview"), Live::HasPreview),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-filename"), Live::Filename),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-original-location"), Live::OriginalLocation),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-deletion-time"), Live::DeletionTime),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-deleted-by-id"), Live::DeletedById),
    (QName::from_static(ns::NEXTCLOUD, "trashbin-deleted-by-display-name"), Live::DeletedByName),
];

/// The properties that are asked for.
struct Wanted {
    columns: Vec<(Tag, Option<Live>)>,
    bare: bool,
}

impl Wanted {
    fn new(asked: PropFind) -> Self {
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

    fn write(&self, answer: &mut Multistatus, href: &str, thing: &Thing<'_>) {
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
enum Thing<'a> {
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
        let Self::Item { kind, name, location, size, media_type, fileid, modified_at, deleted_at, deleted_by } = self
        else {
            return props.xml(tag, |xml| xml.raw("<d:collection/>"));
        };
        match live {
            Live::ResourceType if *kind == NodeKind::Folder => props.xml(tag, |xml| xml.raw("<d:collection/>")),
            Live::ResourceType => props.empty(tag),
            Live::DisplayName | Live::Filename => props.text(tag, name),
            Live::ContentLength | Live::Size => props.number(tag, *size),
            Live::ContentType => props.text(tag, media_type.unwrap_or(UNKNOWN_TYPE)),
            Live::ETag => props.etag(tag, &ETag::strong(format!("{fileid:x}-{:x}", deleted_at.as_microsecond()))),
            Live::LastModified => props.http_date(tag, *modified_at),
            Live::FileId => props.number(tag, *fileid),
            Live::Id => props.text(tag, &id_of(*fileid)),
            Live::HasPreview => props.text(tag, if has_preview(*media_type, *size) { "true" } else { "false" }),
            Live::OriginalLocation => props.text(tag, location),
            Live::DeletionTime => props.number(tag, deleted_at.as_second()),
            Live::DeletedById => props.text(tag, deleted_by.map_or("", |person| &person.handle)),
            Live::DeletedByName => props.text(tag, deleted_by.map_or("", |person| &person.name)),
        }
    }
}

/// What is asked for, and whether with what is in it.
async fn read(asked: &Asked, body: Body) -> Result<(Wanted, bool), Refusal> {
    let deep = match Depth::of(&asked.method, &asked.headers)? {
        Depth::Zero => false,
        Depth::One => true,
        Depth::Infinity => {
            let message = "A folder is listed one level at a time: ask with Depth 0 or 1.";
            return Err(Refusal::precondition(Precondition::PropfindFiniteDepth, message));
        }
    };
    Ok((Wanted::new(PropFind::parse(&whole(body).await?)?), deep))
}

/// The folders that hold others.
async fn shelves(asked: &Asked, below: &[&str], body: Body) -> Result<Response, Refusal> {
    let (wanted, deep) = read(asked, body).await?;
    let mut answer = Multistatus::new();
    let mut href = asked.own.href(true);
    if let [name] = below {
        base_dav::path::push_segment(&mut href, name);
        href.push('/');
    }
    wanted.write(&mut answer, &href, &Thing::Shelf);
    if deep && below.is_empty() {
        for name in [TRASH, RESTORE] {
            wanted.write(&mut answer, &format!("{href}{name}/"), &Thing::Shelf);
        }
    }
    Ok(xml(StatusCode::MULTI_STATUS, answer.finish()))
}

/// A listing under way.
struct Listing {
    files: Files,
    actor: Actor,
    wanted: Wanted,
    answer: Multistatus,
    href: String,
    next: Next,
}

/// What is listed next.
enum Next {
    /// The items of these, the last one first, after this one.
    Bins(Vec<Bin>, Option<(Timestamp, NodeId)>),
    /// What is in a folder that was deleted, after this name.
    Folder { node: NodeId, top: Box<Trashed>, location: String, after: String },
    /// Nothing more.
    End,
}

/// Everything that can come back.
async fn list(asked: Asked, body: Body) -> Result<Response, Refusal> {
    let (wanted, deep) = read(&asked, body).await?;
    let (files, actor) = (asked.files.clone(), asked.actor);
    let bins = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        bins(tx, &scope).await
    });
    let mut bins = bins.await?;
    bins.reverse();
    let href = format!("{}{TRASH}/", asked.own.href(true));
    let mut answer = Multistatus::new();
    wanted.write(&mut answer, &href, &Thing::Shelf);
    let next = if deep { Next::Bins(bins, None) } else { Next::End };
    Ok(Listing { files: asked.files, actor, wanted, answer, href, next }.into_response())
}

/// Something that was deleted, or what is beneath it, and what is in that.
async fn list_in(asked: Asked, item: &str, below: &[String], body: Body) -> Result<Response, Refusal> {
    let (wanted, deep) = read(&asked, body).await?;
    let (name, second, fileid) = parse(item).ok_or_else(Refusal::not_found)?;
    let (files, actor, name, path) = (asked.files.clone(), asked.actor, name.to_owned(), below.to_vec());
    let found = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        let (bin, top) = trash::named(tx, &scope, &name, second, fileid).await?;
        let node = trash::beneath(tx, &scope, top.id, &path).await?;
        let people = people(tx, &scope, top.deleted_by).await?;
        Ok::<_, Error>((bin, top, node, people))
    });
    let (bin, top, node, people) = found.await?;
    let mut href = format!("{}{TRASH}/", asked.own.href(true));
    base_dav::path::push_segment(&mut href, item);
    let mut location = location(bin.mount.as_deref(), &top);
    for name in below {
        href.push('/');
        base_dav::path::push_segment(&mut href, name);
        location = format!("{location}/{name}");
    }
    let folder = node.is_folder();
    if folder {
        href.push('/');
    }
    let mut answer = Multistatus::new();
    let name = below.last().unwrap_or(&top.original_name);
    wanted.write(&mut answer, &href, &inner(&node, name, location.clone(), &top, &people));
    let next = if deep && folder {
        Next::Folder { node: node.id, top: Box::new(top), location, after: String::new() }
    } else {
        Next::End
    };
    Ok(Listing { files: asked.files, actor, wanted, answer, href, next }.into_response())
}

fn location(mount: Option<&str>, row: &Trashed) -> String {
    let names = [mount.unwrap_or_default(), &row.original_path, &row.original_name];
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join("/")
}

type People = HashMap<PersonId, Person>;

async fn people(tx: &mut Tx, scope: &Scope, ids: impl IntoIterator<Item = PersonId>) -> Result<People, base_db::Error> {
    let mut people = People::new();
    for id in ids {
        if !people.contains_key(&id)
            && let Some(person) = scope.files.directory().person(tx, scope.actor.org, id).await?
        {
            people.insert(id, person);
        }
    }
    Ok(people)
}

/// A node of a deleted tree.
fn inner<'a>(node: &'a Node, name: &'a str, location: String, top: &Trashed, people: &'a People) -> Thing<'a> {
    Thing::Item {
        kind: node.kind,
        name,
        location,
        size: node.size,
        media_type: node.media_type.as_deref(),
        fileid: node.fileid,
        modified_at: node.modified_at,
        deleted_at: top.deleted_at,
        deleted_by: top.deleted_by.and_then(|id| people.get(&id)),
    }
}

impl Listing {
    fn into_response(self) -> Response {
        let chunks = stream::try_unfold(Some(self), async |listing| match listing {
            Some(listing) => listing.next().await.map(Some),
            None => Ok::<_, Error>(None),
        });
        let headers = [(header::CONTENT_TYPE, XML_CONTENT_TYPE)];
        (StatusCode::MULTI_STATUS, headers, Body::from_stream(chunks)).into_response()
    }

    async fn next(mut self) -> Result<(Bytes, Option<Self>), Error> {
        while !matches!(self.next, Next::End) {
            self.page().await.inspect_err(|error| tracing::error!(%error, "a listing ends in the middle"))?;
            if let Some(chunk) = self.answer.take_chunk() {
                return Ok((chunk.into(), Some(self)));
            }
        }
        Ok((self.answer.finish().into(), None))
    }

    async fn page(&mut self) -> Result<(), Error> {
        match std::mem::replace(&mut self.next, Next::End) {
            Next::Bins(mut bins, after) => {
                let Some(bin) = bins.last().cloned() else { return Ok(()) };
                let last = self.items(bin, after).await?;
                if last.is_none() {
                    bins.pop();
                }
                self.next = Next::Bins(bins, last);
                Ok(())
            }
            Next::Folder { node, top, location, after } => {
                if let Some(after) = self.children(node, &top, &location, after).await? {
                    self.next = Next::Folder { node, top, location, after };
                }
                Ok(())
            }
            Next::End => Ok(()),
        }
    }

    /// A page of a trash; where the next one begins, if there is one.
    async fn items(
        &mut self,
        bin: Bin,
        after: Option<(Timestamp, NodeId)>,
    ) -> Result<Option<(Timestamp, NodeId)>, Error> {
        let (work, actor) = (self.files.clone(), self.actor);
        let read = self.files.db().read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            // The drive may be out of sight since the listing began.
            let Some(bin) = bins(tx, &scope).await?.into_iter().find(|one| one.seen.drive.id == bin.seen.drive.id)
            else {
                return Ok(None);
            };
            let page = listed(tx, &scope, &bin, after, PAGE).await?;
            let people = people(tx, &scope, page.items.iter().filter_map(|item| item.row.deleted_by)).await?;
            Ok::<_, Error>(Some((bin, page, people)))
        });
        let Some((bin, page, people)) = read.await? else { return Ok(None) };
        let above = self.href.len();
        for item in &page.items {
            let row = &item.row;
            base_dav::path::push_segment(&mut self.href, &item_name(item));
            if row.kind == NodeKind::Folder {
                self.href.push('/');
            }
            let thing = Thing::Item {
                kind: row.kind,
                name: &row.original_name,
                location: location(bin.mount.as_deref(), row),
                size: row.size,
                media_type: row.media_type.as_deref(),
                fileid: row.fileid,
                modified_at: row.modified_at,
                deleted_at: row.deleted_at,
                deleted_by: row.deleted_by.and_then(|id| people.get(&id)),
            };
            self.wanted.write(&mut self.answer, &self.href, &thing);
            self.href.truncate(above);
        }
        Ok(page.items.last().filter(|_| page.more).map(|item| (item.row.deleted_at, item.row.id)))
    }

    /// A page of what is in a deleted folder; after which name the next one begins, if there is one.
    async fn children(
        &mut self,
        folder: NodeId,
        top: &Trashed,
        location: &str,
        after: String,
    ) -> Result<Option<String>, Error> {
        let (work, actor, by) = (self.files.clone(), self.actor, top.deleted_by);
        let (id, second, name, fileid) = (top.id, top.deleted_at, top.original_name.clone(), top.fileid);
        let read = self.files.db().read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            // It may have come back, or have gone for good, since the listing began.
            let second = Timestamp::from_second(second.as_second()).unwrap_or(second);
            let (_, still) = trash::named(tx, &scope, &name, second, Some(fileid)).await?;
            if still.id != id {
                return Err(Error::NotFound);
            }
            let page = nodes::children(tx, &scope, folder, &after, PAGE).await?;
            Ok::<_, Error>((page, people(tx, &scope, by).await?))
        });
        let (page, people) = read.await?;
        let above = self.href.len();
        for node in &page.items {
            base_dav::path::push_segment(&mut self.href, &node.name);
            if node.is_folder() {
                self.href.push('/');
            }
            let thing = inner(node, &node.name, format!("{location}/{}", node.name), top, &people);
            self.wanted.write(&mut self.answer, &self.href, &thing);
            self.href.truncate(above);
        }
        Ok(page.items.last().filter(|_| page.more).map(|node| node.name.clone()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::parse;

    #[test]
    fn names_of_items_are_taken_apart() {
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        assert_eq!(parse("plan.odt.d1772442000"), Some(("plan.odt", at(1_772_442_000), None)));
        assert_eq!(parse("a.d1.d2-30"), Some(("a.d1", at(2), Some(30))));
        assert_eq!(parse(".d5"), Some(("", at(5), None)));
        for bad in ["", "plan.odt", "a.d", "a.d-1", "a.d+1", "a.d1-", "a.d1--2", "a.dx", "a.d99999999999999999999"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
