//! The account behind a link that chooses another password.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;

/// What whoever follows the link sees.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Resetting)]
pub(super) struct View {
    /// The name of the account's person.
    name: String,
    handle: String,
    /// How many devices have a password of their own.
    devices: usize,
    /// Until when the link works.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The account behind the link that ends in this token.
#[utoipa::path(get, path = "/resets/{token}", operation_id = "get_reset", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "It works", body = View),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
    ))]
pub(super) async fn get_reset(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<View>, Problem> {
    let found = accounts.resetting(org.id, &token).await?;
    let (name, handle) = (found.person.name, found.person.handle);
    Ok(Json(View { name, handle, devices: found.devices, expires_at: found.expires_at }))
}
