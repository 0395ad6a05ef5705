//! The site: all tools behind one router, with what every request goes through.
//!
//! From the outside in: request id and log line, panics to problems, the time limit on slow bodies, the
//! organisation of the Host, the refusal of requests from other sites, security headers; then the routes.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base_observe::{Metrics, RequestLabels};
use base_suite::{Authenticator, Foundation, Organisations, Tool};
use http::{HeaderMap, HeaderValue, Method, header};
use ipnet::IpNet;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tracing::Instrument;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

use crate::context::{Client, Context, with_request_id};
use crate::{Problem, events, idempotency, origin};

/// A body that stands still for this long is given up.
const BODY_IDLE: Duration = Duration::from_secs(60);

/// How the site is reached.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Proxies whose X-Forwarded-For, -Host and -Proto are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether this process itself speaks TLS to people.
    pub tls: bool,
}

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

#[derive(Clone)]
struct Door {
    organisations: Arc<dyn Organisations>,
    authenticator: Arc<dyn Authenticator>,
    metrics: Metrics,
    reach: Arc<Reach>,
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
        let document = serde_json::to_string(&openapi).unwrap_or_default();
        let rest = rest
            .route(
                "/api/openapi.json",
                get(move || {
                    let document = document.clone();
                    async move { ([(header::CONTENT_TYPE, "application/json")], document) }
                }),
            )
            .route("/api/events", get(events::open).with_state(events::Events::new(&self)))
            .route("/api/{*rest}", axum::routing::any(|| async { Problem::not_found() }))
            .layer(middleware::from_fn_with_state(self.foundation.clone(), idempotency::layer))
            .layer(CompressionLayer::new())
            .layer(DefaultBodyLimit::max(usize::try_from(crate::BODY_LIMIT).unwrap_or(usize::MAX)));
        let mut router = rest;
        for protocol in self.tools.iter().flat_map(|tool| tool.protocols()) {
            router = router.merge(protocol.router);
        }
        for entry in self.tools.iter().flat_map(|tool| tool.contributions().well_known) {
            let location = entry.location;
            router = router.route(
                &format!("/.well-known/{}", entry.name),
                axum::routing::any(move || async move { Redirect::permanent(location) }),
            );
        }
        let door = Door {
            organisations: self.organisations,
            authenticator: self.authenticator,
            metrics: self.metrics,
            reach: Arc::new(self.reach),
        };
        router
            .fallback_service(self.front)
            .layer(RequestBodyTimeoutLayer::new(BODY_IDLE))
            .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                Problem::internal(&"a handler panicked").into_response()
            }))
            .layer(middleware::from_fn_with_state(door, enter))
    }
}

/// The outermost layer.
async fn enter(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id: Arc<str> = Uuid::from_u128(door_id(&request, started)).simple().to_string().into();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let (host, client) = door.reach.read(request.headers(), request.uri(), peer);
    let method = method_name(request.method());
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id = %id, org = tracing::field::Empty, tool = tool_of(&path));

    let secure = client.secure;
    let response = with_request_id(
        id.clone(),
        async {
            let bare = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
            let bare = bare.map_or(&*host, |(name, _)| name);
            let org = match door.organisations.by_host(bare).await {
                Ok(org) => org,
                Err(error) => return Problem::from(error).into_response(),
            };
            if let Some(org) = &org {
                tracing::Span::current().record("org", tracing::field::display(&org.domain));
                if org.domain != bare && bare_redirects(request.method()) {
                    return alias(org, &host, bare, secure, request.uri());
                }
            }
            if let Err(problem) = origin::check(request.method(), request.headers(), &host) {
                return problem.into_response();
            }
            request.extensions_mut().insert(Context {
                request_id: id.clone(),
                org,
                host: host.clone(),
                client,
                authenticator: door.authenticator.clone(),
            });
            next.run(request).await
        }
        .instrument(span.clone()),
    )
    .await;

    let took = started.elapsed();
    let status = response.status();
    span.in_scope(|| tracing::debug!(method, path, status = status.as_u16(), micros = took.as_micros(), "answered"));
    let labels = RequestLabels { tool: tool_of(&path).to_owned(), method, status: class(status.as_u16()) };
    door.metrics.request(labels, took);
    finish(response, &id, secure, path.starts_with("/api/"))
}

/// Headers that every response has.
fn finish(mut response: Response, id: &str, secure: bool, api: bool) -> Response {
    let headers = response.headers_mut();
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
    response
}

/// A request id: unguessable enough to quote, cheap to make.
fn door_id(request: &Request, started: Instant) -> u128 {
    use std::hash::{BuildHasher, RandomState};
    thread_local!(static KEYS: (RandomState, std::cell::Cell<u64>) = (RandomState::new(), std::cell::Cell::new(0)));
    KEYS.with(|(keys, count)| {
        count.set(count.get().wrapping_add(1));
        let high = keys.hash_one((count.get(), started));
        let low = keys.hash_one((count.get(), request.uri().path().len(), high));
        (u128::from(high) << 64) | u128::from(low)
    })
}

/// Only what a person typed is sent on to the organisation's own domain; programs get their answer where they ask.
fn bare_redirects(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn alias(org: &base_suite::Org, host: &str, bare: &str, secure: bool, uri: &http::Uri) -> Response {
    let port = &host[bare.len()..];
    let scheme = if secure { "https" } else { "http" };
    let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    Redirect::permanent(&format!("{scheme}://{}{port}{path}", org.domain)).into_response()
}

impl Reach {
    fn trusts(&self, peer: Option<IpAddr>) -> bool {
        peer.is_some_and(|peer| self.trusted_proxies.iter().any(|net| net.contains(&peer)))
    }

    /// The Host asked for and who asks, through trusted proxies.
    fn read(&self, headers: &HeaderMap, uri: &http::Uri, peer: Option<IpAddr>) -> (Arc<str>, Client) {
        let trusted = self.trusts(peer);
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let forwarded = |name: &str| text(name).filter(|_| trusted);
        let host = forwarded("x-forwarded-host")
            .and_then(|hosts| hosts.split(',').next())
            .or_else(|| uri.authority().map(http::uri::Authority::as_str))
            .or_else(|| text("host"))
            .unwrap_or_default()
            .trim()
            .trim_end_matches('.')
            .to_ascii_lowercase();
        // The nearest address that is not one of our own proxies: what stands to its left anybody can write.
        let address = forwarded("x-forwarded-for")
            .into_iter()
            .flat_map(|list| list.rsplit(','))
            .filter_map(|address| address.trim().parse::<IpAddr>().ok())
            .find(|address| !self.trusts(Some(*address)))
            .or(peer);
        let secure = self.tls || forwarded("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
        let user_agent = text("user-agent").map(|agent| agent.chars().take(300).collect());
        (host.into(), Client { address, user_agent, secure })
    }
}

fn tool_of(path: &str) -> &str {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("api"), Some(tool)) if !tool.is_empty() && tool.len() < 24 && tool.bytes().all(|b| b.is_ascii_lowercase()) => tool,
        (Some("dav"), Some("files")) => "files",
        _ => "front",
    }
}

fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 15] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE",
        "LOCK", "UNLOCK", "REPORT",
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
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn forwarded_headers_count_only_from_a_trusted_proxy() {
        let reach = Reach { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], tls: false };
        let sent = headers(&[
            ("host", "Inside:8080"),
            ("x-forwarded-host", "communs.example"),
            ("x-forwarded-for", "6.6.6.6, 192.0.2.7, 10.0.0.9"),
            ("x-forwarded-proto", "https"),
        ]);
        let uri = "/files".parse().unwrap();
        let (host, client) = reach.read(&sent, &uri, Some("10.0.0.1".parse().unwrap()));
        assert_eq!(&*host, "communs.example");
        assert_eq!(client.address, Some("192.0.2.7".parse().unwrap()));
        assert!(client.secure);

        let stranger: IpAddr = "203.0.113.5".parse().unwrap();
        let (host, client) = reach.read(&sent, &uri, Some(stranger));
        assert_eq!(&*host, "inside:8080");
        assert_eq!(client.address, Some(stranger));
        assert!(!client.secure);
    }

    #[test]
    fn tools_are_named_in_metrics_and_nothing_else_is() {
        assert_eq!(tool_of("/api/files/nodes/1"), "files");
        assert_eq!(tool_of("/dav/files/alice/x"), "files");
        assert_eq!(tool_of("/api/../../etc"), "front");
        assert_eq!(tool_of("/"), "front");
    }
}
