//! Entity tags, and the conditions of HTTP on them (RFC 9110 sections 8.8.3 and 13).
//!
//! A proxy that compresses makes our strong `"x"` into `W/"x"` or `"x-gzip"`, and clients send that back. For If-Match
//! and If-None-Match those forms name the same version: what is compared is the version of a file that somebody saw,
//! not the bytes on the wire. For If-Range the bytes matter, so nothing but the tag itself will do.

use super::{HeaderError, parse_http_date, single};
use http::{HeaderMap, Method};
use jiff::Timestamp;
use std::fmt;

/// An entity tag.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ETag {
    weak: bool,
    opaque: Box<str>,
}

impl ETag {
    /// A strong tag of ours; `opaque` is the part between the quotes, and holds none.
    pub fn strong(opaque: impl Into<Box<str>>) -> Self {
        Self { weak: false, opaque: opaque.into() }
    }

    /// A weak one.
    pub fn weak(opaque: impl Into<Box<str>>) -> Self {
        Self { weak: true, opaque: opaque.into() }
    }

    /// The part between the quotes.
    pub fn opaque(&self) -> &str {
        &self.opaque
    }

    /// Whether it only says that contents are equivalent.
    pub fn is_weak(&self) -> bool {
        self.weak
    }

    /// Parses one tag.
    pub fn parse(text: &str) -> Option<Self> {
        let (tag, rest) = Self::take(text)?;
        rest.is_empty().then_some(tag)
    }

    /// Parses one tag off the front.
    pub(super) fn take(text: &str) -> Option<(Self, &str)> {
        let (weak, quoted) = text.strip_prefix("W/").map_or((false, text), |rest| (true, rest));
        let (opaque, rest) = quoted.strip_prefix('"')?.split_once('"')?;
        let allowed = opaque.chars().all(|c| !c.is_control());
        allowed.then(|| (Self { weak, opaque: opaque.into() }, rest))
    }

    /// Whether this tag, sent by a client, names the version whose tag is `current`.
    pub fn names(&self, current: &Self) -> bool {
        self.opaque == current.opaque
            || self.opaque.strip_suffix("-gzip").is_some_and(|plain| *plain == *current.opaque)
    }
}

/// As in a header: `"x"` or `W/"x"`.
impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\"{}\"", if self.weak { "W/" } else { "" }, self.opaque)
    }
}
impl fmt::Debug for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The value of If-Match and If-None-Match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ETagList {
    /// `*`: any version.
    Any,
    /// One of these.
    Tags(Vec<ETag>),
}

impl ETagList {
    /// Parses the header's text. A tag may lack its quotes, as some programs send it; it then ends at a comma.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        if rest == "*" {
            return Some(Self::Any);
        }
        let mut tags = Vec::new();
        while !rest.is_empty() {
            let (tag, tail) = match ETag::take(rest) {
                Some(taken) => taken,
                None => take_bare(rest)?,
            };
            tags.push(tag);
            let tail = tail.trim_start();
            rest = match tail.strip_prefix(',') {
                Some(more) => more.trim_start(),
                None if tail.is_empty() => tail,
                None => return None,
            };
        }
        (!tags.is_empty()).then_some(Self::Tags(tags))
    }

    /// Whether the list holds the current version; `None` is a resource that does not exist.
    pub fn holds(&self, current: Option<&ETag>) -> bool {
        let Some(current) = current else { return false };
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|tag| tag.names(current)),
        }
    }

    fn from_headers(headers: &HeaderMap, name: &'static str) -> Result<Option<Self>, HeaderError> {
        let mut joined: Option<String> = None;
        for value in headers.get_all(name) {
            let text = std::str::from_utf8(value.as_bytes()).map_err(|_| HeaderError::Unreadable(name))?;
            match &mut joined {
                Some(list) => {
                    list.push(',');
                    list.push_str(text);
                }
                None => joined = Some(text.to_owned()),
            }
        }
        joined.map(|list| Self::parse(&list).ok_or(HeaderError::Malformed(name))).transpose()
    }
}

fn take_bare(text: &str) -> Option<(ETag, &str)> {
    let (bare, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
    let bare = bare.trim_end();
    let plain = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'*'));
    plain.then(|| (ETag::strong(bare), rest))
}

/// What the conditions of a request make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Carry on.
    Proceed,
    /// 304: the client has the current version.
    NotModified,
    /// 412: the resource is not as the client thinks.
    Failed,
}

/// If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preconditions {
    /// If-Match.
    pub if_match: Option<ETagList>,
    /// If-None-Match.
    pub if_none_match: Option<ETagList>,
    /// If-Modified-Since; a date that is none is as if absent.
    pub if_modified_since: Option<Timestamp>,
    /// If-Unmodified-Since, likewise.
    pub if_unmodified_since: Option<Timestamp>,
}

impl Preconditions {
    /// Reads them.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, HeaderError> {
        let date = |name| Ok::<_, HeaderError>(single(headers, name)?.and_then(parse_http_date));
        Ok(Self {
            if_match: ETagList::from_headers(headers, "if-match")?,
            if_none_match: ETagList::from_headers(headers, "if-none-match")?,
            if_modified_since: date("if-modified-since")?,
            if_unmodified_since: date("if-unmodified-since")?,
        })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Decides, in the order of RFC 9110 section 13.2.2. `current` is the tag and time of change of the resource as it
    /// is within the transaction that will change it, or none if it does not exist.
    pub fn check(&self, method: &Method, current: Option<(&ETag, Timestamp)>) -> Outcome {
        let reading = *method == Method::GET || *method == Method::HEAD;
        let etag = current.map(|(etag, _)| etag);
        let modified = current.map(|(_, modified)| modified.as_second());
        if let Some(list) = &self.if_match {
            if !list.holds(etag) {
                return Outcome::Failed;
            }
        } else if let (Some(limit), Some(modified)) = (self.if_unmodified_since, modified)
            && modified > limit.as_second()
        {
            return Outcome::Failed;
        }
        if let Some(list) = &self.if_none_match {
            if list.holds(etag) {
                return if reading { Outcome::NotModified } else { Outcome::Failed };
            }
        } else if let (true, Some(limit), Some(modified)) = (reading, self.if_modified_since, modified)
            && modified <= limit.as_second()
        {
            return Outcome::NotModified;
        }
        Outcome::Proceed
    }
}

/// Whether the Range header of a request counts (If-Range, RFC 9110 section 13.1.5); if not, the whole is sent.
pub fn if_range_applies(headers: &HeaderMap, etag: &ETag, modified: Timestamp) -> bool {
    match single(headers, "if-range") {
        Ok(None) => true,
        Ok(Some(text)) => match ETag::parse(text) {
            Some(given) => !given.weak && given == *etag,
            None => parse_http_date(text).is_some_and(|date| date.as_second() == modified.as_second()),
        },
        Err(_) => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn outcome(method: &Method, pairs: &[(&'static str, &str)], etag: Option<&str>) -> Outcome {
        let etag = etag.map(ETag::strong);
        let modified = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let conditions = Preconditions::from_headers(&headers(pairs)).unwrap();
        conditions.check(method, etag.as_ref().map(|etag| (etag, modified)))
    }

    #[test]
    fn tags_are_parsed_and_written() {
        for text in ["\"x\"", "W/\"x\"", "\"\"", "\"a,b c\""] {
            assert_eq!(ETag::parse(text).unwrap().to_string(), text);
        }
        for bad in ["", "x", "\"", "\"x", "x\"", "w/\"x\"", "\"x\"y", "W/", "\"a\u{1}\""] {
            assert_eq!(ETag::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn lists_are_parsed() {
        assert_eq!(ETagList::parse(" * "), Some(ETagList::Any));
        let list = ETagList::parse("\"a\", W/\"b,c\",d , ").unwrap();
        assert_eq!(list, ETagList::Tags(vec![ETag::strong("a"), ETag::weak("b,c"), ETag::strong("d")]));
        for bad in ["", ",", "\"a\" \"b\"", "\"a", "*, \"a\"", "\"a\"b", "a b"] {
            assert_eq!(ETagList::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn if_match_names_the_version() {
        for (text, expected) in [
            ("\"v1\"", Outcome::Proceed),
            ("W/\"v1\"", Outcome::Proceed),
            ("\"v1-gzip\"", Outcome::Proceed),
            ("W/\"v1-gzip\"", Outcome::Proceed),
            ("\"v0\", \"v1\"", Outcome::Proceed),
            ("*", Outcome::Proceed),
            ("\"v0\"", Outcome::Failed),
        ] {
            assert_eq!(outcome(&Method::PUT, &[("if-match", text)], Some("v1")), expected, "{text}");
        }
        assert_eq!(outcome(&Method::PUT, &[("if-match", "*")], None), Outcome::Failed);
        assert_eq!(
            outcome(&Method::PUT, &[("if-match", "\"a\""), ("if-match", "\"v1\"")], Some("v1")),
            Outcome::Proceed
        );
        assert!(Preconditions::from_headers(&headers(&[("if-match", "\"")])).is_err());
    }

    #[test]
    fn if_none_match_guards_creation_and_saves_downloads() {
        let any = [("if-none-match", "*")];
        assert_eq!(outcome(&Method::PUT, &any, None), Outcome::Proceed);
        assert_eq!(outcome(&Method::PUT, &any, Some("v1")), Outcome::Failed);
        let weak = [("if-none-match", "W/\"v1\"")];
        assert_eq!(outcome(&Method::GET, &weak, Some("v1")), Outcome::NotModified);
        assert_eq!(outcome(&Method::GET, &weak, Some("v2")), Outcome::Proceed);
    }

    #[test]
    fn dates_count_when_there_is_no_tag() {
        let old = "Sat, 05 Nov 1994 08:49:37 GMT";
        let same = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(outcome(&Method::GET, &[("if-modified-since", same)], Some("v")), Outcome::NotModified);
        assert_eq!(outcome(&Method::GET, &[("if-modified-since", old)], Some("v")), Outcome::Proceed);
        assert_eq!(outcome(&Method::PUT, &[("if-modified-since", same)], Some("v")), Outcome::Proceed);
        assert_eq!(outcome(&Method::PUT, &[("if-unmodified-since", old)], Some("v")), Outcome::Failed);
        assert_eq!(outcome(&Method::PUT, &[("if-unmodified-since", same)], Some("v")), Outcome::Proceed);
        assert_eq!(outcome(&Method::PUT, &[("if-unmodified-since", "yesterday")], Some("v")), Outcome::Proceed);
        let tag_first = [("if-none-match", "\"w\""), ("if-modified-since", same)];
        assert_eq!(outcome(&Method::GET, &tag_first, Some("v")), Outcome::Proceed);
    }

    #[test]
    fn if_range_wants_the_same_bytes() {
        let modified = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let applies = |value| if_range_applies(&headers(&[("if-range", value)]), &ETag::strong("v"), modified);
        assert!(if_range_applies(&HeaderMap::new(), &ETag::strong("v"), modified));
        assert!(applies("\"v\""));
        assert!(applies("Sun, 06 Nov 1994 08:49:37 GMT"));
        for other in
            ["W/\"v\"", "\"v-gzip\"", "\"w\"", "Sun, 06 Nov 1994 08:49:36 GMT", "Mon, 07 Nov 1994 08:49:37 GMT", "x"]
        {
            assert!(!applies(other), "{other}");
        }
    }
}
