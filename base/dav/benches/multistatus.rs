//! What one response of a listing costs: ten properties that are there and three that are not, as synchronisation
//! clients ask for. Run with `cargo bench -p base-dav`.
#![allow(clippy::print_stdout, clippy::cast_precision_loss)] // A bench prints a table.

use base_dav::headers::ETag;
use base_dav::{Multistatus, QName, Tag, ns, path};
use jiff::Timestamp;
use std::hint::black_box;
use std::time::Instant;

const ENTRIES: u32 = 100_000;

fn main() {
    let dav = |local| Tag::dav(local);
    let oc = |local| Tag::new(&QName::from_static(ns::OWNCLOUD, local));
    let (kind, modified, length, etag, name) =
        (dav("resourcetype"), dav("getlastmodified"), dav("getcontentlength"), dav("getetag"), dav("displayname"));
    let (size, id, fileid, permissions, created) =
        (oc("size"), oc("id"), oc("fileid"), oc("permissions"), dav("creationdate"));
    let missing = [oc("downloadURL"), oc("dDC"), oc("checksums")];
    let version = ETag::strong("0197a3f2c4d17b0e");

    let started = Instant::now();
    let mut bytes = 0;
    let mut answer = Multistatus::new();
    let mut href = "/remote.php/dav/files/alice/Reports/".to_owned();
    let own = href.len();
    for n in 0..ENTRIES {
        href.truncate(own);
        path::push_segment(&mut href, "Minutes of the meeting é.odt");
        let time = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1_700_000_000 + i64::from(n) * 977);
        answer.properties(&href, |props| {
            props.empty(&kind);
            props.http_date(&modified, time);
            props.number(&length, 123_456 + i64::from(n));
            props.etag(&etag, &version);
            props.text(&name, "Minutes of the meeting é.odt");
            props.number(&size, 123_456 + i64::from(n));
            props.text(&id, "00003920occf198ekrtt");
            props.number(&fileid, i64::from(n));
            props.text(&permissions, "RGDNVW");
            props.rfc3339(&created, time);
            for tag in &missing {
                props.missing(tag);
            }
        });
        if let Some(chunk) = answer.take_chunk() {
            bytes += black_box(chunk).len();
        }
    }
    bytes += black_box(answer.finish()).len();
    let each = started.elapsed() / ENTRIES;
    println!("{each:?} and {} bytes a response", bytes as f64 / f64::from(ENTRIES));
}
