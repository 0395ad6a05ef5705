//! What a PROPFIND, a search or a report shows of a resource: the properties that are asked for, with all that has to
//! be read for them.

use base_dav::headers::ETag;
use base_dav::{DavPath, Fragment, Multistatus, Namespace, PropFind, QName, Tag, XmlWriter};
use base_db::Tx;
use jiff::Timestamp;

use super::asked::href;
use super::live::{Live, Quota, Resource};
use super::lock::as_written;
use crate::model::{Drive, Lock, Node, NodeId, Property};
use crate::service::access::Reached;
use crate::service::favourites::Favourites;
use crate::service::{Error, Scope, drives, locks, properties};
use crate::store;

/// What is asked for, with the tags to write it with.
pub struct Wanted {
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
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Needs {
    /// The locks of its drive.
    pub locks: bool,
    /// The room in its drive.
    pub quota: bool,
    /// Its dead properties.
    pub dead: bool,
    /// Which nodes the caller marked as favourites.
    pub favourites: bool,
    /// What the writers of files said of their digests.
    pub checksums: bool,
}

impl Wanted {
    /// What `asked` asks for.
    pub fn new(asked: PropFind) -> Self {
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

    /// What has to be read for it.
    pub fn needs(&self) -> Needs {
        let has = |wanted: Live| !self.bare && self.named.iter().any(|column| column.live == Some(wanted));
        Needs {
            locks: has(Live::LockDiscovery),
            quota: self.bare || has(Live::QuotaAvailable) || has(Live::QuotaUsed),
            favourites: has(Live::Favourite),
            checksums: self.bare || has(Live::Checksums),
            dead: self.dead == Dead::All || self.named.iter().any(|column| column.live.is_none()),
        }
    }
}

/// What is read beyond a node itself.
pub struct Beyond {
    /// The room in its drive.
    pub quota: Quota,
    /// Of the whole drive: there are few at a time.
    pub locks: Vec<Lock>,
    /// Its dead properties.
    pub dead: Vec<Property>,
    /// What its writer said of its digests.
    pub checksums: Option<String>,
}

impl Beyond {
    /// Reads what is needed.
    pub async fn read(tx: &mut Tx, scope: &Scope, drive: &Drive, node: &Node, needs: Needs) -> Result<Self, Error> {
        let mut quota = Quota { available: None, used: drive.used_bytes };
        if needs.quota {
            quota.available = drives::available(tx, scope, drive).await?;
        }
        let locks = if needs.locks { locks::in_drive(tx, scope, drive).await? } else { Vec::new() };
        let dead = if needs.dead { properties::of(tx, scope, node).await? } else { Vec::new() };
        let checksums = match node.version {
            Some(version) if needs.checksums => store::contents::checksums(tx, scope.actor.org, version).await?,
            _ => None,
        };
        Ok(Self { quota, locks, dead, checksums })
    }
}

/// A resource by itself, with what was read beyond it.
pub struct Shown {
    /// What it is.
    pub reached: Reached,
    /// It is the root of the caller's tree, with this entity tag.
    pub root_etag: Option<String>,
    /// It is a mounted drive, or in one.
    pub mounted: bool,
    /// What was read beyond it.
    pub beyond: Beyond,
    /// When.
    pub now: Timestamp,
}

impl Shown {
    /// Reads what is needed of what was reached.
    pub async fn read(
        tx: &mut Tx,
        scope: &Scope,
        reached: Reached,
        root_etag: Option<String>,
        needs: Needs,
    ) -> Result<Self, Error> {
        let mounted = reached.seen.drive.owner != scope.actor.person.uuid();
        let beyond = Beyond::read(tx, scope, &reached.seen.drive, &reached.node, needs).await?;
        Ok(Self { reached, root_etag, mounted, beyond, now: scope.now })
    }

    /// The locks that are on it, wherever they were made; it is at `path` in the tree at `base`.
    pub fn placed(&self, base: &DavPath, path: &[String]) -> Vec<Placed> {
        let chain = &self.reached.chain;
        let on_it = |lock: &&Lock| locks::cover(lock, chain);
        let place = |lock: &Lock| {
            let depth = chain.iter().position(|(id, _)| *id == lock.node).unwrap_or(0);
            let root = &path[..path.len().saturating_sub(depth)];
            let folder = depth > 0 || self.reached.node.is_folder();
            Placed { lock: as_written(lock), href: href(base, root, folder), deep: lock.deep }
        };
        self.beyond.locks.iter().filter(on_it).map(place).collect()
    }

    /// One response.
    pub fn write(
        &self,
        answer: &mut Multistatus,
        wanted: &Wanted,
        href: &str,
        placed: &[Placed],
        favourites: &Favourites,
    ) {
        let Reached { node, seen, .. } = &self.reached;
        let resource = Resource {
            node,
            name: self.reached.chain.first().map_or("", |(_, name)| name.as_str()),
            etag: ETag::strong(self.root_etag.clone().unwrap_or_else(|| node.etag_for(seen.role))),
            role: seen.role,
            mounted: self.mounted,
            top: self.reached.is_root(),
            favourite: favourites.contains(&node.id),
            quota: self.beyond.quota,
            checksums: self.beyond.checksums.as_deref(),
            locks: &|xml| write_locks(xml, placed, self.now),
        };
        respond(answer, wanted, href, &resource, &self.beyond.dead);
    }
}

/// A lock, and the href of its root.
pub struct Placed {
    lock: base_dav::lock::Lock,
    href: String,
    /// It reaches down to all that is beneath its root.
    pub deep: bool,
}

fn on(lock: &Lock, node: NodeId) -> bool {
    lock.node == node
}

/// The locks that were made on this very node, which is at `href`.
pub fn on_node(locks: &[Lock], node: NodeId, href: &str) -> Vec<Placed> {
    let own = locks.iter().filter(|lock| on(lock, node));
    own.map(|lock| Placed { lock: as_written(lock), href: href.to_owned(), deep: lock.deep }).collect()
}

/// Writes the value of `lockdiscovery`.
pub fn write_locks<'p>(xml: &mut XmlWriter<'_>, locks: impl IntoIterator<Item = &'p Placed>, now: Timestamp) {
    for Placed { lock, href, .. } in locks {
        lock.write_active(xml, href, now);
    }
}

/// One response.
pub fn respond(answer: &mut Multistatus, wanted: &Wanted, href: &str, resource: &Resource<'_>, dead: &[Property]) {
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
