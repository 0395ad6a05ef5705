//! Signing this browser out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{Client, CurrentOrg, MaybeSigned, Problem, set_session_cookie};
use http::{StatusCode, header};

use super::origin;
use crate::{Accounts, Error};

/// Ends the session and takes the cookie away. Asking again, or without a session, is no error.
#[utoipa::path(delete, path = "/session", operation_id = "sign_out", tag = "accounts", responses(
    (status = 204, description = "Nobody is signed in any more"),
))]
pub(super) async fn sign_out(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    MaybeSigned(caller): MaybeSigned,
    client: Client,
) -> Result<Response, Problem> {
    if let Some(caller) = caller {
        match accounts.sign_out(org.id, &caller, origin(&client)).await {
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let gone = set_session_cookie(client.secure, "", Some(0));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}
