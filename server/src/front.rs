//! The web front, inside the binary.
//!
//! Files are compressed when the front is built and sent as they are. Names under `/assets/` carry a hash and are
//! kept by browsers for good; everything else is checked with an ETag. Any other path is a page of the front, which
//! finds its own way. A server built without the front says so on a plain page.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use base_i18n::{Language, Text};
use base_suite::Tool;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

#[derive(rust_embed::RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Dist;

/// The front for these tools.
pub fn router(tools: &[Arc<dyn Tool>]) -> Router {
    let policy = policy(tools);
    Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap| {
        let policy = policy.clone();
        async move { answer(&method, &uri, &headers, policy) }
    })
}

fn answer(method: &Method, uri: &Uri, headers: &HeaderMap, policy: HeaderValue) -> Response {
    const ALLOWED: [(header::HeaderName, &str); 1] = [(header::ALLOW, "GET, HEAD, OPTIONS")];
    match *method {
        Method::GET | Method::HEAD => {}
        Method::OPTIONS => return (StatusCode::NO_CONTENT, ALLOWED).into_response(),
        _ => return (StatusCode::METHOD_NOT_ALLOWED, ALLOWED).into_response(),
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(response) = file(path, headers) {
        return response;
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut page = file("index.html", headers).unwrap_or_else(|| not_built(headers));
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    page
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    // What is there compressed is asked for by its own name.
    if matches!(path.rsplit('.').next(), None | Some("" | "br" | "gz")) {
        return None;
    }
    let plain = Dist::get(path)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoded = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepted.split(',').any(|part| part.trim().split(';').next() == Some(*name)))
        .find_map(|(name, ending)| Some((name, Dist::get(&format!("{path}{ending}"))?)));

    // A tag names these very bytes: those of another encoding have another one (RFC 9110 section 8.8.3.3).
    let mut etag = String::from("\"");
    for byte in &plain.metadata.sha256_hash()[..12] {
        let _ = write!(etag, "{byte:02x}");
    }
    if let Some((encoding, _)) = &encoded {
        let _ = write!(etag, "-{encoding}");
    }
    etag.push('"');
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mime = mime.essence_str();
    let text = mime.starts_with("text/") || mime.ends_with("javascript") || mime.ends_with("json");
    let mime = if text { format!("{mime}; charset=utf-8") } else { mime.to_owned() };

    let unchanged = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (encoding, data) = match encoded {
            Some((encoding, file)) => (Some(encoding), file.data),
            None => (None, plain.data),
        };
        let data = match data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => data.into(),
        };
        let mut response = data.into_response();
        if let Some(encoding) = encoding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let out = response.headers_mut();
    for (name, value) in [(header::CONTENT_TYPE, &*mime), (header::ETAG, &*etag), (header::CACHE_CONTROL, cache)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            out.insert(name, value);
        }
    }
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Some(response)
}

/// The Content-Security-Policy of the front. Styles are written inline by the component library; scripts never are.
fn policy(tools: &[Arc<dyn Tool>]) -> HeaderValue {
    let mut directives: Vec<(&str, String)> = [
        ("default-src", "'self'"),
        ("img-src", "'self' data: blob:"),
        ("media-src", "'self' blob:"),
        ("style-src", "'self' 'unsafe-inline'"),
        ("font-src", "'self'"),
        ("connect-src", "'self'"),
        ("frame-src", "'self' blob:"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'self'"),
        ("frame-ancestors", "'self'"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec();
    for (name, source) in tools.iter().flat_map(|tool| tool.contributions().csp) {
        match directives.iter_mut().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                let _ = write!(value, " {source}");
            }
            None => directives.push((name, format!("'self' {source}"))),
        }
    }
    let text: Vec<_> = directives.iter().map(|(name, value)| format!("{name} {value}")).collect();
    HeaderValue::from_str(&text.join("; ")).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

fn not_built(headers: &HeaderMap) -> Response {
    const TITLE: Text = Text { fr: "L'interface n'a pas été construite", en: "The interface was not built" };
    const BODY: Text = Text {
        fr: "Ce serveur fonctionne, mais son interface web n'a pas été construite. Lancez <code>make build</code>, puis redémarrez-le. Les applications et WebDAV fonctionnent déjà.",
        en: "This server works, but its web interface was not built. Run <code>make build</code>, then start it again. Apps and WebDAV work already.",
    };
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = accepted.and_then(Language::accepted).unwrap_or_default();
    let page = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>body{{font:1.1rem/1.6 system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem;\
         background:#faf7f2;color:#2b2622}}</style><h1>{title}</h1><p>{}</p></html>",
        language.code(),
        BODY.get(language),
        title = TITLE.get(language),
    );
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}
