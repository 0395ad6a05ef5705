//! One person, for those who manage.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use base_id::PersonId;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::{ManagedPerson, managed_response};
use crate::Accounts;

/// A person, for administrators.
#[utoipa::path(get, path = "/managed-people/{id}", operation_id = "get_managed_person", tag = "accounts",
    params(("id" = PersonId, Path)), responses(
        (status = 200, description = "The person", body = ManagedPerson),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "Nobody has this identifier", body = ProblemShape),
    ))]
pub(super) async fn get_managed(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<PersonId>,
) -> Result<([(HeaderName, String); 1], Json<ManagedPerson>), Problem> {
    Ok(managed_response(accounts.managed_person(org.id, &caller, id).await?, accounts.now()))
}
