//! The only HTTP client.
//!
//! What people and other servers name (feeds, webhooks, federated actors) is fetched through here, so that an
//! address on the machine's own network can never be reached by naming it. What holds:
//! - only `http` and `https`, and only addresses of the public Internet, but for networks that the operator
//!   allows. The address that was checked is the one connected to, at each redirect anew;
//! - at most [`REDIRECTS`] redirects, followed for GET and HEAD alone, never from `https` to `http`, and without
//!   credentials to another host;
//! - no request outlasts its time limit, its answer included, and no answer outgrows its size limit;
//! - no proxy from the environment, no cookies, no decompression.

mod error;
mod guard;
mod response;

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION};
use http::{HeaderMap, HeaderValue, Method};
use ipnet::IpNet;
use reqwest::Url;
use reqwest::redirect::Policy;

pub use error::{Error, Refused};
pub use guard::is_public;
pub use response::Response;

use guard::Guard;

/// Redirects followed at most.
pub const REDIRECTS: usize = 5;

/// What the client may do.
#[derive(Debug, Clone)]
pub struct Config {
    /// Networks that may be reached although they are not public.
    pub allow_private: Vec<IpNet>,
    /// Names with fixed addresses, which must pass like others.
    pub hosts: HashMap<String, Vec<IpAddr>>,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a request may take, redirects and the whole answer included.
    pub timeout: Duration,
    /// How large an answer may be, in bytes.
    pub max_bytes: u64,
    /// How the client presents itself.
    pub user_agent: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            allow_private: Vec::new(),
            hosts: HashMap::new(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_bytes: 10 * 1024 * 1024,
            user_agent: concat!("Liiibre/", env!("CARGO_PKG_VERSION")).into(),
        }
    }
}

/// A request to another server. Its limits are the client's unless set.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST...
    pub method: Method,
    /// `https://example.org/feed?since=1`.
    pub url: String,
    /// What to send before the body.
    pub headers: HeaderMap,
    /// What to send.
    pub body: Bytes,
    /// In place of [`Config::timeout`].
    pub timeout: Option<Duration>,
    /// In place of [`Config::max_bytes`].
    pub max_bytes: Option<u64>,
}

impl Request {
    /// A request without a body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Self { method, url: url.into(), headers, body, timeout: None, max_bytes: None }
    }
}

/// The client; cheap to clone. Connections are kept and used again.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    guard: Guard,
    timeout: Duration,
    max_bytes: u64,
}

impl Client {
    /// A client with these limits.
    #[allow(clippy::disallowed_methods, reason = "the one place that makes an HTTP client")]
    pub fn new(config: Config) -> Result<Self, Error> {
        let guard = Guard::new(config.allow_private, config.hosts);
        let http = reqwest::Client::builder()
            .dns_resolver(guard.clone())
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(config.connect_timeout)
            .user_agent(config.user_agent)
            .build()?;
        Ok(Self { http, guard, timeout: config.timeout, max_bytes: config.max_bytes })
    }

    /// Asks for what is at `url`.
    pub async fn get(&self, url: &str) -> Result<Response, Error> {
        self.send(Request::new(Method::GET, url)).await
    }

    /// Sends `body` to `url`.
    pub async fn post(&self, url: &str, media_type: HeaderValue, body: Bytes) -> Result<Response, Error> {
        let mut request = Request { body, ..Request::new(Method::POST, url) };
        request.headers.insert(CONTENT_TYPE, media_type);
        self.send(request).await
    }

    /// Sends a request and follows redirects. The answer is returned whatever its status.
    pub async fn send(&self, request: Request) -> Result<Response, Error> {
        let Request { method, url, mut headers, body, timeout, max_bytes } = request;
        let deadline = Instant::now() + timeout.unwrap_or(self.timeout);
        let max_bytes = max_bytes.unwrap_or(self.max_bytes);
        let mut url = Url::parse(&url).map_err(|error| Error::InvalidUrl(error.to_string()))?;
        for _ in 0..=REDIRECTS {
            self.check(&url)?;
            let left = deadline.saturating_duration_since(Instant::now());
            let sent = self.http.request(method.clone(), url.clone()).headers(headers.clone()).timeout(left);
            let answer = sent.body(body.clone()).send().await?;
            let Some(next) = redirected(&method, &url, &answer)? else {
                return Response::new(answer, max_bytes);
            };
            if next.origin() != url.origin() {
                headers.remove(AUTHORIZATION);
                headers.remove(COOKIE);
            }
            url = next;
        }
        Err(Error::TooManyRedirects(REDIRECTS))
    }

    /// Refuses other schemes, and addresses written out: names are looked at when they are resolved.
    fn check(&self, url: &Url) -> Result<(), Error> {
        let invalid = || Error::InvalidUrl(format!("{}:...", url.scheme()));
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid());
        }
        let host = url.host_str().ok_or_else(invalid)?;
        match host.trim_start_matches('[').trim_end_matches(']').parse() {
            Ok(address) if !self.guard.passes(address) => Err(Refused { host: host.to_owned(), address }.into()),
            _ => Ok(()),
        }
    }
}

/// Where an answer leads, when it is to be followed.
fn redirected(method: &Method, url: &Url, answer: &reqwest::Response) -> Result<Option<Url>, Error> {
    if !matches!(*method, Method::GET | Method::HEAD)
        || !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308)
    {
        return Ok(None);
    }
    let Some(location) = answer.headers().get(LOCATION) else { return Ok(None) };
    let invalid = |what: &dyn std::fmt::Display| Error::InvalidUrl(format!("redirected to one: {what}"));
    let location = location.to_str().map_err(|error| invalid(&error))?;
    let next = url.join(location).map_err(|error| invalid(&error))?;
    if url.scheme() == "https" && next.scheme() == "http" {
        return Err(Error::Downgraded);
    }
    Ok(Some(next))
}
