//! New settings, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};

use super::{View, view};
use crate::{Change, Organisations};

/// Changes the settings that are given.
#[utoipa::path(patch, path = "/current", operation_id = "change_organisation", tag = "organisations",
    request_body = Change, responses(
    (status = 200, description = "The organisation as it is now", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
    (status = 422, description = "A setting cannot be taken", body = ProblemShape),
))]
pub(super) async fn change(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(change): Body<Change>,
) -> Result<Json<View>, Problem> {
    let org = organisations.update(&caller, org.id, change, client.address).await?;
    Ok(Json(view(&organisations, &org)))
}
