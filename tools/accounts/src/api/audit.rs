//! What happened to the caller's account.

use axum::Json;
use axum::extract::State;
use base_suite::audit::EntryId;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, Query, Signed};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::Accounts;

/// Something that happened.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditEntry)]
pub(super) struct View {
    id: EntryId,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `session.created`, `session.refused`, `password.changed`...
    act: String,
    #[schema(required)]
    address: Option<String>,
    #[schema(required)]
    device: Option<String>,
    /// What else is worth knowing, by act.
    #[schema(value_type = Object)]
    detail: Value,
}

/// What happened to the caller's account, newest first.
#[utoipa::path(get, path = "/me/audit", operation_id = "list_audit", tag = "accounts", params(PageQuery), responses(
    (status = 200, description = "A page", body = PageOf<View>),
))]
pub(super) async fn list_audit(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<View>>, Problem> {
    let before: Option<EntryId> = page.after()?;
    let entries = accounts.audit(org.id, caller.person, before, page.limit(50, 200)?).await?;
    Ok(Json(PageOf::from_page(
        entries,
        |last| last.id,
        |entry| View {
            id: entry.id,
            at: entry.at,
            act: entry.act,
            address: entry.address,
            device: entry.device,
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
        },
    )))
}
