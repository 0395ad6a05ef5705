//! Stopping a list of people that is on its way in.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::import_view::ImportView;
use super::origin;
use crate::Accounts;
use crate::model::ImportId;

/// Stops a list of people, for administrators: who is in stays in, the other lines are left alone.
#[utoipa::path(post, path = "/imports/{id}/stop", operation_id = "stop_import", tag = "accounts",
    params(("id" = ImportId, Path)), responses(
        (status = 200, description = "The list", body = ImportView),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "No such list", body = ProblemShape),
    ))]
pub(super) async fn stop_import(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<ImportId>,
) -> Result<Json<ImportView>, Problem> {
    Ok(Json(accounts.stop_import(org.id, &caller, origin(&client), id).await?.into()))
}
