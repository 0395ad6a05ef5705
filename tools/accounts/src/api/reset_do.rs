//! Another password, by a link.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, set_session_cookie};
use http::header;
use serde::Deserialize;

use super::{Me, me_response, origin};
use crate::Accounts;

/// The password to be.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = PasswordReset)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// 12 characters or more, not a common one, without the person's handle or address in it.
    password: String,
    /// Whether connected devices are cut off, too.
    #[serde(default)]
    cut_off_devices: bool,
}

/// Chooses another password for whoever follows a link, and signs them in; the session is in the cookie. All other
/// sessions end.
#[utoipa::path(post, path = "/resets/{token}", operation_id = "reset_password", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), request_body = Request, responses(
        (status = 200, description = "Who is signed in", body = Me),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
        (status = 422, description = "The password cannot be taken", body = ProblemShape),
        (status = 503, description = "Too many people sign in right now", body = ProblemShape),
    ))]
pub(super) async fn reset(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
    Body(Request { password, cut_off_devices }): Body<Request>,
) -> Result<Response, Problem> {
    let signed_in = accounts.reset(org.id, &token, &password, cut_off_devices, origin(&client)).await?;
    let profile = accounts.profile(org.id, signed_in.person).await?;
    let cookie = set_session_cookie(client.secure, &signed_in.token, signed_in.max_age);
    Ok(([(header::SET_COOKIE, cookie)], me_response(profile)).into_response())
}
