//! Small pictures in and out: portraits, logos.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::Problem;

/// A whole body of at most `MOST` bytes that is not JSON.
#[derive(Debug, Clone)]
pub struct Contents<const MOST: usize>(pub Bytes);

impl<S: Sync, const MOST: usize> FromRequest<S> for Contents<MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        match axum::body::to_bytes(request.into_body(), MOST).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(error) if is_limit(&error) => Err(Problem::too_large(MOST as u64)),
            Err(error) => Err(Problem::cut_off(&error)),
        }
    }
}

/// How long a picture is kept whose address does not say which one it is.
const FOR_A_WHILE: &str = "private, max-age=600";

pub(crate) fn is_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A stored picture. Its address changes with `version`, so that it may be kept for good by whoever fetched it; by
/// caches on the way too when `shared`.
pub fn picture(request: &HeaderMap, version: &str, media_type: &str, bytes: Vec<u8>, shared: bool) -> Response {
    let scope = if shared { "public" } else { "private" };
    let cached = format!("{scope}, max-age=31536000, immutable");
    if is_picture_seen(request, version) {
        unchanged(version, &cached)
    } else {
        sent(version, media_type, bytes, &cached)
    }
}

/// Whether whoever asks has this version of a picture already.
pub fn is_picture_seen(request: &HeaderMap, version: &str) -> bool {
    is_seen(request, &format!("\"{version}\""))
}

/// A stored picture whose address stays when it changes: kept for ten minutes, then asked for again.
pub fn current_picture(version: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    sent(version, media_type, bytes, FOR_A_WHILE)
}

/// The answer to whoever has this version of a [`current_picture`] already.
pub fn current_picture_unchanged(version: &str) -> Response {
    unchanged(version, FOR_A_WHILE)
}

/// Whether If-None-Match names this entity tag (RFC 9110 section 13.1.2).
pub(crate) fn is_seen(request: &HeaderMap, etag: &str) -> bool {
    let named = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    named.into_iter().any(|value| value.contains(etag))
}

fn sent(version: &str, media_type: &str, bytes: Vec<u8>, cached: &str) -> Response {
    dressed((StatusCode::OK, bytes).into_response(), version, Some(media_type), cached)
}

fn unchanged(version: &str, cached: &str) -> Response {
    dressed(StatusCode::NOT_MODIFIED.into_response(), version, None, cached)
}

fn dressed(mut response: Response, version: &str, media_type: Option<&str>, cached: &str) -> Response {
    let headers = response.headers_mut();
    let texts = [
        (header::CONTENT_TYPE, media_type.map(str::to_owned)),
        (header::ETAG, Some(format!("\"{version}\""))),
        (header::CACHE_CONTROL, Some(cached.to_owned())),
        (header::CONTENT_SECURITY_POLICY, Some("default-src 'none'; sandbox".to_owned())),
    ];
    for (name, text) in texts {
        if let Some(Ok(value)) = text.as_deref().map(HeaderValue::from_str) {
            headers.insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::body::Body;

    #[tokio::test]
    async fn a_body_is_taken_whole_up_to_its_limit() {
        let request = |size: usize| Request::new(Body::from(vec![7; size]));
        let Contents(bytes) = Contents::<10>::from_request(request(10), &()).await.unwrap();
        assert_eq!(bytes.len(), 10);
        let problem = Contents::<10>::from_request(request(11), &()).await.unwrap_err();
        assert_eq!(problem.slug(), "too-large");
    }

    #[test]
    fn a_picture_that_was_seen_is_not_sent_again() {
        let mut request = HeaderMap::new();
        let response = picture(&request, "v1", "image/webp", vec![1, 2], false);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "private, max-age=31536000, immutable");
        request.insert(header::IF_NONE_MATCH, HeaderValue::from_static("W/\"a\", \"v1\""));
        assert_eq!(picture(&request, "v1", "image/webp", vec![1, 2], true).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(picture(&request, "v2", "image/webp", vec![1, 2], true).status(), StatusCode::OK);
    }
}
