//! No photo any more.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Problem, Signed};

use super::{Me, MeResponse, me_response, origin};
use crate::Accounts;

/// Takes the caller's photo away.
#[utoipa::path(delete, path = "/me/photo", operation_id = "remove_photo", tag = "accounts", responses(
    (status = 200, description = "The caller as they are now", body = Me),
))]
pub(super) async fn remove_photo(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
) -> Result<MeResponse, Problem> {
    Ok(me_response(accounts.remove_photo(org.id, &caller, origin(&client)).await?))
}
