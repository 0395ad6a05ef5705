//! A change of address, taken back.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape};
use http::header;
use serde::Serialize;

use super::origin;
use crate::Accounts;

/// What is to be done next.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AddressPutBack)]
pub(super) struct View {
    /// Where another password is chosen: `/reset/...`. Not shown again.
    path: String,
}

/// It was somebody else: puts the address back, signs out all browsers and devices, and leads to where another password
/// is chosen.
#[utoipa::path(post, path = "/address-changes/{token}/undo", operation_id = "undo_address_change", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "The address is put back", body = View),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
        (status = 409, description = "Somebody else has this address by now", body = ProblemShape),
    ))]
pub(super) async fn undo_address_change(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
    client: Client,
) -> Result<([(HeaderName, &'static str); 1], Json<View>), Problem> {
    let path = accounts.undo_email(org.id, &token, origin(&client)).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(View { path })))
}
