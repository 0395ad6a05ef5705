//! Resumable uploads: contents that arrive in pieces, each durable once it is acknowledged.
//!
//! A piece is made durable as an extent and booked in one transaction that also moves the offset; of pieces sent at
//! the same time to the same offset one wins, and the others learn where the upload goes on. What had arrived of a
//! piece when its connection broke is kept: the upload then goes on from there. The last piece also makes the file,
//! by handing the extents over: no byte is copied.
//!
//! An upload that is complete stays until it would have expired, so that a client whose last answer was lost asks
//! again and gets the node instead of sending everything twice.

use base_blobs::Staged;
use base_blobs::extents::{adopt, release};
use base_db::Tx;
use base_suite::access::Role;
use jiff::Timestamp;

use super::access::{Vacancy, reach};
use super::contents::{NewContents, PutOptions, settle, store_file};
use super::folders::ensure_below;
use super::locks::{Held, check};
use super::nodes::free_name;
use super::{Actor, At, Error, Reached, Scope, drives};
use crate::Files;
use crate::model::{IfExists, InvalidName, Node, NodeId, Upload, UploadId, relative_path};
use crate::store::{contents, nodes, uploads};

/// Pieces of one upload at most.
const MOST_PIECES: i64 = 10_000;

/// An upload to be.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// The folder that `path` starts from.
    pub parent: NodeId,
    /// Where to, relative to it.
    pub path: String,
    /// Bytes in all.
    pub size: i64,
    /// When the client says that they were last changed.
    pub modified_at: Option<Timestamp>,
    /// What they are, if the client knows.
    pub media_type: Option<String>,
    /// What to do when the name is taken.
    pub if_exists: IfExists,
}

/// Begins an upload: refused at once when the name is taken or there is no room.
pub async fn begin(files: &Files, actor: Actor, new: NewUpload) -> Result<Upload, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let names = relative_path(&new.path)?;
            if new.size < 0 {
                return Err(Error::Invalid { field: "size", detail: "A size cannot be negative.".to_owned() });
            }
            let scope = Scope::open(tx, &files, actor).await?;
            let parent = reach(tx, &scope, &At::Id(new.parent), Role::Editor).await?.folder()?;
            let existing = follow(tx, &scope, &parent, &names).await?;
            acceptable(existing.as_ref(), new.if_exists)?;
            if let Some(available) = drives::available(tx, &scope, &parent.seen.drive).await? {
                let expected = uploads::expected(tx, actor.org, parent.seen.drive.id, scope.now).await?;
                let more =
                    new.size - existing.filter(|_| new.if_exists != IfExists::Rename).map_or(0, |node| node.size);
                if more > available - expected {
                    return Err(Error::OverQuota { available: (available - expected).max(0) });
                }
            }
            let kept = files.config().upload_kept();
            let upload = Upload {
                id: UploadId::new(files.clock(), files.random()),
                drive: parent.seen.drive.id,
                parent: new.parent,
                path: new.path.clone(),
                size: new.size,
                received: 0,
                if_exists: new.if_exists,
                media_type: new.media_type.clone(),
                modified_at: new.modified_at,
                created_by: actor.person,
                expires_at: scope.now.checked_add(kept).unwrap_or(Timestamp::MAX),
                node: None,
            };
            uploads::add(tx, actor.org, &upload, scope.now).await?;
            Ok(upload)
        })
        .await
}

/// What is at `names` below `parent` now.
async fn follow(tx: &mut Tx, scope: &Scope, parent: &Reached, names: &[&str]) -> Result<Option<Node>, Error> {
    let mut at = parent.node.clone();
    for name in names {
        if !at.is_folder() {
            return Err(Error::NameTaken);
        }
        match nodes::child(tx, scope.actor.org, at.id, name).await? {
            Some(node) => at = node,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

fn acceptable(existing: Option<&Node>, if_exists: IfExists) -> Result<(), Error> {
    match existing {
        Some(_) if if_exists == IfExists::Rename => Ok(()),
        Some(node) if node.is_folder() || if_exists == IfExists::Fail => Err(Error::NameTaken),
        Some(_) | None => Ok(()),
    }
}

/// An upload of the caller's own.
pub async fn get(files: &Files, actor: Actor, id: UploadId) -> Result<(Upload, Option<Reached>), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let upload = uploads::one(tx, actor.org, id).await?;
            let upload = own(upload, &scope)?;
            still_welcome(tx, &scope, &upload).await?;
            let reached = became(tx, &scope, &upload).await?;
            Ok((upload, reached))
        })
        .await
}

/// The upload, if it is the caller's and can still be resumed.
fn own(upload: Option<Upload>, scope: &Scope) -> Result<Upload, Error> {
    upload
        .filter(|upload| upload.created_by == scope.actor.person && upload.expires_at > scope.now)
        .ok_or(Error::NotFound)
}

/// Refuses an upload into a folder that is gone, or that the caller may not change any more: each piece asks anew.
async fn still_welcome(tx: &mut Tx, scope: &Scope, upload: &Upload) -> Result<(), Error> {
    if upload.node.is_none() {
        reach(tx, scope, &At::Id(upload.parent), Role::Editor).await?;
    }
    Ok(())
}

/// What a complete upload became; not found when it is gone since.
async fn became(tx: &mut Tx, scope: &Scope, upload: &Upload) -> Result<Option<Reached>, Error> {
    match upload.node {
        Some(node) => Ok(Some(reach(tx, scope, &At::Id(node), Role::Viewer).await?)),
        None => Ok(None),
    }
}

/// Where an upload goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are durable.
    pub offset: i64,
    /// The file, once complete.
    pub reached: Option<Reached>,
}

/// Whether a piece at `offset` is welcome, and how many bytes are still missing: asked before it is received.
pub async fn check_piece(files: &Files, actor: Actor, id: UploadId, offset: i64) -> Result<i64, Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let upload = own(uploads::one(tx, actor.org, id).await?, &scope)?;
            still_welcome(tx, &scope, &upload).await?;
            if upload.received != offset {
                return Err(Error::UploadOffset(upload.received));
            }
            Ok(upload.size - upload.received)
        })
        .await
}

/// Books a piece that begins at `offset`; with the last one, the file is there. `None` is a piece without bytes,
/// which an upload without bytes, or one whose last answer was lost, needs.
pub async fn add_piece(
    files: &Files,
    actor: Actor,
    id: UploadId,
    offset: i64,
    staged: Option<Staged>,
) -> Result<Progress, Error> {
    let work = files.clone();
    let kept: Vec<Staged> = staged.into_iter().collect();
    let done = files
        .db()
        .write(async move |tx| {
            let scope = Scope::reopen(tx, &work, actor).await?;
            let mut upload = own(uploads::one_locked(tx, actor.org, id).await?, &scope)?;
            still_welcome(tx, &scope, &upload).await?;
            if upload.received != offset {
                return Err(Error::UploadOffset(upload.received));
            }
            if upload.node.is_some() {
                let reached = became(tx, &scope, &upload).await?;
                return Ok((Progress { offset, reached }, staged.into_iter().collect()));
            }
            let mut unused = Vec::new();
            if let Some(staged) = &staged {
                let length = i64::try_from(staged.length).unwrap_or(i64::MAX);
                upload.received = upload.received.saturating_add(length);
                if upload.received > upload.size {
                    return Err(too_long());
                }
                let seq = uploads::pieces(tx, actor.org, id).await?;
                if seq >= MOST_PIECES {
                    let detail = format!("An upload has at most {MOST_PIECES} pieces. Send larger ones.");
                    return Err(Error::Invalid { field: "body", detail });
                }
                let adopted = adopt(tx, staged, scope.now).await?;
                uploads::add_piece(tx, actor.org, id, seq, &adopted.extent, upload.received).await?;
                if adopted.duplicate {
                    unused.push(*staged);
                }
            }
            let mut reached = None;
            if upload.received == upload.size {
                reached = Some(complete(tx, &scope, &upload).await?);
            }
            Ok((Progress { offset: upload.received, reached }, unused))
        })
        .await;
    settle(files, &kept, done).await
}

/// More bytes than the upload was to have.
pub fn too_long() -> Error {
    Error::Invalid { field: "body", detail: "These are more bytes than the upload was announced with.".to_owned() }
}

async fn complete(tx: &mut Tx, scope: &Scope, upload: &Upload) -> Result<Reached, Error> {
    let org = scope.actor.org;
    let names = relative_path(&upload.path)?;
    let (name, folders) = names.split_last().ok_or(InvalidName::Empty)?;
    let parent = reach(tx, scope, &At::Id(upload.parent), Role::Editor).await?.folder()?;
    let parent = ensure_below(tx, scope, parent, folders, &[]).await?;
    let mut existing = nodes::child(tx, org, parent.node.id, name).await?;
    acceptable(existing.as_ref(), upload.if_exists)?;
    let extents = uploads::extents(tx, org, upload.id).await?;
    let mut name = (*name).to_owned();
    if existing.is_some() && upload.if_exists == IfExists::Rename {
        name = free_name(tx, scope, parent.node.id, &name).await?;
        existing = None;
    }
    let vacancy = Vacancy { parent, name, existing };
    let existing_chain = vacancy.existing_chain();
    if upload.if_exists == IfExists::SkipIdentical
        && let (Some(node), Some(chain)) = (&vacancy.existing, &existing_chain)
        && let Some(version) = node.version
        && contents::extents(tx, org, version).await? == extents
    {
        release(tx, org, extents.iter().map(|extent| extent.id), scope.now).await?;
        uploads::complete(tx, org, upload.id, node.id).await?;
        return Ok(Reached { seen: vacancy.parent.seen, node: node.clone(), chain: chain.clone() });
    }
    let held = Held::Node(existing_chain.as_deref().unwrap_or(&vacancy.parent.chain));
    check(tx, scope, &vacancy.parent.seen.drive, &[], &[held]).await?;
    let options =
        PutOptions { modified_at: upload.modified_at, media_type: upload.media_type.clone(), ..PutOptions::default() };
    let new = NewContents::new(extents, &options);
    let reached = store_file(tx, scope, &vacancy, new).await?;
    uploads::complete(tx, org, upload.id, reached.node.id).await?;
    Ok(reached)
}

/// Gives an upload up: nothing of it stays. One that is complete already is forgotten, and its file stays.
pub async fn abort(files: &Files, actor: Actor, id: UploadId) -> Result<(), Error> {
    let files = files.clone();
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let upload = own(uploads::one_locked(tx, actor.org, id).await?, &scope)?;
            let released = uploads::remove(tx, actor.org, upload.id).await?;
            Ok(release(tx, actor.org, released, scope.now).await?)
        })
        .await
}
