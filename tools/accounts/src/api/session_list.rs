//! The caller's sessions.

use axum::Json;
use axum::extract::State;
use base_suite::Via;
use base_web::{CurrentOrg, PageOf, Problem, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Accounts;
use crate::model::SessionId;

/// A browser that is signed in.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Session)]
pub(super) struct View {
    id: SessionId,
    /// In words: `Firefox, Linux`.
    device: String,
    /// Where it was last used.
    address: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// To the minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    current: bool,
}

/// The caller's sessions, last used first.
#[utoipa::path(get, path = "/me/sessions", operation_id = "list_sessions", tag = "accounts", responses(
    (status = 200, description = "All of them", body = PageOf<View>),
))]
pub(super) async fn list_sessions(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<View>>, Problem> {
    let sessions = accounts.sessions(org.id, caller.person).await?;
    let views = sessions.into_iter().map(|session| View {
        id: session.id,
        device: session.device,
        address: session.address.unwrap_or_default(),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        current: caller.via == Via::Session(session.id.uuid()),
    });
    Ok(Json(PageOf::whole(views.collect())))
}
