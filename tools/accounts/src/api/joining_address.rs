//! Somebody who follows an invitation for some domains says which address they have there.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape};
use http::StatusCode;

use super::origin;
use crate::{Accounts, Asking};

/// Asks for the letter that confirms an address, by an invitation that is for some domains. The answer is the same
/// whoever has the address.
#[utoipa::path(post, path = "/joining/{token}/address", operation_id = "confirm_joining_address", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), request_body = Asking, responses(
        (status = 202, description = "A letter says how it goes on"),
        (status = 404, description = "Unknown, used up, expired or taken back", body = ProblemShape),
        (status = 422, description = "Not a name, or not an address at one of the domains", body = ProblemShape),
        (status = 429, description = "Asked too often", body = ProblemShape),
    ))]
pub(super) async fn confirm_joining_address(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
    Body(asking): Body<Asking>,
) -> Result<StatusCode, Problem> {
    accounts.ask_to_register(org.id, asking, Some(&token), &origin(&client)).await?;
    Ok(StatusCode::ACCEPTED)
}
