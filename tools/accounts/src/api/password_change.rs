//! Another password.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::origin;
use crate::Accounts;

/// The password there is and the one to be.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = PasswordChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    current: String,
    /// 12 characters or more, not a common one, without the person's handle or address in it.
    new: String,
}

/// Changes the caller's password. Their other sessions end; device passwords stay.
#[utoipa::path(put, path = "/me/password", operation_id = "change_password", tag = "accounts", request_body = Request,
    responses(
    (status = 204, description = "Changed"),
    (status = 401, description = "The current password is another", body = ProblemShape),
    (status = 422, description = "The new one cannot be taken", body = ProblemShape),
    (status = 429, description = "Too many attempts; see `retry_after`", body = ProblemShape),
))]
pub(super) async fn change_password(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Request { current, new }): Body<Request>,
) -> Result<StatusCode, Problem> {
    accounts.change_password(org.id, &caller, &current, &new, origin(&client)).await?;
    Ok(StatusCode::NO_CONTENT)
}
