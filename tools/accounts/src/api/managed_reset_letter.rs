//! An administrator helps somebody back in, by a letter.

use axum::Json;
use axum::extract::State;
use base_id::PersonId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Serialize;

use super::origin;
use crate::Accounts;

/// Where the letter went.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResetLetter)]
pub(super) struct View {
    sent_to: String,
}

/// Sends a person a link that chooses another password.
#[utoipa::path(post, path = "/managed-people/{id}/reset-letter", operation_id = "send_reset_letter", tag = "accounts",
    params(("id" = PersonId, Path)), responses(
        (status = 200, description = "It is on its way", body = View),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 404, description = "Nobody has this identifier", body = ProblemShape),
        (status = 422, description = "The account may not be used", body = ProblemShape),
        (status = 429, description = "The address was sent several within the hour", body = ProblemShape),
    ))]
pub(super) async fn send_reset_letter(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<PersonId>,
    client: Client,
) -> Result<Json<View>, Problem> {
    let person = accounts.send_reset(org.id, &caller, origin(&client), id).await?;
    Ok(Json(View { sent_to: person.email }))
}
