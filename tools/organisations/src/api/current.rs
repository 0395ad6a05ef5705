//! The organisation of this address, for everybody: the sign-in page shows it.

use axum::Json;
use axum::extract::State;
use base_web::context::Context;
use base_web::{Problem, ProblemShape};

use super::{View, blank, view};
use crate::Organisations;

/// The organisation of this address.
#[utoipa::path(get, path = "/current", operation_id = "current_organisation", tag = "organisations", responses(
    (status = 200, description = "The organisation", body = View),
    (status = 404, description = "No organisation lives at this address", body = ProblemShape),
))]
pub(super) async fn current(
    State(organisations): State<Organisations>,
    context: Context,
) -> Result<Json<View>, Problem> {
    match context.org() {
        Ok(org) => Ok(Json(view(&organisations, org))),
        Err(_) if organisations.needs_setup().await? => Ok(Json(blank(&organisations, &context.host))),
        Err(unknown_host) => Err(unknown_host),
    }
}
