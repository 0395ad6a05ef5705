//! Idempotency-Key on POST: the same key from the same person gets the first answer again, for 24 hours.
//!
//! A client that lost the answer to "create this" can ask again without creating it twice. The key is reserved
//! before the work is done; while that is going on, a second request is told to wait.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base_db::{params, statements};
use base_suite::Foundation;
use http::{HeaderMap, Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};

use crate::extract::{CurrentOrg, MaybeSigned};
use crate::Problem;

const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// A reservation whose request never ended (the server was killed) is free again after this.
const ABANDONED: SignedDuration = SignedDuration::from_mins(2);
/// Answers larger than this are not kept.
const LARGEST: usize = 64 * 1024;

statements! {
    /// Reserves a key, or takes over one that is stale.
    RESERVE = "INSERT INTO idempotency_keys (org_id, person_id, key, request, status, body, created_at)
        VALUES ($1, $2, $3, $4, 0, '', $5)
        ON CONFLICT (org_id, person_id, key) DO UPDATE SET request = excluded.request, status = 0, body = '',
            created_at = excluded.created_at
        WHERE idempotency_keys.created_at < $6 OR (idempotency_keys.status = 0 AND idempotency_keys.created_at < $7)";
    /// What a key stands for.
    FIND = "SELECT request, status, body FROM idempotency_keys WHERE org_id = $1 AND person_id = $2 AND key = $3";
    /// Keeps the answer.
    KEEP = "UPDATE idempotency_keys SET status = $4, body = $5 WHERE org_id = $1 AND person_id = $2 AND key = $3";
    /// Frees a key whose request failed.
    FREE = "DELETE FROM idempotency_keys WHERE org_id = $1 AND person_id = $2 AND key = $3";
    /// Drops what is no longer kept.
    EXPIRE = "DELETE FROM idempotency_keys WHERE org_id = $1 AND created_at < $2";
}

enum Found {
    Reserved,
    Answered(u16, String),
    Busy,
    Different,
}

pub(crate) async fn layer(State(foundation): State<Foundation>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key("idempotency-key") {
        return next.run(request).await;
    }
    match answer(&foundation, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn answer(foundation: &Foundation, request: Request, next: Next) -> Result<Response, Problem> {
    let key = read_key(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let CurrentOrg(org) = CurrentOrg::from_request_parts(&mut parts, &()).await?;
    let MaybeSigned(caller) = MaybeSigned::from_request_parts(&mut parts, &()).await?;
    let Some(caller) = caller else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let target = format!("{} {}", parts.method, parts.uri.path());
    let (org, person, now) = (org.id, caller.person, foundation.clock.now());

    let found = foundation
        .db
        .write({
            let (key, target) = (key.clone(), target.clone());
            async move |tx| {
                let (expired, abandoned) = (before(now, KEPT), before(now, ABANDONED));
                tx.exec(&EXPIRE, params![org, expired]).await?;
                let reserved = tx.exec(&RESERVE, params![org, person, key, target, now, expired, abandoned]).await?;
                if reserved > 0 {
                    return Ok(Found::Reserved);
                }
                let known: Option<(String, i64, String)> = tx.one(&FIND, params![org, person, key]).await?;
                Ok::<_, base_db::Error>(match known {
                    Some((known, ..)) if known != target => Found::Different,
                    Some((_, 0, _)) | None => Found::Busy,
                    Some((_, status, body)) => Found::Answered(u16::try_from(status).unwrap_or(500), body),
                })
            }
        })
        .await?;
    match found {
        Found::Reserved => {}
        Found::Answered(status, body) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Ok((status, [(header::CONTENT_TYPE, "application/json")], body).into_response());
        }
        Found::Busy => {
            return Err(Problem::conflict("conflict", "Still at work", "The same request is being carried out; ask again in a moment.")
                .header(header::RETRY_AFTER, "1"));
        }
        Found::Different => {
            return Err(Problem::invalid("Idempotency-Key", "This key was used for another request; make a new one."));
        }
    }

    let response = next.run(Request::from_parts(parts, body)).await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|error| Problem::internal(&error))?;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.len() <= LARGEST).map(str::to_owned);
    let status = parts.status;
    foundation
        .db
        .write(async move |tx| match &text {
            Some(text) if status.is_success() => {
                tx.exec(&KEEP, params![org, person, key, i64::from(status.as_u16()), text]).await.map(drop)
            }
            _ => tx.exec(&FREE, params![org, person, key]).await.map(drop),
        })
        .await
        .unwrap_or_else(|error: base_db::Error| tracing::warn!(%error, "the answer to an idempotent request was not kept"));
    Ok(Response::from_parts(parts, Body::from(bytes)))
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
