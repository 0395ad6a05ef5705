//! A program is not let in.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::Accounts;

/// Turns the program away: it is told nothing, and gives up by itself.
#[utoipa::path(post, path = "/device-logins/{token}/refuse", operation_id = "refuse_device_login", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the page's address")), responses(
    (status = 204, description = "Turned away"),
    (status = 404, description = "Unknown, answered or older than 20 minutes", body = ProblemShape),
))]
pub(super) async fn refuse_device_login(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(token): Path<String>,
) -> Result<StatusCode, Problem> {
    accounts.refuse_device_login(org.id, &caller, &token, origin(&client)).await?;
    Ok(StatusCode::NO_CONTENT)
}
