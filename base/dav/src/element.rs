//! An XML element as a small tree: what [`crate::read`] makes of a request body.
//!
//! Names are resolved. Prefixes and declarations are kept beside them, because a dead property goes back to the client
//! as it came. Comments and processing instructions are gone (RFC 4918 section 4.3 does not keep them); character data,
//! CDATA and references are one text node.

use crate::name::{Namespace, QName, ns};

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: QName,
    /// The prefix it was written with; empty for the default namespace.
    pub prefix: Box<str>,
    /// The namespaces declared on this very element, in document order.
    pub declarations: Vec<Declaration>,
    /// Its attributes without the declarations, in document order.
    pub attributes: Vec<Attribute>,
    /// Its content; never two text nodes in a row.
    pub children: Vec<Node>,
}

/// A namespace declaration, `xmlns:prefix="namespace"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Empty for the default namespace.
    pub prefix: Box<str>,
    /// What it stands for.
    pub namespace: Namespace,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name; no prefix means no namespace.
    pub name: QName,
    /// The prefix it was written with.
    pub prefix: Box<str>,
    /// Its value, normalised.
    pub value: String,
}

/// Content of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Character data, white space included.
    Text(String),
}

impl Element {
    /// Its child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Its first child with this name.
    pub fn child(&self, ns: &str, local: &str) -> Option<&Self> {
        self.elements().find(|element| element.name.is(ns, local))
    }

    /// Its first child with this name in `DAV:`.
    pub fn dav_child(&self, local: &str) -> Option<&Self> {
        self.child(ns::DAV, local)
    }

    /// Its own character data, without that of its children.
    pub fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })
            .collect()
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.attribute_ns("", local)
    }

    /// The value of an attribute.
    pub fn attribute_ns(&self, ns: &str, local: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name.is(ns, local)).map(|attribute| attribute.value.as_str())
    }

    /// Its own `xml:lang`.
    pub fn lang(&self) -> Option<&str> {
        self.attribute_ns(ns::XML, "lang")
    }
}
