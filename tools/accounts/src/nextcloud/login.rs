//! The login flow v2: a program asks, opens a page in a browser, and polls until its person has answered there.
//!
//! Anybody may ask. What is answered names the host by which the program reached us, which is one of the
//! organisation's, and keeps the scheme: programs refuse to go on without TLS.

use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base_web::context::Context;
use base_web::{Client, CurrentOrg, Problem};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::json;

use crate::Accounts;

/// A body that holds a secret.
#[derive(Deserialize)]
struct Sent {
    token: String,
}

pub(super) async fn open(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    context: Context,
) -> Result<Response, Problem> {
    let Client { address, user_agent, .. } = &context.client;
    let opened = accounts.open_device_login(org.id, user_agent.as_deref(), *address).await?;
    let origin = context.origin();
    let answer = json!({
        "poll": { "token": opened.poll, "endpoint": format!("{origin}/login/v2/poll") },
        "login": format!("{origin}/connect/{}", opened.page),
    });
    Ok(secret(StatusCode::OK, Json(answer)))
}

pub(super) async fn poll(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    context: Context,
    request: Request,
) -> Result<Response, Problem> {
    let Client { address, user_agent, .. } = &context.client;
    let granted = match token(request).await {
        Some(token) => accounts.take_device_login(org.id, &token, user_agent.as_deref(), *address).await?,
        None => None,
    };
    Ok(match granted {
        Some(new) => {
            let answer = json!({ "server": context.origin(), "loginName": new.login, "appPassword": new.password });
            secret(StatusCode::OK, Json(answer))
        }
        None => secret(StatusCode::NOT_FOUND, Json(json!([]))),
    })
}

/// The secret in the body, as a form or, from some programs, as JSON.
async fn token(request: Request) -> Option<String> {
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let sent = if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"application/json")) {
        Json::<Sent>::from_request(request, &()).await.ok().map(|Json(sent)| sent)
    } else {
        Form::<Sent>::from_request(request, &()).await.ok().map(|Form(sent)| sent)
    };
    sent.map(|sent| sent.token)
}

/// An answer that nobody on the way keeps.
fn secret(status: StatusCode, body: Json<serde_json::Value>) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}
