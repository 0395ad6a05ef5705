//! Who is signed in.

use axum::extract::State;
use base_web::{CurrentOrg, Problem, ProblemShape, Signed};

use super::{Me, MeResponse, me_response};
use crate::Accounts;

/// Who is signed in.
#[utoipa::path(get, path = "/me", operation_id = "me", tag = "accounts", responses(
    (status = 200, description = "The caller", body = Me),
    (status = 401, description = "Nobody is signed in", body = ProblemShape),
))]
pub(super) async fn me(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<MeResponse, Problem> {
    Ok(me_response(accounts.profile(org.id, caller.person).await?))
}
