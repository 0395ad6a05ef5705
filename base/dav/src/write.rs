//! XML out: tags made once per request, then appended per resource as plain copies of bytes.
//!
//! Every document declares [`ns::PREFIXES`] on its root, so what is written inside may use those prefixes literally
//! (`<d:collection/>`). A name in another namespace declares it on itself.

use crate::escape;
use crate::fragment::Fragment;
use crate::headers::{ETag, write_http_date};
use crate::name::{QName, ns};
use jiff::Timestamp;

/// The Content-Type of every XML body of ours; synchronisation clients refuse others.
pub const XML_CONTENT_TYPE: &str = "application/xml; charset=utf-8";

/// The tags of an element, ready to append. Make one per property and request, not per resource.
#[derive(Clone, Debug)]
pub struct Tag {
    open: Box<str>,
    close: Box<str>,
    empty: Box<str>,
}

impl Tag {
    /// The tags of `name`.
    pub fn new(name: &QName) -> Self {
        let (uri, local) = name.parts();
        let mut declaration = String::new();
        let full = match ns::PREFIXES.iter().find(|(_, known)| *known == uri) {
            Some((prefix, _)) => format!("{prefix}:{local}"),
            None if uri.is_empty() => local.to_owned(),
            None => {
                let mut value = Vec::new();
                escape::attribute(&mut value, uri);
                declaration = format!(" xmlns:x=\"{}\"", String::from_utf8_lossy(&value));
                format!("x:{local}")
            }
        };
        Self {
            open: format!("<{full}{declaration}>").into(),
            close: format!("</{full}>").into(),
            empty: format!("<{full}{declaration}/>").into(),
        }
    }

    /// The tags of a name in `DAV:`.
    pub fn dav(local: &'static str) -> Self {
        Self::new(&QName::dav(local))
    }
}

impl From<&QName> for Tag {
    fn from(name: &QName) -> Self {
        Self::new(name)
    }
}

/// Appends XML to a buffer.
pub struct XmlWriter<'b> {
    out: &'b mut Vec<u8>,
}

impl<'b> XmlWriter<'b> {
    /// Appends to `out`.
    pub fn new(out: &'b mut Vec<u8>) -> Self {
        Self { out }
    }

    /// A start tag.
    pub fn open(&mut self, tag: &Tag) {
        self.raw(&tag.open);
    }

    /// An end tag.
    pub fn close(&mut self, tag: &Tag) {
        self.raw(&tag.close);
    }

    /// An element without content.
    pub fn empty(&mut self, tag: &Tag) {
        self.raw(&tag.empty);
    }

    /// An element with character data.
    pub fn element(&mut self, tag: &Tag, text: &str) {
        self.open(tag);
        self.text(text);
        self.close(tag);
    }

    /// Character data, escaped.
    pub fn text(&mut self, text: &str) {
        escape::text(self.out, text);
    }

    /// A `d:href` with an encoded path or a URI.
    pub fn href(&mut self, href: &str) {
        self.raw("<d:href>");
        self.text(href);
        self.raw("</d:href>");
    }

    /// A number in decimal.
    pub fn number(&mut self, number: i64) {
        decimal(self.out, number);
    }

    /// A stored fragment.
    pub fn fragment(&mut self, fragment: &Fragment) {
        self.raw(fragment.as_str());
    }

    /// XML as it is: for text known when compiling, well-formed and with the prefixes of [`ns::PREFIXES`].
    pub fn raw(&mut self, xml: &str) {
        self.out.extend_from_slice(xml.as_bytes());
    }

    pub(crate) fn http_date(&mut self, time: Timestamp) {
        write_http_date(self.out, time);
    }

    pub(crate) fn rfc3339(&mut self, time: Timestamp) {
        crate::headers::write_rfc3339(self.out, time);
    }

    pub(crate) fn etag(&mut self, etag: &ETag) {
        self.raw(if etag.is_weak() { "W/\"" } else { "\"" });
        self.text(etag.opaque());
        self.raw("\"");
    }
}

/// Begins a document: declaration, and a root in `DAV:` that declares all prefixes.
pub(crate) fn begin_document(out: &mut Vec<u8>, local: &str) {
    let mut xml = XmlWriter::new(out);
    xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:");
    xml.raw(local);
    for (prefix, uri) in ns::PREFIXES {
        xml.raw(" xmlns:");
        xml.raw(prefix);
        xml.raw("=\"");
        xml.raw(uri);
        xml.raw("\"");
    }
    xml.raw(">");
}

/// Ends a document begun with [`begin_document`].
pub(crate) fn end_document(out: &mut Vec<u8>, local: &str) {
    let mut xml = XmlWriter::new(out);
    xml.raw("</d:");
    xml.raw(local);
    xml.raw(">\n");
}

fn decimal(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    let mut rest = number.unsigned_abs();
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::name::Namespace;
    use crate::read::read;

    fn written(write: impl FnOnce(&mut XmlWriter<'_>)) -> String {
        let mut out = Vec::new();
        write(&mut XmlWriter::new(&mut out));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn tags_use_the_fixed_prefixes_or_their_own() {
        assert_eq!(written(|xml| xml.element(&Tag::dav("a"), "x<")), "<d:a>x&lt;</d:a>");
        assert_eq!(written(|xml| xml.empty(&Tag::new(&QName::from_static("", "a")))), "<a/>");
        let other = Tag::new(&QName::new(Namespace::new("urn:\"&"), "a"));
        assert_eq!(written(|xml| xml.element(&other, "")), "<x:a xmlns:x=\"urn:&quot;&amp;\"></x:a>");
    }

    #[test]
    fn numbers() {
        for number in [0, 7, 10, -3, i64::MAX, i64::MIN, 1_234_567_890] {
            assert_eq!(written(|xml| xml.number(number)), number.to_string());
        }
    }

    #[test]
    fn every_prefix_is_declared_on_the_root() {
        let mut out = Vec::new();
        begin_document(&mut out, "prop");
        for (prefix, uri) in ns::PREFIXES {
            XmlWriter::new(&mut out).empty(&Tag::new(&QName::from_static(uri, "x")));
            XmlWriter::new(&mut out).raw(&format!("<{prefix}:x/>"));
        }
        end_document(&mut out, "prop");
        let names: Vec<_> = read(&out).unwrap().elements().map(|element| element.name.clone()).collect();
        for (pair, (_, uri)) in names.chunks(2).zip(ns::PREFIXES) {
            assert!(pair.iter().all(|name| name.is(uri, "x")), "{pair:?}");
        }
    }
}
