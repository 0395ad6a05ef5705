//! Contents on their way to a browser (RFC 9110 sections 13 and 14).
//!
//! What a browser could run code from is sent to be saved, and everything in a sandbox: an attacker who uploads a
//! page must not act as whoever opens it. Several ranges get the whole, which section 14.2 allows.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base_dav::headers::{ETag, Outcome, Preconditions, Ranges, format_http_date, if_range_applies, parse_range};
use base_id::OrgId;
use base_web::Problem;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Files;
use crate::model::is_active;
use crate::service::contents::Readable;

/// Nothing that contents hold may run, load or reach. Media and PDF viewers still show them.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'";

/// What a browser cannot know the type of.
const UNKNOWN: &str = "application/octet-stream";

/// What RFC 8187 section 3.2.1 lets stand as it is.
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What the browser is to do with contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Show them, where that is safe.
    Inline,
    /// Save them.
    Saved,
}

/// Sends the contents of a file, or says that the client has them.
pub(crate) async fn contents(
    files: &Files,
    org: OrgId,
    readable: &Readable,
    method: &Method,
    headers: &HeaderMap,
    shown: Shown,
) -> Result<Response, Problem> {
    let node = &readable.reached.node;
    let etag = ETag::strong(node.etag());
    let conditions = Preconditions::from_headers(headers)
        .map_err(|_| Problem::invalid("If-Match", "The conditions of this request cannot be read."))?;
    let mut described = HeaderMap::new();
    set(&mut described, header::ETAG, &etag.to_string());
    set(&mut described, header::LAST_MODIFIED, &format_http_date(node.modified_at));
    described.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    match conditions.check(method, Some((&etag, node.modified_at))) {
        Outcome::Proceed => {}
        Outcome::NotModified => return Ok((StatusCode::NOT_MODIFIED, described).into_response()),
        Outcome::Failed => return Err(Problem::precondition_failed()),
    }

    let media_type = node.media_type.as_deref();
    let attached = shown == Shown::Saved || is_active(media_type);
    set(&mut described, header::CONTENT_TYPE, media_type.unwrap_or(UNKNOWN));
    set(
        &mut described,
        header::CONTENT_DISPOSITION,
        &disposition(if attached { "attachment" } else { "inline" }, &node.name),
    );
    described.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    described.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    described.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));

    let length = u64::try_from(node.size).unwrap_or(0);
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let getting = *method == Method::GET;
    let ranges = if getting && if_range_applies(headers, &etag, node.modified_at) {
        parse_range(asked, length)
    } else {
        Ranges::Whole
    };
    let (status, range) = match ranges {
        Ranges::Parts(parts) if parts.len() == 1 => (StatusCode::PARTIAL_CONTENT, parts.first().copied()),
        Ranges::Whole | Ranges::Parts(_) => (StatusCode::OK, None),
        Ranges::Unsatisfiable => {
            return Err(Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "invalid-input", "The file is shorter")
                .detail("The part that was asked for lies beyond the end of the file.")
                .header(header::CONTENT_RANGE, format!("bytes */{length}")));
        }
    };
    if let Some(range) = range {
        set(&mut described, header::CONTENT_RANGE, &range.content_range(length));
    }
    described.insert(header::CONTENT_LENGTH, range.map_or(length, |range| range.len()).into());
    if !getting {
        return Ok((status, described, Body::empty()).into_response());
    }
    let bytes = range.map_or(0..length, |range| range.start..range.end + 1);
    let mut pieces = files.blobs().read(org, &readable.extents, bytes);
    // Contents that cannot be read are an error, not a download that breaks.
    let body = match pieces.next().await {
        Some(Ok(first)) => Body::from_stream(stream::once(async { Ok(first) }).chain(pieces)),
        Some(Err(error)) => return Err(crate::service::Error::from(error).into()),
        None => Body::empty(),
    };
    Ok((status, described, body).into_response())
}

/// The header Content-Disposition (RFC 6266) with the name for every client: plain for old ones, whole for all others.
pub(crate) fn disposition(kind: &str, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let whole = utf8_percent_encode(name, ATTR_CHAR);
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn any_name_fits_the_header() {
        assert_eq!(
            disposition("attachment", "Été \"1\".pdf"),
            "attachment; filename=\"_t_ _1_.pdf\"; filename*=UTF-8''%C3%89t%C3%A9%20%221%22.pdf"
        );
        let hostile = disposition("inline", "a\r\nSet-Cookie: x=1;\\\"");
        assert!(!hostile.contains(['\r', '\n']) && !hostile.contains("\\\""), "{hostile}");
    }
}
