//! PUT (RFC 4918 section 9.7, RFC 9110 section 9.3.4): new contents, streamed to the storage.
//!
//! Whether the file may be written is asked before the first byte is read, so a client that waits for "100 Continue"
//! sends nothing in vain, and decided when the last one is durable. What is refused or cut off leaves nothing behind.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;

use super::asked::Asked;
use super::live::made;
use super::options::ALLOWED_ON_FOLDERS;
use super::proppatch::time;
use super::receive::{Bounds, announced, drain, receive};
use super::refusal::Refusal;
use crate::model::Checksums;
use crate::service::contents::{Put, PutOptions, To, check_put, put};
use crate::service::{Error, nodes};

/// Stores the body as what is asked for.
pub async fn answer(asked: &Asked, mut body: Body) -> Result<Response, Refusal> {
    let allowed = match allow(asked).await {
        Ok(allowed) => allowed,
        Err(refusal) => {
            // Who expects a "100 Continue" has sent nothing yet, and will not.
            if asked.header("expect").is_none() {
                drain(body);
            }
            return Err(refusal);
        }
    };
    let Allowed { to, options, bounds } = allowed;
    let mut digests = options.checksums.hashing();
    let staged = match receive(&asked.files, asked.org.id, &mut body, bounds, |bytes| digests.update(bytes)).await {
        Ok(staged) => staged,
        Err(refusal) => {
            drain(body);
            return Err(refusal);
        }
    };
    if let Some(detail) = options.checksums.mismatch(&digests.finish()) {
        asked.files.blobs().discard(staged.as_slice()).await;
        return Err(Refusal::bad_request(detail));
    }
    let timed = options.modified_at.is_some();
    let stored = put(&asked.files, asked.actor, to, staged.into_iter().collect(), options).await?;
    Ok(answered(&stored, timed))
}

/// It is stored; with the time that the client gave, if it gave one.
pub fn answered(stored: &Put, timed: bool) -> Response {
    let status = if stored.created { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
    let mut response = (status, made(&stored.reached.node)).into_response();
    if timed {
        let name = HeaderName::from_static("x-oc-mtime");
        response.headers_mut().insert(name, HeaderValue::from_static("accepted"));
    }
    response
}

/// When the client says that the contents were last changed.
pub fn modified_at(headers: &HeaderMap) -> Result<Option<Timestamp>, Refusal> {
    let Some(value) = headers.get("x-oc-mtime") else { return Ok(None) };
    let told = value.to_str().ok().and_then(time);
    told.map(Some).ok_or_else(|| Refusal::bad_request("X-OC-MTime is not a time in seconds."))
}

/// What the client says of their digests.
pub fn checksums(headers: &HeaderMap) -> Result<Checksums, Refusal> {
    let Some(value) = headers.get("oc-checksum") else { return Ok(Checksums::default()) };
    let text = value.to_str().map_err(|_| Refusal::bad_request("OC-Checksum is not text."))?;
    Checksums::parse(text).map_err(|error| Refusal::bad_request(error.to_string()))
}

/// A request whose body may be read.
struct Allowed {
    to: To,
    options: PutOptions,
    bounds: Bounds,
}

async fn allow(asked: &Asked) -> Result<Allowed, Refusal> {
    if asked.headers.contains_key(header::CONTENT_RANGE) {
        return Err(Refusal::bad_request("A part of a file cannot be stored by itself; send the whole."));
    }
    let Some(slot) = asked.slot() else {
        return Err(Refusal::Method("This is a folder, not a file.", ALLOWED_ON_FOLDERS));
    };
    let (modified_at, checksums) = (modified_at(&asked.headers)?, checksums(&asked.headers)?);
    let conditions = asked.conditions()?;
    let length = announced(&asked.headers)?;
    let to = To::Slot(slot);
    let room = match check_put(&asked.files, asked.actor, to.clone(), length, conditions.clone()).await {
        Err(Error::Forbidden(message)) => return Err(forbidden(asked, message).await),
        other => other?,
    };
    if asked.trailing_slash {
        return Err(Refusal::bad_request("A path that ends with a slash is that of a folder. Leave the slash out."));
    }
    let bounds = Bounds { length: length.map(i64::unsigned_abs), room: room.map(i64::unsigned_abs), most: None };
    let media_type = asked.header("content-type").and_then(named_type);
    Ok(Allowed { to, options: PutOptions { modified_at, media_type, checksums, conditions }, bounds })
}

/// A group's folder is a folder first of all.
async fn forbidden(asked: &Asked, message: &'static str) -> Refusal {
    match nodes::get(&asked.files, asked.actor, asked.at()).await {
        Ok((reached, _)) if reached.node.is_folder() => Error::IsAFolder.into(),
        _ => Error::Forbidden(message).into(),
    }
}

/// What a client says its contents are, unless it only says that it does not know.
fn named_type(text: &str) -> Option<String> {
    let unknown = ["application/octet-stream", "application/x-www-form-urlencoded", "binary/octet-stream", ""];
    let essence = text.split(';').next().unwrap_or_default().trim();
    let known = !unknown.iter().any(|word| essence.eq_ignore_ascii_case(word));
    (known && text.len() <= 255 && text.parse::<mime_guess::Mime>().is_ok()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::named_type;

    #[test]
    fn a_type_counts_when_it_says_something() {
        assert_eq!(named_type("text/plain; charset=utf-8").as_deref(), Some("text/plain; charset=utf-8"));
        for nothing in ["", "application/octet-stream", "Application/Octet-Stream; x=y", "nonsense", "a b/c"] {
            assert_eq!(named_type(nothing), None, "{nothing:?}");
        }
    }
}
