//! Why a request failed.

use std::error::Error as _;
use std::net::IpAddr;

/// An error of an outgoing request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not an address that can be asked: only `http` and `https` with a host are.
    #[error("not an http or https address: {0}")]
    InvalidUrl(String),
    /// The host's address is not on the public Internet, and the operator has not allowed it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The answer led from one address to the next too often.
    #[error("more than {0} redirects")]
    TooManyRedirects(usize),
    /// The answer led from `https` to `http`.
    #[error("redirected from https to http")]
    Downgraded,
    /// The answer is larger than asked for. Holds the limit in bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// No whole answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The host cannot be reached, or does not speak HTTP or TLS as it should.
    #[error("not reached: {0}")]
    Unreachable(String),
    /// The answer is not JSON of the expected shape.
    #[error("unexpected answer: {0}")]
    Unexpected(#[from] serde_json::Error),
}

/// A host that must not be connected to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} has the address {address}, which is not on the public Internet; an operator can allow it")]
pub struct Refused {
    /// The host that was asked for.
    pub host: String,
    /// One of its addresses.
    pub address: IpAddr,
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        // Without the address, which can hold a secret.
        let error = error.without_url();
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(refused) = cause.downcast_ref::<Refused>() {
                return refused.clone().into();
            }
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        if error.is_timeout() { Self::TimedOut } else { Self::Unreachable(text) }
    }
}
