//! Somebody whose address is confirmed makes their account.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, set_session_cookie};
use http::{StatusCode, header};

use super::{Me, me_response, origin};
use crate::{Accounts, Newcomer};

/// Makes the account of somebody who confirmed their address, and signs them in; the session is in the cookie.
#[utoipa::path(post, path = "/registering/{token}", operation_id = "register", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), request_body = Newcomer, responses(
        (status = 201, description = "Who joined", body = Me),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
        (status = 409, description = "Somebody has this handle or this address", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
        (status = 503, description = "Too many people join right now", body = ProblemShape),
    ))]
pub(super) async fn register(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
    Body(newcomer): Body<Newcomer>,
) -> Result<Response, Problem> {
    let signed_in = accounts.register(org.id, &token, newcomer, origin(&client)).await?;
    let profile = accounts.profile(org.id, signed_in.person).await?;
    let cookie = set_session_cookie(client.secure, &signed_in.token, signed_in.max_age);
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], me_response(profile)).into_response())
}
