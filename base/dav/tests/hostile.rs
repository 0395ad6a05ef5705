//! Whatever comes from outside: no parser panics, none takes longer than its input deserves, and what parsed can be
//! written again.
#![allow(clippy::unwrap_used, clippy::format_collect)]

use base_dav::headers::{self, Depth, ETag, ETagList, IfHeader, LockToken, Preconditions, Ranges, Timeout};
use base_dav::{
    DavPath, Fragment, LockRequest, Multistatus, PropFind, PropertyChange, PropertyUpdate, Tag, read, request,
};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use std::time::Duration;

/// Every parser of a body.
fn parse_body(body: &[u8]) {
    let _ = PropFind::parse(body);
    let _ = LockRequest::parse(body);
    let _ = request::report(body);
    if let Ok(update) = PropertyUpdate::parse(body) {
        for change in update.0 {
            if let PropertyChange::Set { element, fragment } = change {
                let again = fragment.element().unwrap();
                assert_eq!(again.name, element.name);
                let mut answer = Multistatus::new();
                answer.properties("/", |props| props.fragment(&fragment));
                assert!(read::read(&answer.finish()).is_ok());
            }
        }
    }
    if let Ok(element) = read::read(body) {
        let fragment = Fragment::of(&element, &[]);
        assert_eq!(Fragment::parse(fragment.as_str()).unwrap(), fragment);
    }
}

/// The processor time of this thread: a busy machine does not make a parser slow.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

/// Every parser of a header or path.
fn parse_header(bytes: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(bytes) {
        let mut all = HeaderMap::new();
        for name in [
            "depth",
            "overwrite",
            "destination",
            "lock-token",
            "timeout",
            "if",
            "if-match",
            "if-none-match",
            "if-range",
            "if-modified-since",
            "if-unmodified-since",
        ] {
            all.insert(name, value.clone());
        }
        let _ = Depth::of(&Method::GET, &all);
        let _ = headers::overwrite(&all);
        let _ = headers::destination(&all);
        let _ = LockToken::from_headers(&all);
        let _ = Timeout::from_headers(&all);
        let _ = Preconditions::from_headers(&all);
        let _ = headers::if_range_applies(&all, &ETag::strong("x"), jiff::Timestamp::UNIX_EPOCH);
        let _ = IfHeader::from_headers(&all);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = headers::parse_http_date(text);
        let _ = ETagList::parse(text);
        let _ = ETag::parse(text);
        let _ = Timeout::parse(text);
        if let Ok(header) = IfHeader::parse(text) {
            assert_eq!(IfHeader::parse(&header.to_string()).as_ref(), Ok(&header));
        }
        if let Ok(path) = DavPath::parse(text) {
            assert_eq!(DavPath::parse(&path.to_string()).as_ref(), Ok(&path));
        }
        for length in [0, 1, 10, u64::MAX] {
            check_ranges(text, length);
        }
    }
}

fn check_ranges(header: &str, length: u64) {
    if let Ranges::Parts(parts) = headers::parse_range(Some(header), length) {
        assert!(!parts.is_empty());
        assert!(parts.iter().all(|part| part.start <= part.end && part.end < length));
        assert!(parts.iter().map(|part| u128::from(part.len())).sum::<u128>() <= u128::from(length));
    }
}

/// Pieces of XML, so that random documents get past the first byte.
fn xml_soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<D:propertyupdate xmlns:D=\"DAV:\">",
        "</D:propertyupdate>",
        "<D:set>",
        "</D:set>",
        "<D:prop>",
        "</D:prop>",
        "<D:remove>",
        "</D:remove>",
        "<D:propfind xmlns:D='DAV:'>",
        "</D:propfind>",
        "<D:allprop/>",
        "<D:include>",
        "<D:lockinfo xmlns:D='DAV:'>",
        "<D:owner>",
        "<a xmlns=''>",
        "</a>",
        "<a>",
        "<x:b xmlns:x='urn:x'/>",
        "<x:b/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml version='1.0'?>",
        "<?pi",
        "?>",
        "<!DOCTYPE a [",
        "]>",
        "&amp;",
        "&#10;",
        "&#x",
        ";",
        "&b;",
        "<",
        ">",
        "/>",
        "=",
        "'",
        "\"",
        " ",
        "\r\n",
        "x:y",
        "xml:lang='fr'",
        "é",
        "🎉",
        "\u{0}",
        "\u{FFFE}",
        "\u{FEFF}",
        "a",
        "xmlns:q=\"\"",
        "D:",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Pieces of headers and paths, likewise.
fn header_soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "(",
        ")",
        "<",
        ">",
        "[",
        "]",
        "\"",
        "W/",
        "Not",
        " ",
        ",",
        "<urn:a:b>",
        "[\"e\"]",
        "</a>",
        "http://h",
        "/",
        "..",
        "%",
        "%2F",
        "%00",
        "%C3",
        "%A9",
        "*",
        "bytes=",
        "-",
        "0",
        "9",
        "18446744073709551615",
        "Second-",
        "Infinite",
        "infinity",
        "T",
        "Sun, ",
        "06 Nov 1994",
        " 08:49:37",
        " GMT",
        "Nov",
        ":",
        "é",
        "?",
        "#",
        "a",
        "-gzip",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        parse_body(&bytes);
        parse_header(&bytes);
    }

    #[test]
    fn any_text(text in any::<String>()) {
        parse_body(text.as_bytes());
        parse_header(text.as_bytes());
    }

    #[test]
    fn xml_out_of_pieces(text in xml_soup()) {
        parse_body(text.as_bytes());
    }

    #[test]
    fn a_real_request_with_damage(at in 0_usize..400, cut in any::<bool>(), byte in any::<u8>()) {
        let mut body = br#"<?xml version="1.0" encoding="utf-8"?><D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:z" xml:lang="fr">
            <D:set><D:prop><Z:a k="1&amp;2" xmlns:q="urn:q"><q:b/>text <![CDATA[<c>]]> &#233; <!-- d --></Z:a></D:prop></D:set>
            <D:remove><D:prop><Z:e/></D:prop></D:remove></D:propertyupdate>"#.to_vec();
        let at = at % body.len();
        if cut {
            body.truncate(at);
        } else {
            body[at] = byte;
        }
        parse_body(&body);
    }

    #[test]
    fn headers_out_of_pieces(text in header_soup()) {
        parse_header(text.as_bytes());
    }

    #[test]
    fn any_text_can_be_answered(href in any::<String>(), name in any::<String>(), etag in "[^\"]{0,20}") {
        let mut answer = Multistatus::new();
        answer.properties(&href, |props| {
            props.text(&Tag::dav("displayname"), &name);
            props.etag(&Tag::dav("getetag"), &ETag::strong(etag.as_str()));
        });
        let root = read::read(&answer.finish()).unwrap();
        let representable = |text: &str| {
            text.chars().map(|c| if matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}') { '\u{FFFD}' } else { c }).collect::<String>()
        };
        let response = root.dav_child("response").unwrap();
        prop_assert_eq!(response.dav_child("href").unwrap().text(), representable(&href));
        let prop = response.dav_child("propstat").unwrap().dav_child("prop").unwrap();
        prop_assert_eq!(prop.dav_child("displayname").unwrap().text(), representable(&name));
    }
}

#[test]
fn large_hostile_bodies_are_refused_quickly() {
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10))).collect();
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
    let colons = format!("<a xmlns:x='u'>{}</a>", "x:".repeat(500_000));
    let prefixes: String = (0..100_000).map(|n| format!("p{n}: ")).collect();
    let declarations: String = (0..60).map(|n| format!(" xmlns:n{n}='{}'", "u".repeat(1000))).collect();
    let properties = format!("<n0:a {}/>", (0..60).map(|n| format!("n{n}:k='' ")).collect::<String>()).repeat(250);
    for (what, body) in [
        ("entity bomb", format!("<!DOCTYPE a [<!ENTITY e0 'lol'>{entities}]><a>&e9;</a>")),
        ("external entity", "<!DOCTYPE a [<!ENTITY e SYSTEM 'http://127.0.0.1/'>]><a>&e;</a>".to_owned()),
        ("deep", "<a>".repeat(600_000)),
        ("wide", format!("<a>{}</a>", "<b/>".repeat(400_000))),
        ("attributes", format!("<a{attributes}/>")),
        ("one long text", format!("<a>{}</a>", "x".repeat(2_000_000))),
        ("colons", colons),
        ("prefixes in text", format!("<a>{prefixes}</a>")),
        ("references", format!("<a>{}</a>", "&amp;".repeat(400_000))),
        ("open comment", format!("<a><!--{}", "-".repeat(1_500_000))),
        ("open quotes", "<a b='".repeat(300_000)),
        ("less-than signs", "<".repeat(2_000_000)),
        ("ampersands", format!("<a k='{}'/>", "&".repeat(2_000_000))),
        (
            "declarations to repeat",
            format!("<propertyupdate xmlns='DAV:'{declarations}><set><prop>{properties}</prop></set></propertyupdate>"),
        ),
        ("too long", "<a/>".repeat(1_000_000)),
    ] {
        let started = cpu();
        let _ = PropFind::parse(body.as_bytes());
        if PropertyUpdate::parse(body.as_bytes()).is_err() {
            let _ = Fragment::parse(&body);
        }
        let took = cpu().saturating_sub(started);
        assert!(took < Duration::from_secs(4), "{what}: {took:?}");
    }
}

#[test]
fn every_cut_of_a_body_is_an_error() {
    let body = "<?xml version=\"1.0\"?><D:propfind xmlns:D=\"DAV:\"><D:prop><D:getetag/>é</D:prop></D:propfind>";
    assert!(PropFind::parse(body.as_bytes()).is_ok());
    for end in 1..body.len() {
        assert!(PropFind::parse(&body.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn large_hostile_headers_are_refused_quickly() {
    for text in [
        "(".repeat(60_000),
        "(<a:b>)".repeat(9_000),
        "</a> (<a:b>) ".repeat(5_000),
        "(Not ".repeat(12_000),
        "\"a\",".repeat(15_000),
        "bytes=".to_owned() + &"0-,".repeat(20_000),
        "/".repeat(60_000),
        "/a".repeat(30_000),
        "/".to_owned() + &"%41".repeat(20_000),
        "Second-".to_owned() + &"9".repeat(60_000),
    ] {
        let started = cpu();
        parse_header(text.as_bytes());
        assert!(cpu().saturating_sub(started) < Duration::from_secs(1), "{:?}", &text[..10]);
    }
}
