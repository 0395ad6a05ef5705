//! Another e-mail address.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::origin;
use crate::Accounts;

/// The address to be, and the password there is.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = EmailChangeAsked)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    email: String,
    password: String,
}

/// Asks for another address: it is changed once the link is followed that is sent to it. The one there is is told.
#[utoipa::path(post, path = "/me/email-change", operation_id = "ask_email_change", tag = "accounts",
    request_body = Request, responses(
        (status = 202, description = "A letter is on its way to the new address"),
        (status = 401, description = "The password is another", body = ProblemShape),
        (status = 422, description = "No letter can be sent there", body = ProblemShape),
        (status = 429, description = "Too many attempts; see `retry_after`", body = ProblemShape),
    ))]
pub(super) async fn ask_email_change(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Request { email, password }): Body<Request>,
) -> Result<StatusCode, Problem> {
    accounts.ask_email(org.id, &caller, &password, &email, origin(&client)).await?;
    Ok(StatusCode::ACCEPTED)
}
