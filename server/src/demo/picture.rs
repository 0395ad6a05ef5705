//! Pictures for the demonstration, drawn here: hills under a sky, and a plan of the garden.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and shades are small numbers"
)]

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

type Colour = [f32; 3];

/// The light of a landscape.
#[derive(Clone, Copy)]
pub enum Light {
    /// Pink and gold.
    Morning,
    /// Clear blue.
    Noon,
    /// Orange and violet.
    Evening,
    /// Soft grey and green.
    Rain,
}

impl Light {
    /// Top of the sky, bottom of the sky, farthest hill, nearest hill.
    const fn colours(self) -> [Colour; 4] {
        match self {
            Self::Morning => [[126.0, 160.0, 196.0], [248.0, 214.0, 178.0], [176.0, 168.0, 170.0], [70.0, 92.0, 66.0]],
            Self::Noon => [[84.0, 142.0, 200.0], [206.0, 226.0, 232.0], [146.0, 176.0, 168.0], [74.0, 116.0, 58.0]],
            Self::Evening => [[84.0, 74.0, 120.0], [244.0, 166.0, 104.0], [150.0, 104.0, 112.0], [52.0, 52.0, 50.0]],
            Self::Rain => [[150.0, 160.0, 162.0], [206.0, 210.0, 204.0], [150.0, 164.0, 152.0], [72.0, 96.0, 72.0]],
        }
    }
}

/// A landscape as a JPEG of 1200 by 800 pixels; another `seed` gives other hills.
pub fn landscape(light: Light, seed: u32) -> Vec<u8> {
    const WIDTH: u32 = 1_200;
    const HEIGHT: u32 = 800;
    let [high, low, far, near] = light.colours();
    let hills: Vec<Vec<f32>> = (0..5).map(|layer| ridge(WIDTH, layer, seed)).collect();
    let sun = (300.0 + noise(seed, 1) * 600.0, 170.0 + noise(seed, 2) * 130.0);
    let mut picture = RgbImage::new(WIDTH, HEIGHT);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (fx, fy) = (x as f32, y as f32);
        let mut colour = mix(high, low, (fy / 560.0).min(1.0));
        let glow = 1.0 - (((fx - sun.0).powi(2) + (fy - sun.1).powi(2)).sqrt() / 330.0).min(1.0);
        colour = mix(colour, [255.0, 244.0, 220.0], glow.powi(3) * 0.85);
        for (layer, ridge) in hills.iter().enumerate() {
            let top = ridge[x as usize];
            if fy > top {
                let depth = layer as f32 / 4.0;
                let shade = mix(far, near, depth);
                let texture = (noise(x / 2 * 7 + seed, y / 2 + layer as u32) - 0.5) * 16.0 * depth;
                let fade = ((fy - top) / 260.0).min(1.0) * 0.25;
                colour = mix(shade, [shade[0] * 0.7, shade[1] * 0.7, shade[2] * 0.66], fade).map(|part| part + texture);
            }
        }
        *pixel = Rgb(colour.map(|part| part.clamp(0.0, 255.0) as u8));
    }
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = JpegEncoder::new_with_quality(&mut out, 84).write_image(&picture, WIDTH, HEIGHT, ExtendedColorType::Rgb8);
    out
}

/// The plan of the garden: beds, paths and trees seen from above, as a PNG.
pub fn garden_plan() -> Vec<u8> {
    const WIDTH: u32 = 1_000;
    const HEIGHT: u32 = 700;
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([236, 228, 208]));
    let greens = [[112, 146, 84], [150, 168, 92], [186, 160, 88], [132, 112, 84], [98, 130, 104], [170, 120, 96]];
    for row in 0..3_u32 {
        for column in 0..4_u32 {
            let (left, top) = (70 + column * 215, 70 + row * 195);
            let base = greens[((row * 4 + column) % 6) as usize];
            for y in top..top + 150 {
                for x in left..left + 180 {
                    let line = (y - top) % 15 < 3;
                    let speck = (noise(x, y) * 22.0) as u8;
                    let dark = if line { 28 } else { 0 };
                    let paint = |part: u8| part.saturating_sub(dark).saturating_add(speck).saturating_sub(8);
                    picture.put_pixel(x, y, Rgb(base.map(paint)));
                }
            }
        }
    }
    for (x, y, radius) in [(940, 90, 46), (940, 260, 38), (945, 420, 52), (60, 655, 34), (500, 662, 30)] {
        disc(&mut picture, x, y, radius, [74, 108, 70]);
        disc(&mut picture, x - radius / 5, y - radius / 5, radius * 3 / 5, [96, 132, 84]);
    }
    let mut out = Vec::new();
    let _ = PngEncoder::new(&mut out).write_image(&picture, WIDTH, HEIGHT, ExtendedColorType::Rgb8);
    out
}

fn disc(picture: &mut RgbImage, x: i32, y: i32, radius: i32, colour: [u8; 3]) {
    for dy in -radius..=radius {
        for dx in -radius..=radius {
            let inside = dx * dx + dy * dy <= radius * radius;
            if let (true, Ok(px), Ok(py)) = (inside, u32::try_from(x + dx), u32::try_from(y + dy))
                && px < picture.width()
                && py < picture.height()
            {
                picture.put_pixel(px, py, Rgb(colour));
            }
        }
    }
}

/// The height of a hill at each column.
fn ridge(width: u32, layer: u32, seed: u32) -> Vec<f32> {
    let phase = noise(seed, layer + 11) * 6.3;
    let base = 380.0 + layer as f32 * 90.0;
    (0..width)
        .map(|x| {
            let t = x as f32 / width as f32;
            base - (t * (5.0 + layer as f32) + phase).sin() * 46.0
                - (t * (13.0 + layer as f32 * 3.0) + phase * 2.0).sin() * 17.0
                - (t * 41.0 + phase * 5.0).sin() * 4.0
        })
        .collect()
}

fn mix(from: Colour, to: Colour, part: f32) -> Colour {
    std::array::from_fn(|index| from[index] + (to[index] - from[index]) * part)
}

/// A number from 0 to 1 that looks random and is always the same for the same place.
fn noise(x: u32, y: u32) -> f32 {
    let mut z = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA6B);
    z = (z ^ (z >> 15)).wrapping_mul(0x2C1B_3C6D);
    z = (z ^ (z >> 12)).wrapping_mul(0x297A_2D39);
    ((z ^ (z >> 15)) >> 8) as f32 / 16_777_216.0
}
