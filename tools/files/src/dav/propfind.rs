//! PROPFIND (RFC 4918 section 9.1) of a resource, or of a folder and what is directly in it.
//!
//! A listing of any length takes constant memory: a page of children is read, written, and sent before the next one
//! is read. The first page is read in the transaction that finds the folder, so that a small folder is one
//! snapshot and an error is still a status. Depth infinity is refused, which the standard provides for: its cost
//! has no bound.

use std::collections::HashMap;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base_dav::headers::{Depth, ETag};
use base_dav::{Multistatus, Precondition, PropFind, XML_CONTENT_TYPE};
use base_db::Tx;
use base_suite::access::Role;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{StatusCode, header};
use jiff::Timestamp;

use super::asked::{Asked, whole};
use super::live::{Quota, Resource};
use super::refusal::{Refusal, xml};
use super::shown::{Beyond, Needs, Placed, Shown, Wanted, on_node, respond, write_locks};
use crate::Files;
use crate::model::{Lock, Node, NodeId, Property};
use crate::service::favourites::{self, Favourites};
use crate::service::paths::{Located, Mount, locate, mounts, root_etag};
use crate::service::{Actor, Error, Scope, nodes, properties};
use crate::store::contents;

/// Children read and written at a time.
const PAGE: usize = 500;

/// Answers with the properties of what is asked for.
pub async fn answer(asked: &Asked, body: Body) -> Result<Response, Refusal> {
    let wanted = Wanted::new(PropFind::parse(&whole(body).await?)?);
    let children = match Depth::of(&asked.method, &asked.headers)? {
        Depth::Zero => false,
        Depth::One => true,
        Depth::Infinity => {
            return Err(Refusal::precondition(
                Precondition::PropfindFiniteDepth,
                "A folder is listed one level at a time: ask with Depth 0 or 1.",
            ));
        }
    };
    let (files, actor, path) = (asked.files.clone(), asked.actor, asked.path.clone());
    let needs = wanted.needs();
    let found = asked
        .files
        .db()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            find(tx, &scope, &path, children, needs).await
        })
        .await?;
    let mut writer = Writer::new(asked, wanted, &found);
    writer.own(&found);
    let Some(first) = found.first else { return Ok(xml(StatusCode::MULTI_STATUS, writer.answer.finish())) };
    writer.page(&first);
    let Some(after) = first.next else {
        for mounted in &found.mounted {
            writer.mount(mounted);
        }
        return Ok(xml(StatusCode::MULTI_STATUS, writer.answer.finish()));
    };
    let rest = Rest { files: asked.files.clone(), actor: asked.actor, writer, mounted: found.mounted, after };
    Ok((StatusCode::MULTI_STATUS, [(header::CONTENT_TYPE, XML_CONTENT_TYPE)], rest.into_body()).into_response())
}

/// What was found in the first transaction.
struct Found {
    shown: Shown,
    favourites: Favourites,
    /// The drives that are listed in it.
    mounted: Vec<Mounted>,
    first: Option<ChildPage>,
    needs: Needs,
}

struct Mounted {
    mount: Mount,
    beyond: Beyond,
}

/// Some children, and the name that the next ones come after.
struct ChildPage {
    nodes: Vec<Node>,
    dead: HashMap<NodeId, Vec<Property>>,
    checksums: HashMap<NodeId, String>,
    next: Option<String>,
}

async fn find(tx: &mut Tx, scope: &Scope, path: &[String], children: bool, needs: Needs) -> Result<Found, Error> {
    let Located::Found { reached, root, .. } = locate(tx, scope, path).await? else { return Err(Error::NotFound) };
    let reached = *reached;
    let mounts = if root { mounts(tx, scope).await? } else { Vec::new() };
    let root_etag = root.then(|| root_etag(&reached.node, &mounts));
    let mut mounted = Vec::new();
    if children {
        for mount in mounts {
            let (seen, node) = (&mount.seen, &mount.root);
            let beyond = Beyond::read(tx, scope, &seen.drive, node, needs).await?;
            mounted.push(Mounted { mount, beyond });
        }
    }
    let favourites = if needs.favourites { favourites::all(tx, scope).await? } else { Favourites::new() };
    let first = if children && reached.node.is_folder() {
        Some(child_page(tx, scope, reached.node.id, "", needs).await?)
    } else {
        None
    };
    Ok(Found { shown: Shown::read(tx, scope, reached, root_etag, needs).await?, favourites, mounted, first, needs })
}

async fn child_page(tx: &mut Tx, scope: &Scope, folder: NodeId, after: &str, needs: Needs) -> Result<ChildPage, Error> {
    let page = nodes::children(tx, scope, folder, after, PAGE).await?;
    let dead = if needs.dead { properties::of_children(tx, scope, folder, &page.items).await? } else { HashMap::new() };
    let next = if page.more { page.items.last().map(|node| node.name.clone()) } else { None };
    let mut checksums = HashMap::new();
    if let (true, [first, .., last] | [first @ last]) = (needs.checksums, &page.items[..]) {
        let (org, between) = (scope.actor.org, (&*first.name, &*last.name));
        checksums = contents::checksums_between(tx, org, folder, between.0, between.1).await?.into_iter().collect();
    }
    Ok(ChildPage { nodes: page.items, dead, checksums, next })
}

/// Writes one response after another.
struct Writer {
    answer: Multistatus,
    wanted: Wanted,
    href: String,
    folder: NodeId,
    role: Role,
    mounted: bool,
    quota: Quota,
    /// The locks on the resource itself.
    own: Vec<Placed>,
    favourites: Favourites,
    /// All locks of the drive, for the children that have one of their own.
    locks: Vec<Lock>,
    now: Timestamp,
    needs: Needs,
}

impl Writer {
    fn new(asked: &Asked, wanted: Wanted, found: &Found) -> Self {
        let Shown { reached, mounted, beyond, now, .. } = &found.shown;
        Self {
            answer: Multistatus::new(),
            wanted,
            href: asked.href(&asked.path, reached.node.is_folder()),
            folder: reached.node.id,
            role: reached.seen.role,
            mounted: *mounted,
            quota: beyond.quota,
            own: found.shown.placed(&asked.base, &asked.path),
            favourites: found.favourites.clone(),
            locks: beyond.locks.clone(),
            now: *now,
            needs: found.needs,
        }
    }

    /// The resource itself, which comes first.
    fn own(&mut self, found: &Found) {
        found.shown.write(&mut self.answer, &self.wanted, &self.href, &self.own, &self.favourites);
    }

    fn page(&mut self, page: &ChildPage) {
        let above = self.href.len();
        for node in &page.nodes {
            base_dav::path::push_segment(&mut self.href, &node.name);
            if node.is_folder() {
                self.href.push('/');
            }
            let Self { answer, wanted, href, own, locks, now, .. } = self;
            let now = *now;
            let resource = Resource {
                node,
                name: &node.name,
                etag: ETag::strong(node.etag_for(self.role)),
                role: self.role,
                mounted: self.mounted,
                top: false,
                favourite: self.favourites.contains(&node.id),
                quota: self.quota,
                checksums: page.checksums.get(&node.id).map(String::as_str),
                locks: &|xml| {
                    write_locks(xml, own.iter().filter(|placed| placed.deep), now);
                    write_locks(xml, &on_node(locks, node.id, href), now);
                },
            };
            respond(answer, wanted, href, &resource, page.dead.get(&node.id).map_or(&[], Vec::as_slice));
            self.href.truncate(above);
        }
    }

    fn mount(&mut self, mounted: &Mounted) {
        let Mounted { mount, beyond } = mounted;
        let above = self.href.len();
        base_dav::path::push_segment(&mut self.href, &mount.name);
        self.href.push('/');
        let Self { answer, wanted, href, now, .. } = self;
        let now = *now;
        let resource = Resource {
            node: &mount.root,
            name: &mount.name,
            etag: ETag::strong(mount.root.etag_for(mount.seen.role)),
            role: mount.seen.role,
            mounted: true,
            top: true,
            favourite: self.favourites.contains(&mount.root.id),
            quota: beyond.quota,
            checksums: None,
            locks: &|xml| write_locks(xml, &on_node(&beyond.locks, mount.root.id, href), now),
        };
        respond(answer, wanted, href, &resource, &beyond.dead);
        self.href.truncate(above);
    }
}

/// A listing under way.
struct Rest {
    files: Files,
    actor: Actor,
    writer: Writer,
    mounted: Vec<Mounted>,
    after: String,
}

impl Rest {
    fn into_body(self) -> Body {
        let pages = stream::try_unfold(Some(self), async |state| {
            let Some(state) = state else { return Ok::<_, Refused>(None) };
            let (chunks, state) = state.next().await?;
            Ok(Some((stream::iter(chunks).map(Ok::<Bytes, Refused>), state)))
        });
        Body::from_stream(pages.try_flatten())
    }

    /// What is written, and the next page with it.
    async fn next(mut self) -> Result<(Vec<Bytes>, Option<Self>), Refused> {
        let mut chunks = Vec::new();
        chunks.extend(self.writer.answer.take_chunk().map(Bytes::from));
        let (files, actor, folder) = (self.files.clone(), self.actor, self.writer.folder);
        let (after, needs) = (std::mem::take(&mut self.after), self.writer.needs);
        let page = self.files.db().read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            child_page(tx, &scope, folder, &after, needs).await
        });
        let page = page.await.map_err(|error| {
            tracing::error!(%error, "a listing ends in the middle");
            Refused
        })?;
        self.writer.page(&page);
        if let Some(after) = page.next {
            self.after = after;
            chunks.extend(self.writer.answer.take_chunk().map(Bytes::from));
            return Ok((chunks, Some(self)));
        }
        for mounted in &self.mounted {
            self.writer.mount(mounted);
        }
        chunks.push(Bytes::from(self.writer.answer.finish()));
        Ok((chunks, None))
    }
}

/// The database failed while the answer was being sent: it is cut, which a client sees.
#[derive(Debug, thiserror::Error)]
#[error("the listing could not be completed")]
struct Refused;
