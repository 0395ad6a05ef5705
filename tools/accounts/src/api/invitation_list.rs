//! The invitations that can be used.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};

use super::{InvitationView, language};
use crate::Accounts;
use crate::model::InvitationId;

/// The invitations that can be used, newest first, for administrators.
#[utoipa::path(get, path = "/invitations", operation_id = "list_invitations", tag = "accounts", params(PageQuery),
    responses(
        (status = 200, description = "A page", body = PageOf<InvitationView>),
        (status = 403, description = "For administrators", body = ProblemShape),
    ))]
pub(super) async fn list_invitations(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<InvitationView>>, Problem> {
    let before: Option<InvitationId> = page.after()?;
    let invitations = accounts.invitations(org.id, &caller, before, page.limit(50, 200)?).await?;
    let language = language(&org, &caller);
    Ok(Json(PageOf::from_page(
        invitations,
        |last| last.invitation.id,
        |invited| InvitationView::new(invited, language),
    )))
}
