//! What handlers take: the organisation, the caller, checked input.

use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use base_suite::{AuthenticationError, Caller, Credentials, Org};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::context::{Client, Context};
use crate::{Problem, SESSION_COOKIE, origin};

fn context(parts: &Parts) -> Result<&Context, Problem> {
    parts.extensions.get::<Context>().ok_or_else(|| Problem::internal(&"a route outside of the site"))
}

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        context(parts).cloned()
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(context(parts)?.client.clone())
    }
}

/// The organisation of the request's Host.
#[derive(Debug, Clone)]
pub struct CurrentOrg(pub Arc<Org>);

impl<S: Sync> FromRequestParts<S> for CurrentOrg {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        context(parts)?.org().cloned().map(Self)
    }
}

/// A caller with a session.
#[derive(Debug, Clone)]
pub struct Signed(pub Caller);

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let MaybeSigned(caller) = MaybeSigned::from_request_parts(parts, state).await?;
        caller.map(Self).ok_or_else(Problem::unauthenticated)
    }
}

/// A caller with a session, or nobody.
#[derive(Debug, Clone)]
pub struct MaybeSigned(pub Option<Caller>);

impl<S: Sync> FromRequestParts<S> for MaybeSigned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // A layer asked before.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let context = context(parts)?;
        let org = context.org()?;
        let session = session_cookie(&parts.headers, context.client.secure);
        if session.is_none() {
            return Ok(Self(None));
        }
        origin::check_session(&parts.method, &parts.headers, &context.host, context.client.secure)?;
        let credentials = Credentials { session, ..credentials(&context.client) };
        match context.authenticator.authenticate(org, &credentials).await {
            Ok(caller) => Ok(Self(caller)),
            Err(AuthenticationError::Refused) => Ok(Self(None)),
            Err(other) => Err(refusal(other)),
        }
    }
}

/// A caller of a protocol that knows Basic authentication alone (RFC 7617): a device password, or the session of
/// a browser that only looks.
#[derive(Debug, Clone)]
pub struct SignedBasic(pub Caller);

impl<S: Sync> FromRequestParts<S> for SignedBasic {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        signed_basic(parts).await.map(Self).map_err(IntoResponse::into_response)
    }
}

pub(crate) async fn signed_basic(parts: &Parts) -> Result<Caller, Problem> {
    let context = context(parts)?;
    let org = context.org()?;
    let mut credentials = credentials(&context.client);
    credentials.basic = basic(&parts.headers);
    if credentials.basic.is_none() && matches!(parts.method, Method::GET | Method::HEAD) {
        credentials.session = session_cookie(&parts.headers, context.client.secure);
    }
    match context.authenticator.authenticate(org, &credentials).await {
        Ok(Some(caller)) => Ok(caller),
        Ok(None) | Err(AuthenticationError::Refused) => Err(Problem::unauthenticated()
            .detail(
                "Use your handle and a device password, made in My account. The account's own password is not taken here.",
            )
            .header(header::WWW_AUTHENTICATE, "Basic realm=\"Liiibre\", charset=\"UTF-8\"")),
        Err(other) => Err(refusal(other)),
    }
}

fn refusal(error: AuthenticationError) -> Problem {
    match error {
        AuthenticationError::Refused => Problem::unauthenticated(),
        AuthenticationError::Throttled(seconds) => Problem::too_many_attempts(seconds),
        AuthenticationError::Database(error) => error.into(),
    }
}

fn credentials(client: &Client) -> Credentials {
    Credentials { address: client.address, user_agent: client.user_agent.clone(), ..Credentials::default() }
}

/// The name of the session cookie: bound to the host over HTTPS (`__Host-`, RFC 6265bis section 4.1.3.2).
pub fn session_cookie_name(secure: bool) -> String {
    if secure { format!("__Host-{SESSION_COOKIE}") } else { SESSION_COOKIE.to_owned() }
}

/// The value of a Set-Cookie header that gives a browser its session; out of reach of scripts and of other sites.
/// It lasts `max_age` seconds, or until the browser is closed; 0 takes it away.
pub fn set_session_cookie(secure: bool, token: &str, max_age: Option<i64>) -> String {
    let name = session_cookie_name(secure);
    let lasts = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let over_tls = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{over_tls}{lasts}")
}

/// Works on bytes: what another program on this host put beside our cookie may be in any encoding.
fn session_cookie(headers: &HeaderMap, secure: bool) -> Option<String> {
    let name = session_cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .find_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
        .and_then(|value| std::str::from_utf8(value).ok())
        .map(str::to_owned)
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => Err(bad_json(&error.body_text())),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid-input", "JSON is wanted here")
                    .detail("Send the header Content-Type: application/json."))
            }
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::too_large(BODY_LIMIT)),
            Err(JsonRejection::BytesRejection(error)) => Err(Problem::cut_off(&error)),
            Err(error) => Err(Problem::new(StatusCode::BAD_REQUEST, "invalid-input", "Not readable as JSON")
                .detail(error.body_text())),
        }
    }
}

/// Bytes of a JSON body at most.
pub const BODY_LIMIT: u64 = 2 * 1024 * 1024;

/// Names the field where serde did: ``missing field `name` at line 1 column 2``.
fn bad_json(text: &str) -> Problem {
    let cause = text.split_once(": ").map_or(text, |(_, cause)| cause);
    let named = cause.split('`').nth(1).filter(|_| cause.contains("field `"));
    let path = cause.split_once(": ").map(|(path, _)| path).filter(|path| !path.contains(' '));
    Problem::invalid(named.or(path).unwrap_or(""), cause)
}

/// The query of the URL.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|error: QueryRejection| {
                let text = error.body_text();
                let cause = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
                let field = cause.split_once(':').map_or("", |(field, _)| field);
                Problem::invalid(field, cause)
            })
    }
}

/// The variable parts of the path. What is not even an identifier is not found.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_: PathRejection| Problem::not_found())
    }
}

/// The entity tags of If-Match (RFC 9110 section 13.1.1), unquoted; `None` when the header is absent.
#[derive(Debug, Clone)]
pub struct IfMatch(pub Option<Vec<String>>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let values: Vec<_> = parts.headers.get_all(header::IF_MATCH).iter().collect();
        if values.is_empty() {
            return Ok(Self(None));
        }
        let mut tags = Vec::new();
        for value in values {
            let text = value.to_str().map_err(|_| Problem::invalid("If-Match", "Not readable as entity tags."))?;
            tags.extend(text.split(',').map(|tag| tag.trim().trim_matches('"').to_owned()));
        }
        Ok(Self(Some(tags)))
    }
}

impl IfMatch {
    /// Refuses when the header is there and names neither `*` nor `etag`.
    pub fn check(&self, etag: &str) -> Result<(), Problem> {
        match &self.0 {
            Some(tags) if !tags.iter().any(|tag| tag == "*" || tag == etag) => Err(Problem::precondition_failed()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_session_cookie_is_found_among_others_and_its_name_follows_the_scheme() {
        let mut headers = HeaderMap::new();
        headers
            .insert(header::COOKIE, HeaderValue::from_static("a=1; liiibre_session=plain; __Host-liiibre_session=tls"));
        assert_eq!(session_cookie(&headers, false).unwrap(), "plain");
        assert_eq!(session_cookie(&headers, true).unwrap(), "tls");
    }

    #[test]
    fn foreign_cookies_do_not_hide_the_session() {
        let mut headers = HeaderMap::new();
        let odd =
            HeaderValue::from_bytes("café=crème; xliiibre_session=no; liiibre_session=yes; b".as_bytes()).unwrap();
        headers.insert(header::COOKIE, odd);
        assert_eq!(session_cookie(&headers, false).unwrap(), "yes");
        // HTTP/2 may send one line for each (RFC 9113 section 8.2.3).
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1"));
        headers.append(header::COOKIE, HeaderValue::from_static("liiibre_session=second"));
        assert_eq!(session_cookie(&headers, false).unwrap(), "second");
    }

    #[test]
    fn a_session_is_set_for_this_host_alone_and_taken_away() {
        assert_eq!(
            set_session_cookie(true, "token", Some(60)),
            "__Host-liiibre_session=token; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"
        );
        assert_eq!(
            set_session_cookie(false, "", Some(0)),
            "liiibre_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        assert!(!set_session_cookie(true, "token", None).contains("Max-Age"));
    }

    #[test]
    fn basic_credentials_may_hold_colons_and_accents() {
        let mut headers = HeaderMap::new();
        let encoded = STANDARD.encode("zoé:a:b");
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&format!("basic {encoded}")).unwrap());
        assert_eq!(basic(&headers).unwrap(), ("zoé".to_owned(), "a:b".to_owned()));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Basic ???"));
        assert!(basic(&headers).is_none());
    }
}
