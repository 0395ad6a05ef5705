//! Bodies on their way to the storage, in constant memory.

use std::time::Duration;

use axum::body::Body;
use base_blobs::Staged;
use base_dav::Precondition;
use base_id::OrgId;
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use super::asked::cut_off;
use super::refusal::Refusal;
use crate::Files;

/// What is read of a refused body at most, and for how long. Many clients send all before they look for an answer,
/// and take a connection that is closed meanwhile for a failed network.
const DRAINED: u64 = 8 * 1024 * 1024;
const DRAINED_FOR: Duration = Duration::from_secs(10);

/// What a body may be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    /// How many bytes it is to have, where the client says.
    pub length: Option<u64>,
    /// How many bytes there is room for; none without a limit.
    pub room: Option<u64>,
    /// How many bytes it was announced to have at most, before this request.
    pub most: Option<u64>,
}

/// The length that the client says its body will have; Finder says it in a header of its own.
pub fn announced(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let text = headers.get(header::CONTENT_LENGTH).or_else(|| headers.get("x-expected-entity-length"));
    let text = text.and_then(|value| value.to_str().ok()).map(str::trim);
    let parse = |text: &str| text.parse().ok().filter(|length| *length >= 0);
    match text {
        Some(text) => match parse(text) {
            Some(length) => Ok(Some(length)),
            None => Err(Refusal::bad_request("The length of the body is not a number.")),
        },
        None => Ok(None),
    }
}

/// Makes the body durable; gives nothing for an empty one. A length that is said in another way than HTTP's own is
/// held against what came as well: Finder says one for a body that proxies have been seen to lose.
///
/// `seen` is shown each piece on its way.
pub async fn receive(
    files: &Files,
    org: OrgId,
    body: &mut Body,
    bounds: Bounds,
    mut seen: impl FnMut(&[u8]),
) -> Result<Option<Staged>, Refusal> {
    let mut writer = files.blobs().writer(org);
    let mut received = 0_u64;
    while let Some(bytes) = next(body).await? {
        received += bytes.len() as u64;
        if bounds.length.is_some_and(|length| received > length) {
            return Err(Refusal::bad_request("The body is longer than the request says. Nothing was changed."));
        }
        if bounds.most.is_some_and(|most| received > most) {
            return Err(Refusal::bad_request("This is more than the whole upload was announced to be."));
        }
        if bounds.room.is_some_and(|room| received > room) {
            return Err(Refusal::precondition(
                Precondition::QuotaNotExceeded,
                "There is not enough room for this file. Delete something, or ask for more.",
            ));
        }
        seen(&bytes);
        writer.write(&bytes).await?;
    }
    if bounds.length.is_some_and(|length| received < length) {
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
pub fn drain(mut body: Body) {
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
