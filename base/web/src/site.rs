//! The site: all tools behind one router, with what every request goes through.
//!
//! From the outside in: request id, metrics and security headers; the organisation of the Host; the refusal of
//! requests from other sites; panics to problems; then the routes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use base_observe::{Metrics, RequestLabels};
use base_suite::{Authenticator, Foundation, Org, Organisations, Tool};
use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, Version, header};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tracing::Instrument;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::context::{Context, with_request_id};
use crate::reach::{Reach, split_port};
use crate::{Problem, dav_root, events, idempotency, nextcloud, origin};

/// Answers shorter than this are sent as they are.
const WORTH_COMPRESSING: u16 = 1_024;

/// When programs are told to ask again after a tool that is switched off.
const OFF_FOR_SECONDS: &str = "900";

/// What a site is made of.
pub struct Site {
    /// Every tool, in the order of the launcher.
    pub tools: Vec<Arc<dyn Tool>>,
    /// The plumbing.
    pub foundation: Foundation,
    /// Finds the organisation of a Host.
    pub organisations: Arc<dyn Organisations>,
    /// Checks credentials.
    pub authenticator: Arc<dyn Authenticator>,
    /// Counts requests.
    pub metrics: Metrics,
    /// How it is reached.
    pub reach: Reach,
    /// What answers everything that no tool owns: the front.
    pub front: Router,
}

/// What the outermost layer needs.
struct Door {
    organisations: Arc<dyn Organisations>,
    authenticator: Arc<dyn Authenticator>,
    metrics: Metrics,
    reach: Reach,
    tools: Vec<&'static str>,
    /// Where tools answer outside of `/api`, and which.
    protocols: Vec<(&'static str, &'static str)>,
}

impl Site {
    /// The description of every REST operation (OpenAPI 3.1).
    pub fn openapi(&self) -> OpenApi {
        self.rest().1
    }

    fn rest(&self) -> (Router, OpenApi) {
        let mut api = OpenApiRouter::new();
        for tool in &self.tools {
            api = api.nest(&format!("/api/{}", tool.name()), tool.api());
        }
        let (router, mut openapi) = api.split_for_parts();
        openapi.info = utoipa::openapi::InfoBuilder::new()
            .title("Liiibre")
            .version(env!("CARGO_PKG_VERSION"))
            .license(Some(utoipa::openapi::License::new("AGPL-3.0-or-later")))
            .build();
        (router, openapi)
    }

    /// The router, ready to serve.
    pub fn into_router(self) -> Router {
        let (rest, openapi) = self.rest();
        let document = Bytes::from(serde_json::to_vec(&openapi).unwrap_or_default());
        let nothing = || any(|| async { Problem::not_found() });
        let mut router = rest
            .route("/api/openapi.json", get(move || async { ([(header::CONTENT_TYPE, "application/json")], document) }))
            .route("/api/events", get(events::open).with_state(events::Events::new(&self)))
            .route("/api", nothing())
            .route("/api/", nothing())
            .route("/api/{*rest}", nothing())
            .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
            .layer(middleware::from_fn_with_state(self.foundation.clone(), idempotency::layer))
            .layer(CompressionLayer::new().compress_when(SizeAbove::new(WORTH_COMPRESSING).and(is_plain_json)))
            .layer(DefaultBodyLimit::max(usize::try_from(crate::BODY_LIMIT).unwrap_or(usize::MAX)));
        let door = Door {
            tools: self.tools.iter().map(|tool| tool.name()).collect(),
            protocols: self
                .tools
                .iter()
                .flat_map(|tool| tool.protocols().into_iter().map(|protocol| (protocol.path, tool.name())))
                .collect(),
            organisations: self.organisations,
            authenticator: self.authenticator,
            metrics: self.metrics,
            reach: self.reach,
        };
        for protocol in self.tools.iter().flat_map(|tool| tool.protocols()) {
            router = router.merge(protocol.router);
        }
        let entries = |tool: &Arc<dyn Tool>| {
            let name = tool.name();
            tool.contributions().well_known.into_iter().map(move |entry| (name, entry))
        };
        for (tool, entry) in self.tools.iter().flat_map(entries) {
            let location = entry.location;
            let lead = move |context: Context| async move {
                if context.org.is_some_and(|org| !org.has(tool)) {
                    return Problem::not_found().into_response();
                }
                // 301: the programs that begin here knew it long before 308.
                (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, location)]).into_response()
            };
            router = router.route(&format!("/.well-known/{}", entry.name), any(lead));
        }
        router
            .merge(dav_root::router(&self.tools))
            .merge(nextcloud::router(&self.tools, &self.foundation.db))
            .route("/.well-known/{*rest}", nothing())
            .fallback_service(self.front)
            .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                Problem::internal(&"a handler panicked").into_response()
            }))
            .layer(middleware::from_fn_with_state(Arc::new(door), enter))
    }
}

/// What is compressed: lists and documents of the API. Contents of files are not: they come with a length and in
/// ranges, and most are compressed in themselves. Neither is what has an entity tag: it names these bytes.
fn is_plain_json(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let json = |media_type: &HeaderValue| media_type.as_bytes().starts_with(b"application/json");
    headers.get(header::CONTENT_TYPE).is_some_and(json) && !headers.contains_key(header::ETAG)
}

/// The outermost layer.
async fn enter(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(started);
    let uri = request.uri().clone();
    let method = method_name(request.method());
    let tool = door.tool_of(uri.path());
    let span = tracing::info_span!("request", id = %id, org = tracing::field::Empty, tool);

    let answered = door.answer(request, next, &id, tool).instrument(span.clone());
    let (mut response, secure) = with_request_id(id.clone(), answered).await;

    let took = started.elapsed();
    let status = response.status().as_u16();
    let path = || without_secrets(uri.path());
    span.in_scope(|| tracing::debug!(method, path = path(), status, micros = took.as_micros(), "answered"));
    door.metrics.request(&RequestLabels { tool, method, status: class(status) }, took);
    finish(response.headers_mut(), &id, secure, is_under(uri.path(), "/api"));
    response
}

impl Door {
    /// The answer, and whether browsers are to keep to HTTPS here.
    async fn answer(&self, mut request: Request, next: Next, id: &Arc<str>, tool: &'static str) -> (Response, bool) {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let (host, client) = match self.reach.read(request.headers(), request.uri(), peer) {
            Ok(read) => read,
            Err(problem) => return (problem.into_response(), false),
        };
        let encrypted = client.secure;
        let (name, port) = split_port(&host);
        let org = match self.organisations.by_host(name).await {
            Ok(org) => org,
            Err(error) => return (Problem::from(error).into_response(), false),
        };
        // At another domain of an organisation, or one that leads to nobody any more, nothing that browsers keep for
        // long: it may lead elsewhere one day, to a site without TLS.
        let secure = encrypted && org.as_ref().is_some_and(|org| org.domain == name);
        if let Some(org) = &org {
            tracing::Span::current().record("org", org.domain.as_str());
            if org.domain != name && self.is_a_page(&request) {
                return (to_its_domain(org, port, encrypted, request.uri()), secure);
            }
        }
        if let Err(problem) = origin::check(request.method(), request.headers(), &host, encrypted) {
            return (problem.into_response(), secure);
        }
        if org.as_ref().is_some_and(|org| !org.has(tool)) {
            return (switched_off(request.uri().path()).into_response(), secure);
        }
        let (authenticator, open_websockets) = (self.authenticator.clone(), self.metrics.open_websockets().clone());
        let (request_id, organisations) = (id.clone(), self.organisations.clone());
        let context = Context { request_id, org, host, client, tool, organisations, authenticator, open_websockets };
        request.extensions_mut().insert(context);
        (next.run(request).await, secure)
    }

    /// Whether a person in a browser asks. Only they are sent on from another domain of an organisation to its own;
    /// programs get their answer where they ask, for many follow no redirect, or leave their password behind.
    fn is_a_page(&self, request: &Request) -> bool {
        let path = request.uri().path();
        let for_programs = ["/api", "/dav", "/.well-known"]
            .into_iter()
            .chain(nextcloud::PREFIXES)
            .chain(self.protocols.iter().map(|(path, _)| *path));
        matches!(*request.method(), Method::GET | Method::HEAD)
            && !for_programs.into_iter().any(|prefix| is_under(path, prefix))
    }

    /// The tool that answers at `path`. Names that a client makes up are not counted apart.
    fn tool_of(&self, path: &str) -> &'static str {
        if let Some(rest) = path.strip_prefix("/api/") {
            let name = rest.split('/').next().unwrap_or_default();
            return self.tools.iter().find(|tool| **tool == name).copied().unwrap_or("web");
        }
        if let Some((_, tool)) = self.protocols.iter().find(|(prefix, _)| is_under(path, prefix)) {
            return tool;
        }
        let shared = nextcloud::PREFIXES.iter().any(|prefix| is_under(path, prefix));
        if shared { "web" } else { "front" }
    }
}

/// A path as it may stand in a log: links in letters let people in, and what makes them do so is a part of their path.
fn without_secrets(path: &str) -> String {
    let secret = |part: &str| part.len() >= 40 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    path.split('/').map(|part| if secret(part) { "…" } else { part }).collect::<Vec<_>>().join("/")
}

/// The answer of a tool that the organisation has switched off. Programs that synchronise take "not found" for "deleted"
/// and "not allowed" for "taken away", and delete what they hold: they are told to come back later, which is true.
fn switched_off(path: &str) -> Problem {
    let status = if is_under(path, "/api") { StatusCode::FORBIDDEN } else { StatusCode::SERVICE_UNAVAILABLE };
    let problem = Problem::new(status, "tool-off", "Switched off")
        .detail("This organisation has switched this tool off. Nothing was deleted. Ask an administrator.");
    match status {
        StatusCode::FORBIDDEN => problem,
        _ => problem.header(header::RETRY_AFTER, OFF_FOR_SECONDS),
    }
}

/// Whether `path` is `prefix` or beneath it.
fn is_under(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Not for good, as far as browsers are concerned: they would remember 301 and 308 without an end, and whoever has the
/// other domain next, another organisation or another site, would have visitors who never arrive. Nobody but people who
/// open a page is sent on, so that there is no method to keep either.
fn to_its_domain(org: &Org, port: &str, secure: bool, uri: &Uri) -> Response {
    let scheme = if secure { "https" } else { "http" };
    let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    Redirect::temporary(&format!("{scheme}://{}{port}{path}", org.domain)).into_response()
}

/// Headers that every response has.
fn finish(headers: &mut HeaderMap, id: &str, secure: bool, api: bool) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if !headers.contains_key(header::X_FRAME_OPTIONS) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    if api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// A request id: unique enough to find in a log, cheap to make. No secret, so that it takes nothing of the system's
/// randomness.
fn request_id(started: Instant) -> Arc<str> {
    use std::hash::{BuildHasher, RandomState};
    thread_local!(static KEYS: (RandomState, std::cell::Cell<u64>) = (RandomState::new(), std::cell::Cell::new(0)));
    let (high, low) = KEYS.with(|(keys, count)| {
        count.set(count.get().wrapping_add(1));
        let high = keys.hash_one((count.get(), started));
        (high, keys.hash_one(high))
    });
    let mut text = Uuid::encode_buffer();
    Arc::from(&*Uuid::from_u64_pair(high, low).simple().encode_lower(&mut text))
}

fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 16] = [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "COPY",
        "MOVE",
        "LOCK",
        "UNLOCK",
        "REPORT",
        "SEARCH",
    ];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_under_whole_segments_alone() {
        assert!(is_under("/dav/files", "/dav/files"));
        assert!(is_under("/dav/files/alice/x", "/dav/files"));
        assert!(!is_under("/dav/filesystem", "/dav/files"));
        assert!(!is_under("/dav", "/dav/files"));
        assert!(!is_under("*", "/api"));
    }

    #[test]
    fn a_log_holds_no_link_that_lets_anybody_in() {
        let token = "Vb2K7q-x0uYf3mTn9sLwRg4cPz8EaJdH1iQo6kXv5M_";
        assert_eq!(without_secrets(&format!("/join/{token}")), "/join/…");
        assert_eq!(without_secrets(&format!("/api/accounts/joining/{token}")), "/api/accounts/joining/…");
        let node = "/api/files/nodes/0192f0c1-2b7e-7000-8000-000000000000/content";
        assert_eq!(without_secrets(node), node);
    }

    #[test]
    fn request_ids_differ() {
        let started = Instant::now();
        let ids: std::collections::HashSet<_> = (0..1_000).map(|_| request_id(started)).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())));
    }

    #[test]
    fn contents_are_never_compressed() {
        let is_compressed = |media_type: &'static str, etag: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
            if etag {
                headers.insert(header::ETAG, HeaderValue::from_static("\"1\""));
            }
            is_plain_json(StatusCode::OK, Version::HTTP_11, &headers, &Extensions::new())
        };
        assert!(is_compressed("application/json", false));
        assert!(!is_compressed("application/json", true));
        for media_type in ["application/zip", "video/mp4", "image/png", "application/octet-stream", "text/plain"] {
            assert!(!is_compressed(media_type, false), "{media_type}");
        }
    }
}
