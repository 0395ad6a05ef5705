//! GET and HEAD (RFC 9110 sections 9.3.1 and 9.3.2): contents, whole or one range of them, sent as to a browser.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::asked::Asked;
use super::refusal::Refusal;
use crate::download::{self, Shown};
use crate::service::contents::{Readable, open};
use crate::service::{Error, nodes};

/// Where people see a folder in a browser; its identifier follows.
const FRONT: &str = "/files/f/";

/// Sends the contents of what is asked for. Who looks at a folder with a browser is led to where they can.
pub async fn answer(asked: &Asked) -> Result<Response, Refusal> {
    let readable = match open(&asked.files, asked.actor, asked.at()).await {
        Ok(_) if asked.trailing_slash => return Err(Refusal::not_found()),
        Ok(readable) => readable,
        Err(Error::IsAFolder) if asked.header("accept").is_some_and(|types| types.contains("text/html")) => {
            let (folder, _) = nodes::get(&asked.files, asked.actor, asked.at()).await?;
            return Ok(Redirect::to(&format!("{FRONT}{}", folder.node.id)).into_response());
        }
        // Sync clients ask in this way whether a folder is there, before they are set up.
        Err(Error::IsAFolder) if asked.method == Method::HEAD => return Ok(StatusCode::OK.into_response()),
        Err(error) => return Err(error.into()),
    };
    let (org, method, headers) = (asked.org.id, &asked.method, &asked.headers);
    let sent = download::contents(&asked.files, org, &readable, method, headers, Shown::Inline).await;
    let mut sent = sent.unwrap_or_else(IntoResponse::into_response);
    if sent.status().is_success() {
        told(sent.headers_mut(), &readable);
    }
    Ok(sent)
}

/// What sync clients hold against what they got.
fn told(headers: &mut HeaderMap, readable: &Readable) {
    if let Some(etag) = headers.get(header::ETAG).cloned() {
        // Proxies that compress change the other one.
        headers.insert("oc-etag", etag);
    }
    if let Some(value) = readable.checksums.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
        headers.insert("oc-checksum", value);
    }
}
