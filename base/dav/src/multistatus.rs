//! The 207 answer (RFC 4918 section 13), written as it goes.
//!
//! The caller writes one response after another and drains the buffer whenever it is long enough, so that a listing of
//! any length takes constant memory. Writing a response of ten properties takes about a microsecond and allocates
//! nothing: tags are made beforehand ([`Tag`]), values are appended, and the buffers for properties that are missing
//! are kept from response to response.

use crate::error::Precondition;
use crate::fragment::Fragment;
use crate::headers::ETag;
use crate::name::QName;
use crate::write::{Tag, XmlWriter, begin_document, end_document};
use http::StatusCode;
use jiff::Timestamp;

/// A length at which to drain: large enough that sending costs little per byte, small enough to hold many at once.
pub const CHUNK: usize = 32 << 10;

/// A multistatus document in the making.
pub struct Multistatus {
    out: Vec<u8>,
    /// The tags of the properties of the current response that are not found.
    missing: Vec<u8>,
    /// Those with another status, by status; seldom used.
    others: Vec<(StatusCode, Vec<u8>)>,
}

/// What became of one property in a PROPPATCH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyResult {
    /// The property.
    pub name: QName,
    /// 200, or why not; 424 if it was another one's fault.
    pub status: StatusCode,
    /// The precondition that failed.
    pub precondition: Option<Precondition>,
}

impl Default for Multistatus {
    fn default() -> Self {
        Self::new()
    }
}

impl Multistatus {
    /// An answer without a response yet.
    pub fn new() -> Self {
        let mut out = Vec::with_capacity(CHUNK + CHUNK / 4);
        begin_document(&mut out, "multistatus");
        Self { out, missing: Vec::new(), others: Vec::new() }
    }

    /// How many bytes wait to be taken.
    pub fn pending(&self) -> usize {
        self.out.len()
    }

    /// Takes the bytes that wait, if there are [`CHUNK`] or more. Call it after each response.
    pub fn take_chunk(&mut self) -> Option<Vec<u8>> {
        (self.out.len() >= CHUNK).then(|| {
            let fresh = Vec::with_capacity(CHUNK + CHUNK / 4);
            std::mem::replace(&mut self.out, fresh)
        })
    }

    /// A response with properties. `href` is encoded; that of a collection ends with a slash.
    pub fn properties(&mut self, href: &str, write: impl FnOnce(&mut Properties<'_>)) {
        self.begin_response(href);
        self.missing.clear();
        for (_, tags) in &mut self.others {
            tags.clear();
        }
        let mut properties = Properties { answer: self, found: false };
        write(&mut properties);
        properties.end();
        self.raw("</d:response>");
    }

    /// A response with a status for the resource itself: a member that a DELETE, COPY, MOVE or LOCK failed on, or one
    /// that a sync report says is gone.
    pub fn status(&mut self, href: &str, status: StatusCode, precondition: Option<&Precondition>) {
        self.begin_response(href);
        self.write_status(status);
        self.write_precondition(precondition);
        self.raw("</d:response>");
    }

    /// The response to a PROPPATCH.
    pub fn property_results(&mut self, href: &str, results: &[PropertyResult]) {
        self.begin_response(href);
        let mut written: Vec<(StatusCode, Option<&Precondition>)> = Vec::new();
        for result in results {
            let kind = (result.status, result.precondition.as_ref());
            if written.contains(&kind) {
                continue;
            }
            written.push(kind);
            self.raw("<d:propstat><d:prop>");
            for same in results.iter().filter(|other| (other.status, other.precondition.as_ref()) == kind) {
                self.xml().empty(&Tag::new(&same.name));
            }
            self.raw("</d:prop>");
            self.write_status(result.status);
            self.write_precondition(result.precondition.as_ref());
            self.raw("</d:propstat>");
        }
        self.raw("</d:response>");
    }

    /// A text about the whole for people; after all responses.
    pub fn description(&mut self, text: &str) {
        self.xml().element(&Tag::dav("responsedescription"), text);
    }

    /// The token of a sync report (RFC 6578 section 6.4); after all responses.
    pub fn sync_token(&mut self, token: &str) {
        self.xml().element(&Tag::dav("sync-token"), token);
    }

    /// Ends the document and gives what has not been taken.
    pub fn finish(mut self) -> Vec<u8> {
        end_document(&mut self.out, "multistatus");
        self.out
    }

    fn begin_response(&mut self, href: &str) {
        self.raw("<d:response>");
        self.xml().href(href);
    }

    fn write_status(&mut self, status: StatusCode) {
        self.raw("<d:status>HTTP/1.1 ");
        self.raw(status.as_str());
        self.raw(" ");
        self.raw(status.canonical_reason().unwrap_or_default());
        self.raw("</d:status>");
    }

    fn write_precondition(&mut self, precondition: Option<&Precondition>) {
        if let Some(precondition) = precondition {
            self.raw("<d:error>");
            precondition.write(&mut self.xml());
            self.raw("</d:error>");
        }
    }

    fn xml(&mut self) -> XmlWriter<'_> {
        XmlWriter::new(&mut self.out)
    }

    fn raw(&mut self, xml: &str) {
        self.out.extend_from_slice(xml.as_bytes());
    }
}

/// The properties of one response. Those with a value go straight out; those without follow when it ends.
pub struct Properties<'a> {
    answer: &'a mut Multistatus,
    found: bool,
}

impl Properties<'_> {
    /// A property with character data.
    pub fn text(&mut self, tag: &Tag, value: &str) {
        self.found().element(tag, value);
    }

    /// A property with a number.
    pub fn number(&mut self, tag: &Tag, value: i64) {
        let mut xml = self.found();
        xml.open(tag);
        xml.number(value);
        xml.close(tag);
    }

    /// A property with an entity tag, in quotes.
    pub fn etag(&mut self, tag: &Tag, value: &ETag) {
        let mut xml = self.found();
        xml.open(tag);
        xml.etag(value);
        xml.close(tag);
    }

    /// A date as `getlastmodified` has it.
    pub fn http_date(&mut self, tag: &Tag, value: Timestamp) {
        let mut xml = self.found();
        xml.open(tag);
        xml.http_date(value);
        xml.close(tag);
    }

    /// A date as `creationdate` has it.
    pub fn rfc3339(&mut self, tag: &Tag, value: Timestamp) {
        let mut xml = self.found();
        xml.open(tag);
        xml.rfc3339(value);
        xml.close(tag);
    }

    /// A property with elements in it.
    pub fn xml(&mut self, tag: &Tag, value: impl FnOnce(&mut XmlWriter<'_>)) {
        let mut xml = self.found();
        xml.open(tag);
        value(&mut xml);
        xml.close(tag);
    }

    /// A property without a value, or only its name in the answer to `propname`.
    pub fn empty(&mut self, tag: &Tag) {
        self.found().empty(tag);
    }

    /// A dead property: the fragment is the property element itself.
    pub fn fragment(&mut self, fragment: &Fragment) {
        self.found().fragment(fragment);
    }

    /// A property that the resource does not have: 404.
    pub fn missing(&mut self, tag: &Tag) {
        XmlWriter::new(&mut self.answer.missing).empty(tag);
    }

    /// A property that is not given for another reason, such as 403.
    pub fn refused(&mut self, tag: &Tag, status: StatusCode) {
        let others = &mut self.answer.others;
        let at = others.iter().position(|(other, _)| *other == status).unwrap_or_else(|| {
            others.push((status, Vec::new()));
            others.len() - 1
        });
        XmlWriter::new(&mut others[at].1).empty(tag);
    }

    fn found(&mut self) -> XmlWriter<'_> {
        if !self.found {
            self.found = true;
            self.answer.raw("<d:propstat><d:prop>");
        }
        self.answer.xml()
    }

    fn end(self) {
        let answer = self.answer;
        let refused = answer.others.iter().any(|(_, tags)| !tags.is_empty());
        if self.found {
            answer.raw("</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>");
        } else if answer.missing.is_empty() && !refused {
            // Nothing was asked for; a response needs a propstat all the same.
            answer.raw("<d:propstat><d:prop/><d:status>HTTP/1.1 200 OK</d:status></d:propstat>");
        }
        if !answer.missing.is_empty() {
            answer.raw("<d:propstat><d:prop>");
            answer.out.extend_from_slice(&answer.missing);
            answer.raw("</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>");
        }
        if refused {
            for (status, tags) in std::mem::take(&mut answer.others) {
                if !tags.is_empty() {
                    answer.raw("<d:propstat><d:prop>");
                    answer.out.extend_from_slice(&tags);
                    answer.raw("</d:prop>");
                    answer.write_status(status);
                    answer.raw("</d:propstat>");
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::element::Element;
    use crate::name::ns;
    use crate::read::read;

    fn document(write: impl FnOnce(&mut Multistatus)) -> Element {
        let mut answer = Multistatus::new();
        write(&mut answer);
        read(&answer.finish()).unwrap()
    }

    /// `status: names` of each propstat.
    fn propstats(response: &Element) -> Vec<String> {
        response
            .elements()
            .filter(|element| element.name.is_dav("propstat"))
            .map(|propstat| {
                let names: Vec<_> =
                    propstat.dav_child("prop").unwrap().elements().map(|prop| prop.name.local().to_owned()).collect();
                format!("{}: {}", propstat.dav_child("status").unwrap().text(), names.join(" "))
            })
            .collect()
    }

    #[test]
    fn found_and_missing_properties_are_apart() {
        let tags = ["getetag", "getcontentlength", "displayname", "resourcetype", "creationdate", "getlastmodified"];
        let [etag, length, name, kind, created, modified] = tags.map(Tag::dav);
        let root = document(|answer| {
            answer.properties("/dav/a%20b/", |props| {
                props.missing(&length);
                props.etag(&etag, &ETag::strong("v<1"));
                props.text(&name, "a & b");
                props.refused(&Tag::dav("acl"), StatusCode::FORBIDDEN);
                props.xml(&kind, |xml| xml.raw("<d:collection/>"));
                props.http_date(&modified, Timestamp::UNIX_EPOCH);
                props.rfc3339(&created, Timestamp::UNIX_EPOCH);
                props.number(&Tag::new(&QName::from_static(ns::OWNCLOUD, "size")), -3);
                props.fragment(&Fragment::from_stored("<z:p xmlns:z=\"urn:z\">1</z:p>"));
                props.missing(&Tag::new(&QName::from_static("urn:y", "q")));
            });
            answer.properties("/dav/c", |props| props.missing(&length));
            answer.properties("/dav/d", |_| {});
        });
        let responses: Vec<_> = root.elements().collect();
        assert_eq!(responses[0].dav_child("href").unwrap().text(), "/dav/a%20b/");
        assert_eq!(
            propstats(responses[0]),
            [
                "HTTP/1.1 200 OK: getetag displayname resourcetype getlastmodified creationdate size p",
                "HTTP/1.1 404 Not Found: getcontentlength q",
                "HTTP/1.1 403 Forbidden: acl"
            ]
        );
        assert_eq!(propstats(responses[1]), ["HTTP/1.1 404 Not Found: getcontentlength"]);
        assert_eq!(propstats(responses[2]), ["HTTP/1.1 200 OK: "]);
        let props = responses[0].elements().nth(1).unwrap().dav_child("prop").unwrap();
        let text = |local| props.dav_child(local).unwrap().text();
        assert_eq!(text("getetag"), "\"v<1\"");
        assert_eq!(text("displayname"), "a & b");
        assert_eq!(text("getlastmodified"), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(text("creationdate"), "1970-01-01T00:00:00Z");
        assert_eq!(props.child(ns::OWNCLOUD, "size").unwrap().text(), "-3");
        assert_eq!(props.child("urn:z", "p").unwrap().text(), "1");
    }

    #[test]
    fn statuses_and_tokens() {
        let root = document(|answer| {
            let precondition = Precondition::LockTokenSubmitted(vec!["/dav/c/d".to_owned()]);
            answer.status("/dav/c/d", StatusCode::LOCKED, Some(&precondition));
            answer.status("/dav/c", StatusCode::FAILED_DEPENDENCY, None);
            answer.description("not all");
            answer.sync_token("urn:x:1");
        });
        let parts: Vec<_> = root.elements().collect();
        assert_eq!(parts[0].dav_child("status").unwrap().text(), "HTTP/1.1 423 Locked");
        let submitted = parts[0].dav_child("error").unwrap().dav_child("lock-token-submitted").unwrap();
        assert_eq!(submitted.dav_child("href").unwrap().text(), "/dav/c/d");
        assert_eq!(parts[1].dav_child("status").unwrap().text(), "HTTP/1.1 424 Failed Dependency");
        assert_eq!(root.dav_child("responsedescription").unwrap().text(), "not all");
        assert_eq!(root.dav_child("sync-token").unwrap().text(), "urn:x:1");
    }

    #[test]
    fn proppatch_results_are_grouped() {
        let result = |local, status, precondition| PropertyResult { name: QName::dav(local), status, precondition };
        let root = document(|answer| {
            answer.property_results(
                "/a",
                &[
                    result("x", StatusCode::FAILED_DEPENDENCY, None),
                    result("getetag", StatusCode::FORBIDDEN, Some(Precondition::CannotModifyProtectedProperty)),
                    result("y", StatusCode::FAILED_DEPENDENCY, None),
                ],
            );
        });
        let response = root.elements().next().unwrap();
        assert_eq!(propstats(response), ["HTTP/1.1 424 Failed Dependency: x y", "HTTP/1.1 403 Forbidden: getetag"]);
        let error = response.elements().nth(2).unwrap().dav_child("error").unwrap();
        assert!(error.dav_child("cannot-modify-protected-property").is_some());
    }

    #[test]
    fn chunks_are_bounded_and_make_one_document() {
        let tag = Tag::dav("displayname");
        let mut answer = Multistatus::new();
        let mut whole = Vec::new();
        let mut longest = 0;
        for n in 0..5_000 {
            answer.properties(&format!("/a/{n}"), |props| props.text(&tag, "n"));
            if let Some(chunk) = answer.take_chunk() {
                longest = longest.max(chunk.len());
                whole.extend(chunk);
            }
            assert!(answer.pending() < CHUNK);
        }
        whole.extend(answer.finish());
        assert!(longest < CHUNK + 1_000, "{longest}");
        let limits = crate::read::Limits { elements: 100_000, ..crate::read::Limits::DEFAULT };
        assert_eq!(crate::read::read_within(&whole, &limits).unwrap().elements().count(), 5_000);
    }
}
