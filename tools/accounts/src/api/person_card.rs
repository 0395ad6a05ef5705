//! Somebody's card.

use axum::Json;
use axum::extract::State;
use base_id::PersonId;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::PersonCard;
use crate::Accounts;

/// A person, with what they tell the caller.
#[utoipa::path(get, path = "/people/{id}", operation_id = "get_person", tag = "accounts",
    params(("id" = PersonId, Path)), responses(
        (status = 200, description = "The person", body = PersonCard),
        (status = 404, description = "Nobody whom the caller may see", body = ProblemShape),
    ))]
pub(super) async fn get_person(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<PersonId>,
) -> Result<Json<PersonCard>, Problem> {
    Ok(Json(accounts.card(org.id, &caller, id).await?.into()))
}
