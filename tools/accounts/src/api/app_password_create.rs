//! A new device password.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::{StatusCode, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::origin;
use crate::Accounts;
use crate::model::AppPasswordId;

/// A device password to be.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = AppPasswordRequest)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// What the device is called.
    label: String,
}

/// A device password with its secret, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NewAppPassword)]
pub(super) struct View {
    id: AppPasswordId,
    label: String,
    /// To type into the program, with or without the hyphens.
    password: String,
    /// To type beside it.
    login: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Makes a device password for a program that cannot open a page to sign in.
#[utoipa::path(post, path = "/me/app-passwords", operation_id = "create_app_password", tag = "accounts",
    request_body = Request, responses(
    (status = 201, description = "Made; the password is shown this once", body = View),
    (status = 422, description = "The label cannot be taken", body = ProblemShape),
))]
pub(super) async fn create_app_password(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Request { label }): Body<Request>,
) -> Result<impl IntoResponse, Problem> {
    let new = accounts.add_app_password(org.id, &caller, &label, origin(&client)).await?;
    let view =
        View { id: new.id, label: new.label, password: new.password, login: new.login, created_at: new.created_at };
    // Kept nowhere, not even for a request that is repeated (Idempotency-Key).
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(view)))
}
