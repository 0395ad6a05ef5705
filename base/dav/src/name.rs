//! Qualified names: a namespace and a local name.
//!
//! Everything in WebDAV that has a name is such a pair, properties above all; prefixes are spelling and never compared.
//! A name is cloned by reference count, and the namespaces that we know are never allocated.
//!
//! The idiom for deciding on a name is `match name.parts() { (ns::DAV, "getetag") => …, _ => … }`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The namespaces that the protocols of this server use.
pub mod ns {
    /// RFC 4918 and its extensions.
    pub const DAV: &str = "DAV:";
    /// RFC 4791, calendars.
    pub const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
    /// RFC 6352, address books.
    pub const CARDDAV: &str = "urn:ietf:params:xml:ns:carddav";
    /// The calendar server extensions: ctag, proxies, sharing.
    pub const CALENDARSERVER: &str = "http://calendarserver.org/ns/";
    /// Apple's calendar colour and order.
    pub const APPLE_ICAL: &str = "http://apple.com/ns/ical/";
    /// The file synchronisation dialect: ids, permissions, checksums.
    pub const OWNCLOUD: &str = "http://owncloud.org/ns";
    /// Later additions to that dialect.
    pub const NEXTCLOUD: &str = "http://nextcloud.org/ns";
    /// Share permissions in that dialect.
    pub const OCS: &str = "http://open-collaboration-services.org/ns";
    /// Error details that synchronisation clients show to people.
    pub const SABREDAV: &str = "http://sabredav.org/ns";
    /// What Windows sets on files: dates and attributes.
    pub const MICROSOFT: &str = "urn:schemas-microsoft-com:";
    /// Bound to the prefix `xml` in every document.
    pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
    /// Bound to the prefix `xmlns` in every document.
    pub const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

    /// The prefixes that every document of ours declares on its root, so that what is inside can rely on them.
    pub const PREFIXES: [(&str, &str); 9] = [
        ("d", DAV),
        ("s", SABREDAV),
        ("oc", OWNCLOUD),
        ("nc", NEXTCLOUD),
        ("ocs", OCS),
        ("cal", CALDAV),
        ("card", CARDDAV),
        ("cs", CALENDARSERVER),
        ("ical", APPLE_ICAL),
    ];

    /// The constant for a namespace that we know.
    pub(crate) fn known(uri: &str) -> Option<&'static str> {
        [DAV, CALDAV, CARDDAV, CALENDARSERVER, APPLE_ICAL, OWNCLOUD, NEXTCLOUD, OCS, SABREDAV, MICROSOFT, XML]
            .into_iter()
            .find(|known| *known == uri)
    }
}

#[derive(Clone)]
enum Part {
    Static(&'static str),
    Shared(Arc<str>),
}

impl Part {
    fn as_str(&self) -> &str {
        match self {
            Self::Static(text) => text,
            Self::Shared(text) => text,
        }
    }
}

/// A namespace URI; the empty one is "no namespace".
#[derive(Clone)]
pub struct Namespace(Part);

impl Namespace {
    /// No namespace.
    pub const NONE: Self = Self(Part::Static(""));
    /// `DAV:`.
    pub const DAV: Self = Self(Part::Static(ns::DAV));

    /// The namespace with this URI.
    pub fn new(uri: &str) -> Self {
        match ns::known(uri) {
            Some(known) => Self(Part::Static(known)),
            None if uri.is_empty() => Self::NONE,
            None => Self(Part::Shared(uri.into())),
        }
    }

    /// A namespace known when compiling.
    pub const fn from_static(uri: &'static str) -> Self {
        Self(Part::Static(uri))
    }

    /// Its URI.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl PartialEq for Namespace {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}
impl Eq for Namespace {}
impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// A qualified name. `local` is an NCName when it comes from a document; who makes one from anything else sees to that.
#[derive(Clone)]
pub struct QName {
    ns: Namespace,
    local: Part,
}

impl QName {
    /// A name from parts that live shorter than the program.
    pub fn new(ns: Namespace, local: &str) -> Self {
        Self { ns, local: Part::Shared(local.into()) }
    }

    /// A name known when compiling.
    pub const fn from_static(ns: &'static str, local: &'static str) -> Self {
        Self { ns: Namespace::from_static(ns), local: Part::Static(local) }
    }

    /// A name in `DAV:`.
    pub const fn dav(local: &'static str) -> Self {
        Self::from_static(ns::DAV, local)
    }

    /// Its namespace.
    pub fn namespace(&self) -> &Namespace {
        &self.ns
    }

    /// Its local name.
    pub fn local(&self) -> &str {
        self.local.as_str()
    }

    /// Namespace URI and local name, to match on.
    pub fn parts(&self) -> (&str, &str) {
        (self.ns.as_str(), self.local())
    }

    /// Whether this is the name with these parts.
    pub fn is(&self, ns: &str, local: &str) -> bool {
        self.parts() == (ns, local)
    }

    /// Whether this is that name in `DAV:`.
    pub fn is_dav(&self, local: &str) -> bool {
        self.is(ns::DAV, local)
    }
}

impl PartialEq for QName {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}
impl Eq for QName {}
impl PartialOrd for QName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for QName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.parts().cmp(&other.parts())
    }
}
impl Hash for QName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

/// Clark notation, `{DAV:}getetag`: for logs and messages.
impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}{}", self.ns.as_str(), self.local())
    }
}
impl fmt::Debug for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether `text` is a name without a colon (Namespaces in XML 1.0, NCName).
pub(crate) fn is_ncname(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

pub(crate) fn is_name_char(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_by_their_parts() {
        let parsed = QName::new(Namespace::new("DAV:"), "getetag");
        assert_eq!(parsed, QName::dav("getetag"));
        assert_ne!(parsed, QName::from_static("", "getetag"));
        assert!(parsed.is_dav("getetag"));
        assert_eq!(parsed.to_string(), "{DAV:}getetag");
        assert!(matches!(parsed.parts(), (ns::DAV, "getetag")));
    }

    #[test]
    fn ncnames() {
        for good in ["a", "_a", "é", "a-b.c1", "日本"] {
            assert!(is_ncname(good), "{good}");
        }
        for bad in ["", "1a", "a:b", "a b", "-a", "a<", "a/b", "a\u{0}"] {
            assert!(!is_ncname(bad), "{bad}");
        }
    }
}
