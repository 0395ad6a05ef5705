//! A program that asks to be let in, for the page where its person answers.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;
use crate::service::DeviceLogin;

/// A program that asks to be let in. What it says of itself, anybody can have written.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DeviceLogin)]
pub(super) struct View {
    /// What it says it is, in words that need no translation: `Nextcloud Desktop, Linux`. The beginning of
    /// `user_agent` when it is not known, empty when it says nothing.
    client: String,
    /// What it says it is, whole.
    user_agent: String,
    /// Where it asked from; `null` when that is not known.
    #[schema(required)]
    address: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Until when it may be answered.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The program behind the page whose address ends in this token.
#[utoipa::path(get, path = "/device-logins/{token}", operation_id = "device_login", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the page's address")), responses(
    (status = 200, description = "It waits for an answer", body = View),
    (status = 404, description = "Unknown, answered or older than 20 minutes", body = ProblemShape),
))]
pub(super) async fn get_device_login(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    _: Signed,
    Path(token): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let DeviceLogin { client, user_agent, address, created_at, expires_at } =
        accounts.device_login(org.id, &token).await?;
    Ok(Json(View { client, user_agent, address, created_at, expires_at }))
}
