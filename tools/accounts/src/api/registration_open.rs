//! Whether one may join by oneself, for whoever stands at the door.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem};
use serde::Serialize;

use crate::Accounts;

/// Whether one may join by oneself.
#[derive(Default, Serialize, utoipa::ToSchema)]
#[schema(as = RegistrationOpen)]
pub(super) struct View {
    open: bool,
    /// Whether an administrator decides on each.
    approval: bool,
    /// Those that addresses are of.
    domains: Vec<String>,
}

/// Whether one may join by oneself.
#[utoipa::path(get, path = "/registration", operation_id = "registration", tag = "accounts", responses(
    (status = 200, description = "Whether one may", body = View),
))]
pub(super) async fn get_registration(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
) -> Result<Json<View>, Problem> {
    let open = accounts.open_registration(org.id).await?;
    Ok(Json(open.map_or_else(View::default, |shown| View {
        open: true,
        approval: shown.rules.approval,
        domains: shown.domains,
    })))
}
