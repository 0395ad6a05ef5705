//! What a person says of themself.

use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, IfMatch, Problem, ProblemShape, Signed};

use super::{Me, MeResponse, me_response, origin};
use crate::{Accounts, ProfileChange};

/// Changes what is given of the caller's profile.
#[utoipa::path(patch, path = "/me", operation_id = "change_me", tag = "accounts", request_body = ProfileChange, responses(
    (status = 200, description = "The caller as they are now", body = Me),
    (status = 412, description = "Changed meanwhile, where If-Match was sent", body = ProblemShape),
    (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
))]
pub(super) async fn change_me(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    IfMatch(tags): IfMatch,
    client: Client,
    Body(change): Body<ProfileChange>,
) -> Result<MeResponse, Problem> {
    Ok(me_response(accounts.change_profile(org.id, &caller, tags, change, origin(&client)).await?))
}
