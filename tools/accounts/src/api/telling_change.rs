//! Telling others something else of oneself.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::{TellingView, origin};
use crate::Accounts;
use crate::model::card::Field;
use crate::service::FieldChange;

/// What is changed; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TellingChange {
    /// Only whom it is for: the address itself is changed elsewhere.
    #[serde(default)]
    email: Option<FieldChange>,
    /// A telephone number.
    #[serde(default)]
    phone: Option<FieldChange>,
    /// What they do here.
    #[serde(default)]
    function: Option<FieldChange>,
    /// Where they are found.
    #[serde(default)]
    location: Option<FieldChange>,
    /// A few lines about them.
    #[serde(default)]
    about: Option<FieldChange>,
}

/// Changes what the caller tells others, and whom.
#[utoipa::path(patch, path = "/me/directory", operation_id = "change_telling", tag = "accounts",
    request_body = TellingChange, responses(
        (status = 200, description = "Each field as it is now", body = TellingView),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    ))]
pub(super) async fn change_telling(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(TellingChange { email, phone, function, location, about }): Body<TellingChange>,
) -> Result<Json<TellingView>, Problem> {
    let changes = [
        (Field::Email, email),
        (Field::Phone, phone),
        (Field::Function, function),
        (Field::Location, location),
        (Field::About, about),
    ];
    let changes = changes.into_iter().filter_map(|(field, change)| Some((field, change?))).collect();
    Ok(Json(accounts.change_telling(org.id, &caller, changes, origin(&client)).await?.into()))
}
