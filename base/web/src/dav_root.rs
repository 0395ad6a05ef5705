//! `/dav/`: where a WebDAV program that knows only the server's address begins; and `/remote.php/dav/`, the same for
//! programs of the Nextcloud family.
//!
//! A read-only collection (RFC 4918, class 1) that lists the caller's own collections, as tools contribute them.
//! Windows asks for it whatever share is named, and synchronisation programs look here for who they are
//! (`current-user-principal`, RFC 5397). Beneath it each tool owns its own subtree; what none owns is not found. Methods
//! that only a tool can answer, such as SEARCH over its files, are passed on to it.

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
use base_suite::{DavCollection, DavMethod, Tool};
use http::{HeaderName, HeaderValue, StatusCode, header};
use tower::ServiceExt;

use crate::context::Context;
use crate::{Problem, SignedBasic};

/// The methods that it answers itself.
const ALLOWED: &str = "OPTIONS, PROPFIND";

/// One of the two roots.
struct Root {
    /// What stands before `/dav/` in its paths.
    prefix: &'static str,
    /// Each with the tool that contributes it.
    collections: Vec<(&'static str, DavCollection)>,
    methods: Vec<(&'static str, DavMethod)>,
}

/// Both roots, over the collections of `tools`.
pub(crate) fn router(tools: &[Arc<dyn Tool>]) -> Router {
    ["", "/remote.php"].into_iter().fold(Router::new(), |router, prefix| {
        let collections = tools.iter().flat_map(|tool| of(tool.name(), tool.contributions().dav_collections)).collect();
        let methods = tools.iter().flat_map(|tool| of(tool.name(), tool.contributions().dav_methods)).collect();
        let root = Router::new()
            .route(&format!("{prefix}/dav"), any(answer))
            .route(&format!("{prefix}/dav/"), any(answer))
            .route(&format!("{prefix}/dav/{{*rest}}"), any(|| async { Problem::not_found() }));
        router.merge(root.with_state(Arc::new(Root { prefix, collections, methods })))
    })
}

fn of<T>(tool: &'static str, all: Vec<T>) -> impl Iterator<Item = (&'static str, T)> {
    all.into_iter().map(move |one| (tool, one))
}

async fn answer(State(root): State<Arc<Root>>, context: Context, request: Request) -> Response {
    let org = context.org.as_deref();
    let is_on = |tool: &str| org.is_none_or(|org| org.has(tool));
    let methods: Vec<&DavMethod> =
        root.methods.iter().filter(|(tool, _)| is_on(tool)).map(|(_, method)| method).collect();
    let names = std::iter::once(ALLOWED).chain(methods.iter().map(|method| method.name));
    let allowed = names.collect::<Vec<_>>().join(", ");
    if let Some(method) = methods.iter().find(|method| method.name == request.method().as_str()) {
        return match method.router.clone().oneshot(request).await {
            Ok(answer) => answer,
        };
    }
    let (mut parts, body) = request.into_parts();
    match parts.method.as_str() {
        // Windows asks for this before it asks for a password.
        "OPTIONS" => return options(&allowed),
        "PROPFIND" => {}
        _ => {
            let mut refused = refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                None,
                "This folder only lists what is in it; open what it lists.",
            );
            if let Ok(allowed) = HeaderValue::from_str(&allowed) {
                refused.headers_mut().insert(header::ALLOW, allowed);
            }
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
            let members = root.collections.iter().filter(|(tool, _)| depth == Depth::One && is_on(tool));
            let members: Vec<_> = members.map(|(_, collection)| collection.clone()).collect();
            xml(StatusCode::MULTI_STATUS, list(&wanted, root.prefix, &caller.handle, &members))
        }
        Err(error) => malformed(&error.into()),
    }
}

fn options(allowed: &str) -> Response {
    let headers = [
        (HeaderName::from_static("dav"), "1"),
        (header::ALLOW, allowed),
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

fn list(wanted: &PropFind, prefix: &str, handle: &str, members: &[DavCollection]) -> Vec<u8> {
    let live = |name: &QName| LIVE.iter().find(|(local, _)| *name == QName::dav(local)).map(|(_, live)| *live);
    let (columns, bare): (Vec<(Tag, Option<Live>)>, bool) = match wanted {
        PropFind::Prop(names) => (names.iter().map(|name| (Tag::new(name), live(name))).collect(), false),
        PropFind::AllProp { .. } => (LIVE.map(|(local, live)| (Tag::dav(local), Some(live))).into(), false),
        PropFind::PropName => (LIVE.map(|(local, live)| (Tag::dav(local), Some(live))).into(), true),
    };
    let root = format!("{prefix}/dav/");
    let mut answer = Multistatus::new();
    let mut respond = |href: &str, title: &str| {
        answer.properties(href, |props| {
            for (tag, live) in &columns {
                match live {
                    None => props.missing(tag),
                    Some(_) if bare => props.empty(tag),
                    Some(live) => live.write(tag, &root, title, props),
                }
            }
        });
    };
    respond(&root, "Liiibre");
    for member in members {
        // A handle is made of characters that need no escaping in a path.
        respond(&format!("{prefix}{}", member.path.replace("{handle}", handle)), member.title);
    }
    answer.finish()
}

impl Live {
    fn write(self, tag: &Tag, root: &str, title: &str, props: &mut Properties<'_>) {
        match self {
            Self::ResourceType => props.xml(tag, |xml| xml.raw("<d:collection/>")),
            Self::DisplayName => props.text(tag, title),
            Self::CurrentUserPrincipal => props.xml(tag, |xml| xml.href(root)),
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
        listed_at("", body, members)
    }

    fn listed_at(prefix: &str, body: &str, members: &[DavCollection]) -> String {
        String::from_utf8(list(&PropFind::parse(body.as_bytes()).unwrap(), prefix, "alice", members)).unwrap()
    }

    #[test]
    fn addresses_keep_the_root_that_was_asked() {
        let text = listed_at("/remote.php", "", &[FILES]);
        assert!(text.contains("<d:href>/remote.php/dav/</d:href>"), "{text}");
        assert!(text.contains("<d:href>/remote.php/dav/files/alice/</d:href>"), "{text}");
        assert!(!text.contains("<d:href>/dav/"), "{text}");
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
