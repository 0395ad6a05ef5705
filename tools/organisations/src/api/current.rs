//! The organisation of this address, for everybody: the sign-in page shows it.

use axum::Json;
use axum::extract::State;
use base_web::context::Context;
use base_web::{MaybeSigned, Problem, ProblemShape};

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
    caller: Result<MaybeSigned, Problem>,
) -> Result<Json<View>, Problem> {
    let caller = caller.ok().and_then(|MaybeSigned(caller)| caller);
    match context.org() {
        Ok(org) => {
            let view = view(&organisations, org);
            // A telephone number is not for whoever comes by.
            Ok(Json(if caller.is_some() { view } else { View { support: None, ..view } }))
        }
        Err(_) if organisations.needs_setup().await? => Ok(Json(blank(&organisations, &context.host))),
        Err(unknown_host) => Err(unknown_host),
    }
}
