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
use base_dav::{Fragment, Multistatus, Namespace, Precondition, PropFind, QName, Tag, XML_CONTENT_TYPE, XmlWriter};
use base_db::Tx;
use base_suite::access::Role;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{StatusCode, header};
use jiff::Timestamp;

use super::asked::{Asked, whole};
use super::live::{Live, Quota, Resource};
use super::lock::as_written;
use super::refusal::{Refusal, xml};
use crate::Files;
use crate::model::{Lock, Node, NodeId, Property};
use crate::service::access::Reached;
use crate::service::paths::{Located, Mount, locate, mounts, root_etag};
use crate::service::{Actor, Error, Scope, drives, locks, nodes, properties};

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

/// What is asked for, with the tags to write it with.
struct Wanted {
    named: Vec<Column>,
    dead: Dead,
    /// Only the names.
    bare: bool,
}

struct Column {
    name: Option<QName>,
    tag: Tag,
    live: Option<Live>,
    /// What does not have it says so.
    tells_missing: bool,
}

#[derive(PartialEq)]
enum Dead {
    All,
    Named,
}

/// What has to be read beyond the nodes themselves.
#[derive(Clone, Copy)]
struct Needs {
    locks: bool,
    quota: bool,
    dead: bool,
}

impl Wanted {
    fn new(asked: PropFind) -> Self {
        let live = |in_allprop_only: bool| {
            let all = Live::all().filter(move |(_, _, in_allprop)| *in_allprop || !in_allprop_only);
            all.map(|(live, tag, _)| Column { name: None, tag, live: Some(live), tells_missing: false })
        };
        let by_name = |name: QName| {
            let (tag, live) = (Tag::new(&name), Live::named(&name));
            Column { name: Some(name), tag, live, tells_missing: true }
        };
        match asked {
            PropFind::Prop(names) => {
                Self { named: names.into_iter().map(by_name).collect(), dead: Dead::Named, bare: false }
            }
            PropFind::PropName => Self { named: live(false).collect(), dead: Dead::All, bare: true },
            PropFind::AllProp { include } => {
                let mut named: Vec<Column> = live(true).collect();
                let known =
                    |name: &QName| Live::named(name).is_some_and(|one| named.iter().any(|c| c.live == Some(one)));
                let more: Vec<Column> = include.into_iter().filter(|name| !known(name)).map(by_name).collect();
                named.extend(more);
                Self { named, dead: Dead::All, bare: false }
            }
        }
    }

    fn needs(&self) -> Needs {
        let has = |wanted: Live| !self.bare && self.named.iter().any(|column| column.live == Some(wanted));
        Needs {
            locks: has(Live::LockDiscovery),
            quota: self.bare || has(Live::QuotaAvailable) || has(Live::QuotaUsed),
            dead: self.dead == Dead::All || self.named.iter().any(|column| column.live.is_none()),
        }
    }
}

/// What was found in the first transaction.
struct Found {
    reached: Reached,
    /// It is the root of the caller's tree, with this entity tag.
    root_etag: Option<String>,
    /// It is a mounted drive, or in one.
    mounted_drive: bool,
    quota: Quota,
    locks: Vec<Lock>,
    dead: Vec<Property>,
    /// The drives that are listed in it.
    mounted: Vec<Mounted>,
    first: Option<ChildPage>,
    now: Timestamp,
    needs: Needs,
}

struct Mounted {
    mount: Mount,
    quota: Quota,
    locks: Vec<Lock>,
    dead: Vec<Property>,
}

/// Some children, and the name that the next ones come after.
struct ChildPage {
    nodes: Vec<Node>,
    dead: HashMap<NodeId, Vec<Property>>,
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
            let more = Beyond::read(tx, scope, &seen.drive, node, needs).await?;
            mounted.push(Mounted { quota: more.quota, locks: more.locks, dead: more.dead, mount });
        }
    }
    let more = Beyond::read(tx, scope, &reached.seen.drive, &reached.node, needs).await?;
    let first = if children && reached.node.is_folder() {
        Some(child_page(tx, scope, reached.node.id, "", needs).await?)
    } else {
        None
    };
    Ok(Found {
        mounted_drive: reached.seen.drive.owner != scope.actor.person.uuid(),
        root_etag,
        quota: more.quota,
        locks: more.locks,
        dead: more.dead,
        mounted,
        first,
        now: scope.now,
        needs,
        reached,
    })
}

/// What is read beyond a node itself.
struct Beyond {
    quota: Quota,
    /// Of the whole drive: there are few at a time.
    locks: Vec<Lock>,
    dead: Vec<Property>,
}

impl Beyond {
    async fn read(
        tx: &mut Tx,
        scope: &Scope,
        drive: &crate::model::Drive,
        node: &Node,
        needs: Needs,
    ) -> Result<Self, Error> {
        let mut quota = Quota { available: None, used: drive.used_bytes };
        if needs.quota {
            quota.available = drives::available(tx, scope, drive).await?;
        }
        let locks = if needs.locks { locks::in_drive(tx, scope, drive).await? } else { Vec::new() };
        let dead = if needs.dead { properties::of(tx, scope, node).await? } else { Vec::new() };
        Ok(Self { quota, locks, dead })
    }
}

async fn child_page(tx: &mut Tx, scope: &Scope, folder: NodeId, after: &str, needs: Needs) -> Result<ChildPage, Error> {
    let page = nodes::children(tx, scope, folder, after, PAGE).await?;
    let dead = if needs.dead { properties::of_children(tx, scope, folder, &page.items).await? } else { HashMap::new() };
    let next = if page.more { page.items.last().map(|node| node.name.clone()) } else { None };
    Ok(ChildPage { nodes: page.items, dead, next })
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
    /// The locks that reach down to every child.
    inherited: Vec<Placed>,
    /// All locks of the drive, for the children that have one of their own.
    locks: Vec<Lock>,
    now: Timestamp,
    needs: Needs,
}

/// A lock, and the href of its root.
struct Placed {
    lock: base_dav::lock::Lock,
    href: String,
}

impl Writer {
    fn new(asked: &Asked, wanted: Wanted, found: &Found) -> Self {
        let folder = found.reached.node.is_folder();
        let chain = &found.reached.chain;
        let mut own = Vec::new();
        let mut inherited = Vec::new();
        for lock in found.locks.iter().filter(|lock| locks::cover(lock, chain) || on(lock, found.reached.node.id)) {
            let depth = chain.iter().position(|(id, _)| *id == lock.node).unwrap_or(0);
            let root = &asked.path[..asked.path.len().saturating_sub(depth)];
            let placed = || Placed { lock: as_written(lock), href: asked.href(root, depth > 0 || folder) };
            own.push(placed());
            if lock.deep {
                inherited.push(placed());
            }
        }
        Self {
            answer: Multistatus::new(),
            wanted,
            href: asked.href(&asked.path, folder),
            folder: found.reached.node.id,
            role: found.reached.seen.role,
            mounted: found.mounted_drive,
            quota: found.quota,
            own,
            inherited,
            locks: found.locks.clone(),
            now: found.now,
            needs: found.needs,
        }
    }

    /// The resource itself, which comes first.
    fn own(&mut self, found: &Found) {
        let Self { answer, wanted, href, own, now, .. } = self;
        let (node, now) = (&found.reached.node, *now);
        let name = found.reached.chain.first().map_or("", |(_, name)| name.as_str());
        let etag = found.root_etag.clone().unwrap_or_else(|| node.etag());
        let resource = Resource {
            node,
            name,
            etag: ETag::strong(etag),
            role: found.reached.seen.role,
            mounted: found.mounted_drive,
            top: found.reached.is_root(),
            quota: found.quota,
            locks: &|xml| write_locks(xml, own, now),
        };
        respond(answer, wanted, href, &resource, &found.dead);
    }

    fn page(&mut self, page: &ChildPage) {
        let above = self.href.len();
        for node in &page.nodes {
            base_dav::path::push_segment(&mut self.href, &node.name);
            if node.is_folder() {
                self.href.push('/');
            }
            let Self { answer, wanted, href, inherited, locks, now, .. } = self;
            let now = *now;
            let resource = Resource {
                node,
                name: &node.name,
                etag: ETag::strong(node.etag()),
                role: self.role,
                mounted: self.mounted,
                top: false,
                quota: self.quota,
                locks: &|xml| {
                    write_locks(xml, inherited, now);
                    write_locks(xml, &on_node(locks, node.id, href), now);
                },
            };
            respond(answer, wanted, href, &resource, page.dead.get(&node.id).map_or(&[], Vec::as_slice));
            self.href.truncate(above);
        }
    }

    fn mount(&mut self, mounted: &Mounted) {
        let Mounted { mount, quota, locks, dead } = mounted;
        let above = self.href.len();
        base_dav::path::push_segment(&mut self.href, &mount.name);
        self.href.push('/');
        let Self { answer, wanted, href, now, .. } = self;
        let now = *now;
        let resource = Resource {
            node: &mount.root,
            name: &mount.name,
            etag: ETag::strong(mount.root.etag()),
            role: mount.seen.role,
            mounted: true,
            top: true,
            quota: *quota,
            locks: &|xml| write_locks(xml, &on_node(locks, mount.root.id, href), now),
        };
        respond(answer, wanted, href, &resource, dead);
        self.href.truncate(above);
    }
}

fn on(lock: &Lock, node: NodeId) -> bool {
    lock.node == node
}

fn on_node(locks: &[Lock], node: NodeId, href: &str) -> Vec<Placed> {
    let own = locks.iter().filter(|lock| on(lock, node));
    own.map(|lock| Placed { lock: as_written(lock), href: href.to_owned() }).collect()
}

fn write_locks(xml: &mut XmlWriter<'_>, locks: &[Placed], now: Timestamp) {
    for Placed { lock, href } in locks {
        lock.write_active(xml, href, now);
    }
}

/// One response.
fn respond(answer: &mut Multistatus, wanted: &Wanted, href: &str, resource: &Resource<'_>, dead: &[Property]) {
    answer.properties(href, |props| {
        for Column { name, tag, live, tells_missing } in &wanted.named {
            match (live, name) {
                (Some(live), _) if live.is_had_by(resource) && wanted.bare => props.empty(tag),
                (Some(live), _) if live.is_had_by(resource) => live.write(tag, resource, props),
                (None, Some(name)) => match dead.iter().find(|one| name.is(&one.namespace, &one.name)) {
                    Some(found) if wanted.dead == Dead::Named => {
                        props.fragment(&Fragment::from_stored(&*found.value_xml));
                    }
                    // Written below with all the others.
                    Some(_) => {}
                    None => props.missing(tag),
                },
                _ if *tells_missing => props.missing(tag),
                _ => {}
            }
        }
        if wanted.dead == Dead::All {
            for property in dead {
                if wanted.bare {
                    props.empty(&Tag::new(&QName::new(Namespace::new(&property.namespace), &property.name)));
                } else {
                    props.fragment(&Fragment::from_stored(&*property.value_xml));
                }
            }
        }
    });
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
