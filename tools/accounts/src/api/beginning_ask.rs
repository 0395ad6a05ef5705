//! Letters to begin, for those who have an account and no password yet.

use axum::Json;
use axum::extract::State;
use base_id::PersonId;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::{Deserialize, Serialize};

use super::origin;
use crate::Accounts;

/// To whom.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = BeginningsAsk)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// 1 to 500 of them; absent for everybody who has no password.
    #[serde(default)]
    people: Option<Vec<PersonId>>,
}

/// What came of it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = BeginningsAsked)]
pub(super) struct View {
    /// How many letters are being written: those who have a password, or whose account may not be used, get none.
    letters: u64,
}

/// Has letters written to people who have no password yet, each with a link that works once, for administrators. Links
/// of earlier letters lead nowhere any more.
#[utoipa::path(post, path = "/beginnings", operation_id = "ask_to_begin", tag = "accounts", request_body = Asked,
    responses(
        (status = 200, description = "They are being written", body = View),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 422, description = "Nobody, or too many", body = ProblemShape),
    ))]
pub(super) async fn ask_to_begin(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Asked { people }): Body<Asked>,
) -> Result<Json<View>, Problem> {
    let letters = accounts.ask_to_begin(org.id, &caller, origin(&client), people).await?;
    Ok(Json(View { letters }))
}
