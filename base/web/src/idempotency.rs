//! Idempotency-Key on POST: the same key from the same person gets the first answer again, for 24 hours.
//!
//! A client that lost the answer to "create this" can ask again without creating it twice. The key is reserved
//! before the work is done; while that is going on, a second request is told to wait. A client that hangs up does not
//! stop what it began, so that its next attempt finds the answer.
//!
//! The key stands for one request, body included: with another one it is refused. An answer that holds a secret (it
//! says `Cache-Control: no-store`, or sets a cookie) is not kept: it is shown once, and asking again says so.
//!
//! It costs two small transactions, and has one hole: a server that dies between the change and the note of its answer
//! lets the same request be carried out again two minutes later.

use std::panic::AssertUnwindSafe;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base_db::{params, statements};
use base_id::{OrgId, PersonId};
use base_suite::Foundation;
use bytes::Bytes;
use futures_util::FutureExt;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use tracing::Instrument;

use crate::Problem;
use crate::context::{current_request_id, with_request_id};
use crate::extract::{BODY_LIMIT, CurrentOrg, MaybeSigned};
use crate::picture::is_limit;

const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// A reservation whose request never ended (the server was killed) is free again after this.
const ABANDONED: SignedDuration = SignedDuration::from_mins(2);
/// Answers larger than this are not kept.
const LARGEST: usize = 64 * 1024;
/// Headers that are given again with an answer.
const REPEATED: [HeaderName; 3] = [header::CONTENT_TYPE, header::ETAG, header::LOCATION];

statements! {
    /// Reserves a key, or takes over one that is stale.
    RESERVE = "INSERT INTO idempotency_keys (org_id, person_id, key, request, status, headers, body, created_at)
        VALUES ($1, $2, $3, $4, 0, '', NULL, $5)
        ON CONFLICT (org_id, person_id, key) DO UPDATE SET request = excluded.request, status = 0, headers = '',
            body = NULL, created_at = excluded.created_at
        WHERE idempotency_keys.created_at < $6 OR (idempotency_keys.status = 0 AND idempotency_keys.created_at < $7)";
    /// What a key stands for.
    FIND = "SELECT request, status, headers, body FROM idempotency_keys
        WHERE org_id = $1 AND person_id = $2 AND key = $3";
    /// Keeps the answer.
    KEEP = "UPDATE idempotency_keys SET status = $4, headers = $5, body = $6
        WHERE org_id = $1 AND person_id = $2 AND key = $3";
    /// Frees a key whose request failed.
    FREE = "DELETE FROM idempotency_keys WHERE org_id = $1 AND person_id = $2 AND key = $3";
    /// Drops what is no longer kept.
    EXPIRE = "DELETE FROM idempotency_keys WHERE org_id = $1 AND created_at < $2";
}

pub(crate) async fn layer(State(foundation): State<Foundation>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key("idempotency-key") {
        return next.run(request).await;
    }
    let id = current_request_id().unwrap_or_default();
    let work = async move { answer(foundation, request, next).await.unwrap_or_else(Problem::into_response) };
    // On a task of its own, which goes on when the client hangs up.
    match tokio::spawn(with_request_id(id, work).in_current_span()).await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(stopped) => Problem::internal(&stopped).into_response(),
        },
    }
}

async fn answer(foundation: Foundation, request: Request, next: Next) -> Result<Response, Problem> {
    let key = read_key(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let CurrentOrg(org) = CurrentOrg::from_request_parts(&mut parts, &()).await?;
    let signed = MaybeSigned::from_request_parts(&mut parts, &()).await?;
    let Some(person) = signed.0.as_ref().map(|caller| caller.person) else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    parts.extensions.insert(signed);
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    let refused = |error| if is_limit(&error) { Problem::too_large(BODY_LIMIT) } else { Problem::cut_off(&error) };
    let body = to_bytes(body, limit).await.map_err(refused)?;
    let slot = Slot { foundation, org: org.id, person, key };
    match slot.reserve(fingerprint(&parts, &body)).await? {
        Found::Reserved => {}
        Found::Answered(answer) => return Ok(answer.into_response()),
        Found::Busy => {
            let detail = "The same request is being carried out; ask again in a moment.";
            return Err(Problem::conflict("conflict", "Still at work", detail).header(header::RETRY_AFTER, "1"));
        }
        Found::ShownOnce => {
            let detail = "This was done, and its answer was shown once. Look whether it is there before you repeat it.";
            return Err(Problem::conflict("conflict", "Done already", detail));
        }
        Found::Different => {
            return Err(Problem::invalid("Idempotency-Key", "This key was used for another request; make a new one."));
        }
    }
    let ran = AssertUnwindSafe(next.run(Request::from_parts(parts, Body::from(body)))).catch_unwind().await;
    let response = match ran {
        Ok(response) => response,
        Err(panic) => {
            slot.settle(None).await;
            std::panic::resume_unwind(panic);
        }
    };
    let (parts, body) = response.into_parts();
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => {
            slot.settle(None).await;
            return Err(Problem::internal(&error));
        }
    };
    slot.settle(Answer::worth_keeping(parts.status, &parts.headers, &body)).await;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// What a key stands for: the method, the address and the contents.
fn fingerprint(parts: &Parts, body: &[u8]) -> String {
    let target = parts.uri.path_and_query().map_or("", http::uri::PathAndQuery::as_str);
    format!("{} {target} {}", parts.method, blake3::hash(body).to_hex())
}

enum Found {
    Reserved,
    Answered(Answer),
    ShownOnce,
    Busy,
    Different,
}

/// One person's use of a key.
struct Slot {
    foundation: Foundation,
    org: OrgId,
    person: PersonId,
    key: String,
}

impl Slot {
    async fn reserve(&self, request: String) -> Result<Found, base_db::Error> {
        let (org, person, key, now) = (self.org, self.person, self.key.clone(), self.foundation.clock.now());
        self.foundation
            .db
            .write(async move |tx| {
                let (expired, abandoned) = (before(now, KEPT), before(now, ABANDONED));
                tx.exec(&EXPIRE, params![org, expired]).await?;
                let reserved = tx.exec(&RESERVE, params![org, person, key, request, now, expired, abandoned]).await?;
                if reserved > 0 {
                    return Ok(Found::Reserved);
                }
                let known: Option<(String, i64, String, Option<String>)> =
                    tx.one(&FIND, params![org, person, key]).await?;
                Ok(match known {
                    Some((known, ..)) if known != request => Found::Different,
                    Some((_, 0, ..)) | None => Found::Busy,
                    Some((.., None)) => Found::ShownOnce,
                    Some((_, status, headers, Some(body))) => {
                        let status = u16::try_from(status).unwrap_or(500);
                        Found::Answered(Answer { status, headers, body: Some(body) })
                    }
                })
            })
            .await
    }

    /// Keeps the answer, or frees the key when there is none. A failure is logged: the request itself has ended.
    async fn settle(&self, answer: Option<Answer>) {
        let (org, person, key) = (self.org, self.person, self.key.clone());
        let settled = self.foundation.db.write(async move |tx| match &answer {
            Some(Answer { status, headers, body }) => {
                tx.exec(&KEEP, params![org, person, key, i64::from(*status), headers, body]).await
            }
            None => tx.exec(&FREE, params![org, person, key]).await,
        });
        if let Err(error) = settled.await {
            let error: base_db::Error = error;
            tracing::warn!(%error, "the answer to an idempotent request was not kept");
        }
    }
}

/// An answer as it is kept.
struct Answer {
    status: u16,
    /// Lines of name and value.
    headers: String,
    /// `None` when it was shown once.
    body: Option<String>,
}

impl Answer {
    fn worth_keeping(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Option<Self> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= LARGEST && status.is_success())?;
        let said = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let secret = headers.contains_key(header::SET_COOKIE) || said(&header::CACHE_CONTROL).contains("no-store");
        let lines: Vec<_> = REPEATED
            .iter()
            .filter(|name| headers.contains_key(*name))
            .map(|name| format!("{name}: {}", said(name)))
            .collect();
        Some(Self { status: status.as_u16(), headers: lines.join("\n"), body: (!secret).then(|| text.to_owned()) })
    }

    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.body.unwrap_or_default()).into_response();
        response.headers_mut().remove(header::CONTENT_TYPE);
        for (name, value) in self.headers.lines().filter_map(|line| line.split_once(": ")) {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn read_key(headers: &HeaderMap) -> Result<String, Problem> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if key.is_empty() || key.len() > 100 {
        return Err(Problem::invalid("Idempotency-Key", "Give a key of 1 to 100 characters, such as a new UUID."));
    }
    Ok(key.to_owned())
}

fn before(now: Timestamp, age: SignedDuration) -> Timestamp {
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_comes_back_as_it_was_and_a_secret_does_not() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ETAG, HeaderValue::from_static("\"1\""));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("2"));
        let body = Bytes::from_static(b"{}");
        let kept = Answer::worth_keeping(StatusCode::CREATED, &headers, &body).unwrap();
        let again = kept.into_response();
        assert_eq!(again.status(), StatusCode::CREATED);
        assert_eq!(again.headers()[header::ETAG], "\"1\"");
        assert_eq!(again.headers()[header::CONTENT_TYPE], "application/json");

        assert!(Answer::worth_keeping(StatusCode::CONFLICT, &headers, &body).is_none());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        assert!(Answer::worth_keeping(StatusCode::CREATED, &headers, &body).unwrap().body.is_none());
        headers.remove(header::CACHE_CONTROL);
        headers.insert(header::SET_COOKIE, HeaderValue::from_static("liiibre_session=secret"));
        assert!(Answer::worth_keeping(StatusCode::CREATED, &headers, &body).unwrap().body.is_none());
    }
}
