//! An invitation's link, made anew.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::{InvitationLink, ShownOnce, language, origin, shown_once};
use crate::Accounts;
use crate::model::InvitationId;

/// Makes the link of an invitation anew, with as much time as it had: the one before leads nowhere any more.
#[utoipa::path(post, path = "/invitations/{id}/renew", operation_id = "renew_invitation", tag = "accounts",
    params(("id" = InvitationId, Path)), responses(
        (status = 200, description = "The invitation and its link", body = InvitationLink),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 404, description = "Unknown, used up, expired or taken back", body = ProblemShape),
    ))]
pub(super) async fn renew_invitation(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<InvitationId>,
    client: Client,
) -> Result<ShownOnce, Problem> {
    let invited = accounts.renew_invitation(org.id, &caller, origin(&client), id, false).await?;
    Ok(shown_once(invited, language(&org, &caller)))
}
