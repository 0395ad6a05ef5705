//! GET and HEAD (RFC 9110 sections 9.3.1 and 9.3.2): contents, whole or one range of them.
//!
//! Several ranges get the whole, which RFC 9110 section 14.2 allows and no program of people asks for. Contents that
//! a browser could run code from come as attachment, in a sandbox.

use axum::body::Body;
use axum::response::{IntoResponse, Redirect, Response};
use base_dav::headers::{ByteRange, ETag, Outcome, Preconditions, Ranges, format_http_date, if_range_applies, parse_range};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::asked::Asked;
use super::live::UNKNOWN_TYPE;
use super::refusal::Refusal;
use crate::model::{Node, is_active};
use crate::service::contents::{Readable, open};
use crate::service::{Error, nodes};

/// Nothing that contents hold may run, load or reach.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Where people see a folder in a browser; its identifier follows.
const FRONT: &str = "/files/f/";

/// Sends the contents of what is asked for.
pub async fn answer(asked: &Asked) -> Result<Response, Refusal> {
    let readable = match open(&asked.files, asked.actor, asked.at()).await {
        Ok(_) if asked.trailing_slash => return Err(Refusal::not_found()),
        Ok(readable) => readable,
        Err(Error::IsAFolder) if asked.header("accept").is_some_and(|types| types.contains("text/html")) => {
            let (folder, _) = nodes::get(&asked.files, asked.actor, asked.at()).await?;
            return Ok(Redirect::to(&format!("{FRONT}{}", folder.node.id)).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let node = &readable.reached.node;
    let etag = ETag::strong(node.etag());
    let conditions = Preconditions::from_headers(&asked.headers)?;
    let mut headers = described(node, &etag);
    match conditions.check(&asked.method, Some((&etag, node.modified_at))) {
        Outcome::Proceed => {}
        Outcome::NotModified => return Ok((StatusCode::NOT_MODIFIED, headers).into_response()),
        Outcome::Failed => return Err(Error::Precondition.into()),
    }
    add_content_headers(&mut headers, node);
    let length = u64::try_from(node.size).unwrap_or(0);
    let getting = asked.method == Method::GET;
    let ranges = match getting && if_range_applies(&asked.headers, &etag, node.modified_at) {
        true => parse_range(asked.header("range"), length),
        false => Ranges::Whole,
    };
    let (status, range) = match ranges {
        Ranges::Parts(parts) if parts.len() == 1 => (StatusCode::PARTIAL_CONTENT, parts.first().copied()),
        Ranges::Whole | Ranges::Parts(_) => (StatusCode::OK, None),
        Ranges::Unsatisfiable => return Ok(unsatisfiable(length)),
    };
    if let Some(range) = range {
        set(&mut headers, header::CONTENT_RANGE, &range.content_range(length));
    }
    headers.insert(header::CONTENT_LENGTH, range.map_or(length, |range| range.len()).into());
    let body = if getting { contents(asked, &readable, range, length).await? } else { Body::empty() };
    Ok((status, headers, body).into_response())
}

/// Waits for the first piece, so that contents that cannot be read are an error and no broken download.
async fn contents(
    asked: &Asked,
    readable: &Readable,
    range: Option<ByteRange>,
    length: u64,
) -> Result<Body, Refusal> {
    let range = range.map_or(0..length, |range| range.start..range.end + 1);
    let mut pieces = asked.files.blobs().read(asked.org.id, &readable.extents, range);
    Ok(match pieces.next().await {
        Some(first) => {
            let first = first?;
            Body::from_stream(stream::once(async { Ok(first) }).chain(pieces))
        }
        None => Body::empty(),
    })
}

/// What also the answer 304 says.
fn described(node: &Node, etag: &ETag) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::ETAG, &etag.to_string());
    set(&mut headers, header::LAST_MODIFIED, &format_http_date(node.modified_at));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers
}

fn add_content_headers(headers: &mut HeaderMap, node: &Node) {
    let media_type = node.media_type.as_deref();
    set(headers, header::CONTENT_TYPE, media_type.unwrap_or(UNKNOWN_TYPE));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if is_active(media_type) {
        let name = utf8_percent_encode(&node.name, NON_ALPHANUMERIC);
        set(headers, header::CONTENT_DISPOSITION, &format!("attachment; filename*=UTF-8''{name}"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    }
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn unsatisfiable(length: u64) -> Response {
    let mut response = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "The file is shorter than that.").into_response();
    set(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{length}"));
    response
}
