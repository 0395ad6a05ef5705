//! What a link about an address does.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape};
use serde::Serialize;

use crate::Accounts;
use crate::model::LinkKind;

/// What a link does.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AddressChangeKind)]
pub(super) enum Kind {
    /// Makes the address the account's.
    Confirm,
    /// Puts the address back, and cuts everybody off.
    Undo,
}

/// What whoever follows the link sees.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AddressChange)]
pub(super) struct View {
    kind: Kind,
    /// The address that the account then has.
    email: String,
    /// Whose account.
    handle: String,
}

/// What the link that ends in this token does.
#[utoipa::path(get, path = "/address-changes/{token}", operation_id = "get_address_change", tag = "accounts",
    params(("token" = String, Path, description = "The last part of the link")), responses(
        (status = 200, description = "It works", body = View),
        (status = 404, description = "Unknown, used or expired", body = ProblemShape),
    ))]
pub(super) async fn get_address_change(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Path(token): Path<String>,
) -> Result<Json<View>, Problem> {
    let found = accounts.changing_email(org.id, &token).await?;
    let kind = if found.kind == LinkKind::Undo { Kind::Undo } else { Kind::Confirm };
    Ok(Json(View { kind, email: found.email, handle: found.person.handle }))
}
