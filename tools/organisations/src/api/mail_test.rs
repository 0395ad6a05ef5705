//! A test message, by administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::LetterView;
use crate::Organisations;

/// After which an address may get another one.
const HOUR_SECONDS: u64 = 3_600;

/// To whom.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = MailTest)]
#[serde(deny_unknown_fields)]
pub(super) struct Test {
    to: String,
}

/// Sends a message that says that mail works, and waits for how that ends.
#[utoipa::path(post, path = "/mail/test", operation_id = "test_mail", tag = "organisations", request_body = Test,
    responses(
        (status = 200, description = "What became of it", body = LetterView),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 422, description = "Not an address", body = ProblemShape),
        (status = 429, description = "The address had as many as it may get", body = ProblemShape),
    ))]
pub(super) async fn test_mail(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Test { to }): Body<Test>,
) -> Result<Json<LetterView>, Problem> {
    match organisations.test_mail(&caller, &org, &to, client.address).await? {
        Some(record) => Ok(Json(record.into())),
        None => Err(Problem::too_many_attempts(HOUR_SECONDS)),
    }
}
