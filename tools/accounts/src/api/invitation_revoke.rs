//! An invitation is taken back.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::origin;
use crate::Accounts;
use crate::model::InvitationId;

/// Takes an invitation back: its link leads nowhere any more.
#[utoipa::path(delete, path = "/invitations/{id}", operation_id = "revoke_invitation", tag = "accounts",
    params(("id" = InvitationId, Path)), responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "No invitation has this identifier", body = ProblemShape),
    ))]
pub(super) async fn revoke_invitation(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<InvitationId>,
    client: Client,
) -> Result<StatusCode, Problem> {
    accounts.revoke_invitation(org.id, &caller, origin(&client), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
