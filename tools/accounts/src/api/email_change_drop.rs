//! No other e-mail address after all.

use axum::extract::State;
use base_web::{CurrentOrg, Problem, Signed};
use http::StatusCode;

use crate::Accounts;

/// The address that the caller asked for can no longer be confirmed.
#[utoipa::path(delete, path = "/me/email-change", operation_id = "drop_email_change", tag = "accounts", responses(
    (status = 204, description = "Nothing waits any more"),
))]
pub(super) async fn drop_email_change(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<StatusCode, Problem> {
    accounts.drop_asked_email(org.id, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
