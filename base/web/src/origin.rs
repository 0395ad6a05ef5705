//! Requests that another site made a browser send are refused.
//!
//! Browsers say where a request comes from: `Sec-Fetch-Site` (W3C Fetch Metadata) and `Origin` (RFC 6454). A request
//! that changes something and comes from elsewhere is refused whatever it carries; one that carries a session must
//! say where it comes from.

use http::{HeaderMap, Method, header};

use crate::Problem;

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) && method.as_str() != "PROPFIND"
}

/// For every request.
pub(crate) fn check(method: &Method, headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    if changes(method) && said(headers, host) == Some(false) {
        return Err(refused());
    }
    Ok(())
}

/// For requests with a session.
pub(crate) fn check_session(method: &Method, headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    if changes(method) && said(headers, host) != Some(true) {
        return Err(refused());
    }
    Ok(())
}

/// For websockets, which browsers open across sites without asking.
pub(crate) fn check_websocket(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    if said(headers, host) == Some(true) { Ok(()) } else { Err(refused()) }
}

/// Whether the browser says that the request comes from our own pages; `None` when it says nothing.
fn said(headers: &HeaderMap, host: &str) -> Option<bool> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return Some(matches!(site, "same-origin" | "none"));
    }
    let origin = text(header::ORIGIN.as_str())?;
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    Some(authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)))
}

fn refused() -> Problem {
    Problem::forbidden("This request did not come from this site's own pages. Open the site and try again there.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn another_site_cannot_change_anything() {
        let host = "communs.example:8080";
        let foreign = [
            headers(&[("sec-fetch-site", "cross-site")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("origin", "https://evil.example")]),
            headers(&[("origin", "null")]),
            headers(&[("origin", "http://communs.example")]),
        ];
        for headers in &foreign {
            assert!(check(&Method::POST, headers, host).is_err());
            assert!(check_websocket(headers, host).is_err());
            assert!(check(&Method::GET, headers, host).is_ok());
        }
        for headers in [headers(&[("sec-fetch-site", "same-origin")]), headers(&[("origin", "http://communs.example:8080")])] {
            assert!(check_session(&Method::DELETE, &headers, host).is_ok());
            assert!(check_websocket(&headers, host).is_ok());
        }
    }

    #[test]
    fn a_session_must_say_where_it_comes_from_and_programs_without_one_need_not() {
        let silent = HeaderMap::new();
        assert!(check_session(&Method::POST, &silent, "h").is_err());
        assert!(check(&Method::PUT, &silent, "h").is_ok());
    }
}
