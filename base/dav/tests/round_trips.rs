//! What is written is read as it was meant, for whatever names and values.
#![allow(clippy::unwrap_used, clippy::format_push_string)]

use base_dav::headers::{IfHeader, format_http_date, parse_http_date};
use base_dav::lock::{self, Lock, LockDepth, LockScope, Write};
use base_dav::{DavPath, Element, Fragment, Node, PropertyChange, PropertyUpdate, path, read};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    any::<String>().prop_filter("a name that can be stored", |name| path::check_name(name).is_ok())
}

/// An element as text, in namespaces that its surroundings declare and in some of its own.
fn xml() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(vec!["", "Z:", "Y:", "own:"]);
    let text = "[ -%'-;=?-~é🎉\n]{0,12}";
    let leaf = (prefix.clone(), text, "[ -!#-%'-;=-~é]{0,8}").prop_map(|(prefix, text, value)| {
        format!("<{prefix}e xmlns:own=\"urn:own\" Z:k=\"{value}\" k='x:y'>{text}</{prefix}e>")
    });
    leaf.prop_recursive(4, 24, 4, move |inner| {
        (prefix.clone(), prop::collection::vec(inner, 0..4), text, any::<bool>()).prop_map(
            |(prefix, inner, text, default)| {
                let declared = if default { " xmlns=\"urn:default\" xml:lang=\"de\"" } else { " xmlns=\"\"" };
                format!("<{prefix}n xmlns:own=\"urn:other\"{declared}>{}{text}</{prefix}n>", inner.join(text.as_str()))
            },
        )
    })
}

/// The meaning of an element: names resolved, prefixes and declarations forgotten.
fn meaning(element: &Element) -> String {
    let mut out = format!("<{}", element.name);
    for attribute in &element.attributes {
        out += &format!(" {}={:?}", attribute.name, attribute.value);
    }
    out += ">";
    for node in &element.children {
        match node {
            Node::Element(child) => out += &meaning(child),
            Node::Text(text) => out += &format!("{text:?}"),
        }
    }
    out + "</>"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn paths(names in prop::collection::vec(name(), 0..6), collection in any::<bool>()) {
        let path = DavPath::from_names(names.clone()).unwrap();
        let href = path.href(collection);
        prop_assert!(href.is_ascii());
        prop_assert!(!href.contains(['#', '?', ' ', '&', '<', '>', '"', '\'']));
        let parsed = DavPath::parse(&href).unwrap();
        prop_assert_eq!(parsed.segments(), &names[..]);
        prop_assert_eq!(parsed.has_trailing_slash(), collection || names.is_empty());
    }

    #[test]
    fn dead_properties(property in xml()) {
        let body = format!(
            "<propertyupdate xmlns=\"DAV:\" xmlns:Z=\"urn:z\" xml:lang=\"fr\"><set><prop xmlns:Y=\"urn:y\" xmlns:x=\"urn:x\">{property}</prop></set></propertyupdate>"
        );
        let update = PropertyUpdate::parse(body.as_bytes()).unwrap();
        let Some(PropertyChange::Set { element, fragment }) = update.0.first() else {
            return Err(TestCaseError::fail("not set"));
        };
        let again = fragment.element().unwrap();
        let with_lang = meaning(element);
        let without_own_lang = meaning(&again).replacen(" {http://www.w3.org/XML/1998/namespace}lang=\"fr\"", "", 1);
        prop_assert_eq!(with_lang, without_own_lang);
        prop_assert!(again.lang().is_some());
        prop_assert_eq!(&Fragment::parse(fragment.as_str()).unwrap(), fragment);
        // A qualified name inside a value still means something.
        if property.contains("'x:y'") {
            prop_assert!(fragment.as_str().contains("xmlns:x=\"urn:x\""));
        }
    }

    #[test]
    fn if_headers(
        lists in prop::collection::vec((prop::collection::vec((any::<bool>(), any::<bool>(), "[a-z0-9]{1,8}"), 1..4), name()), 1..4),
        tagged in any::<bool>(),
    ) {
        let mut text = String::new();
        for (conditions, resource) in &lists {
            if tagged {
                text += &format!("<{}> ", DavPath::from_names([resource.as_str()]).unwrap());
            }
            let conditions: Vec<_> = conditions
                .iter()
                .map(|(not, token, value)| {
                    let not = if *not { "Not " } else { "" };
                    if *token { format!("{not}<urn:x:{value}>") } else { format!("{not}[\"{value}\"]") }
                })
                .collect();
            text += &format!("({}) ", conditions.join(" "));
        }
        let header = IfHeader::parse(&text).unwrap();
        prop_assert_eq!(header.lists().len(), lists.len());
        prop_assert_eq!(header.to_string(), text.trim_end());
    }

    #[test]
    fn dates(second in -62_135_596_800_i64..253_402_300_799) {
        let time = jiff::Timestamp::from_second(second).unwrap();
        prop_assert_eq!(parse_http_date(&format_http_date(time)), Some(time));
    }

    /// Locks taken one after another as the rules allow: no resource is ever covered by an exclusive lock and another,
    /// and each holder can write where they have locked.
    #[test]
    fn locks_never_overlap(
        wishes in prop::collection::vec(
            (prop::sample::select(vec!["/", "/a", "/a/b", "/a/b/c", "/a/d", "/e"]), any::<bool>(), any::<bool>(), 0..3_u8),
            1..12,
        )
    ) {
        let mut locks: Vec<Lock> = Vec::new();
        for (number, (root, shared, deep, holder)) in wishes.into_iter().enumerate() {
            let root = DavPath::parse(root).unwrap();
            let scope = if shared { LockScope::Shared } else { LockScope::Exclusive };
            let depth = if deep { LockDepth::Infinity } else { LockDepth::Zero };
            if lock::conflicting(&locks, &root, depth, scope).is_empty() {
                locks.push(Lock {
                    token: base_dav::headers::LockToken::from_uuid(number),
                    root,
                    scope,
                    depth,
                    holder: holder.to_string(),
                    owner: None,
                    expires: jiff::Timestamp::MAX,
                });
            }
        }
        for path in ["/", "/a", "/a/b", "/a/b/c", "/a/d", "/e"] {
            let path = DavPath::parse(path).unwrap();
            let covering: Vec<_> = locks.iter().filter(|lock| lock.covers(&path)).collect();
            prop_assert!(covering.len() <= 1 || covering.iter().all(|lock| lock.scope == LockScope::Shared));
        }
        for lock in &locks {
            let token = std::slice::from_ref(&lock.token);
            prop_assert!(lock::blocking(&locks, &lock.root, Write::Change, &lock.holder, token).is_empty());
            prop_assert!(!lock::blocking(&locks, &lock.root, Write::Change, "nobody", token).is_empty());
        }
    }
}

#[test]
fn the_reader_reads_what_it_wrote() {
    let element = read::read(b"<p xmlns='urn:x'>a<q/>b</p>").unwrap();
    assert_eq!(Fragment::of(&element, &[]).element().unwrap(), element);
}
