//! What the caller did, and what happened to their account.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, Query, Signed, page};

use super::JournalLine;
use crate::Accounts;

/// What the caller did, and what was done to their account, newest first.
#[utoipa::path(get, path = "/me/audit", operation_id = "list_audit", tag = "accounts", params(PageQuery), responses(
    (status = 200, description = "A page", body = PageOf<JournalLine>),
))]
pub(super) async fn list_audit(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageOf<JournalLine>>, Problem> {
    let lines = accounts.own_journal(org.id, caller.person, query.after()?, query.limit(50, 200)?).await?;
    let next = lines.next.map(|next| page::encode(&next));
    Ok(Json(PageOf { items: lines.items.into_iter().map(JournalLine::from).collect(), next }))
}
