//! Small pictures of pictures, made when first asked for and kept as an extent each.
//!
//! Decoding what people upload is the one risky thing here: sizes and memory are limited, two at a time are made,
//! on threads apart from the runtime's.

use std::io::Cursor;

use base_blobs::extents::adopt;
use base_blobs::{Blobs, Extent};
use base_suite::access::Role;
use bytes::Bytes;
use futures_util::TryStreamExt;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use tokio::sync::Semaphore;

use super::access::reach;
use super::contents::{Readable, settle};
use super::{Actor, At, Error, Scope};
use crate::Files;
use crate::model::NodeId;
use crate::store::contents::{self, Preview};

/// The longer sides, in pixels, in which pictures are made.
pub const SIZES: [u32; 2] = [256, 1024];

/// Pictures made at the same time.
const AT_ONCE: usize = 2;
/// Pixels of a side of the original at most.
const LONGEST_SIDE: u32 = 16_384;
/// Bytes that decoding one may take.
const MEMORY: u64 = 160 * 1024 * 1024;
const QUALITY: u8 = 80;

/// Makes pictures, a few at a time.
pub(crate) struct Painter(Semaphore);

impl Painter {
    pub fn new() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

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

/// The picture of a file whose longer side is at most `size` (one of [`SIZES`]). [`Error::NotFound`] when none can
/// be made.
pub async fn get(files: &Files, actor: Actor, id: NodeId, size: u32) -> Result<Picture, Error> {
    let work = files.clone();
    let (readable, kept) = files
        .db()
        .read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            let reached = reach(tx, &scope, &At::Id(id), Role::Viewer).await?;
            let version = reached.node.version.filter(|_| reached.node.has_preview()).ok_or(Error::NotFound)?;
            let kept = contents::preview(tx, actor.org, version, size).await?;
            let extents = if kept.is_some() { Vec::new() } else { contents::extents(tx, actor.org, version).await? };
            Ok::<_, Error>((Readable { reached, extents }, kept))
        })
        .await?;
    let version = readable.reached.node.version.ok_or(Error::NotFound)?;
    let etag = format!("{}-{size}", version.uuid().simple());
    if let Some(Preview { extent, media_type }) = kept {
        let bytes = read(files.blobs(), actor, vec![extent]).await?;
        return Ok(Picture { bytes, media_type, etag });
    }
    let permit = files.painter().0.acquire().await.map_err(|_| Error::NotFound)?;
    let original = read(files.blobs(), actor, readable.extents).await?;
    let made = tokio::task::spawn_blocking(move || paint(&original, size)).await;
    drop(permit);
    let (bytes, media_type) = match made {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => {
            tracing::debug!(%error, %id, "no preview can be made");
            return Err(Error::NotFound);
        }
        Err(error) => {
            tracing::warn!(%error, %id, "a preview could not be made");
            return Err(Error::NotFound);
        }
    };
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

async fn read(blobs: &Blobs, actor: Actor, extents: Vec<Extent>) -> Result<Bytes, Error> {
    let length = extents.iter().map(|extent| extent.length).sum();
    let mut pieces = blobs.read(actor.org, &extents, 0..length);
    let mut whole = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    while let Some(piece) = pieces.try_next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

/// JPEG, or WebP where there is transparency to keep.
fn paint(original: &[u8], size: u32) -> Result<(Bytes, &'static str), image::ImageError> {
    let mut reader = ImageReader::new(Cursor::new(original)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let picture = DynamicImage::from_decoder(decoder)?;
    let mut small = if picture.width() > size || picture.height() > size { picture.thumbnail(size, size) } else { picture };
    small.apply_orientation(orientation);
    let mut out = Vec::new();
    if small.color().has_alpha() && small.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX) {
        small.to_rgba8().write_with_encoder(WebPEncoder::new_lossless(&mut out))?;
        return Ok((out.into(), "image/webp"));
    }
    small.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
    Ok((out.into(), "image/jpeg"))
}
