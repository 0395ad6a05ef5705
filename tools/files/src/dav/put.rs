//! PUT (RFC 4918 section 9.7, RFC 9110 section 9.3.4): new contents, streamed to the storage.
//!
//! Whether the file may be written is asked before the first byte is read, so a client that waits for "100 Continue"
//! sends nothing in vain, and decided when the last one is durable. What is refused or cut off leaves nothing behind.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base_blobs::Staged;
use base_dav::Precondition;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;

use super::asked::{Asked, cut_off};
use super::live::made;
use super::options::ALLOWED_ON_FOLDERS;
use super::proppatch::time;
use super::refusal::Refusal;
use crate::service::contents::{PutOptions, To, check_put, put};
use crate::service::{Error, nodes};

/// What is read of a refused body at most, and for how long. Many clients send all before they look for an answer,
/// and take a connection that is closed meanwhile for a failed network.
const DRAINED: u64 = 8 * 1024 * 1024;
const DRAINED_FOR: Duration = Duration::from_secs(10);

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
    let staged = match receive(asked, &mut body, &allowed).await {
        Ok(staged) => staged,
        Err(refusal) => {
            drain(body);
            return Err(refusal);
        }
    };
    let Allowed { to, options, .. } = allowed;
    let mtime_accepted = options.modified_at.is_some();
    let stored = put(&asked.files, asked.actor, to, staged.into_iter().collect(), options).await?;

    let status = if stored.created { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
    let mut response = (status, made(&stored.reached.node)).into_response();
    if mtime_accepted {
        let name = HeaderName::from_static("x-oc-mtime");
        response.headers_mut().insert(name, HeaderValue::from_static("accepted"));
    }
    Ok(response)
}

/// A request whose body may be read.
struct Allowed {
    to: To,
    options: PutOptions,
    /// How many bytes the body is to have, where the client says.
    length: Option<u64>,
    /// How many bytes there is room for; none without a limit.
    room: Option<u64>,
}

async fn allow(asked: &Asked) -> Result<Allowed, Refusal> {
    if asked.headers.contains_key(header::CONTENT_RANGE) {
        return Err(Refusal::bad_request("A part of a file cannot be stored by itself; send the whole."));
    }
    let Some(slot) = asked.slot() else {
        return Err(Refusal::Method("This is a folder, not a file.", ALLOWED_ON_FOLDERS));
    };
    let modified_at = match asked.header("x-oc-mtime") {
        Some(text) => Some(time(text).ok_or_else(|| Refusal::bad_request("X-OC-MTime is not a time in seconds."))?),
        None => None,
    };
    let conditions = asked.conditions()?;
    let length = announced(asked)?;
    let to = To::Slot(slot);
    let room = match check_put(&asked.files, asked.actor, to.clone(), length, conditions.clone()).await {
        Err(Error::Forbidden(message)) => return Err(forbidden(asked, message).await),
        other => other?,
    };
    if asked.trailing_slash {
        return Err(Refusal::bad_request("A path that ends with a slash is that of a folder. Leave the slash out."));
    }
    let (length, room) = (length.map(i64::unsigned_abs), room.map(i64::unsigned_abs));
    let media_type = asked.header("content-type").and_then(named_type);
    Ok(Allowed { to, options: PutOptions { modified_at, media_type, conditions }, length, room })
}

/// A group's folder is a folder first of all.
async fn forbidden(asked: &Asked, message: &'static str) -> Refusal {
    match nodes::get(&asked.files, asked.actor, asked.at()).await {
        Ok((reached, _)) if reached.node.is_folder() => Error::IsAFolder.into(),
        _ => Error::Forbidden(message).into(),
    }
}

/// The length that the client says its body will have; Finder says it in a header of its own.
fn announced(asked: &Asked) -> Result<Option<i64>, Refusal> {
    let text = asked.header("content-length").or_else(|| asked.header("x-expected-entity-length"));
    let parse = |text: &str| text.parse().ok().filter(|length| *length >= 0);
    match text {
        Some(text) => match parse(text) {
            Some(length) => Ok(Some(length)),
            None => Err(Refusal::bad_request("The length of the body is not a number.")),
        },
        None => Ok(None),
    }
}

/// What a client says its contents are, unless it only says that it does not know.
fn named_type(text: &str) -> Option<String> {
    let unknown = ["application/octet-stream", "application/x-www-form-urlencoded", "binary/octet-stream", ""];
    let essence = text.split(';').next().unwrap_or_default().trim();
    let known = !unknown.iter().any(|word| essence.eq_ignore_ascii_case(word));
    (known && text.len() <= 255 && text.parse::<mime_guess::Mime>().is_ok()).then(|| text.to_owned())
}

/// Makes the body durable; gives nothing for an empty one. A length that is said in another way than HTTP's own is
/// held against what came as well: Finder says one for a body that proxies have been seen to lose.
async fn receive(asked: &Asked, body: &mut Body, allowed: &Allowed) -> Result<Option<Staged>, Refusal> {
    let mut writer = asked.files.blobs().writer(asked.org.id);
    let mut received = 0_u64;
    while let Some(bytes) = next(body).await? {
        received += bytes.len() as u64;
        if allowed.length.is_some_and(|length| received > length) {
            return Err(Refusal::bad_request("The body is longer than the request says. Nothing was changed."));
        }
        if allowed.room.is_some_and(|room| received > room) {
            return Err(Refusal::precondition(
                Precondition::QuotaNotExceeded,
                "There is not enough room for this file. Delete something, or ask for more.",
            ));
        }
        writer.write(&bytes).await?;
    }
    if allowed.length.is_some_and(|length| received < length) {
        return Err(cut_off());
    }
    Ok(if received == 0 { None } else { Some(writer.finish().await?) })
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Refusal> {
    while let Some(frame) = body.frame().await {
        if let Ok(bytes) = frame.map_err(|_| cut_off())?.into_data() {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

/// Reads on beside the answer, and throws away.
fn drain(mut body: Body) {
    tokio::spawn(tokio::time::timeout(DRAINED_FOR, async move {
        let mut read = 0;
        while let Ok(Some(bytes)) = next(&mut body).await {
            read += bytes.len() as u64;
            if read > DRAINED {
                return;
            }
        }
    }));
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
