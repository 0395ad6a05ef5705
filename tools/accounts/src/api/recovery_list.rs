//! What others did to the caller's way in.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;
use crate::model::{RecoveryAct, RecoveryId};

/// Something that an administrator, or the operator of the server, did.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Recovery)]
pub(super) struct View {
    id: RecoveryId,
    act: RecoveryAct,
    /// Who, by the name they had then; `null` for the operator.
    #[schema(required)]
    by_name: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[schema(required)]
    address: Option<String>,
    device: String,
}

/// What others did to the caller's way in within the last 30 days, the latest first.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Recoveries)]
pub(super) struct List {
    items: Vec<View>,
}

/// What others did to the caller's way in within the last 30 days.
#[utoipa::path(get, path = "/me/recoveries", operation_id = "list_recoveries", tag = "accounts", responses(
    (status = 200, description = "All of it", body = List),
))]
pub(super) async fn list_recoveries(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<List>, Problem> {
    let found = accounts.recoveries(org.id, caller.person).await?;
    let view = |one: crate::store::recovery::Recovery| View {
        id: one.id,
        act: one.act,
        by_name: one.by_name,
        at: one.at,
        address: one.address,
        device: one.device,
    };
    Ok(Json(List { items: found.into_iter().map(view).collect() }))
}
