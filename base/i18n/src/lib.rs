//! French and English for what the server itself writes to people: plain pages, mail.
//!
//! Texts are kept beside each other, so that one cannot be added without the other.

mod time;
mod words;

pub use time::{day, moment};
pub use words::Words;

/// A language that the product speaks completely.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// French.
    #[default]
    French,
    /// English.
    English,
}

/// A text in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// French.
    pub fr: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The text in `language`.
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::French => self.fr,
            Language::English => self.en,
        }
    }
}

impl Language {
    /// The BCP 47 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language with this code; regions are not looked at (`fr-CA` is French).
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The best language for an Accept-Language header (RFC 9110 section 12.5.4), if it names one of ours.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',').take(20) {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(|code| Self::from_code(code.trim())) else { continue };
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(Language::accepted("de, en;q=0.8, fr-CA;q=0.9"), Some(Language::French));
        assert_eq!(Language::accepted("en-GB,en;q=0.5"), Some(Language::English));
        assert_eq!(Language::accepted("fr;q=0, de"), None);
        assert_eq!(Language::accepted(""), None);
    }
}
