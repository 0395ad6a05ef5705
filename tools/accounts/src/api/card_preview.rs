//! One's own card, as others see it.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Problem, Query, Signed};
use serde::Deserialize;

use super::PersonCard;
use crate::Accounts;
use crate::service::LookAs;

/// As whom.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// As whom to look.
    #[param(inline)]
    r#as: LookAs,
}

/// The caller's own card, as others see it.
#[utoipa::path(get, path = "/me/card", operation_id = "preview_card", tag = "accounts", params(As), responses(
    (status = 200, description = "The card", body = PersonCard),
))]
pub(super) async fn preview_card(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(As { r#as: look }): Query<As>,
) -> Result<Json<PersonCard>, Problem> {
    Ok(Json(accounts.own_card(org.id, &caller, look).await?.into()))
}
