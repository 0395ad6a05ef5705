//! Paths: between the percent-encoded text of a request line or href and a list of names.
//!
//! A [`DavPath`] is absolute, and every segment of it is a name that can be stored: not empty, not `.` or `..`, without
//! `/` and control characters, valid UTF-8, at most [`MAX_NAME_BYTES`] long. Whatever does not decode to that is
//! refused, so nothing behind this module has to think of traversal. Bytes are otherwise kept as they come, without
//! Unicode normalisation: clients that normalise expect to find what they stored.
//!
//! Repeated slashes count as one. Programs that join a base address and a path send them, and no resource of ours has
//! an empty name that they could mean.
//!
//! Hrefs encode everything but unreserved characters and parentheses, so they hold nothing that XML would escape.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;
use std::hash::{Hash, Hasher};

/// Length of one name in bytes of UTF-8, what file systems of clients allow.
pub const MAX_NAME_BYTES: usize = 255;

/// Segments of one path.
pub const MAX_SEGMENTS: usize = 100;

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'(').remove(b')');

/// Why a name or path is refused. All are 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It does not begin with `/`.
    #[error("the path must be absolute")]
    NotAbsolute,
    /// A `%` without two hexadecimal digits.
    #[error("the path has a broken percent encoding")]
    BadEncoding,
    /// The decoded bytes are not UTF-8.
    #[error("the path is not valid UTF-8")]
    NotUtf8,
    /// `.` or `..`, encoded or not.
    #[error("\".\" and \"..\" are not names")]
    DotSegment,
    /// A name without a character.
    #[error("a name must not be empty")]
    EmptyName,
    /// A `/` within a name.
    #[error("a name must not hold a slash")]
    Slash,
    /// A NUL or another control character, which a file system or XML could not hold.
    #[error("a name must not hold control characters")]
    ControlCharacter,
    /// Longer than [`MAX_NAME_BYTES`].
    #[error("a name must not be longer than {MAX_NAME_BYTES} bytes")]
    NameTooLong,
    /// More than [`MAX_SEGMENTS`].
    #[error("the path must not have more than {MAX_SEGMENTS} parts")]
    TooDeep,
    /// A `?` or `#`, where a path alone is asked for.
    #[error("the address must not have a query or a fragment")]
    QueryOrFragment,
}

/// Checks a decoded name, from wherever it comes.
pub fn check_name(name: &str) -> Result<(), PathError> {
    if name.is_empty() {
        return Err(PathError::EmptyName);
    }
    if name == "." || name == ".." {
        return Err(PathError::DotSegment);
    }
    if name.len() > MAX_NAME_BYTES {
        return Err(PathError::NameTooLong);
    }
    for c in name.chars() {
        if c == '/' {
            return Err(PathError::Slash);
        }
        if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') {
            return Err(PathError::ControlCharacter);
        }
    }
    Ok(())
}

/// An absolute, decoded path. `/a` and `/a/` are equal: they are the same resource.
#[derive(Clone, Default)]
pub struct DavPath {
    segments: Vec<String>,
    trailing_slash: bool,
}

impl DavPath {
    /// `/`.
    pub fn root() -> Self {
        Self { segments: Vec::new(), trailing_slash: true }
    }

    /// Decodes the path of a request line, without a query.
    pub fn parse(encoded: &str) -> Result<Self, PathError> {
        let rest = encoded.strip_prefix('/').ok_or(PathError::NotAbsolute)?;
        if encoded.contains(['?', '#']) {
            return Err(PathError::QueryOrFragment);
        }
        let mut path = Self { segments: Vec::new(), trailing_slash: encoded.ends_with('/') };
        for segment in rest.split('/').filter(|segment| !segment.is_empty()) {
            if path.segments.len() == MAX_SEGMENTS {
                return Err(PathError::TooDeep);
            }
            path.segments.push(decode_segment(segment)?);
        }
        Ok(path)
    }

    /// A path from decoded names.
    pub fn from_names<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Result<Self, PathError> {
        let mut path = Self::default();
        for name in names {
            path.push(name)?;
        }
        Ok(path)
    }

    /// Goes one name down.
    pub fn push(&mut self, name: impl Into<String>) -> Result<(), PathError> {
        let name = name.into();
        check_name(&name)?;
        if self.segments.len() == MAX_SEGMENTS {
            return Err(PathError::TooDeep);
        }
        self.segments.push(name);
        self.trailing_slash = false;
        Ok(())
    }

    /// The decoded names from the root down.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The last name; none for the root.
    pub fn name(&self) -> Option<&str> {
        self.segments.last().map(String::as_str)
    }

    /// Whether it was written with a slash at its end, as collections are.
    pub fn has_trailing_slash(&self) -> bool {
        self.trailing_slash
    }

    /// The collection that holds it; none for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, parents) = self.segments.split_last()?;
        Some(Self { segments: parents.to_vec(), trailing_slash: true })
    }

    /// Whether it is `other` or below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.segments.starts_with(&other.segments)
    }

    /// What is below `prefix`, as a path of its own.
    pub fn strip_prefix(&self, prefix: &Self) -> Option<Self> {
        let rest = self.segments.strip_prefix(prefix.segments.as_slice())?;
        Some(Self { segments: rest.to_vec(), trailing_slash: self.trailing_slash })
    }

    /// The href of this path; that of a collection ends with a slash.
    pub fn href(&self, collection: bool) -> String {
        let mut href = String::with_capacity(self.segments.iter().map(|segment| segment.len() + 4).sum::<usize>() + 1);
        for segment in &self.segments {
            href.push('/');
            push_segment(&mut href, segment);
        }
        if collection || self.segments.is_empty() {
            href.push('/');
        }
        href
    }
}

impl PartialEq for DavPath {
    fn eq(&self, other: &Self) -> bool {
        self.segments == other.segments
    }
}
impl Eq for DavPath {}
impl Hash for DavPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.segments.hash(state);
    }
}

/// The encoded form, with the slash at the end if it came with one.
impl fmt::Display for DavPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.href(self.trailing_slash))
    }
}
impl fmt::Debug for DavPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Appends one encoded name. For the children of a collection: keep its href, append, write, truncate.
pub fn push_segment(href: &mut String, name: &str) {
    href.extend(utf8_percent_encode(name, KEPT));
}

fn decode_segment(segment: &str) -> Result<String, PathError> {
    if !percent_signs_are_whole(segment) {
        return Err(PathError::BadEncoding);
    }
    let name = percent_decode_str(segment).decode_utf8().map_err(|_| PathError::NotUtf8)?;
    check_name(&name)?;
    Ok(name.into_owned())
}

fn percent_signs_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|tail| {
        let digits = tail.as_bytes();
        digits.len() >= 2 && digits[0].is_ascii_hexdigit() && digits[1].is_ascii_hexdigit()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(encoded: &str) -> Vec<String> {
        DavPath::parse(encoded).unwrap().segments().to_vec()
    }

    #[test]
    fn paths_are_decoded() {
        assert_eq!(names("/"), Vec::<String>::new());
        assert_eq!(names("/a/b%20c/"), ["a", "b c"]);
        assert_eq!(names("//a///b//"), ["a", "b"]);
        assert_eq!(names("/caf%C3%A9/%E6%97%A5/é"), ["café", "日", "é"]);
        assert_eq!(names("/a+b/%2B/a%5Cb/.../..a/%25"), ["a+b", "+", "a\\b", "...", "..a", "%"]);
        assert!(DavPath::parse("/a/").unwrap().has_trailing_slash());
        assert!(!DavPath::parse("/a").unwrap().has_trailing_slash());
    }

    #[test]
    fn hostile_paths_are_refused() {
        for (path, error) in [
            ("", PathError::NotAbsolute),
            ("a", PathError::NotAbsolute),
            ("/a/../b", PathError::DotSegment),
            ("/%2e%2E/b", PathError::DotSegment),
            ("/.", PathError::DotSegment),
            ("/a%2Fb", PathError::Slash),
            ("/a%00b", PathError::ControlCharacter),
            ("/a%0Ab", PathError::ControlCharacter),
            ("/%7F", PathError::ControlCharacter),
            ("/%EF%BF%BF", PathError::ControlCharacter),
            ("/%ff", PathError::NotUtf8),
            ("/%C0%AE%C0%AE/", PathError::NotUtf8),
            ("/%ED%A0%80", PathError::NotUtf8),
            ("/%", PathError::BadEncoding),
            ("/%2", PathError::BadEncoding),
            ("/%zz", PathError::BadEncoding),
            ("/%2/1", PathError::BadEncoding),
            ("/a?b", PathError::QueryOrFragment),
            ("/a#b", PathError::QueryOrFragment),
        ] {
            assert_eq!(DavPath::parse(path), Err(error), "{path}");
        }
    }

    #[test]
    fn lengths_are_limited() {
        assert!(DavPath::parse(&format!("/{}", "a".repeat(255))).is_ok());
        assert_eq!(DavPath::parse(&format!("/{}", "a".repeat(300))), Err(PathError::NameTooLong));
        assert_eq!(DavPath::parse(&format!("/{}", "%C3%A9".repeat(128))), Err(PathError::NameTooLong));
        assert!(DavPath::parse(&"/a".repeat(100)).is_ok());
        assert_eq!(DavPath::parse(&"/a".repeat(101)), Err(PathError::TooDeep));
        assert_eq!(DavPath::parse(&"/a".repeat(1_000_000)), Err(PathError::TooDeep));
    }

    #[test]
    fn hrefs_are_encoded() {
        let path = DavPath::from_names(["a b", "#%?", "é&<>\"'", "(1)-_.~", "x@y:z"]).unwrap();
        assert_eq!(path.href(true), "/a%20b/%23%25%3F/%C3%A9%26%3C%3E%22%27/(1)-_.~/x%40y%3Az/");
        assert_eq!(path.href(false), "/a%20b/%23%25%3F/%C3%A9%26%3C%3E%22%27/(1)-_.~/x%40y%3Az");
        assert_eq!(DavPath::root().href(false), "/");
    }

    #[test]
    fn paths_relate() {
        let parse = |text| DavPath::parse(text).unwrap();
        assert_eq!(parse("/a/b"), parse("/a//b/"));
        assert!(parse("/a/b").starts_with(&parse("/a/")));
        assert!(!parse("/ab").starts_with(&parse("/a")));
        assert_eq!(parse("/dav/files/alice/x/").strip_prefix(&parse("/dav/files/alice")), Some(parse("/x")));
        assert_eq!(parse("/dav").strip_prefix(&parse("/dav/files")), None);
        assert_eq!(parse("/a/b").parent(), Some(parse("/a")));
        assert_eq!(DavPath::root().parent(), None);
    }
}
