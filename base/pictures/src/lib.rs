//! Small pictures made from images that people bring: portraits, logos.
//!
//! What comes out was drawn anew from pixels: metadata (places, devices), scripts and anything hidden behind the
//! image are gone, and the side is bounded. The orientation that a camera notes is applied.
//!
//! What holds:
//! - The format is found from the bytes, never from a name or a header. JPEG, PNG, GIF (its first frame) and WebP are
//!   taken; SVG is not, because it runs scripts.
//! - An image that would decode to more than [`MOST_MEMORY`] is refused from its header, before it is decoded.
//! - Decoding runs apart from the threads that serve requests, one image at a time.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

/// Pixels on a side at most.
const LONGEST_SIDE: u32 = 12_000;
/// Bytes that a decoded image may take: 40 million pixels without transparency.
pub const MOST_MEMORY: u64 = 120_000_000;
const JPEG_QUALITY: u8 = 88;

/// How an image is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// A square of this side, cut from the middle.
    Square(u32),
    /// Whole, within this width and height; never enlarged.
    Within(u32, u32),
}

/// A picture drawn anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg`, or `image/webp` when parts of it are transparent.
    pub media_type: &'static str,
    /// The encoded picture.
    pub bytes: Vec<u8>,
}

/// Why an image is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not one of the formats, or damaged.
    #[error("not an image that can be read: use a JPEG, PNG, GIF or WebP file")]
    Unreadable,
    /// Too many pixels.
    #[error("the image has too many pixels: make it smaller, 4,000 by 4,000 is plenty")]
    TooLarge,
}

/// Draws pictures, one at a time; cheap to clone.
#[derive(Debug, Clone)]
pub struct Studio(Arc<Semaphore>);

impl Default for Studio {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Studio {
    /// The image in `bytes`, fitted and drawn anew.
    pub async fn draw(&self, bytes: Bytes, fit: Fit) -> Result<Picture, Error> {
        let Ok(permit) = self.0.clone().acquire_owned().await else { return Err(Error::Unreadable) };
        // The permit goes along: a caller that hangs up must not let the next image in beside this one.
        let drawn = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            draw(&bytes, fit)
        });
        drawn.await.unwrap_or(Err(Error::Unreadable))
    }
}

/// The image in `bytes`, fitted and drawn anew. Takes a second at worst: see [`Studio`].
pub fn draw(bytes: &[u8], fit: Fit) -> Result<Picture, Error> {
    let image = decode(bytes)?;
    let fitted = match fit {
        Fit::Square(side) => image.resize_to_fill(side, side, FilterType::CatmullRom),
        Fit::Within(width, height) if image.width() > width || image.height() > height => {
            image.resize(width, height, FilterType::CatmullRom)
        }
        Fit::Within(..) => image,
    };
    encode(&fitted)
}

/// The media type of a picture that [`draw`] made and that was kept elsewhere: it is decoded to be sure of it.
pub fn inspect(bytes: &[u8]) -> Result<&'static str, Error> {
    decode(bytes)?;
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => Ok("image/jpeg"),
        Ok(ImageFormat::WebP) => Ok("image/webp"),
        _ => Err(Error::Unreadable),
    }
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, Error> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Error::Unreadable)?;
    let taken = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP];
    if !reader.format().is_some_and(|format| taken.contains(&format)) {
        return Err(Error::Unreadable);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(Error::TooLarge);
    }
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn refusal(error: &image::ImageError) -> Error {
    match error {
        image::ImageError::Limits(_) => Error::TooLarge,
        _ => Error::Unreadable,
    }
}

fn encode(image: &DynamicImage) -> Result<Picture, Error> {
    let mut bytes = Vec::new();
    let rgba = image.to_rgba8();
    let opaque = rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let (media_type, encoded) = if opaque {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        ("image/jpeg", image.to_rgb8().write_with_encoder(encoder))
    } else {
        ("image/webp", rgba.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)))
    };
    encoded.map_err(|_| Error::Unreadable)?;
    Ok(Picture { media_type, bytes })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    /// Red on the left, blue on the right.
    fn flag(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) }).into()
    }

    #[test]
    fn a_square_is_cut_from_the_middle_and_opaque_images_become_jpeg() {
        let picture = draw(&png(&flag(900, 300)), Fit::Square(256)).unwrap();
        assert_eq!(picture.media_type, "image/jpeg");
        let seen = image::load_from_memory(&picture.bytes).unwrap();
        assert_eq!((seen.width(), seen.height()), (256, 256));
        assert_eq!(inspect(&picture.bytes).unwrap(), "image/jpeg");
    }

    #[test]
    fn transparency_is_kept_and_small_images_are_not_enlarged() {
        let clear = DynamicImage::from(RgbaImage::from_pixel(40, 20, Rgba([10, 20, 30, 0])));
        let picture = draw(&png(&clear), Fit::Within(512, 128)).unwrap();
        assert_eq!(picture.media_type, "image/webp");
        let seen = image::load_from_memory(&picture.bytes).unwrap().to_rgba8();
        assert_eq!((seen.width(), seen.height(), seen.get_pixel(3, 3).0[3]), (40, 20, 0));
    }

    #[test]
    fn what_a_camera_notes_is_applied_and_then_gone() {
        // An EXIF block that says "turn by 180 degrees" and holds a word that must not survive.
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"48.8584N 2.2945E");
        let mut plain = Vec::new();
        flag(64, 64).to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 90)).unwrap();
        let mut jpeg = plain[..2].to_vec();
        jpeg.extend_from_slice(&[0xff, 0xe1]);
        jpeg.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        jpeg.extend_from_slice(&exif);
        jpeg.extend_from_slice(&plain[2..]);

        let picture = draw(&jpeg, Fit::Square(64)).unwrap();
        let seen = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
        assert!(seen.get_pixel(4, 32).0[2] > 200, "blue is now on the left");
        assert!(!picture.bytes.windows(4).any(|window| window == b"Exif" || window == b"48.8"));
    }

    #[test]
    fn bombs_scripts_and_nonsense_are_refused() {
        // A PNG that says it is 50,000 pixels wide and high, in 57 bytes.
        let mut bomb = png(&flag(2, 2));
        bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(draw(&bomb, Fit::Square(256)), Err(Error::TooLarge));
        // Within the sides, over the memory: 11,000 x 11,000.
        bomb[16..24].copy_from_slice(&[0, 0, 0x2a, 0xf8, 0, 0, 0x2a, 0xf8]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(draw(&bomb, Fit::Square(256)), Err(Error::TooLarge));

        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let cut = &png(&flag(50, 50))[..60];
        let bmp = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0";
        for bad in [&svg[..], &b""[..], &b"GIF89a"[..], cut, &bmp[..], &[0xff, 0xd8, 0xff][..]] {
            assert_eq!(draw(bad, Fit::Square(256)), Err(Error::Unreadable), "{bad:?}");
        }
        assert_eq!(inspect(&png(&flag(2, 2))), Err(Error::Unreadable), "never made by draw");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        };
        !bytes.iter().fold(u32::MAX, step)
    }

    #[tokio::test]
    async fn the_studio_draws_apart() {
        let picture = Studio::default().draw(png(&flag(8, 8)).into(), Fit::Square(4)).await.unwrap();
        assert_eq!(picture.media_type, "image/jpeg");
    }
}
