//! Contents of files: stored as a new version, read as a list of extents.
//!
//! Bytes are made durable first ([`base_blobs::Blobs::writer`]), then referred to in the transaction. What was
//! refused is discarded again, so a refusal leaves nothing behind.

use base_blobs::extents::{adopt, release};
use base_blobs::{Extent, Staged};
use base_db::Tx;
use base_suite::access::Role;
use jiff::Timestamp;
use uuid::Uuid;

use super::access::{Vacancy, reach, reach_slot};
use super::locks::{Held, check};
use super::{Actor, At, Conditions, Error, Reached, Scope, Slot, book, tell};
use crate::Files;
use crate::model::{Checksums, Node, NodeId, NodeKind, Version, VersionId, media_type_of, superseded};
use crate::store::{contents, nodes};

/// Where contents go.
#[derive(Debug, Clone)]
pub enum To {
    /// Into a file that is there.
    File(At),
    /// Under a name, whether it is taken by a file or free.
    Slot(Slot),
}

/// What else there is to know of contents.
#[derive(Debug, Clone, Default)]
pub struct PutOptions {
    /// When the client says that they were last changed; now, if it does not say.
    pub modified_at: Option<Timestamp>,
    /// What they are; what the name suggests, if nothing is said.
    pub media_type: Option<String>,
    /// Their digests, which were found true.
    pub checksums: Checksums,
    /// Under which conditions.
    pub conditions: Conditions,
}

/// A file with new contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The file.
    pub reached: Reached,
    /// Nothing was there before.
    pub created: bool,
}

/// Stores `staged` (one after the other; nothing is an empty file) as the contents of a file.
pub async fn put(files: &Files, actor: Actor, to: To, staged: Vec<Staged>, options: PutOptions) -> Result<Put, Error> {
    let work = files.clone();
    let kept = staged.clone();
    let done = files
        .db()
        .write(async move |tx| {
            let scope = Scope::reopen(tx, &work, actor).await?;
            let (vacancy, created) = allowed(tx, &scope, &to, &options.conditions).await?;
            let mut extents = Vec::with_capacity(staged.len());
            let mut unused = Vec::new();
            for staged in &staged {
                let adopted = adopt(tx, staged, scope.now).await?;
                extents.push(adopted.extent);
                if adopted.duplicate {
                    unused.push(*staged);
                }
            }
            let new = NewContents::new(extents, &options);
            let reached = store_file(tx, &scope, &vacancy, new).await?;
            Ok((Put { reached, created }, unused))
        })
        .await;
    settle(files, &kept, done).await
}

/// One of many files to store.
#[derive(Debug, Clone)]
pub struct Item {
    /// Where to.
    pub to: Slot,
    /// The contents; nothing is an empty file.
    pub staged: Option<Staged>,
    /// What else there is to know.
    pub options: PutOptions,
}

/// Stores many files in one transaction. One that is refused leaves nothing behind and keeps nobody else back.
pub async fn put_all(files: &Files, actor: Actor, items: Vec<Item>) -> Result<Vec<Result<Put, Error>>, Error> {
    let work = files.clone();
    let kept: Vec<Staged> = items.iter().filter_map(|item| item.staged).collect();
    let done = files
        .db()
        .write(async move |tx| {
            let scope = Scope::reopen(tx, &work, actor).await?;
            let mut results = Vec::with_capacity(items.len());
            let mut unused = Vec::new();
            for Item { to, staged, options } in &items {
                let (vacancy, created) = match room_for(tx, &scope, to, staged.as_ref(), &options.conditions).await {
                    Ok(allowed) => allowed,
                    // A statement that failed has ended the transaction for all.
                    Err(Error::Database(error)) => return Err(error.into()),
                    Err(refused) => {
                        results.push(Err(refused));
                        unused.extend(*staged);
                        continue;
                    }
                };
                let mut extents = Vec::new();
                if let Some(staged) = staged {
                    let adopted = adopt(tx, staged, scope.now).await?;
                    extents.push(adopted.extent);
                    if adopted.duplicate {
                        unused.push(*staged);
                    }
                }
                let reached = store_file(tx, &scope, &vacancy, NewContents::new(extents, options)).await?;
                results.push(Ok(Put { reached, created }));
            }
            Ok((results, unused))
        })
        .await;
    settle(files, &kept, done).await
}

/// Whether a file may be stored, and fits; decided before anything is written.
async fn room_for(
    tx: &mut Tx,
    scope: &Scope,
    to: &Slot,
    staged: Option<&Staged>,
    conditions: &Conditions,
) -> Result<(Vacancy, bool), Error> {
    let (vacancy, created) = allowed(tx, scope, &To::Slot(to.clone()), conditions).await?;
    let before = vacancy.existing.as_ref().map_or(0, |node| node.size);
    let size = staged.map_or(0, |staged| i64::try_from(staged.length).unwrap_or(i64::MAX));
    match super::drives::available(tx, scope, &vacancy.parent.seen.drive).await? {
        Some(available) if size - before > available => Err(Error::OverQuota { available }),
        _ => Ok((vacancy, created)),
    }
}

/// Whether [`put`] would be allowed to store `size` bytes: asked before they are received, so that nobody sends a
/// gigabyte to be refused. Gives how many bytes there is room for, for a body of unknown length; none without a limit.
pub async fn check_put(
    files: &Files,
    actor: Actor,
    to: To,
    size: Option<i64>,
    conditions: Conditions,
) -> Result<Option<i64>, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let (vacancy, _) = allowed(tx, &scope, &to, &conditions).await?;
            let before = vacancy.existing.map_or(0, |node| node.size);
            let available = super::drives::available(tx, &scope, &vacancy.parent.seen.drive).await?;
            match available {
                Some(available) if size.unwrap_or(0) - before > available => Err(Error::OverQuota { available }),
                _ => Ok(available.map(|bytes| bytes.saturating_add(before))),
            }
        })
        .await
}

/// Discards what a refused transaction had staged, or what it turned out to have already.
pub(crate) async fn settle<T>(
    files: &Files,
    staged: &[Staged],
    done: Result<(T, Vec<Staged>), Error>,
) -> Result<T, Error> {
    match done {
        Ok((value, unused)) => {
            if !unused.is_empty() {
                files.blobs().discard(&unused).await;
            }
            Ok(value)
        }
        Err(error) => {
            let in_doubt = matches!(&error, Error::Database(error) if base_blobs::in_doubt(error));
            if !in_doubt && !staged.is_empty() {
                files.blobs().discard(staged).await;
            }
            Err(error)
        }
    }
}

pub(crate) async fn allowed(
    tx: &mut Tx,
    scope: &Scope,
    to: &To,
    conditions: &Conditions,
) -> Result<(Vacancy, bool), Error> {
    let vacancy = match to {
        To::Slot(slot) => reach_slot(tx, scope, slot).await?,
        To::File(at) => {
            let mut reached = reach(tx, scope, at, Role::Editor).await?;
            let parent = reached.node.parent.ok_or(Error::IsAFolder)?;
            let parent = nodes::one(tx, scope.actor.org, parent).await?.ok_or(Error::NotFound)?;
            reached.chain.remove(0);
            let existing = std::mem::replace(&mut reached.node, parent);
            Vacancy { parent: reached, name: existing.name.clone(), existing: Some(existing) }
        }
    };
    if vacancy.existing.as_ref().is_some_and(Node::is_folder) {
        return Err(Error::IsAFolder);
    }
    conditions.check(tx, scope, vacancy.existing.as_ref()).await?;
    let existing = vacancy.existing_chain();
    let held = Held::Node(existing.as_deref().unwrap_or(&vacancy.parent.chain));
    check(tx, scope, &vacancy.parent.seen.drive, &conditions.tokens, &[held]).await?;
    let created = vacancy.existing.is_none();
    Ok((vacancy, created))
}

/// Contents whose extents are referred to already.
#[derive(Debug, Clone)]
pub(crate) struct NewContents {
    pub extents: Vec<Extent>,
    pub modified_at: Option<Timestamp>,
    pub media_type: Option<String>,
    pub checksums: Option<String>,
}

impl NewContents {
    pub fn empty() -> Self {
        Self::new(Vec::new(), &PutOptions::default())
    }

    pub fn new(extents: Vec<Extent>, options: &PutOptions) -> Self {
        Self {
            extents,
            modified_at: options.modified_at,
            media_type: options.media_type.clone(),
            checksums: (!options.checksums.is_empty()).then(|| options.checksums.to_string()),
        }
    }

    fn size(&self) -> Result<i64, Error> {
        let size: u64 = self.extents.iter().map(|extent| extent.length).sum();
        i64::try_from(size).map_err(|_| Error::OverQuota { available: 0 })
    }

    /// The digest of the whole, where it was read in one piece.
    fn blake3(&self) -> Option<Vec<u8>> {
        match self.extents.as_slice() {
            [] => Some(blake3::hash(&[]).as_bytes().to_vec()),
            [only] => Some(only.blake3.to_vec()),
            _ => None,
        }
    }
}

/// Makes the file at `vacancy`, or gives the one there new contents.
pub(crate) async fn store_file(
    tx: &mut Tx,
    scope: &Scope,
    vacancy: &Vacancy,
    new: NewContents,
) -> Result<Reached, Error> {
    let org = scope.actor.org;
    let Vacancy { parent, name, existing } = vacancy;
    let size = new.size()?;
    let media_type = new.media_type.clone().or_else(|| media_type_of(name));
    let before = existing.as_ref().map_or(0, |node| node.size);
    let change = book(tx, scope, &parent.seen.drive, size - before).await?;
    let random = VersionId::new(scope.files.clock(), scope.files.random());
    let version = following(existing.as_ref().and_then(|node| node.version), random);
    let node = Node {
        size,
        media_type: media_type.clone(),
        modified_at: new.modified_at.unwrap_or(scope.now),
        modified_by: Some(scope.actor.person),
        change,
        version: Some(version),
        ..match existing {
            Some(node) => node.clone(),
            None => fresh(tx, scope, parent.node.id, name).await?,
        }
    };
    if existing.is_none() {
        nodes::add(tx, org, &node).await?;
    }
    let stored = Version {
        id: version,
        node: node.id,
        size,
        media_type,
        blake3: new.blake3(),
        checksums: new.checksums.clone(),
        created_at: scope.now,
        created_by: Some(scope.actor.person),
    };
    contents::add(tx, org, &stored, &new.extents).await?;
    if let Some(before) = existing {
        nodes::set_contents(tx, org, &node).await?;
        let saved_again = before.modified_by == node.modified_by && before.modified_at <= node.modified_at;
        thin(tx, scope, node.id, version, saved_again).await?;
    }
    nodes::touch(tx, org, parent.node.id, size - before, change, scope.now).await?;
    tell(tx, scope, parent.seen.drive.id, &[parent.node.id], &[node.id]).await?;
    let mut chain = vec![(node.id, node.name.clone())];
    chain.extend(parent.chain.iter().cloned());
    Ok(Reached { seen: parent.seen.clone(), node, chain })
}

async fn fresh(tx: &mut Tx, scope: &Scope, parent: NodeId, name: &str) -> Result<Node, Error> {
    Ok(Node {
        id: NodeId::new(scope.files.clock(), scope.files.random()),
        parent: Some(parent),
        name: name.to_owned(),
        kind: NodeKind::File,
        size: 0,
        media_type: None,
        modified_at: scope.now,
        created_at: scope.now,
        created_by: Some(scope.actor.person),
        modified_by: Some(scope.actor.person),
        fileid: nodes::next_fileid(tx, scope.actor.org).await?,
        change: 0,
        version: None,
        has_properties: false,
    })
}

/// The versions of one file sort by age, also those of one millisecond.
fn following(before: Option<VersionId>, random: VersionId) -> VersionId {
    match before {
        Some(before) if before >= random => {
            VersionId::from_uuid(Uuid::from_u128(before.uuid().as_u128().wrapping_add(1)))
        }
        _ => random,
    }
}

async fn thin(tx: &mut Tx, scope: &Scope, node: NodeId, current: VersionId, saved_again: bool) -> Result<(), Error> {
    let org = scope.actor.org;
    let mut former = contents::history(tx, org, node).await?;
    former.retain(|version| version.id != current);
    let kept = usize::try_from(scope.files.config().versions_kept).unwrap_or(usize::MAX);
    for id in superseded(&former, kept, saved_again) {
        let released = contents::remove(tx, org, id).await?;
        release(tx, org, released, scope.now).await?;
    }
    Ok(())
}

/// Contents as they can be read: a version, and where its bytes are.
#[derive(Debug, Clone)]
pub struct Readable {
    /// The file.
    pub reached: Reached,
    /// The pieces, in order: [`base_blobs::Blobs::read`] takes them.
    pub extents: Vec<Extent>,
    /// What their writer said of their digests.
    pub checksums: Option<String>,
}

/// The contents of a file that the caller sees.
pub async fn open(files: &Files, actor: Actor, at: At) -> Result<Readable, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let reached = reach(tx, &scope, &at, Role::Viewer).await?;
            readable(tx, &scope, reached).await
        })
        .await
}

/// The contents of a file that the caller has reached in this transaction.
pub(crate) async fn readable(tx: &mut Tx, scope: &Scope, reached: Reached) -> Result<Readable, Error> {
    let version = reached.node.version.ok_or(Error::IsAFolder)?;
    let extents = contents::extents(tx, scope.actor.org, version).await?;
    let checksums = contents::checksums(tx, scope.actor.org, version).await?;
    Ok(Readable { reached, extents, checksums })
}
