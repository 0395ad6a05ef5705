//! A request body into an [`Element`] tree, trusting nothing.
//!
//! The body comes from anybody who can reach the server, so the reader takes XML 1.0 in UTF-8 and nothing else: no
//! document type (hence no entity that expands, and none that fetches), no undeclared prefix, no second root. Time and
//! memory are linear in a body whose length, depth, and numbers of elements, attributes and declarations have limits.

use crate::element::{Attribute, Declaration, Element, Node};
use crate::escape::is_xml_char;
use crate::name::{Namespace, QName, is_ncname, ns};
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// How much of a document is read before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the body in bytes.
    pub bytes: usize,
    /// Elements within elements.
    pub depth: usize,
    /// Elements in all.
    pub elements: usize,
    /// Attributes of one element, declarations included.
    pub attributes: usize,
    /// Namespace declarations in scope at one place.
    pub declarations: usize,
    /// Length of one namespace URI, prefix or name in bytes.
    pub name: usize,
}

impl Limits {
    /// Enough for every request of RFC 4918 and for a report that names ten thousand resources.
    pub const DEFAULT: Self =
        Self { bytes: 2 << 20, depth: 64, elements: 25_000, attributes: 64, declarations: 256, name: 1024 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why a body is not a document that we read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// Longer than [`Limits::bytes`].
    #[error("the request body is longer than {0} bytes")]
    TooLong(usize),
    /// UTF-16, another declared encoding, or bytes that are not UTF-8.
    #[error("the request body must be XML in UTF-8")]
    NotUtf8,
    /// A document type declaration.
    #[error("the request body must not hold a document type declaration")]
    DocumentType,
    /// A reference to an entity that XML itself does not define.
    #[error("the request body refers to an unknown entity")]
    UnknownEntity,
    /// A prefix that nothing declares.
    #[error("the namespace prefix \"{0}\" is not declared")]
    UndeclaredPrefix(String),
    /// A declaration that Namespaces in XML forbids, such as `xmlns:a=""`.
    #[error("the namespace declaration of \"{0}\" is not allowed")]
    BadDeclaration(String),
    /// Deeper, or more of something, than the [`Limits`] allow.
    #[error("the request body holds too many {0}")]
    TooMany(&'static str),
    /// Not well-formed: what is wrong.
    #[error("the request body is not well-formed XML: {0}")]
    Malformed(&'static str),
}

/// Reads a document within [`Limits::DEFAULT`].
pub fn read(body: &[u8]) -> Result<Element, XmlError> {
    read_within(body, &Limits::DEFAULT)
}

/// Reads a document within `limits`.
pub fn read_within(body: &[u8], limits: &Limits) -> Result<Element, XmlError> {
    if body.len() > limits.bytes {
        return Err(XmlError::TooLong(limits.bytes));
    }
    let text = decode(body)?;
    if !text.chars().all(is_xml_char) {
        return Err(XmlError::Malformed("a character that XML does not allow"));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    let mut tree = Tree { limits, scope: Vec::new(), open: Vec::new(), root: None, elements: 0 };
    let mut first = true;
    loop {
        let event = reader.read_event().map_err(|error| XmlError::Malformed(reason(&error)))?;
        match event {
            Event::Decl(declaration) if first => check_declaration(&declaration)?,
            Event::Decl(_) => return Err(XmlError::Malformed("an XML declaration that is not at the start")),
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Comment(_) => {}
            Event::PI(instruction) => {
                if !is_ncname(instruction.target()) || instruction.target().eq_ignore_ascii_case("xml") {
                    return Err(XmlError::Malformed("a processing instruction without a proper name"));
                }
            }
            Event::Start(start) => tree.start(&start)?,
            Event::Empty(start) => {
                tree.start(&start)?;
                tree.end()?;
            }
            Event::End(_) => tree.end()?,
            Event::Text(text) if text.contains("]]>") => {
                return Err(XmlError::Malformed("\"]]>\" in character data"));
            }
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(_) if tree.open.is_empty() => {
                return Err(XmlError::Malformed("character data outside of the root element"));
            }
            Event::CData(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => tree.reference(&reference)?,
            Event::Eof => break,
        }
        first = false;
    }
    if !tree.open.is_empty() {
        return Err(XmlError::Malformed("it ends before its root element does"));
    }
    tree.root.ok_or(XmlError::Malformed("there is no root element"))
}

fn decode(body: &[u8]) -> Result<&str, XmlError> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    // UTF-16 and UTF-32 with or without their byte order mark: "<" comes with a zero byte beside it.
    if matches!(body, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, ..] | [b'<', 0, ..]) {
        return Err(XmlError::NotUtf8);
    }
    std::str::from_utf8(body).map_err(|_| XmlError::NotUtf8)
}

fn check_declaration(declaration: &BytesDecl<'_>) -> Result<(), XmlError> {
    let version = declaration.version().map_err(|_| XmlError::Malformed("its XML declaration has no version"))?;
    if version != "1.0" {
        return Err(XmlError::Malformed("its XML version is not 1.0"));
    }
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii") => Ok(()),
        Some(Ok(_)) => Err(XmlError::NotUtf8),
        Some(Err(_)) => Err(XmlError::Malformed("its XML declaration")),
    }
}

/// The parser's own words name positions and fragments of the body; what a person can use is the kind of mistake.
fn reason(error: &quick_xml::Error) -> &'static str {
    use quick_xml::Error;
    use quick_xml::errors::IllFormedError;
    match error {
        Error::Syntax(_) => "markup that does not end",
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag that matches no start tag"
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => "an \"&\" that starts no reference",
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => "\"--\" in a comment",
        Error::InvalidAttr(_) => "an attribute",
        _ => "its markup",
    }
}

struct Tree<'l> {
    limits: &'l Limits,
    scope: Vec<Declaration>,
    /// Elements that are open, each with the length that `scope` had before it.
    open: Vec<(Element, usize)>,
    root: Option<Element>,
    elements: usize,
}

impl Tree<'_> {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(XmlError::Malformed("a second root element"));
        }
        if self.open.len() >= self.limits.depth {
            return Err(XmlError::TooMany("elements within elements"));
        }
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(XmlError::TooMany("elements"));
        }
        if !attributes_are_apart(start.attributes_raw()) {
            return Err(XmlError::Malformed("attributes without white space between them"));
        }
        let outer = self.scope.len();
        let mut declarations = Vec::new();
        let mut plain: Vec<(&str, String)> = Vec::new();
        for (count, attribute) in start.attributes().enumerate() {
            if count >= self.limits.attributes {
                return Err(XmlError::TooMany("attributes"));
            }
            let attribute = attribute.map_err(|_| XmlError::Malformed("an attribute"))?;
            let value = attribute_value(&attribute.value)?;
            let name: &str = attribute.key.as_ref();
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => {
                    plain.push((attribute.key.0, value));
                    continue;
                }
            };
            let declaration = self.declaration(prefix, name == "xmlns", &value)?;
            declarations.push(declaration.clone());
            self.scope.push(declaration);
            if self.scope.len() > self.limits.declarations {
                return Err(XmlError::TooMany("namespace declarations"));
            }
        }
        let full_name = start.name();
        let (prefix, local) = self.split(full_name.as_ref())?;
        let name = QName::new(self.resolve(prefix, true)?, local);
        let mut attributes: Vec<Attribute> = Vec::with_capacity(plain.len());
        for (full, value) in plain {
            let (prefix, local) = self.split(full)?;
            let name = QName::new(self.resolve(prefix, false)?, local);
            if attributes.iter().any(|other| other.name == name) {
                return Err(XmlError::Malformed("an attribute that is given twice"));
            }
            attributes.push(Attribute { name, prefix: prefix.into(), value });
        }
        let element = Element { name, prefix: prefix.into(), declarations, attributes, children: Vec::new() };
        self.open.push((element, outer));
        Ok(())
    }

    fn end(&mut self) -> Result<(), XmlError> {
        let (element, outer) = self.open.pop().ok_or(XmlError::Malformed("an end tag that matches no start tag"))?;
        self.scope.truncate(outer);
        match self.open.last_mut() {
            Some((parent, _)) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        let Some((parent, _)) = self.open.last_mut() else {
            if text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
                return Ok(());
            }
            return Err(XmlError::Malformed("character data outside of the root element"));
        };
        if text.is_empty() {
            return Ok(());
        }
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => parent.children.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        if self.open.is_empty() {
            return Err(XmlError::Malformed("a reference outside of the root element"));
        }
        let c = resolve_reference(reference)?;
        self.text(c.encode_utf8(&mut [0; 4]))
    }

    fn declaration(&self, prefix: &str, default: bool, uri: &str) -> Result<Declaration, XmlError> {
        if uri.len() > self.limits.name || prefix.len() > self.limits.name {
            return Err(XmlError::TooMany("bytes in a namespace"));
        }
        let allowed = match prefix {
            _ if default => uri != ns::XML && uri != ns::XMLNS,
            "xml" => uri == ns::XML,
            "xmlns" => false,
            _ => is_ncname(prefix) && !uri.is_empty() && uri != ns::XML && uri != ns::XMLNS,
        };
        if !allowed {
            return Err(XmlError::BadDeclaration(prefix.to_owned()));
        }
        Ok(Declaration { prefix: prefix.into(), namespace: Namespace::new(uri) })
    }

    fn split<'n>(&self, name: &'n str) -> Result<(&'n str, &'n str), XmlError> {
        if name.len() > self.limits.name {
            return Err(XmlError::TooMany("bytes in a name"));
        }
        let (prefix, local) = name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local));
        if !is_ncname(local) || prefix.is_some_and(|prefix| !is_ncname(prefix)) {
            return Err(XmlError::Malformed("a name"));
        }
        Ok((prefix.unwrap_or_default(), local))
    }

    fn resolve(&self, prefix: &str, element: bool) -> Result<Namespace, XmlError> {
        if prefix.is_empty() && !element {
            return Ok(Namespace::NONE);
        }
        if prefix == "xml" {
            return Ok(Namespace::from_static(ns::XML));
        }
        match self.scope.iter().rev().find(|declaration| *declaration.prefix == *prefix) {
            Some(declaration) => Ok(declaration.namespace.clone()),
            None if prefix.is_empty() => Ok(Namespace::NONE),
            None => Err(XmlError::UndeclaredPrefix(prefix.to_owned())),
        }
    }
}

/// The parser does not ask for white space between `a="1"` and `b="2"`; XML does.
fn attributes_are_apart(raw: &str) -> bool {
    let mut quote = None;
    let mut closed = false;
    for byte in raw.bytes() {
        if closed && !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            return false;
        }
        closed = quote == Some(byte);
        match quote {
            Some(_) if closed => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
    }
    true
}

/// XML 1.0 section 3.3.3: references are resolved, literal white space becomes spaces.
fn attribute_value(raw: &str) -> Result<String, XmlError> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        let tail = &rest[at..];
        rest = match tail.as_bytes()[0] {
            b'<' => return Err(XmlError::Malformed("\"<\" in an attribute")),
            b'&' => {
                let end = tail.find(';').ok_or(XmlError::Malformed("an \"&\" that starts no reference"))?;
                value.push(resolve_reference(&tail[1..end])?);
                &tail[end + 1..]
            }
            _ => {
                value.push(' ');
                tail.strip_prefix("\r\n").unwrap_or(&tail[1..])
            }
        };
    }
    value.push_str(rest);
    Ok(value)
}

fn resolve_reference(name: &str) -> Result<char, XmlError> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ => Err(XmlError::UnknownEntity),
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let code = if digits.chars().all(|c| c.is_digit(radix)) { u32::from_str_radix(digits, radix).ok() } else { None };
    code.and_then(char::from_u32)
        .filter(|c| is_xml_char(*c))
        .ok_or(XmlError::Malformed("a reference to a character that XML does not allow"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::format_collect)]
mod tests {
    use super::*;

    fn ok(body: &str) -> Element {
        read(body.as_bytes()).unwrap()
    }

    fn err(body: &str) -> XmlError {
        read(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn names_are_resolved() {
        let root = ok(r#"<?xml version="1.0" encoding="UTF-8"?>
            <D:a xmlns:D="DAV:" xmlns="urn:x" D:k="1" k='2'><b/><D:c xmlns:D="urn:y"/><d xmlns=""/></D:a>"#);
        assert!(root.name.is_dav("a"));
        assert_eq!(root.attribute("k"), Some("2"));
        assert_eq!(root.attribute_ns(ns::DAV, "k"), Some("1"));
        let names: Vec<_> = root.elements().map(|e| e.name.to_string()).collect();
        assert_eq!(names, ["{urn:x}b", "{urn:y}c", "{}d"]);
    }

    #[test]
    fn text_is_one_node() {
        let root = ok("<a>x &amp; <![CDATA[<y>]]>&#x1F389;<!-- gone --> z\r\n&#13;</a>");
        assert_eq!(root.children, [Node::Text("x & <y>🎉 z\n\r".to_owned())]);
        assert_eq!(ok("<a>1<b>2</b>3</a>").text(), "13");
    }

    #[test]
    fn attributes_are_normalised() {
        assert_eq!(ok("<a k='1\r\n2\t&#10;&quot;&lt;'/>").attribute("k"), Some("1 2 \n\"<"));
        assert_eq!(ok("<a xml:lang='fr'/>").lang(), Some("fr"));
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert!(read(b"\xEF\xBB\xBF<a/>").is_ok());
        assert!(read(b"\xEF\xBB\xBF<?xml version='1.0'?><a/>").is_ok());
    }

    #[test]
    fn other_encodings_are_refused() {
        let utf16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), Err(XmlError::NotUtf8));
        assert_eq!(read(&[b"\xFF\xFE".as_slice(), &utf16].concat()), Err(XmlError::NotUtf8));
        assert_eq!(err("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), XmlError::NotUtf8);
        assert_eq!(read(b"<a>\xE9</a>"), Err(XmlError::NotUtf8));
    }

    #[test]
    fn namespace_mistakes_are_refused() {
        assert_eq!(err("<D:a/>"), XmlError::UndeclaredPrefix("D".to_owned()));
        assert_eq!(err("<a b:c='1'/>"), XmlError::UndeclaredPrefix("b".to_owned()));
        for bad in [
            "<a xmlns:b=''/>",
            "<a xmlns:xmlns='urn:x'/>",
            "<a xmlns:xml='urn:x'/>",
            "<a xmlns:b='http://www.w3.org/2000/xmlns/'/>",
            "<a xmlns:='urn:x'/>",
            "<a xmlns:1='urn:x'/>",
        ] {
            assert!(matches!(err(bad), XmlError::BadDeclaration(_)), "{bad}");
        }
        assert!(read(b"<a xmlns:b='u' xmlns:c='u' b:k='' c:k=''/>").is_err());
    }

    #[test]
    fn malformed_documents_are_refused() {
        for bad in [
            "",
            " ",
            "x",
            "<",
            "<a",
            "<a>",
            "<a></b>",
            "<a></a></a>",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "<a/>&amp;",
            "<a>&</a>",
            "<a>&#0;</a>",
            "<a>&#xD800;</a>",
            "<a>&#+9;</a>",
            "<a>&#;</a>",
            "<a>\u{1}</a>",
            "<a>\u{FFFF}</a>",
            "<a>]]></a>",
            "<a k='<'/>",
            "<a k='&#0;'/>",
            "<a k='&'/>",
            "<a k=1/>",
            "<a k/>",
            "<a k='1' k='2'/>",
            "<a k='1'l='2'/>",
            "<1/>",
            "<a:b:c xmlns:a='u'/>",
            "< a/>",
            "<a><!-- -- --></a>",
            "<![CDATA[x]]>",
            "<a/><![CDATA[]]>",
            "<a><![CDATA[x</a>",
            " <?xml version='1.0'?><a/>",
            "<a/><?xml version='1.0'?>",
            "<?xml version='1.1'?><a/>",
            "<?xml?><a/>",
            "<a><? x?></a>",
            "<a></a b='c'>",
            "<!-- <a/>",
        ] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        assert_eq!(err("<!DOCTYPE a><a/>"), XmlError::DocumentType);
        assert_eq!(
            err("<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]><l>&b;</l>"),
            XmlError::DocumentType
        );
        assert_eq!(err("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), XmlError::DocumentType);
        assert_eq!(err("<a>&b;</a>"), XmlError::UnknownEntity);
        assert_eq!(err("<a k='&b;'/>"), XmlError::UnknownEntity);
    }

    #[test]
    fn limits_hold() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(err(&deep), XmlError::TooMany("elements within elements"));
        let wide = format!("<a>{}</a>", "<b/>".repeat(100_000));
        assert_eq!(err(&wide), XmlError::TooMany("elements"));
        let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
        assert_eq!(err(&format!("<a{attributes}/>")), XmlError::TooMany("attributes"));
        let level: String = (0..60).map(|n| format!(" xmlns:n{n}='u'")).collect();
        assert_eq!(err(&format!("<a{level}>").repeat(10)), XmlError::TooMany("namespace declarations"));
        assert_eq!(err(&format!("<a xmlns='{}'/>", "u".repeat(2000))), XmlError::TooMany("bytes in a namespace"));
        assert_eq!(err(&format!("<{}/>", "u".repeat(2000))), XmlError::TooMany("bytes in a name"));
        assert_eq!(err(&" ".repeat(3 << 20)), XmlError::TooLong(2 << 20));
    }
}
