//! Listings of the trash, of any length in constant memory: a page is read, written and sent before the next one.

use std::collections::HashMap;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base_dav::headers::Depth;
use base_dav::{Multistatus, Precondition, PropFind, XML_CONTENT_TYPE};
use base_db::Tx;
use base_id::PersonId;
use base_suite::Person;
use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};
use jiff::Timestamp;

use super::shown::{Thing, Wanted};
use super::{Asked, RESTORE, TRASH, item_name, parse};
use crate::Files;
use crate::dav::asked::whole;
use crate::dav::refusal::{Refusal, xml};
use crate::model::{Node, NodeId, NodeKind, Trashed};
use crate::service::trash::{self, Bin, Name, bins, listed};
use crate::service::{Actor, Error, Scope, nodes};

/// Items read and written at a time.
const PAGE: usize = 200;

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
pub(super) async fn shelves(asked: &Asked, below: &[&str], body: Body) -> Result<Response, Refusal> {
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
pub(super) async fn list(asked: Asked, body: Body) -> Result<Response, Refusal> {
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
pub(super) async fn list_in(asked: Asked, item: &str, below: &[String], body: Body) -> Result<Response, Refusal> {
    let (wanted, deep) = read(&asked, body).await?;
    let called = parse(item).ok_or_else(Refusal::not_found)?;
    let (files, actor, path) = (asked.files.clone(), asked.actor, below.to_vec());
    let found = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        let (bin, top) = trash::named(tx, &scope, &called).await?;
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
        version: node.version,
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
                version: row.version,
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
        let second = Timestamp::from_second(top.deleted_at.as_second()).unwrap_or(top.deleted_at);
        let called = Name { name: top.original_name.clone(), second, fileid: Some(top.fileid) };
        let id = top.id;
        let read = self.files.db().read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            // It may have come back, or have gone for good, since the listing began.
            let (_, still) = trash::named(tx, &scope, &called).await?;
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
