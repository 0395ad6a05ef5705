//! A forgotten password.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape};
use http::StatusCode;
use serde::Deserialize;

use super::origin;
use crate::Accounts;

/// Whose password.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = Forgotten)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// Handle or e-mail address.
    login: String,
}

/// Sends a link that chooses another password to the address of an account. The answer is the same whether there is such
/// an account or not.
#[utoipa::path(post, path = "/forgotten", operation_id = "forgotten_password", tag = "accounts",
    request_body = Request, responses(
        (status = 202, description = "If there is such an account, a letter is on its way"),
        (status = 422, description = "Neither a handle nor an address", body = ProblemShape),
        (status = 429, description = "Asked too often from here; see `retry_after`", body = ProblemShape),
    ))]
pub(super) async fn forgotten(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    client: Client,
    Body(Request { login }): Body<Request>,
) -> Result<StatusCode, Problem> {
    accounts.forgotten(org.id, &login, &origin(&client)).await?;
    Ok(StatusCode::ACCEPTED)
}
