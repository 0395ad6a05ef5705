//! A tool switched on or off, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::{View, view};
use crate::Organisations;

/// Whether people have it.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = ToolSwitch)]
#[serde(deny_unknown_fields)]
pub(super) struct Switch {
    on: bool,
}

/// Switches a tool on or off. Nothing that it holds is deleted.
#[utoipa::path(put, path = "/tools/{tool}", operation_id = "switch_tool", tag = "organisations",
    params(("tool" = String, Path, description = "Its name: files")), request_body = Switch, responses(
    (status = 200, description = "The organisation as it is now", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
    (status = 404, description = "There is no such tool", body = ProblemShape),
    (status = 422, description = "It is part of every organisation", body = ProblemShape),
))]
pub(super) async fn switch_tool(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(tool): Path<String>,
    Body(Switch { on }): Body<Switch>,
) -> Result<Json<View>, Problem> {
    let org = organisations.switch(&caller, org.id, &tool, on, client.address).await?;
    Ok(Json(view(&organisations, &org)))
}
