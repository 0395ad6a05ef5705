//! A piece of XML that can stand alone: how a dead property or the owner of a lock is stored.
//!
//! Clients get back what they set (RFC 4918 section 4.3): names with their prefixes, nested elements, mixed content,
//! white space and `xml:lang`. A fragment therefore carries every namespace declaration that it needs on its own first
//! element, those included whose prefix only occurs inside a value (`xsi:type="xs:date"`). It is written from the
//! tree, never cut out of the request, so that it is well-formed whatever the client sent.

use crate::element::{Declaration, Element, Node};
use crate::escape;
use crate::name::{QName, is_name_char, ns};
use crate::read::{self, XmlError};
use std::collections::HashSet;
use std::fmt;

/// An element as text that can be put into any document of ours.
#[derive(Clone, PartialEq, Eq)]
pub struct Fragment(Box<str>);

impl Fragment {
    /// Takes `element` out of its document; `ancestors` are the elements around it, outermost first.
    pub fn of(element: &Element, ancestors: &[&Element]) -> Self {
        let mut used = HashSet::new();
        collect_prefixes(element, &mut used);
        let mut out = Vec::with_capacity(128);
        let inherited = inherited(element, ancestors, &used);
        let lang = match element.lang() {
            Some(_) => None,
            None => ancestors.iter().rev().find_map(|ancestor| ancestor.lang()),
        };
        write(&mut out, element, &inherited, lang);
        // Only whole strings and ASCII were written.
        Self(String::from_utf8_lossy(&out).into())
    }

    /// Reads one that comes from outside, such as an import.
    pub fn parse(text: &str) -> Result<Self, XmlError> {
        Ok(Self::of(&read::read(text.as_bytes())?, &[]))
    }

    /// One that [`Fragment::as_str`] gave before; it is not checked again.
    pub fn from_stored(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// Its text, to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its tree.
    pub fn element(&self) -> Result<Element, XmlError> {
        read::read(self.0.as_bytes())
    }

    /// Its length in bytes, which quotas on properties count.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Never true of what [`Fragment::of`] made.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Fragment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The prefixes that an element needs from around it: of names, and of qualified names in values.
fn collect_prefixes<'e>(element: &'e Element, used: &mut HashSet<&'e str>) {
    used.insert(&element.prefix);
    for attribute in &element.attributes {
        if !attribute.prefix.is_empty() {
            used.insert(&attribute.prefix);
        }
        collect_from_value(&attribute.value, used);
    }
    for node in &element.children {
        match node {
            Node::Element(child) => collect_prefixes(child, used),
            Node::Text(text) => collect_from_value(text, used),
        }
    }
}

fn collect_from_value<'e>(value: &'e str, used: &mut HashSet<&'e str>) {
    // Each piece before a colon ends with what may be a prefix.
    let mut pieces = value.split(':').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            break;
        }
        let start = piece.char_indices().rev().take_while(|(_, c)| is_name_char(*c)).last().map(|(at, _)| at);
        if let Some(start) = start {
            used.insert(&piece[start..]);
        }
    }
}

fn inherited<'e>(element: &Element, ancestors: &[&'e Element], used: &HashSet<&str>) -> Vec<&'e Declaration> {
    let mut found: Vec<&Declaration> = Vec::new();
    for declaration in ancestors.iter().rev().flat_map(|ancestor| ancestor.declarations.iter().rev()) {
        let prefix = &declaration.prefix;
        let shadowed = element.declarations.iter().any(|own| own.prefix == *prefix)
            || found.iter().any(|nearer| nearer.prefix == *prefix);
        if !shadowed && used.contains(&**prefix) {
            found.push(declaration);
        }
    }
    found.retain(|declaration| !(declaration.prefix.is_empty() && declaration.namespace.as_str().is_empty()));
    found.retain(|declaration| declaration.namespace.as_str() != ns::XML);
    found.reverse();
    found
}

fn write(out: &mut Vec<u8>, element: &Element, inherited: &[&Declaration], lang: Option<&str>) {
    out.push(b'<');
    name(out, &element.prefix, &element.name);
    for declaration in inherited.iter().copied().chain(&element.declarations) {
        out.extend_from_slice(b" xmlns");
        if !declaration.prefix.is_empty() {
            out.push(b':');
            out.extend_from_slice(declaration.prefix.as_bytes());
        }
        value(out, declaration.namespace.as_str());
    }
    if let Some(lang) = lang {
        out.extend_from_slice(b" xml:lang");
        value(out, lang);
    }
    for attribute in &element.attributes {
        out.push(b' ');
        name(out, &attribute.prefix, &attribute.name);
        value(out, &attribute.value);
    }
    if element.children.is_empty() {
        out.extend_from_slice(b"/>");
        return;
    }
    out.push(b'>');
    for node in &element.children {
        match node {
            Node::Element(child) => write(out, child, &[], None),
            Node::Text(text) => escape::text(out, text),
        }
    }
    out.extend_from_slice(b"</");
    name(out, &element.prefix, &element.name);
    out.push(b'>');
}

fn name(out: &mut Vec<u8>, prefix: &str, name: &QName) {
    if !prefix.is_empty() {
        out.extend_from_slice(prefix.as_bytes());
        out.push(b':');
    }
    out.extend_from_slice(name.local().as_bytes());
}

fn value(out: &mut Vec<u8>, value: &str) {
    out.extend_from_slice(b"=\"");
    escape::attribute(out, value);
    out.push(b'"');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The fragment of the first grandchild of the root.
    fn cut(document: &str) -> String {
        let root = read::read(document.as_bytes()).unwrap();
        let child = root.elements().next().unwrap();
        let element = child.elements().next().unwrap();
        Fragment::of(element, &[&root, child]).as_str().to_owned()
    }

    #[test]
    fn needed_namespaces_are_declared_again() {
        assert_eq!(
            cut(r#"<D:a xmlns:D="DAV:" xmlns:Z="urn:z" xmlns:unused="urn:u"><D:b><Z:p><D:x/>t</Z:p></D:b></D:a>"#),
            r#"<Z:p xmlns:D="DAV:" xmlns:Z="urn:z"><D:x/>t</Z:p>"#
        );
    }

    #[test]
    fn the_default_namespace_is_declared_again() {
        assert_eq!(
            cut(r#"<a xmlns="DAV:"><b><p xmlns="urn:z"><q xmlns=""/></p></b></a>"#),
            r#"<p xmlns="urn:z"><q xmlns=""/></p>"#
        );
        assert_eq!(cut(r#"<a xmlns="DAV:"><b xmlns="urn:b"><p/></b></a>"#), r#"<p xmlns="urn:b"/>"#);
        assert_eq!(cut(r#"<a xmlns="DAV:"><b xmlns=""><p/></b></a>"#), r"<p/>");
        assert_eq!(cut(r"<a><b><p>x</p></b></a>"), r"<p>x</p>");
    }

    #[test]
    fn the_nearest_declaration_wins() {
        assert_eq!(cut(r#"<a xmlns:z="urn:1"><b xmlns:z="urn:2"><z:p/></b></a>"#), r#"<z:p xmlns:z="urn:2"/>"#);
        assert_eq!(
            cut(r#"<a xmlns:z="urn:1"><b xmlns:z="urn:2"><z:p xmlns:z="urn:3"/></b></a>"#),
            r#"<z:p xmlns:z="urn:3"/>"#
        );
    }

    #[test]
    fn prefixes_inside_values_stay_declared() {
        assert_eq!(
            cut(r#"<a xmlns:xs="urn:xs" xmlns:i="urn:i"><b><p i:type="xs:date">2026</p></b></a>"#),
            r#"<p xmlns:xs="urn:xs" xmlns:i="urn:i" i:type="xs:date">2026</p>"#
        );
        assert_eq!(
            cut(r#"<a xmlns:xs="urn:xs"><b><p>see (xs:int) and http://x</p></b></a>"#),
            r#"<p xmlns:xs="urn:xs">see (xs:int) and http://x</p>"#
        );
    }

    #[test]
    fn the_language_in_force_is_kept() {
        assert_eq!(cut(r#"<a xml:lang="fr"><b><p>é</p></b></a>"#), r#"<p xml:lang="fr">é</p>"#);
        assert_eq!(cut(r#"<a xml:lang="fr"><b xml:lang="en"><p k="1"/></b></a>"#), r#"<p xml:lang="en" k="1"/>"#);
        assert_eq!(cut(r#"<a xml:lang="fr"><b><p xml:lang="de"/></b></a>"#), r#"<p xml:lang="de"/>"#);
    }

    #[test]
    fn mixed_content_and_white_space_are_kept() {
        let fragment = Fragment::parse("<p a='1\"'> x\n<q/> &lt;<![CDATA[&]]>&#13; <r>🎉</r>\t</p>").unwrap();
        assert_eq!(fragment.as_str(), "<p a=\"1&quot;\"> x\n<q/> &lt;&amp;&#13; <r>🎉</r>\t</p>");
        assert_eq!(Fragment::parse(fragment.as_str()).unwrap(), fragment);
    }
}
