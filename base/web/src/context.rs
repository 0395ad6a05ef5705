//! What is known of a request before any handler sees it: its id, its organisation, where it came from.

use std::net::IpAddr;
use std::sync::Arc;

use base_observe::Gauge;
use base_suite::{Authenticator, Org, Organisations};
use http::StatusCode;

use crate::Problem;
use crate::reach::split_port;

tokio::task_local! {
    static REQUEST_ID: Arc<str>;
}

/// What the outermost layer found out, kept in the request's extensions.
#[derive(Clone)]
pub struct Context {
    /// To quote in an error report; also in the log and in `X-Request-Id`.
    pub request_id: Arc<str>,
    /// The organisation of the Host, if there is one.
    pub org: Option<Arc<Org>>,
    /// The Host as asked for: lower case, with the port if one was given.
    pub host: Arc<str>,
    /// Where the request came from.
    pub client: Client,
    /// The tool that answers; `web` or `front` where none does.
    pub(crate) tool: &'static str,
    pub(crate) organisations: Arc<dyn Organisations>,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) open_websockets: Gauge,
}

impl Context {
    /// The organisation, or the answer where none lives.
    pub fn org(&self) -> Result<&Arc<Org>, Problem> {
        self.org.as_ref().ok_or_else(|| {
            Problem::new(StatusCode::NOT_FOUND, "unknown-host", "No organisation lives at this address")
                .detail(format!("No organisation has the domain {:?}. Check the address.", self.host))
        })
    }

    /// The scheme and host by which the client reached us, for addresses that it is told: `https://communs.example:8443`.
    /// Names one of the organisation's own domains, as long as there is an organisation.
    pub fn origin(&self) -> String {
        origin(&self.host, self.client.secure)
    }
}

fn origin(host: &str, secure: bool) -> String {
    let (name, port) = split_port(host);
    format!("{}://{name}{port}", if secure { "https" } else { "http" })
}

/// Where a request came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The address of the peer, or what a trusted proxy says it is.
    pub address: Option<IpAddr>,
    /// The User-Agent header, cut to 300 characters.
    pub user_agent: Option<String>,
    /// Whether the person reached us over HTTPS.
    pub secure: bool,
}

/// The id of the request that this task serves.
pub fn current_request_id() -> Option<Arc<str>> {
    REQUEST_ID.try_with(Clone::clone).ok()
}

pub(crate) async fn with_request_id<F: Future>(id: Arc<str>, future: F) -> F::Output {
    REQUEST_ID.scope(id, future).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_program_can_be_told_to_come_back_to() {
        assert_eq!(origin("communs.example", true), "https://communs.example");
        assert_eq!(origin("communs.example.:8443", true), "https://communs.example:8443");
        assert_eq!(origin("communs.example:", false), "http://communs.example");
        assert_eq!(origin("[::1]:8080", false), "http://[::1]:8080");
    }
}
