//! Somebody asks to join.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape};
use http::StatusCode;

use super::origin;
use crate::{Accounts, Asking};

/// Asks to join by one's own address. What comes of it is told to the address alone: the answer is the same whoever has
/// it, and whether it may join or not.
#[utoipa::path(post, path = "/registrations", operation_id = "ask_to_register", tag = "accounts",
    request_body = Asking, responses(
        (status = 202, description = "A letter says how it goes on"),
        (status = 404, description = "Nobody joins by themself here", body = ProblemShape),
        (status = 422, description = "Not a name or not an address", body = ProblemShape),
        (status = 429, description = "Asked too often", body = ProblemShape),
    ))]
pub(super) async fn ask_to_register(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    client: Client,
    Body(asking): Body<Asking>,
) -> Result<StatusCode, Problem> {
    accounts.ask_to_register(org.id, asking, None, &origin(&client)).await?;
    Ok(StatusCode::ACCEPTED)
}
