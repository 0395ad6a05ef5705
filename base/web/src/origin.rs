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
pub(crate) fn check(method: &Method, headers: &HeaderMap, host: &str, secure: bool) -> Result<(), Problem> {
    if changes(method) && said(headers, host, secure) == Some(false) {
        return Err(refused());
    }
    Ok(())
}

/// For requests with a session.
pub(crate) fn check_session(method: &Method, headers: &HeaderMap, host: &str, secure: bool) -> Result<(), Problem> {
    if changes(method) && said(headers, host, secure) != Some(true) {
        return Err(refused());
    }
    Ok(())
}

/// For websockets, which browsers open across sites without asking.
pub(crate) fn check_websocket(headers: &HeaderMap, host: &str, secure: bool) -> Result<(), Problem> {
    if said(headers, host, secure) == Some(true) { Ok(()) } else { Err(refused()) }
}

/// Whether the browser says that the request comes from our own pages; `None` when it says nothing.
fn said(headers: &HeaderMap, host: &str, secure: bool) -> Option<bool> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return Some(matches!(site, "same-origin" | "none"));
    }
    let origin = text(header::ORIGIN.as_str())?;
    let Some((scheme, authority)) = origin.split_once("://") else { return Some(false) };
    // A page without TLS may be anybody's. That we see no TLS says nothing: a proxy may speak it.
    let port = match scheme {
        "https" => ":443",
        "http" if !secure => ":80",
        _ => return Some(false),
    };
    let bare = |authority: &str| authority.strip_suffix(port).unwrap_or(authority).to_ascii_lowercase();
    Some(bare(authority) == bare(host))
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
            assert!(check(&Method::POST, headers, host, false).is_err());
            assert!(check_websocket(headers, host, false).is_err());
            assert!(check(&Method::GET, headers, host, false).is_ok());
        }
        for headers in
            [headers(&[("sec-fetch-site", "same-origin")]), headers(&[("origin", "http://communs.example:8080")])]
        {
            assert!(check_session(&Method::DELETE, &headers, host, false).is_ok());
            assert!(check_websocket(&headers, host, false).is_ok());
        }
    }

    #[test]
    fn a_session_must_say_where_it_comes_from_and_programs_without_one_need_not() {
        let silent = HeaderMap::new();
        assert!(check_session(&Method::POST, &silent, "h", false).is_err());
        assert!(check(&Method::PUT, &silent, "h", false).is_ok());
    }

    #[test]
    fn default_ports_may_be_left_out_and_a_page_without_tls_is_not_ours() {
        let (https, http) = (headers(&[("origin", "https://a.example")]), headers(&[("origin", "http://a.example")]));
        assert!(check_session(&Method::POST, &https, "a.example:443", true).is_ok());
        assert!(check_session(&Method::POST, &http, "a.example:80", false).is_ok());
        assert!(check_session(&Method::POST, &https, "a.example", false).is_ok(), "a proxy speaks TLS");
        assert!(check_session(&Method::POST, &http, "a.example", true).is_err());
        let odd = HeaderMap::from_iter([(header::ORIGIN, http::HeaderValue::from_bytes(b"https://\xe9vil").unwrap())]);
        assert!(check(&Method::POST, &odd, "a.example", true).is_err(), "what cannot be read is not silence");
    }
}
