//! Files by WebDAV, as programs of people use it.

mod copies;
mod files;
mod hostile;
mod listings;
mod locks;
mod properties;
mod trees;

use base_dav::{Element, read};

use crate::harness::{Answer, Visitor};

/// What a PROPFIND or PROPPATCH said of one resource.
pub struct Response {
    pub href: String,
    propstats: Vec<(u16, Element)>,
}

impl Response {
    /// The property of this name in `DAV:`, where its status is 200.
    pub fn dav(&self, name: &str) -> Option<&Element> {
        self.prop("DAV:", name)
    }

    pub fn prop(&self, namespace: &str, name: &str) -> Option<&Element> {
        let found = self.propstats.iter().filter(|(status, _)| *status == 200);
        found.flat_map(|(_, prop)| prop.elements()).find(|element| element.name.is(namespace, name))
    }

    /// Its text.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        self.dav(name).unwrap_or_else(|| panic!("{}: no {name}", self.href)).text()
    }

    /// The status that a property has.
    pub fn status_of(&self, name: &str) -> Option<u16> {
        let has = |prop: &Element| prop.elements().any(|element| element.name.local() == name);
        self.propstats.iter().find(|(_, prop)| has(prop)).map(|(status, _)| *status)
    }

    pub fn is_folder(&self) -> bool {
        self.dav("resourcetype").is_some_and(|kind| kind.dav_child("collection").is_some())
    }
}

/// The responses of a 207, in order.
#[track_caller]
pub fn multistatus(answer: Answer) -> Vec<Response> {
    let answer = answer.is(207);
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    let limits = read::Limits { bytes: 64 << 20, elements: 10_000_000, ..read::Limits::DEFAULT };
    let root = read::read_within(&answer.body, &limits).unwrap_or_else(|error| panic!("{error}: {}", answer.text()));
    let propstats = |response: &Element| {
        let each = response.elements().filter(|element| element.name.is_dav("propstat"));
        each.map(|propstat| (status(propstat), propstat.dav_child("prop").unwrap().clone())).collect()
    };
    let responses = root.elements().filter(|element| element.name.is_dav("response"));
    responses
        .map(|response| Response { href: response.dav_child("href").unwrap().text(), propstats: propstats(response) })
        .collect()
}

/// The hrefs of a 207 that holds statuses of members, with those.
#[track_caller]
pub fn members(answer: Answer) -> Vec<(String, u16)> {
    let answer = answer.is(207);
    let root = read::read(&answer.body).unwrap();
    root.elements().map(|response| (response.dav_child("href").unwrap().text(), status(response))).collect()
}

fn status(of: &Element) -> u16 {
    of.dav_child("status").unwrap().text().split(' ').nth(1).unwrap().parse().unwrap()
}

/// What a refusal says to programs: the names of the elements of its body.
pub fn preconditions(answer: &Answer) -> Vec<String> {
    let root = read::read(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()));
    assert!(root.name.is_dav("error"));
    root.elements().map(|element| element.name.local().to_owned()).collect()
}

impl Visitor {
    /// PROPFIND of all properties.
    pub async fn lists(&self, path: &str, depth: &str) -> Vec<Response> {
        multistatus(self.request("PROPFIND", path, &[("depth", depth)], "").await)
    }

    /// PROPFIND of these properties of one resource; `d` and `oc` are declared.
    pub async fn asks(&self, path: &str, names: &str) -> Response {
        let body = format!(
            r#"<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop>{names}</d:prop></d:propfind>"#
        );
        let mut found = multistatus(self.request("PROPFIND", path, &[("depth", "0")], body).await);
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    /// A request without a body.
    pub async fn does(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request(method, path, headers, "").await
    }

    /// LOCK; gives the token in angle brackets.
    pub async fn locks(&self, path: &str, scope: &str, depth: &str) -> Answer {
        let body = format!(
            r#"<d:lockinfo xmlns:d="DAV:"><d:lockscope><d:{scope}/></d:lockscope><d:locktype><d:write/></d:locktype>
            <d:owner>mailto:alice@communs.test</d:owner></d:lockinfo>"#
        );
        self.request("LOCK", path, &[("depth", depth)], body).await
    }

    /// Takes an exclusive lock on one resource.
    pub async fn holds(&self, path: &str) -> String {
        let answer = self.locks(path, "exclusive", "0").await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.header("lock-token").to_owned()
    }
}
