//! What a person tells others of themself.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, Signed};

use super::TellingView;
use crate::Accounts;

/// What the caller tells others, and whom.
#[utoipa::path(get, path = "/me/directory", operation_id = "get_telling", tag = "accounts", responses(
    (status = 200, description = "Each field", body = TellingView),
))]
pub(super) async fn get_telling(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<TellingView>, Problem> {
    Ok(Json(accounts.telling(org.id, &caller).await?.into()))
}
