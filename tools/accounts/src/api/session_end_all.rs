//! The end of all sessions, or of all others.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{Client, CurrentOrg, Problem, Query, Signed, set_session_cookie};
use http::{StatusCode, header};
use serde::Deserialize;

use super::origin;
use crate::Accounts;

/// Which ones.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Whether the one that asks stays.
    #[serde(default)]
    #[param(required = false)]
    others: bool,
}

/// Signs the caller out everywhere, or everywhere else. Device passwords stay.
#[utoipa::path(delete, path = "/me/sessions", operation_id = "end_sessions", tag = "accounts", params(Which), responses(
    (status = 204, description = "Signed out"),
))]
pub(super) async fn end_sessions(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    accounts.end_sessions(org.id, &caller, which.others, origin(&client)).await?;
    if which.others {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let gone = set_session_cookie(client.secure, "", Some(0));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}
