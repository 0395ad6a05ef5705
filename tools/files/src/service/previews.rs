//! Small pictures of pictures, made when first asked for and kept as an extent each.
//!
//! Decoding what people upload is left to `base/pictures`, under its limits. Few originals are in memory at a time.

use base_blobs::extents::adopt;
use base_blobs::{Blobs, Extent};
use base_pictures::{Fit, Studio};
use base_suite::access::Role;
use bytes::Bytes;
use futures_util::TryStreamExt;
use tokio::sync::Semaphore;

use super::access::{deleted, reach};
use super::contents::{Readable, settle};
use super::{Actor, At, Error, Scope};
use crate::Files;
use crate::store::contents::{self, Preview};
use crate::store::nodes;

/// The longer sides, in pixels, in which pictures are made.
pub const SIZES: [u32; 2] = [256, 1024];

/// Originals read at the same time.
const AT_ONCE: usize = 2;

/// Makes pictures, a few at a time.
pub(crate) struct Painter {
    studio: Studio,
    originals: Semaphore,
}

impl Painter {
    pub fn new() -> Self {
        Self { studio: Studio::default(), originals: Semaphore::new(AT_ONCE) }
    }

    async fn paint(&self, blobs: &Blobs, actor: Actor, extents: &[Extent], size: u32) -> Result<Drawn, Error> {
        let _permit = self.originals.acquire().await.map_err(|_| Error::NotFound)?;
        let original = read(blobs, actor, extents).await?;
        let picture = self.studio.draw(original, Fit::Within(size, size)).await;
        picture.map(|picture| (picture.bytes.into(), picture.media_type)).map_err(|error| {
            tracing::debug!(%error, "no preview can be made");
            Error::NotFound
        })
    }
}

type Drawn = (Bytes, &'static str);

/// A picture as it is sent.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its bytes.
    pub bytes: Bytes,
    /// What they are.
    pub media_type: String,
    /// Changes with it; unquoted.
    pub etag: String,
}

/// What a picture is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A file.
    File(At),
    /// Something that was deleted, by the integer that programs know it by.
    Deleted(i64),
}

/// The picture of a file whose longer side is at most `size` (one of [`SIZES`]). [`Error::NotFound`] when none can
/// be made.
pub async fn get(files: &Files, actor: Actor, of: Of, size: u32) -> Result<Picture, Error> {
    let work = files.clone();
    let (readable, kept) = files
        .db()
        .read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            let reached = match &of {
                Of::File(at) => reach(tx, &scope, at, Role::Viewer).await?,
                Of::Deleted(fileid) => {
                    let node = nodes::by_fileid(tx, actor.org, *fileid).await?.ok_or(Error::NotFound)?;
                    deleted(tx, &scope, node.id).await?
                }
            };
            let version = reached.node.version.filter(|_| reached.node.has_preview()).ok_or(Error::NotFound)?;
            let kept = contents::preview(tx, actor.org, version, size).await?;
            let extents = if kept.is_some() { Vec::new() } else { contents::extents(tx, actor.org, version).await? };
            Ok::<_, Error>((Readable { reached, extents, checksums: None }, kept))
        })
        .await?;
    let version = readable.reached.node.version.ok_or(Error::NotFound)?;
    let etag = format!("{}-{size}", version.uuid().simple());
    if let Some(Preview { extent, media_type }) = kept {
        let bytes = read(files.blobs(), actor, &[extent]).await?;
        return Ok(Picture { bytes, media_type, etag });
    }
    let (bytes, media_type) = files.painter().paint(files.blobs(), actor, &readable.extents, size).await?;
    keep(files, actor, version, size, bytes.clone(), media_type).await?;
    Ok(Picture { bytes, media_type: media_type.to_owned(), etag })
}

async fn keep(
    files: &Files,
    actor: Actor,
    version: crate::model::VersionId,
    size: u32,
    bytes: Bytes,
    media_type: &'static str,
) -> Result<(), Error> {
    let staged = files.blobs().put(actor.org, bytes).await?;
    let work = files.clone();
    let done = files
        .db()
        .write(async move |tx| {
            // The file may have got new contents, or somebody else may have been faster.
            let gone = contents::one(tx, actor.org, version).await?.is_none();
            if gone || contents::preview(tx, actor.org, version, size).await?.is_some() {
                return Ok(((), vec![staged]));
            }
            let adopted = adopt(tx, &staged, work.clock().now()).await?;
            let preview = Preview { extent: adopted.extent, media_type: media_type.to_owned() };
            contents::add_preview(tx, actor.org, version, size, &preview).await?;
            Ok(((), if adopted.duplicate { vec![staged] } else { Vec::new() }))
        })
        .await;
    settle(files, &[staged], done).await
}

async fn read(blobs: &Blobs, actor: Actor, extents: &[Extent]) -> Result<Bytes, Error> {
    let length = extents.iter().map(|extent| extent.length).sum();
    let mut pieces = blobs.read(actor.org, extents, 0..length);
    let mut whole = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    while let Some(piece) = pieces.try_next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}
