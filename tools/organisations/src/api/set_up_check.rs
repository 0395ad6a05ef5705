//! Whether a set-up link still works, before somebody fills the form in.

use axum::Json;
use axum::extract::State;
use base_web::{Problem, ProblemShape, Query};
use serde::{Deserialize, Serialize};

use super::open;
use crate::Organisations;

/// The link's token.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Link {
    token: String,
}

/// Whether the link works.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SetUpLink)]
pub(super) struct Answer {
    valid: bool,
}

/// Says whether a set-up link works. Nothing is here once the installation has an organisation.
#[utoipa::path(get, path = "/setup", operation_id = "check_set_up", tag = "organisations", params(Link), responses(
    (status = 200, description = "Whether the link works", body = Answer),
    (status = 404, description = "The installation is set up", body = ProblemShape),
))]
pub(super) async fn check_set_up(
    State(organisations): State<Organisations>,
    Query(link): Query<Link>,
) -> Result<Json<Answer>, Problem> {
    open(&organisations).await?;
    Ok(Json(Answer { valid: organisations.setup_token_is_good(&link.token).await? }))
}
