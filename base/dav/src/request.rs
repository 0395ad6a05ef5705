//! The XML bodies of requests: PROPFIND, PROPPATCH, LOCK, REPORT.
//!
//! Elements that a body may not hold by its specification are ignored (RFC 4918 section 17), except where that would
//! change what is asked for.

use crate::element::Element;
use crate::fragment::Fragment;
use crate::lock::LockScope;
use crate::name::QName;
use crate::read::{self, XmlError};
use std::collections::HashSet;

/// Properties that one PROPFIND or PROPPATCH may name; the most that a known client asks for is about 60. An answer
/// repeats every unknown name for every resource, so this bounds how much a small request can make us write.
pub const MAX_PROPERTIES: usize = 256;

/// Length in bytes that those names may have together, namespaces included, for the same reason.
pub const MAX_NAMES_BYTES: usize = 32 << 10;

/// Length that the stored text of one dead property, or of a lock's owner, may have.
pub const MAX_PROPERTY_BYTES: usize = 128 << 10;

/// Why a body is not the request that it should be. All are 400, a body that is too long 413.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It is not a document that we read.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The root element is another one.
    #[error("the request body must be a DAV: {0} element")]
    UnexpectedRoot(&'static str),
    /// A part is absent, or there are two where one is asked for.
    #[error("{0}")]
    BadShape(&'static str),
    /// More than [`MAX_PROPERTIES`] or [`MAX_NAMES_BYTES`].
    #[error("the request names too many properties")]
    TooManyProperties,
    /// Longer than [`MAX_PROPERTY_BYTES`].
    #[error("a property is longer than {MAX_PROPERTY_BYTES} bytes")]
    PropertyTooLong,
}

/// What a PROPFIND asks for (RFC 4918 section 9.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropFind {
    /// The live properties of RFC 4918 and all dead ones, and those included by name.
    AllProp {
        /// Named beside `allprop`.
        include: Vec<QName>,
    },
    /// The names of all properties, without values.
    PropName,
    /// These properties, in the order of the request, each once.
    Prop(Vec<QName>),
}

impl PropFind {
    /// Parses a body; an empty one means `allprop`.
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        if body.is_empty() {
            return Ok(Self::AllProp { include: Vec::new() });
        }
        let root = root(body, "propfind")?;
        let parts: Vec<&Element> = root
            .elements()
            .filter(|part| ["prop", "allprop", "propname"].iter().any(|local| part.name.is_dav(local)))
            .collect();
        let [part] = parts[..] else {
            return Err(RequestError::BadShape("a PROPFIND must hold exactly one of prop, allprop and propname"));
        };
        Ok(match part.name.local() {
            "allprop" => Self::AllProp { include: root.dav_child("include").map_or(Ok(Vec::new()), property_names)? },
            "propname" => Self::PropName,
            _ => Self::Prop(property_names(part)?),
        })
    }
}

/// The names of the elements in a `prop` or `include`, in order, each once. For reports, which hold one as well.
pub fn property_names(prop: &Element) -> Result<Vec<QName>, RequestError> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    let mut bytes = 0;
    for element in prop.elements() {
        if seen.insert(&element.name) {
            let (ns, local) = element.name.parts();
            bytes += ns.len() + local.len();
            names.push(element.name.clone());
        }
        if names.len() > MAX_PROPERTIES || bytes > MAX_NAMES_BYTES {
            return Err(RequestError::TooManyProperties);
        }
    }
    Ok(names)
}

/// One instruction of a PROPPATCH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertyChange {
    /// Give a property a value.
    Set {
        /// The property with its value: what a live property reads.
        element: Element,
        /// The same to store as it is: what a dead property keeps.
        fragment: Fragment,
    },
    /// Take a property away, which succeeds when there is none.
    Remove(QName),
}

impl PropertyChange {
    /// The property that it is about.
    pub fn name(&self) -> &QName {
        match self {
            Self::Set { element, .. } => &element.name,
            Self::Remove(name) => name,
        }
    }
}

/// The instructions of a PROPPATCH in document order, which is the order to carry them out in; all or none of them
/// (RFC 4918 section 9.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyUpdate(pub Vec<PropertyChange>);

impl PropertyUpdate {
    /// Parses a body.
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        let root = root(body, "propertyupdate")?;
        let mut changes = Vec::new();
        for action in root.elements() {
            let set = action.name.is_dav("set");
            if !set && !action.name.is_dav("remove") {
                continue;
            }
            let props = action.elements().filter(|prop| prop.name.is_dav("prop"));
            for (prop, element) in props.flat_map(|prop| prop.elements().map(move |element| (prop, element))) {
                if changes.len() == MAX_PROPERTIES {
                    return Err(RequestError::TooManyProperties);
                }
                changes.push(if set {
                    let fragment = bounded_fragment(element, &[&root, action, prop])?;
                    PropertyChange::Set { element: element.clone(), fragment }
                } else {
                    PropertyChange::Remove(element.name.clone())
                });
            }
        }
        if changes.is_empty() {
            return Err(RequestError::BadShape("a PROPPATCH must set or remove a property"));
        }
        Ok(Self(changes))
    }
}

/// What the body of a LOCK asks for (RFC 4918 section 9.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockRequest {
    /// No body: refresh the lock that the If header names.
    Refresh,
    /// A new write lock.
    New {
        /// Alone or with others.
        scope: LockScope,
        /// The `owner` element as the client wrote it; it identifies nobody, it is for people to read.
        owner: Option<Fragment>,
    },
}

impl LockRequest {
    /// Parses a body.
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        if body.is_empty() {
            return Ok(Self::Refresh);
        }
        let root = root(body, "lockinfo")?;
        let kind = root.dav_child("locktype").ok_or(RequestError::BadShape("a LOCK must have a locktype"))?;
        if kind.dav_child("write").is_none() {
            return Err(RequestError::BadShape("write is the only locktype"));
        }
        let scope = root.dav_child("lockscope").ok_or(RequestError::BadShape("a LOCK must have a lockscope"))?;
        let scope = match (scope.dav_child("exclusive"), scope.dav_child("shared")) {
            (Some(_), None) => LockScope::Exclusive,
            (None, Some(_)) => LockScope::Shared,
            _ => return Err(RequestError::BadShape("a lockscope is exclusive or shared")),
        };
        let owner = root.dav_child("owner").map(|owner| bounded_fragment(owner, &[&root])).transpose()?;
        Ok(Self::New { scope, owner })
    }
}

/// The root element of a REPORT (RFC 3253 section 3.6), whose name says which report it is.
pub fn report(body: &[u8]) -> Result<Element, RequestError> {
    Ok(read::read(body)?)
}

fn root(body: &[u8], local: &'static str) -> Result<Element, RequestError> {
    let root = read::read(body)?;
    if root.name.is_dav(local) { Ok(root) } else { Err(RequestError::UnexpectedRoot(local)) }
}

fn bounded_fragment(element: &Element, ancestors: &[&Element]) -> Result<Fragment, RequestError> {
    let fragment = Fragment::of(element, ancestors);
    if fragment.len() > MAX_PROPERTY_BYTES { Err(RequestError::PropertyTooLong) } else { Ok(fragment) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::format_collect)]
mod tests {
    use super::*;
    use crate::name::ns;

    fn names(names: &[QName]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn propfind_without_a_body_is_allprop() {
        assert_eq!(PropFind::parse(b"").unwrap(), PropFind::AllProp { include: vec![] });
        assert!(PropFind::parse(b" ").is_err());
    }

    #[test]
    fn propfind_by_name_keeps_the_order() {
        let body = br#"<?xml version="1.0" encoding="utf-8" ?>
            <D:propfind xmlns:D="DAV:"><D:prop xmlns:R="http://ns.example.com/boxschema/">
            <R:bigbox/><R:author/><D:getetag/><R:author/></D:prop></D:propfind>"#;
        let PropFind::Prop(found) = PropFind::parse(body).unwrap() else { panic!("not prop") };
        assert_eq!(
            names(&found),
            ["{http://ns.example.com/boxschema/}bigbox", "{http://ns.example.com/boxschema/}author", "{DAV:}getetag"]
        );
    }

    #[test]
    fn propfind_of_names_and_with_include() {
        assert_eq!(PropFind::parse(b"<propfind xmlns='DAV:'><propname/></propfind>").unwrap(), PropFind::PropName);
        let body = b"<D:propfind xmlns:D='DAV:'><D:allprop/><D:include><D:acl/></D:include></D:propfind>";
        assert_eq!(PropFind::parse(body).unwrap(), PropFind::AllProp { include: vec![QName::dav("acl")] });
    }

    #[test]
    fn propfind_ignores_extensions_but_not_ambiguity() {
        let extended = b"<propfind xmlns='DAV:' xmlns:E='urn:e'><E:deep><prop/></E:deep><allprop/><foobar/></propfind>";
        assert_eq!(PropFind::parse(extended).unwrap(), PropFind::AllProp { include: vec![] });
        for bad in [
            "<propfind xmlns='DAV:'/>",
            "<propfind xmlns='DAV:'><prop/><allprop/></propfind>",
            "<propfind xmlns='DAV:'><prop/><prop/></propfind>",
            "<propfind><prop/></propfind>",
            "<D:prop xmlns:D='DAV:'/>",
        ] {
            assert!(PropFind::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn propfind_names_a_bounded_number_of_properties() {
        let props = |count: usize| {
            let props: String = (0..count).map(|n| format!("<p{n}/>")).collect();
            PropFind::parse(format!("<propfind xmlns='DAV:'><prop>{props}</prop></propfind>").as_bytes())
        };
        assert!(props(MAX_PROPERTIES).is_ok());
        assert_eq!(props(MAX_PROPERTIES + 1), Err(RequestError::TooManyProperties));
    }

    #[test]
    fn proppatch_keeps_document_order_and_values() {
        let body = br#"<?xml version="1.0" encoding="utf-8" ?>
            <D:propertyupdate xmlns:D="DAV:" xmlns:Z="http://ns.example.com/standards/z39.50/">
            <D:set><D:prop><Z:Authors><Z:Author>Jim</Z:Author> <Z:Author>Roy</Z:Author></Z:Authors></D:prop></D:set>
            <D:remove><D:prop><Z:Copyright-Owner/></D:prop></D:remove>
            <D:set><D:prop><Z:Copyright-Owner>me</Z:Copyright-Owner></D:prop></D:set>
            </D:propertyupdate>"#;
        let update = PropertyUpdate::parse(body).unwrap();
        let z = "http://ns.example.com/standards/z39.50/";
        let [
            PropertyChange::Set { fragment, .. },
            PropertyChange::Remove(removed),
            PropertyChange::Set { element, .. },
        ] = &update.0[..]
        else {
            panic!("{update:?}")
        };
        assert_eq!(
            fragment.as_str(),
            format!("<Z:Authors xmlns:Z=\"{z}\"><Z:Author>Jim</Z:Author> <Z:Author>Roy</Z:Author></Z:Authors>")
        );
        assert!(removed.is(z, "Copyright-Owner"));
        assert_eq!(element.text(), "me");
    }

    #[test]
    fn proppatch_must_change_something() {
        for bad in [
            "<propertyupdate xmlns='DAV:'/>",
            "<propertyupdate xmlns='DAV:'><set><prop/></set></propertyupdate>",
            "<propertyupdate xmlns='DAV:'><set><a/></set></propertyupdate>",
            "<propfind xmlns='DAV:'><set><prop><a/></prop></set></propfind>",
            "",
        ] {
            assert!(PropertyUpdate::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn proppatch_values_have_a_size() {
        let value = "x".repeat(MAX_PROPERTY_BYTES);
        let body = format!("<propertyupdate xmlns='DAV:'><set><prop><a>{value}</a></prop></set></propertyupdate>");
        assert_eq!(PropertyUpdate::parse(body.as_bytes()), Err(RequestError::PropertyTooLong));
    }

    #[test]
    fn lock_bodies() {
        assert_eq!(LockRequest::parse(b"").unwrap(), LockRequest::Refresh);
        let body = br"<?xml version='1.0' encoding='utf-8' ?><D:lockinfo xmlns:D='DAV:'>
            <D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype>
            <D:owner><D:href>http://example.org/~ejw/contact.html</D:href></D:owner></D:lockinfo>";
        let LockRequest::New { scope, owner } = LockRequest::parse(body).unwrap() else { panic!("refresh") };
        assert_eq!(scope, LockScope::Exclusive);
        assert_eq!(
            owner.unwrap().as_str(),
            "<D:owner xmlns:D=\"DAV:\"><D:href>http://example.org/~ejw/contact.html</D:href></D:owner>"
        );
        for bad in [
            "<lockinfo xmlns='DAV:'/>",
            "<lockinfo xmlns='DAV:'><lockscope><shared/></lockscope></lockinfo>",
            "<lockinfo xmlns='DAV:'><lockscope/><locktype><write/></locktype></lockinfo>",
            "<lockinfo xmlns='DAV:'><lockscope><shared/><exclusive/></lockscope><locktype><write/></locktype></lockinfo>",
            "<lockinfo xmlns='DAV:'><lockscope><shared/></lockscope><locktype><read/></locktype></lockinfo>",
        ] {
            assert!(LockRequest::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_report_is_its_root() {
        let body =
            b"<D:sync-collection xmlns:D='DAV:'><D:sync-token/><D:prop><D:getetag/></D:prop></D:sync-collection>";
        let root = report(body).unwrap();
        assert_eq!(root.name.parts(), (ns::DAV, "sync-collection"));
        assert_eq!(property_names(root.dav_child("prop").unwrap()).unwrap(), [QName::dav("getetag")]);
    }
}
