//! All letters that wait tried at once, by administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Serialize;

use crate::Organisations;

/// How many.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LettersRetried)]
pub(super) struct View {
    tried: u64,
}

/// Tries all letters at once that wait, or lie in the folder.
#[utoipa::path(post, path = "/mail/retry", operation_id = "retry_letters", tag = "organisations", responses(
    (status = 200, description = "How many are tried", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn retry_letters(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
) -> Result<Json<View>, Problem> {
    Ok(Json(View { tried: organisations.retry_letters(&caller, org.id, client.address).await? }))
}
