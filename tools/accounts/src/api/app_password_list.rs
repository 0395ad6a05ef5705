//! The caller's device passwords.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, Problem, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;
use crate::model::AppPasswordId;

/// A device password. The secret itself is shown once, when it is made.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AppPassword)]
pub(super) struct View {
    id: AppPasswordId,
    label: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// To the minute; `null` when it never was.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Timestamp>,
    #[schema(required)]
    last_address: Option<String>,
}

/// The caller's device passwords, newest first.
#[utoipa::path(get, path = "/me/app-passwords", operation_id = "list_app_passwords", tag = "accounts", responses(
    (status = 200, description = "All of them", body = PageOf<View>),
))]
pub(super) async fn list_app_passwords(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<View>>, Problem> {
    let all = accounts.app_passwords(org.id, caller.person).await?;
    let views = all.into_iter().map(|one| View {
        id: one.id,
        label: one.label,
        created_at: one.created_at,
        last_used_at: one.last_used_at,
        last_address: one.last_address,
    });
    Ok(Json(PageOf::whole(views.collect())))
}
