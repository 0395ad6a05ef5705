//! How texts are compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared.
pub fn fold(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return text.nfc().flat_map(char::to_lowercase).collect();
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

/// What a text looks like: `%` is any text, `_` any character, `\` takes what follows as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    /// The same, where it is no more than a text with something before or after it, as most are.
    plain: Option<Plain>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Any,
    One,
    Char(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Plain {
    text: String,
    /// Whether anything may stand before it.
    before: bool,
    /// Whether anything may stand after it.
    after: bool,
}

impl Plain {
    fn new(parts: &[Part]) -> Option<Self> {
        let (before, rest) = match parts {
            [Part::Any, rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let (after, rest) = match rest {
            [rest @ .., Part::Any] => (true, rest),
            rest => (before && rest.is_empty(), rest),
        };
        let text = rest.iter().map(|part| if let Part::Char(c) = part { Some(*c) } else { None });
        Some(Self { text: text.collect::<Option<_>>()?, before, after })
    }

    fn matches(&self, text: &str) -> bool {
        match (self.before, self.after) {
            (false, false) => text == self.text,
            (false, true) => text.starts_with(&self.text),
            (true, false) => text.ends_with(&self.text),
            (true, true) => text.contains(&self.text),
        }
    }
}

impl Pattern {
    /// Reads it.
    pub fn new(text: &str) -> Self {
        let text = fold(text);
        let mut chars = text.chars();
        let mut parts = Vec::new();
        while let Some(c) = chars.next() {
            let part = match c {
                '%' => Part::Any,
                '_' => Part::One,
                '\\' => Part::Char(chars.next().unwrap_or('\\')),
                c => Part::Char(c),
            };
            if part != Part::Any || parts.last() != Some(&Part::Any) {
                parts.push(part);
            }
        }
        Self { plain: Plain::new(&parts), parts }
    }

    /// Whether a folded text looks like it. Takes time in the product of their lengths at worst.
    pub(super) fn matches(&self, text: &str) -> bool {
        match &self.plain {
            Some(plain) => plain.matches(text),
            None => self.matches_by_parts(text),
        }
    }

    fn matches_by_parts(&self, text: &str) -> bool {
        let pattern = &self.parts;
        let text: Vec<char> = text.chars().collect();
        let (mut p, mut t) = (0, 0);
        // Where the last `%` stands, and how much of the text it has taken.
        let mut taken: Option<(usize, usize)> = None;
        while t < text.len() {
            match pattern.get(p) {
                Some(Part::Any) => {
                    taken = Some((p, t));
                    p += 1;
                }
                Some(Part::One) => (p, t) = (p + 1, t + 1),
                Some(Part::Char(c)) if *c == text[t] => (p, t) = (p + 1, t + 1),
                _ => match &mut taken {
                    Some((at, until)) => {
                        *until += 1;
                        (p, t) = (*at + 1, *until);
                    }
                    None => return false,
                },
            }
        }
        pattern[p..].iter().all(|part| *part == Part::Any)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Pattern, fold};

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, expected) in [
            ("%plan%", "the plan of it", true),
            ("plan%", "plan", true),
            ("%plan", "plan b", false),
            ("p_an", "plan", true),
            ("p_an", "pan", false),
            ("%", "", true),
            ("", "a", false),
            ("100\\%", "100%", true),
            ("100\\%", "1000", false),
            ("%a%b%", "xxaxxbxx", true),
            ("%é_", "caféx", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), expected, "{pattern} {text}");
        }
        let hostile = Pattern::new(&"%a".repeat(500));
        assert!(!hostile.matches(&"a".repeat(499)));
    }

    proptest! {
        #[test]
        fn the_short_way_and_the_long_way_agree(pattern in "%{0,2}[abé]{0,3}%{0,2}", text in "[abé]{0,5}") {
            let pattern = Pattern::new(&pattern);
            prop_assert!(pattern.plain.is_some());
            prop_assert_eq!(pattern.matches(&text), pattern.matches_by_parts(&text));
        }

        #[test]
        fn plain_letters_are_folded_as_all_others(text in "[ -~]{0,12}") {
            // A letter in front that has to be composed makes it take the long way.
            let marked = format!("e\u{301}{text}");
            prop_assert_eq!(fold(&marked), format!("é{}", fold(&text)));
        }
    }
}
