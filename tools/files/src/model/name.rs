//! Names: what may be one, and new ones made from them.

/// Bytes of a name at most, as on the file systems that people sync to.
pub const LONGEST_NAME: usize = 255;

/// Folders in one relative path at most.
const LONGEST_PATH: usize = 100;

/// Why something cannot be a name. The text is for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing.
    #[error("A name cannot be empty.")]
    Empty,
    /// More than [`LONGEST_NAME`] bytes.
    #[error("This name is too long: at most 255 bytes are possible. Shorten it.")]
    TooLong,
    /// `.` or `..`.
    #[error("“.” and “..” cannot be names.")]
    Dots,
    /// A slash.
    #[error("A name cannot contain “/”.")]
    Slash,
    /// A control character, NUL among them, or one that XML cannot hold.
    #[error("A name cannot contain control characters.")]
    Control,
    /// A path with too many folders.
    #[error("This path is too deep: at most 100 folders inside one another are possible.")]
    TooDeep,
}

/// Whether `name` can be the name of a folder or a file. Anything else is kept byte for byte.
pub fn check_name(name: &str) -> Result<(), InvalidName> {
    if name.is_empty() {
        return Err(InvalidName::Empty);
    }
    if name.len() > LONGEST_NAME {
        return Err(InvalidName::TooLong);
    }
    if name == "." || name == ".." {
        return Err(InvalidName::Dots);
    }
    for c in name.chars() {
        match c {
            '/' => return Err(InvalidName::Slash),
            '\u{fffe}' | '\u{ffff}' => return Err(InvalidName::Control),
            c if c.is_control() => return Err(InvalidName::Control),
            _ => {}
        }
    }
    Ok(())
}

/// The names of a relative path such as `Photos/2024/a.jpg`, each checked.
pub fn relative_path(path: &str) -> Result<Vec<&str>, InvalidName> {
    let names: Vec<&str> = path.split('/').collect();
    if names.len() > LONGEST_PATH {
        return Err(InvalidName::TooDeep);
    }
    names.iter().try_for_each(|name| check_name(name))?;
    Ok(names)
}

/// `plan.odt` as `plan (2).odt`, cut where it would get too long.
pub fn numbered(name: &str, number: u64) -> String {
    with_mark(name, &format!(" ({number})"))
}

/// `plan.odt` as `plan (restored).odt`, cut where it would get too long.
pub fn restored(name: &str) -> String {
    with_mark(name, " (restored)")
}

fn with_mark(name: &str, mark: &str) -> String {
    // A dot at the start makes a hidden file, not an ending; an ending is short.
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= 16 => name.split_at(dot),
        _ => (name, ""),
    };
    let room = LONGEST_NAME.saturating_sub(mark.len() + ending.len());
    format!("{}{mark}{ending}", cut(stem, room))
}

/// The start of `text` that has at most `most` bytes, whole characters only.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_names_are_refused_and_odd_ones_kept() {
        for (name, cause) in [
            ("", InvalidName::Empty),
            (".", InvalidName::Dots),
            ("..", InvalidName::Dots),
            ("a/b", InvalidName::Slash),
            ("a\0b", InvalidName::Control),
            ("a\nb", InvalidName::Control),
            ("\u{7f}", InvalidName::Control),
            ("\u{ffff}", InvalidName::Control),
        ] {
            assert_eq!(check_name(name), Err(cause), "{name:?}");
        }
        assert_eq!(check_name(&"a".repeat(256)), Err(InvalidName::TooLong));
        assert_eq!(check_name(&"é".repeat(128)), Err(InvalidName::TooLong));
        for name in ["...", " ", "a ", "CON", "a\\b", "<script>", "e\u{301}", "🌻", "%2e%2e", "~$plan.docx"] {
            assert_eq!(check_name(name), Ok(()), "{name:?}");
        }
        assert_eq!(check_name(&"a".repeat(255)), Ok(()));
    }

    #[test]
    fn paths_cannot_climb_or_hold_empty_names() {
        assert_eq!(relative_path("Photos/2024/a.jpg").unwrap(), ["Photos", "2024", "a.jpg"]);
        for path in ["", "/a", "a/", "a//b", "../a", "a/../b", "a/./b"] {
            assert!(relative_path(path).is_err(), "{path:?}");
        }
        assert_eq!(relative_path(&["a"; 101].join("/")), Err(InvalidName::TooDeep));
    }

    #[test]
    fn marks_go_before_the_ending() {
        assert_eq!(numbered("plan.odt", 2), "plan (2).odt");
        assert_eq!(numbered(".bashrc", 3), ".bashrc (3)");
        assert_eq!(numbered("Reports", 2), "Reports (2)");
        assert_eq!(restored("a.b.c"), "a.b (restored).c");
    }

    proptest! {
        #[test]
        fn a_marked_name_is_a_name(name in "[^/\\p{Cc}\u{fffe}\u{ffff}]{1,255}", number in 2_u64..u64::MAX) {
            prop_assume!(check_name(&name).is_ok());
            prop_assert_eq!(check_name(&numbered(&name, number)), Ok(()));
            prop_assert_eq!(check_name(&restored(&name)), Ok(()));
        }
    }
}
