//! The same for several people.

use axum::Json;
use axum::extract::State;
use base_id::PersonId;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::{Deserialize, Serialize};

use super::origin;
use crate::{Accounts, BulkAct};

/// What is done, and to whom.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = PeopleAct)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// 1 to 500.
    people: Vec<PersonId>,
    act: BulkAct,
}

/// What came of it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PeopleActed)]
pub(super) struct View {
    /// For whom it was done, or was so already.
    done: Vec<PersonId>,
    /// For whom it was not.
    refused: Vec<RefusedView>,
}

/// Somebody for whom it was not done.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PersonRefused)]
pub(super) struct RefusedView {
    id: PersonId,
    /// The type of the problem: `last-owner`, `forbidden`...
    reason: String,
    /// What to do, in words.
    detail: String,
}

/// Does the same to several people, for administrators: to each whom the rules allow it.
#[utoipa::path(post, path = "/managed-people/act", operation_id = "act_on_people", tag = "accounts",
    request_body = Asked, responses(
        (status = 200, description = "For whom it was done, and for whom not", body = View),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 422, description = "Nobody, or too many, or no such act", body = ProblemShape),
    ))]
pub(super) async fn act_on_managed(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Asked { people, act }): Body<Asked>,
) -> Result<Json<View>, Problem> {
    let outcome = accounts.act_on_people(org.id, &caller, origin(&client), people, act).await?;
    let refused = outcome.refused.into_iter().map(|(id, error)| {
        let problem = Problem::from(error);
        RefusedView { id, reason: problem.slug().to_owned(), detail: problem.message().to_owned() }
    });
    Ok(Json(View { done: outcome.done, refused: refused.collect() }))
}
