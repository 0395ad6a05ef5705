//! A program is let in.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::origin;
use crate::Accounts;

/// What the caller says of the device.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = DeviceLoginGrant)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// What it is called from now on; as it calls itself when absent.
    #[serde(default)]
    label: Option<String>,
}

/// Lets the program in: it gets a device password of the caller's when it next asks.
#[utoipa::path(post, path = "/device-logins/{token}/grant", operation_id = "grant_device_login", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the page's address")),
    request_body = Request, responses(
    (status = 204, description = "Let in"),
    (status = 404, description = "Unknown, answered or older than 20 minutes", body = ProblemShape),
    (status = 422, description = "The label cannot be taken, or the caller has too many devices", body = ProblemShape),
))]
pub(super) async fn grant_device_login(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(token): Path<String>,
    Body(Request { label }): Body<Request>,
) -> Result<StatusCode, Problem> {
    accounts.grant_device_login(org.id, &caller, &token, label.as_deref(), origin(&client)).await?;
    Ok(StatusCode::NO_CONTENT)
}
