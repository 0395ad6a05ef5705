//! An invitation's letter, sent again.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::{InvitationLink, ShownOnce, language, origin, shown_once};
use crate::Accounts;
use crate::model::InvitationId;

/// Sends an invitation again, with a new link and as much time as it had: the one before leads nowhere any more.
#[utoipa::path(post, path = "/invitations/{id}/send", operation_id = "send_invitation", tag = "accounts",
    params(("id" = InvitationId, Path)), responses(
        (status = 200, description = "The invitation and its link", body = InvitationLink),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 404, description = "Unknown, used up, expired or taken back", body = ProblemShape),
        (status = 422, description = "For several people, to whom no letter goes", body = ProblemShape),
        (status = 429, description = "The address was sent several within the hour", body = ProblemShape),
    ))]
pub(super) async fn send_invitation(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<InvitationId>,
    client: Client,
) -> Result<ShownOnce, Problem> {
    let invited = accounts.renew_invitation(org.id, &caller, origin(&client), id, true).await?;
    Ok(shown_once(invited, language(&org, &caller)))
}
