//! The address that the caller asked for.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;

/// An address that waits to be confirmed.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AskedAddress)]
pub(super) struct Asked {
    email: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// What the caller asked for.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EmailChange)]
pub(super) struct View {
    /// `null` when nothing waits.
    #[schema(required)]
    asked: Option<Asked>,
}

/// The address that the caller asked for and has not confirmed yet.
#[utoipa::path(get, path = "/me/email-change", operation_id = "get_email_change", tag = "accounts", responses(
    (status = 200, description = "What waits", body = View),
))]
pub(super) async fn get_email_change(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<View>, Problem> {
    let asked = accounts.asked_email(org.id, &caller).await?;
    Ok(Json(View { asked: asked.map(|(email, expires_at)| Asked { email, expires_at }) }))
}
