//! Accepting and refusing those who ask to join.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::{Deserialize, Serialize};

use super::origin;
use crate::Accounts;
use crate::model::RegistrationId;

/// What is decided, on whom.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = RegistrationsDecision)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    /// 1 to 100.
    registrations: Vec<RegistrationId>,
    /// `false` refuses: they may ask again after 30 days.
    accept: bool,
    /// What is written to them; may be absent.
    #[serde(default)]
    note: String,
}

/// What came of it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = RegistrationsDecided)]
pub(super) struct View {
    /// On whom was decided: not on those on whom somebody else had.
    decided: Vec<RegistrationId>,
}

/// Accepts or refuses several who ask to join, for administrators. They are told by a letter.
#[utoipa::path(post, path = "/registrations/decide", operation_id = "decide_registrations", tag = "accounts",
    request_body = Decision, responses(
        (status = 200, description = "On whom was decided", body = View),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 422, description = "Nobody, or too many", body = ProblemShape),
    ))]
pub(super) async fn decide_registrations(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Decision { registrations, accept, note }): Body<Decision>,
) -> Result<Json<View>, Problem> {
    let decided = accounts.decide_registrations(&org, &caller, origin(&client), registrations, accept, &note).await?;
    Ok(Json(View { decided }))
}
