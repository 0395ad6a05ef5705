//! A letter tried at once, by administrators.

use axum::Json;
use axum::extract::State;
use base_mail::MailId;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::LetterView;
use crate::Organisations;

/// Tries a letter that waits, or lies in the folder, at once.
#[utoipa::path(post, path = "/mail/letters/{id}/retry", operation_id = "retry_letter", tag = "organisations",
    params(("id" = MailId, Path)), responses(
        (status = 200, description = "The letter as it is now", body = LetterView),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 404, description = "No letter has this identifier", body = ProblemShape),
        (status = 409, description = "It waits for nothing any more", body = ProblemShape),
    ))]
pub(super) async fn retry_letter(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<MailId>,
) -> Result<Json<LetterView>, Problem> {
    Ok(Json(organisations.retry_letter(&caller, org.id, id, client.address).await?.into()))
}
