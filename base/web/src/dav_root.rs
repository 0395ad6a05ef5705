//! `/dav/`: where a WebDAV program that knows only the server's address begins.
//!
//! A read-only collection (RFC 4918, class 1) that lists the caller's own collections, as tools contribute them.
//! Windows asks for it whatever share is named, and synchronisation programs look here for who they are
//! (`current-user-principal`, RFC 5397). Beneath it each tool owns its own subtree; what none owns is not found.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base_dav::headers::Depth;
use base_dav::{
    DavError, Multistatus, Precondition, PropFind, Properties, QName, Tag, XML_CONTENT_TYPE, error_body, read,
};
use base_suite::{DavCollection, Tool};
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::{Problem, SignedBasic};

const HREF: &str = "/dav/";
const ALLOWED: &str = "OPTIONS, PROPFIND";

/// The root over the collections of `tools`.
pub(crate) fn router(tools: &[Arc<dyn Tool>]) -> Router {
    let collections: Arc<[DavCollection]> =
        tools.iter().flat_map(|tool| tool.contributions().dav_collections).collect();
    Router::new()
        .route("/dav", any(answer))
        .route("/dav/", any(answer))
        .route("/dav/{*rest}", any(|| async { Problem::not_found() }))
        .with_state(collections)
}

async fn answer(State(collections): State<Arc<[DavCollection]>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    match parts.method.as_str() {
        // Windows asks for this before it asks for a password.
        "OPTIONS" => return options(),
        "PROPFIND" => {}
        _ => {
            let mut refused = refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                None,
                "This folder only lists what is in it; open what it lists.",
            );
            refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static(ALLOWED));
            return refused;
        }
    }
    let SignedBasic(caller) = match SignedBasic::from_request_parts(&mut parts, &()).await {
        Ok(signed) => signed,
        Err(refused) => return refused,
    };
    let depth = match Depth::of(&parts.method, &parts.headers) {
        Ok(Depth::Infinity) => {
            let precondition = Precondition::PropfindFiniteDepth;
            let message = "A folder is listed one level at a time: ask with Depth 0 or 1.";
            return refuse(precondition.status(), Some(&precondition), message);
        }
        Ok(depth) => depth,
        Err(error) => return malformed(&error.into()),
    };
    let Ok(body) = to_bytes(body, read::Limits::DEFAULT.bytes).await else {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, None, "The body is too long, or was cut off.");
    };
    match PropFind::parse(&body) {
        Ok(wanted) => {
            let members = if depth == Depth::One { &*collections } else { &[] };
            xml(StatusCode::MULTI_STATUS, list(&wanted, &caller.handle, members))
        }
        Err(error) => malformed(&error.into()),
    }
}

fn options() -> Response {
    let headers = [
        (HeaderName::from_static("dav"), "1"),
        (header::ALLOW, ALLOWED),
        (HeaderName::from_static("ms-author-via"), "DAV"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::OK, headers).into_response()
}

#[derive(Clone, Copy)]
enum Live {
    ResourceType,
    DisplayName,
    CurrentUserPrincipal,
}

const LIVE: [(&str, Live); 3] = [
    ("resourcetype", Live::ResourceType),
    ("displayname", Live::DisplayName),
    ("current-user-principal", Live::CurrentUserPrincipal),
];

fn list(wanted: &PropFind, handle: &str, members: &[DavCollection]) -> Vec<u8> {
    let live = |name: &QName| LIVE.iter().find(|(local, _)| *name == QName::dav(local)).map(|(_, live)| *live);
    let (columns, bare): (Vec<(Tag, Option<Live>)>, bool) = match wanted {
        PropFind::Prop(names) => (names.iter().map(|name| (Tag::new(name), live(name))).collect(), false),
        PropFind::AllProp { .. } => (LIVE.map(|(local, live)| (Tag::dav(local), Some(live))).into(), false),
        PropFind::PropName => (LIVE.map(|(local, live)| (Tag::dav(local), Some(live))).into(), true),
    };
    let mut answer = Multistatus::new();
    let mut respond = |href: &str, title: &str| {
        answer.properties(href, |props| {
            for (tag, live) in &columns {
                match live {
                    None => props.missing(tag),
                    Some(_) if bare => props.empty(tag),
                    Some(live) => live.write(tag, title, props),
                }
            }
        });
    };
    respond(HREF, "Liiibre");
    for member in members {
        // A handle is made of characters that need no escaping in a path.
        respond(&member.path.replace("{handle}", handle), member.title);
    }
    answer.finish()
}

impl Live {
    fn write(self, tag: &Tag, title: &str, props: &mut Properties<'_>) {
        match self {
            Self::ResourceType => props.xml(tag, |xml| xml.raw("<d:collection/>")),
            Self::DisplayName => props.text(tag, title),
            Self::CurrentUserPrincipal => props.xml(tag, |xml| xml.href(HREF)),
        }
    }
}

fn malformed(error: &DavError) -> Response {
    xml(error.status(), error.body())
}

fn refuse(status: StatusCode, precondition: Option<&Precondition>, message: &str) -> Response {
    xml(status, error_body(status, precondition, message))
}

fn xml(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, XML_CONTENT_TYPE)], body).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FILES: DavCollection = DavCollection { path: "/dav/files/{handle}/", title: "Files" };

    fn listed(body: &str, members: &[DavCollection]) -> String {
        String::from_utf8(list(&PropFind::parse(body.as_bytes()).unwrap(), "alice", members)).unwrap()
    }

    #[test]
    fn it_lists_the_callers_own_collections() {
        let text = listed("", &[FILES]);
        assert!(text.contains("<d:href>/dav/</d:href>"), "{text}");
        assert!(text.contains("<d:href>/dav/files/alice/</d:href>"), "{text}");
        assert!(text.contains("<d:displayname>Files</d:displayname>"), "{text}");
        assert_eq!(text.matches("<d:collection/>").count(), 2, "{text}");
        assert!(!listed("", &[]).contains("files"));
    }

    #[test]
    fn it_says_who_asks_and_what_it_does_not_have() {
        let asked = r#"<propfind xmlns="DAV:"><prop><current-user-principal/><getetag/></prop></propfind>"#;
        let text = listed(asked, &[]);
        assert!(text.contains("<d:current-user-principal><d:href>/dav/</d:href></d:current-user-principal>"), "{text}");
        assert!(text.contains("<d:getetag/>") && text.contains("404"), "{text}");
        let names = listed(r#"<propfind xmlns="DAV:"><propname/></propfind>"#, &[]);
        assert!(names.contains("<d:displayname/>") && !names.contains("Liiibre"), "{names}");
    }
}
