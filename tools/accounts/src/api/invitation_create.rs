//! A new invitation.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::{InvitationLink, ShownOnce, language, origin, shown_once};
use crate::{Accounts, InvitationDraft};

/// Makes an invitation; one for an address is sent to it. The link is in the answer, and is not shown again.
#[utoipa::path(post, path = "/invitations", operation_id = "create_invitation", tag = "accounts",
    request_body = InvitationDraft, responses(
        (status = 201, description = "The invitation and its link", body = InvitationLink),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 409, description = "Somebody has this address, or is invited with it", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
        (status = 429, description = "The address was sent several letters within the hour", body = ProblemShape),
    ))]
pub(super) async fn create_invitation(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(draft): Body<InvitationDraft>,
) -> Result<(StatusCode, ShownOnce), Problem> {
    let invited = accounts.invite(org.id, &caller, origin(&client), draft).await?;
    Ok((StatusCode::CREATED, shown_once(invited, language(&org, &caller))))
}
