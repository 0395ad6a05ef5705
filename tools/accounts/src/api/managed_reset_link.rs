//! An administrator helps somebody back in, by a link that they hand over.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use base_id::PersonId;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::{StatusCode, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::origin;
use crate::Accounts;

/// The administrator proves to be one.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = ResetLinkAsked)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// The caller's own.
    password: String,
}

/// The link, which is not shown again.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ResetLink)]
pub(super) struct View {
    /// What follows the organisation's address: `/reset/...`.
    path: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Makes a link that chooses another password for a person, to hand over. The person is told at every address, and all
/// administrators are.
#[utoipa::path(post, path = "/managed-people/{id}/reset-link", operation_id = "make_reset_link", tag = "accounts",
    params(("id" = PersonId, Path)), request_body = Request, responses(
        (status = 201, description = "The link", body = View),
        (status = 401, description = "The password is another", body = ProblemShape),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 404, description = "Nobody has this identifier", body = ProblemShape),
        (status = 422, description = "The account may not be used", body = ProblemShape),
        (status = 429, description = "Too many attempts; see `retry_after`", body = ProblemShape),
    ))]
pub(super) async fn make_reset_link(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<PersonId>,
    client: Client,
    Body(Request { password }): Body<Request>,
) -> Result<(StatusCode, [(HeaderName, &'static str); 1], Json<View>), Problem> {
    let (path, expires_at) = accounts.hand_over_reset(org.id, &caller, origin(&client), id, &password).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(View { path, expires_at })))
}
