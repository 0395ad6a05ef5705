//! What administrators change of a person.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use base_id::PersonId;
use base_web::{Body, Client, CurrentOrg, IfMatch, Path, Problem, ProblemShape, Signed};

use super::{ManagedPerson, managed_response, origin};
use crate::{Accounts, PersonChange};

/// Changes what is given of a person: name, address, role, whether the account may be used.
#[utoipa::path(patch, path = "/managed-people/{id}", operation_id = "change_managed_person", tag = "accounts",
    params(("id" = PersonId, Path)), request_body = PersonChange, responses(
        (status = 200, description = "The person as they are now", body = ManagedPerson),
        (status = 403, description = "Beyond the caller's role", body = ProblemShape),
        (status = 404, description = "Nobody has this identifier", body = ProblemShape),
        (status = 409, description = "The last main administrator, or an address that is taken", body = ProblemShape),
        (status = 412, description = "Changed meanwhile, where If-Match was sent", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    ))]
pub(super) async fn change_managed(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<PersonId>,
    IfMatch(tags): IfMatch,
    client: Client,
    Body(change): Body<PersonChange>,
) -> Result<([(HeaderName, String); 1], Json<ManagedPerson>), Problem> {
    let changed = accounts.change_person(org.id, &caller, origin(&client), id, tags, change).await?;
    Ok(managed_response(changed, accounts.now()))
}
