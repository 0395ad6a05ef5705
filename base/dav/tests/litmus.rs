//! The requests of the litmus test suite that hinge on parsing, as a story of what must be answered.
#![allow(clippy::unwrap_used, clippy::panic)]

use base_dav::headers::{ETag, IfHeader, LockToken, ResourceState};
use base_dav::lock::{self, Lock, LockDepth, LockScope, Write};
use base_dav::{DavError, DavPath, Multistatus, PropFind, PropertyChange, PropertyUpdate, read};
use http::StatusCode;
use jiff::Timestamp;

fn status_of(body: &str) -> StatusCode {
    DavError::from(PropFind::parse(body.as_bytes()).unwrap_err()).status()
}

#[test]
fn propfind_invalid_is_400() {
    assert_eq!(status_of("<foo>"), StatusCode::BAD_REQUEST);
    let empty_prefix = r#"<D:propfind xmlns:D="DAV:"><D:prop><bar:foo xmlns:bar=""/></D:prop></D:propfind>"#;
    assert_eq!(status_of(empty_prefix), StatusCode::BAD_REQUEST);
}

/// Sets one property with this content, and gives what a PROPFIND then shows of it, read back.
fn set_and_get(property: &str) -> base_dav::Element {
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8" ?><D:propertyupdate xmlns:D="DAV:"><D:set><D:prop>{property}</D:prop></D:set></D:propertyupdate>"#
    );
    let update = PropertyUpdate::parse(body.as_bytes()).unwrap();
    let [PropertyChange::Set { fragment, .. }] = &update.0[..] else { panic!("{update:?}") };
    let mut answer = Multistatus::new();
    answer.properties("/litmus/prop", |props| props.fragment(fragment));
    let root = read::read(&answer.finish()).unwrap();
    let propstat = root.dav_child("response").unwrap().dav_child("propstat").unwrap();
    propstat.dav_child("prop").unwrap().elements().next().unwrap().clone()
}

#[test]
fn dead_properties_come_back() {
    let plain = set_and_get(r#"<prop0 xmlns="http://example.com/neon/litmus/">value0</prop0>"#);
    assert!(plain.name.is("http://example.com/neon/litmus/", "prop0"));
    assert_eq!(plain.text(), "value0");

    let none = set_and_get(r#"<nonamespace xmlns="">randomvalue</nonamespace>"#);
    assert!(none.name.is("", "nonamespace"));

    let unicode = set_and_get(r#"<high-unicode xmlns="http://example.com/neon/litmus/">&#65536;</high-unicode>"#);
    assert_eq!(unicode.text(), "\u{10000}");

    let nested = set_and_get(
        r#"<t:valnspace xmlns:t="http://example.com/neon/litmus/"><foo xmlns="http://bar"/></t:valnspace>"#,
    );
    assert!(nested.child("http://bar", "foo").is_some());
}

#[test]
fn properties_are_removed_and_set_in_order() {
    let body = r#"<D:propertyupdate xmlns:D="DAV:"><D:remove><D:prop><a xmlns="u"/></D:prop></D:remove>
        <D:set><D:prop><a xmlns="u">x</a></D:prop></D:set><D:set><D:prop><a xmlns="u">y</a></D:prop></D:set>
        <D:remove><D:prop><a xmlns="u"/></D:prop></D:remove></D:propertyupdate>"#;
    let kinds: Vec<_> = PropertyUpdate::parse(body.as_bytes())
        .unwrap()
        .0
        .into_iter()
        .map(|change| match change {
            PropertyChange::Set { element, .. } => element.text(),
            PropertyChange::Remove(_) => "-".to_owned(),
        })
        .collect();
    assert_eq!(kinds, ["-", "x", "y", "-"]);
}

/// What a PUT on a file gets that Alice has locked, when she sends this If header.
fn conditional_put(header: &str) -> StatusCode {
    let file = DavPath::parse("/litmus/lockme").unwrap();
    let held = Lock {
        token: LockToken::new("urn:uuid:1"),
        root: file.clone(),
        scope: LockScope::Exclusive,
        depth: LockDepth::Zero,
        holder: "alice".to_owned(),
        owner: None,
        expires: Timestamp::MAX,
    };
    let state = ResourceState { etag: Some(ETag::strong("e1")), tokens: vec![held.token.clone()] };
    let header = IfHeader::parse(header).unwrap();
    if !header.holds(|resource| resource.is_none_or(|path| *path == file).then_some(&state)) {
        return StatusCode::PRECONDITION_FAILED;
    }
    let submitted: Vec<_> = header.tokens().cloned().collect();
    if lock::blocking(&[held], &file, Write::Change, "alice", &submitted).is_empty() {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::LOCKED
    }
}

#[test]
fn conditional_puts() {
    for (name, header, status) in [
        ("cond_put", r#"(<urn:uuid:1> ["e1"])"#, 204),
        ("fail_cond_put", r#"(<urn:uuid:1> ["e2"])"#, 412),
        ("cond_put_with_not", "(<urn:uuid:1>) (Not <DAV:no-lock>)", 204),
        ("cond_put_corrupt_token", "(<urn:uuid:1x>) (Not <DAV:no-lock>)", 423),
        ("complex_cond_put", r#"(<urn:uuid:1> ["e1"]) (Not <DAV:no-lock> ["e1"])"#, 204),
        ("fail_complex_cond_put", r#"(<urn:uuid:1> ["e2"]) (Not <DAV:no-lock> ["e2"])"#, 412),
        ("fail_cond_put_unlocked", "(<DAV:no-lock>)", 412),
        ("tagged", "<http://localhost:8080/litmus/lockme> (<urn:uuid:1>)", 204),
        ("tagged for another", "</litmus/other> (<urn:uuid:1>)", 412),
    ] {
        assert_eq!(conditional_put(header).as_u16(), status, "{name}");
    }
}
