//! The envelope of the OCS interfaces (Open Collaboration Services): what happened, and the data, as JSON or XML.
//!
//! `/ocs/v1.php` says 100 in the envelope for what went well and answers most refusals with HTTP 200; `/ocs/v2.php`
//! says 200 and lets the HTTP status follow. Beside statuses of HTTP there are 997 for who is not signed in and 998
//! for what is not known here.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use base_dav::{XML_CONTENT_TYPE, XmlWriter};
use base_suite::Caller;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::extract::signed_basic;
use crate::{CurrentOrg, Problem};

/// Not signed in.
const UNAUTHENTICATED: u16 = 997;
/// Not a path of this server.
const UNKNOWN: u16 = 998;

/// How a request of these interfaces wants to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ocs {
    version: Version,
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

impl<S: Sync> FromRequestParts<S> for Ocs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The caller of a request of these interfaces: a device password, or the session of a browser that only looks.
#[derive(Debug, Clone)]
pub struct OcsSigned(pub Caller);

impl<S: Sync> FromRequestParts<S> for OcsSigned {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // Where no organisation lives there is no such interface.
        CurrentOrg::from_request_parts(parts, &()).await.map_err(IntoResponse::into_response)?;
        signed_basic(parts).await.map(Self).map_err(|problem| Ocs::of(parts).problem(problem))
    }
}

impl Ocs {
    fn of(parts: &Parts) -> Self {
        let version = if parts.uri.path().starts_with("/ocs/v2.php") { Version::Two } else { Version::One };
        let asked = parts.uri.query().into_iter().flat_map(|query| query.split('&'));
        let json = match asked.filter_map(|pair| pair.strip_prefix("format=")).next_back() {
            Some(format) => format == "json",
            None => accepts_json(&parts.headers),
        };
        Self { version, json }
    }

    /// What was asked for.
    pub fn data(self, data: impl Into<Value>) -> Response {
        let code = if self.version == Version::One { 100 } else { 200 };
        self.envelope(StatusCode::OK, code, "OK", &data.into())
    }

    /// A refusal, with its status and its words.
    pub fn problem(self, problem: Problem) -> Response {
        let code = match problem.status() {
            StatusCode::UNAUTHORIZED => UNAUTHENTICATED,
            status => status.as_u16(),
        };
        let message = problem.message().to_owned();
        // The headers of the problem stay: how to sign in, when to come back.
        let mut headers = problem.into_response().into_parts().0.headers;
        let answer = self.envelope(self.status(code), code, &message, &json!([]));
        for (name, value) in answer.headers() {
            headers.insert(name, value.clone());
        }
        let (mut parts, body) = answer.into_parts();
        parts.headers = headers;
        Response::from_parts(parts, body)
    }

    /// There is nothing of this name here.
    pub fn unknown(self) -> Response {
        self.envelope(StatusCode::NOT_FOUND, UNKNOWN, "This server does not know this path.", &json!([]))
    }

    /// The HTTP status that goes with `code`.
    fn status(self, code: u16) -> StatusCode {
        match (code, self.version) {
            (UNAUTHENTICATED, _) => StatusCode::UNAUTHORIZED,
            (UNKNOWN, _) => StatusCode::NOT_FOUND,
            // What a server cannot do right now is never taken for an answer.
            (400..=499, Version::One) if code != 429 => StatusCode::OK,
            (code, _) => StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST),
        }
    }

    fn envelope(self, status: StatusCode, code: u16, message: &str, data: &Value) -> Response {
        let word = if matches!(code, 100 | 200) { "ok" } else { "failure" };
        let meta = json!({ "status": word, "statuscode": code, "message": message });
        let (media_type, body) = if self.json {
            (
                "application/json; charset=utf-8",
                json!({ "ocs": { "meta": meta, "data": data } }).to_string().into_bytes(),
            )
        } else {
            (XML_CONTENT_TYPE, xml(&meta, data))
        };
        (status, [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")], body).into_response()
    }
}

/// What answers where nothing else does.
pub async fn unknown(ocs: Ocs) -> Response {
    ocs.unknown()
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|one| one.trim().starts_with("application/json"))
}

/// What happened comes first: some read no further.
fn xml(meta: &Value, data: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(1_024);
    let mut writer = XmlWriter::new(&mut out);
    writer.raw("<?xml version=\"1.0\"?>\n");
    writer.raw("<ocs>");
    element(&mut writer, "meta", meta);
    element(&mut writer, "data", data);
    writer.raw("</ocs>\n");
    out
}

fn element(writer: &mut XmlWriter<'_>, name: &str, value: &Value) {
    writer.raw("<");
    writer.raw(name);
    writer.raw(">");
    match value {
        Value::Object(members) => object(writer, members),
        Value::Array(items) => items.iter().for_each(|item| element(writer, "element", item)),
        Value::String(text) => writer.text(text),
        Value::Number(number) => writer.text(&number.to_string()),
        // As the programs that read XML learned it.
        Value::Bool(true) => writer.text("1"),
        Value::Bool(false) | Value::Null => {}
    }
    writer.raw("</");
    writer.raw(name);
    writer.raw(">");
}

fn object(writer: &mut XmlWriter<'_>, members: &Map<String, Value>) {
    for (name, value) in members {
        // A key may be anything, the name of an element may not.
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        element(writer, if is_name { name } else { "element" }, value);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::body::to_bytes;
    use http::Request;

    fn asked(uri: &str, accept: Option<&str>) -> Ocs {
        let mut request = Request::builder().uri(uri);
        if let Some(accept) = accept {
            request = request.header(header::ACCEPT, accept);
        }
        Ocs::of(&request.body(()).unwrap().into_parts().0)
    }

    async fn text(response: Response) -> (u16, String) {
        let status = response.status().as_u16();
        (status, String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap())
    }

    #[test]
    fn the_query_says_the_format_before_the_header_does() {
        assert!(!asked("/ocs/v1.php/x", None).json);
        assert!(asked("/ocs/v1.php/x", Some("text/html, application/json;q=0.9")).json);
        assert!(!asked("/ocs/v1.php/x?format=xml", Some("application/json")).json);
        assert!(asked("/ocs/v2.php/x?a=b&format=json", None).json);
        assert!(!asked("/ocs/v2.php/x?format=evil", Some("application/json")).json);
    }

    #[tokio::test]
    async fn both_versions_say_the_same_with_their_own_numbers() {
        let (one, two) = (asked("/ocs/v1.php/x?format=json", None), asked("/ocs/v2.php/x?format=json", None));
        let said = |code: &str| format!(r#"{{"message":"OK","status":"ok","statuscode":{code}}}"#);
        for (ocs, code) in [(one, "100"), (two, "200")] {
            let (status, body) = text(ocs.data(json!({ "a": 1 }))).await;
            assert_eq!(status, 200);
            assert_eq!(body, format!(r#"{{"ocs":{{"data":{{"a":1}},"meta":{}}}}}"#, said(code)));
        }
        for (problem, code, statuses) in [
            (Problem::unauthenticated(), 997, [401, 401]),
            (Problem::forbidden("No."), 403, [200, 403]),
            (Problem::not_found(), 404, [200, 404]),
            (Problem::too_many_attempts(7), 429, [429, 429]),
            (Problem::internal(&"a test"), 500, [500, 500]),
        ] {
            for (ocs, expected) in [one, two].into_iter().zip(statuses) {
                let response = ocs.problem(problem.clone());
                assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json; charset=utf-8");
                let (status, body) = text(response).await;
                assert_eq!((status, body.contains(&format!("\"statuscode\":{code}"))), (expected, true), "{body}");
                assert!(body.contains("failure"), "{body}");
            }
        }
        let late = two.problem(Problem::too_many_attempts(7));
        assert_eq!(late.headers()[header::RETRY_AFTER], "7");
        assert_eq!((text(one.unknown()).await.0, text(two.unknown()).await.0), (404, 404));
    }

    #[tokio::test]
    async fn xml_is_well_formed_whatever_is_said() {
        let data = json!({
            "yes": true, "no": false, "none": null, "many": ["<a>", 2], "1": "number", "a b": "space", "<x>": "&\u{1}",
        });
        let (_, body) = text(asked("/ocs/v2.php/x", None).data(data)).await;
        let root = base_dav::read::read(body.as_bytes()).unwrap();
        assert!(body.contains("<yes>1</yes>") && body.contains("<no></no>"), "{body}");
        assert!(body.contains("<many><element>&lt;a&gt;</element><element>2</element></many>"), "{body}");
        assert_eq!(root.elements().count(), 2);
    }
}
