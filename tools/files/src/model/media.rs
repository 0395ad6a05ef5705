//! What contents are, as far as their name tells.

/// Pictures larger than this are not opened for a preview.
const LARGEST_PICTURE: i64 = 64 * 1024 * 1024;

const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Types that a browser shows without running anything; all others are sent as attachment.
const INERT: [&str; 24] = [
    "application/pdf",
    "audio/aac",
    "audio/flac",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "image/x-icon",
    "text/csv",
    "text/markdown",
    "text/plain",
    "text/vtt",
    "video/mp4",
    "video/ogg",
    "video/quicktime",
    "video/webm",
];

/// The media type that a name suggests.
pub fn media_type_of(name: &str) -> Option<String> {
    mime_guess::from_path(name).first_raw().map(str::to_owned)
}

/// Whether a browser that opens contents of this type may run code from them. What is not known to be inert is
/// taken for active.
pub fn is_active(media_type: Option<&str>) -> bool {
    let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    !INERT.contains(&essence.as_str())
}

/// Whether a small picture can be made of contents of this type and size.
pub fn has_preview(media_type: Option<&str>, size: i64) -> bool {
    media_type.is_some_and(|known| PICTURES.contains(&known)) && (1..=LARGEST_PICTURE).contains(&size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_types() {
        assert_eq!(media_type_of("Été 2024.JPG").as_deref(), Some("image/jpeg"));
        assert_eq!(media_type_of("plan.odt").as_deref(), Some("application/vnd.oasis.opendocument.text"));
        assert_eq!(media_type_of("Makefile"), None);
    }

    #[test]
    fn only_types_known_to_be_inert_are_shown_in_the_browser() {
        for active in ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "text/javascript", "", "x/y"]
        {
            assert!(is_active(Some(active)), "{active}");
        }
        assert!(is_active(None));
        for inert in ["image/png", "text/plain; charset=utf-8", "application/pdf", "Video/MP4"] {
            assert!(!is_active(Some(inert)), "{inert}");
        }
    }

    #[test]
    fn small_pictures_are_made_of_pictures_only() {
        assert!(has_preview(Some("image/png"), 10));
        assert!(!has_preview(Some("image/png"), 0));
        assert!(!has_preview(Some("image/png"), i64::MAX));
        assert!(!has_preview(Some("image/svg+xml"), 10));
        assert!(!has_preview(None, 10));
    }
}
