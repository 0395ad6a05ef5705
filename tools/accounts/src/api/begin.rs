//! Somebody begins with the account that was made for them.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, set_session_cookie};
use http::header;
use serde::Deserialize;

use super::{Me, me_response, origin};
use crate::Accounts;

/// What whoever begins chooses.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = Beginner)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    /// The password.
    password: String,
    /// `fr`, `en`, or absent for the organisation's.
    #[serde(default)]
    language: Option<String>,
}

/// Gives the account behind a letter its first password, and signs its person in; the session is in the cookie.
#[utoipa::path(post, path = "/beginning/{token}", operation_id = "begin", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), request_body = Chosen, responses(
        (status = 200, description = "Who begins", body = Me),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
        (status = 422, description = "Not a password that can be taken", body = ProblemShape),
        (status = 503, description = "Too many people join right now", body = ProblemShape),
    ))]
pub(super) async fn begin(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
    Body(Chosen { password, language }): Body<Chosen>,
) -> Result<Response, Problem> {
    let signed_in = accounts.begin(org.id, &token, &password, language, origin(&client)).await?;
    let profile = accounts.profile(org.id, signed_in.person).await?;
    let cookie = set_session_cookie(client.secure, &signed_in.token, signed_in.max_age);
    Ok(([(header::SET_COOKIE, cookie)], me_response(profile)).into_response())
}
