//! Invitations to a list of addresses.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};

use super::{InvitationLink, language, origin};
use crate::{Accounts, InvitationDraft};

/// Whom, and to what.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = InvitationsDraft)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// 1 to 100 addresses, as they are pasted: separated by commas, semicolons, lines or spaces, with names or without.
    addresses: String,
    /// What all of them are invited to; its `email`, `name` and `uses` do not count.
    draft: InvitationDraft,
}

/// What came of it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = InvitedSeveral)]
pub(super) struct View {
    invited: Vec<InvitationLink>,
    /// What could not be invited.
    refused: Vec<RefusedView>,
}

/// Something that could not be invited.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AddressRefused)]
pub(super) struct RefusedView {
    /// As it was pasted.
    given: String,
    /// The type of the problem: `invalid-input`, `name-taken`, `already-invited`...
    reason: String,
    /// What to do, in words.
    detail: String,
}

/// Invites each of several addresses, by a link of its own. Links are in the answer, and are not shown again.
#[utoipa::path(post, path = "/invitations/several", operation_id = "create_invitations", tag = "accounts",
    request_body = Request, responses(
        (status = 201, description = "Who is invited, and who could not be", body = View),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    ))]
pub(super) async fn create_invitations(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Request { addresses, draft }): Body<Request>,
) -> Result<(StatusCode, [(HeaderName, &'static str); 1], Json<View>), Problem> {
    let several = accounts.invite_several(org.id, &caller, &origin(&client), &addresses, &draft).await?;
    let language = language(&org, &caller);
    let refused = several.refused.into_iter().map(|(given, error)| {
        let problem = Problem::from(error);
        RefusedView { given, reason: problem.slug().to_owned(), detail: problem.message().to_owned() }
    });
    let invited = several.invited.into_iter().map(|invited| InvitationLink::new(invited, language)).collect();
    let view = View { invited, refused: refused.collect() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(view)))
}
