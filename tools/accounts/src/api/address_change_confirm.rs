//! A new address, confirmed.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape};
use http::StatusCode;

use super::origin;
use crate::Accounts;

/// The address that the link was sent to becomes the account's.
#[utoipa::path(post, path = "/address-changes/{token}/confirm", operation_id = "confirm_address_change",
    tag = "accounts", params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 204, description = "It is"),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
        (status = 409, description = "Somebody has this address by now", body = ProblemShape),
    ))]
pub(super) async fn confirm_address_change(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.confirm_email(org.id, &token, origin(&client)).await?;
    Ok(StatusCode::NO_CONTENT)
}
