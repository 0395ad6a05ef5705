//! Signing in with a browser.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{Body, Client, CurrentOrg, MaybeSigned, Problem, ProblemShape, set_session_cookie};
use http::header;
use serde::Deserialize;

use super::{Me, me_response, origin};
use crate::{Accounts, SignIn};

/// Who, and how they prove it.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = SignIn)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// Handle or e-mail address.
    login: String,
    /// The account's password; device passwords are not taken here.
    password: String,
    /// Whether the browser keeps the session for 30 days.
    #[serde(default)]
    remember: bool,
}

/// Opens a session; it is in the cookie. A wrong password and an unknown account have the same answer.
#[utoipa::path(post, path = "/session", operation_id = "sign_in", tag = "accounts", request_body = Request, responses(
    (status = 200, description = "Who signed in", body = Me),
    (status = 401, description = "The account and the password do not go together", body = ProblemShape),
    (status = 429, description = "Too many attempts; see `retry_after`", body = ProblemShape),
    (status = 503, description = "Too many people sign in right now", body = ProblemShape),
))]
pub(super) async fn sign_in(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    MaybeSigned(before): MaybeSigned,
    client: Client,
    Body(Request { login, password, remember }): Body<Request>,
) -> Result<Response, Problem> {
    let door = SignIn { login, password, remember };
    let signed_in = accounts.sign_in(org.id, door, before.as_ref(), origin(&client)).await?;
    let profile = accounts.profile(org.id, signed_in.person).await?;
    let cookie = set_session_cookie(client.secure, &signed_in.token, signed_in.max_age);
    Ok(([(header::SET_COOKIE, cookie)], me_response(profile)).into_response())
}
