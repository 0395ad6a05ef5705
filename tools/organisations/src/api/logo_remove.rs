//! No logo any more, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Problem, ProblemShape, Signed};

use super::{View, view};
use crate::Organisations;

/// Takes the logo away.
#[utoipa::path(delete, path = "/current/logo", operation_id = "remove_logo", tag = "organisations", responses(
    (status = 200, description = "The organisation as it is now", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn remove_logo(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
) -> Result<Json<View>, Problem> {
    let org = organisations.remove_logo(&caller, org.id, client.address).await?;
    Ok(Json(view(&organisations, &org)))
}
