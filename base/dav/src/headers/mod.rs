//! The request headers of WebDAV, and those of HTTP that a file server answers by.
//!
//! Each is parsed from a [`HeaderMap`] or from its text. Header bytes may be UTF-8 beyond ASCII: some clients send a
//! `Destination` without encoding it.

mod date;
mod etag;
mod if_header;
mod range;

pub(crate) use date::write_rfc3339;
pub use date::{format_http_date, parse_http_date, write_http_date};
pub use etag::{ETag, ETagList, Outcome, Preconditions, if_range_applies};
pub use if_header::{Condition, IfHeader, List, ResourceState, StateTest};
pub use range::{ByteRange, Ranges, parse_range};

use crate::path::{DavPath, PathError};
use http::{HeaderMap, Method};
use std::fmt;

/// Why a header is refused. All are 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// It is there more than once, or is not text.
    #[error("the {0} header is not readable")]
    Unreadable(&'static str),
    /// It does not follow its grammar.
    #[error("the {0} header is malformed")]
    Malformed(&'static str),
    /// It is needed and absent.
    #[error("the {0} header is missing")]
    Missing(&'static str),
    /// Its value is not allowed with this method.
    #[error("this value of the {0} header is not allowed here")]
    NotAllowed(&'static str),
    /// It holds an address whose path is refused.
    #[error("in the {0} header: {1}")]
    Path(&'static str, PathError),
}

/// The one value of a header.
fn single<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, HeaderError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(HeaderError::Unreadable(name));
    }
    std::str::from_utf8(value.as_bytes()).map(|text| Some(text.trim())).map_err(|_| HeaderError::Unreadable(name))
}

/// How far below the resource a request reaches (RFC 4918 section 10.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The resource alone.
    Zero,
    /// And its members.
    One,
    /// And all below.
    Infinity,
}

impl Depth {
    /// The Depth of a request, or the default of its method.
    ///
    /// Values that the method never allows are refused. DELETE and MOVE of a collection allow only infinity; a caller
    /// that finds the target to be a collection refuses [`Depth::Zero`] then.
    pub fn of(method: &Method, headers: &HeaderMap) -> Result<Self, HeaderError> {
        let given = single(headers, "depth")?.map(Self::parse).transpose()?;
        let (default, one_allowed) = match method.as_str() {
            "REPORT" => (Self::Zero, true),
            "COPY" | "MOVE" | "DELETE" | "LOCK" => (Self::Infinity, false),
            _ => (Self::Infinity, true),
        };
        match given {
            Some(Self::One) if !one_allowed => Err(HeaderError::NotAllowed("depth")),
            given => Ok(given.unwrap_or(default)),
        }
    }

    /// Parses the header's text.
    pub fn parse(text: &str) -> Result<Self, HeaderError> {
        match text {
            "0" => Ok(Self::Zero),
            "1" => Ok(Self::One),
            _ if text.eq_ignore_ascii_case("infinity") => Ok(Self::Infinity),
            _ => Err(HeaderError::Malformed("depth")),
        }
    }
}

/// Whether COPY and MOVE may replace what is at the destination (RFC 4918 section 10.6): true unless `F` is said.
pub fn overwrite(headers: &HeaderMap) -> Result<bool, HeaderError> {
    match single(headers, "overwrite")? {
        None => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("t") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("f") => Ok(false),
        Some(_) => Err(HeaderError::Malformed("overwrite")),
    }
}

/// The decoded path of the Destination header (RFC 4918 section 10.3), which COPY and MOVE need.
///
/// It comes as an absolute address, with or without port, or as an absolute path. The host is not compared: behind a
/// proxy it differs from what we see, and the path alone says where within this server to put things.
pub fn destination(headers: &HeaderMap) -> Result<DavPath, HeaderError> {
    const NAME: &str = "destination";
    let text = single(headers, NAME)?.ok_or(HeaderError::Missing(NAME))?;
    DavPath::parse(path_of(text).ok_or(HeaderError::Malformed(NAME))?).map_err(|error| HeaderError::Path(NAME, error))
}

/// The encoded path of an http address or of an absolute path (Simple-ref of RFC 4918 section 8.3).
fn path_of(reference: &str) -> Option<&str> {
    if reference.starts_with('/') {
        // "//host/path" has a host; as a path it would name something else.
        return (!reference.starts_with("//")).then_some(reference);
    }
    let (scheme, rest) = reference.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match (authority, &rest[authority..]) {
        (0, _) => None,
        (_, "") => Some("/"),
        (_, path) => Some(path),
    }
}

/// A lock token: an absolute URI (RFC 4918 section 6.5).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LockToken(Box<str>);

impl LockToken {
    /// A token of ours from a fresh UUID in text form.
    pub fn from_uuid(uuid: impl fmt::Display) -> Self {
        Self(format!("urn:uuid:{uuid}").into())
    }

    /// A token as stored or as named by a client.
    pub fn new(uri: impl Into<Box<str>>) -> Self {
        Self(uri.into())
    }

    /// Its URI.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The token in the Lock-Token header of an UNLOCK.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, HeaderError> {
        const NAME: &str = "lock-token";
        let text = single(headers, NAME)?.ok_or(HeaderError::Missing(NAME))?;
        let uri = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        uri.filter(|uri| is_absolute_uri(uri)).map(Self::new).ok_or(HeaderError::Malformed(NAME))
    }

    /// The value of a Lock-Token header: in angle brackets.
    pub fn to_header(&self) -> String {
        format!("<{}>", self.0)
    }
}

impl fmt::Debug for LockToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"'))
}

/// How long a client would like its lock to last (RFC 4918 section 10.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeout {
    /// This many seconds.
    Seconds(u32),
    /// As long as possible.
    Infinite,
}

impl Timeout {
    /// The first choice in the header that we understand. What we do not understand is ignored, as the server decides
    /// in the end.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        headers.get_all("timeout").iter().filter_map(|value| value.to_str().ok()).find_map(Self::parse)
    }

    /// Parses the header's text, a list of choices.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(',').map(str::trim).find_map(|choice| {
            if choice.eq_ignore_ascii_case("infinite") {
                return Some(Self::Infinite);
            }
            let (word, digits) = choice.split_at_checked("second-".len())?;
            let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            (word.eq_ignore_ascii_case("second-") && numeric).then(|| Self::Seconds(digits.parse().unwrap_or(u32::MAX)))
        })
    }

    /// The seconds that are granted: those asked for within 1 and `max`, or `default`.
    pub fn grant(requested: Option<Self>, default: u32, max: u32) -> u32 {
        match requested {
            None => default,
            Some(Self::Seconds(seconds)) => seconds.max(1),
            Some(Self::Infinite) => max,
        }
        .min(max)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        headers
    }

    fn method(name: &str) -> Method {
        Method::from_bytes(name.as_bytes()).unwrap()
    }

    #[test]
    fn depth_depends_on_the_method() {
        let none = HeaderMap::new();
        assert_eq!(Depth::of(&method("PROPFIND"), &none), Ok(Depth::Infinity));
        assert_eq!(Depth::of(&method("REPORT"), &none), Ok(Depth::Zero));
        assert_eq!(Depth::of(&method("LOCK"), &none), Ok(Depth::Infinity));
        assert_eq!(Depth::of(&method("PROPFIND"), &headers("depth", "1")), Ok(Depth::One));
        assert_eq!(Depth::of(&method("COPY"), &headers("depth", "0")), Ok(Depth::Zero));
        assert_eq!(Depth::of(&method("COPY"), &headers("depth", "1")), Err(HeaderError::NotAllowed("depth")));
        assert_eq!(Depth::of(&method("LOCK"), &headers("depth", "Infinity")), Ok(Depth::Infinity));
        for bad in ["", "2", "-1", "1,noroot", "infinite", "00"] {
            assert!(Depth::of(&method("PROPFIND"), &headers("depth", bad)).is_err(), "{bad}");
        }
        let mut twice = headers("depth", "0");
        twice.append("depth", HeaderValue::from_static("infinity"));
        assert_eq!(Depth::of(&method("PROPFIND"), &twice), Err(HeaderError::Unreadable("depth")));
    }

    #[test]
    fn overwrite_is_true_unless_said() {
        assert_eq!(overwrite(&HeaderMap::new()), Ok(true));
        assert_eq!(overwrite(&headers("overwrite", "T")), Ok(true));
        assert_eq!(overwrite(&headers("overwrite", "F")), Ok(false));
        assert!(overwrite(&headers("overwrite", "no")).is_err());
    }

    #[test]
    fn destinations_are_addresses_or_paths() {
        for (text, path) in [
            ("/dav/a%20b/", "/dav/a%20b/"),
            ("http://host/dav/a%20b", "/dav/a%20b"),
            ("https://host:8443/dav//a b", "/dav/a%20b"),
            ("HTTP://[::1]:80/x", "/x"),
            ("http://user@host", "/"),
            ("/dav/é", "/dav/%C3%A9"),
        ] {
            assert_eq!(destination(&headers("destination", text)).unwrap(), DavPath::parse(path).unwrap(), "{text}");
        }
        assert_eq!(destination(&HeaderMap::new()), Err(HeaderError::Missing("destination")));
        for bad in [
            "",
            "a/b",
            "ftp://host/a",
            "http:///a",
            "//host/a",
            "/a#b",
            "http://host/a#b",
            "http://host#b",
            "/a?b",
            "http://host?b",
            "/a%00",
            "/a%2Fb",
            "/../a",
            "http://host/%2e%2e/a",
            "/%zz",
            "/%ff",
        ] {
            assert!(destination(&headers("destination", bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn lock_tokens_come_in_angle_brackets() {
        let token = LockToken::from_uuid("181d4fae-7d8c-11d0-a765-00a0c91e6bf2");
        assert_eq!(token.to_header(), "<urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2>");
        assert_eq!(LockToken::from_headers(&headers("lock-token", &token.to_header())), Ok(token));
        assert_eq!(LockToken::from_headers(&HeaderMap::new()), Err(HeaderError::Missing("lock-token")));
        for bad in ["", "urn:uuid:1", "<>", "<x>", "<urn:a b>", "<urn:a>>", "<1:a>", "<urn:>"] {
            assert!(LockToken::from_headers(&headers("lock-token", bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn timeouts() {
        assert_eq!(Timeout::parse("Infinite, Second-4100000000"), Some(Timeout::Infinite));
        assert_eq!(Timeout::parse("Extend-3, second-60"), Some(Timeout::Seconds(60)));
        assert_eq!(Timeout::parse("Second-99999999999999999999"), Some(Timeout::Seconds(u32::MAX)));
        for bad in ["", "Second-", "Second--1", "Second-+5", "60", "Sécond-6"] {
            assert_eq!(Timeout::parse(bad), None, "{bad}");
        }
        assert_eq!(Timeout::grant(None, 600, 3600), 600);
        assert_eq!(Timeout::grant(Some(Timeout::Infinite), 600, 3600), 3600);
        assert_eq!(Timeout::grant(Some(Timeout::Seconds(0)), 600, 3600), 1);
        assert_eq!(Timeout::grant(Some(Timeout::Seconds(99_999)), 600, 3600), 3600);
    }
}
