//! The end of a device password.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::Accounts;
use crate::model::AppPasswordId;

/// Takes a device password away: refused from the next request on.
#[utoipa::path(delete, path = "/me/app-passwords/{id}", operation_id = "revoke_app_password", tag = "accounts",
    params(("id" = AppPasswordId, Path)), responses(
    (status = 204, description = "Taken away"),
    (status = 404, description = "The caller has no such device password", body = ProblemShape),
))]
pub(super) async fn revoke_app_password(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<AppPasswordId>,
) -> Result<StatusCode, Problem> {
    accounts.revoke_app_password(org.id, &caller, id, origin(&client)).await?;
    Ok(StatusCode::NO_CONTENT)
}
