//! One list of people.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::import_view::ImportView;
use crate::Accounts;
use crate::model::ImportId;

/// Where a list of people stands, for administrators.
#[utoipa::path(get, path = "/imports/{id}", operation_id = "get_import", tag = "accounts",
    params(("id" = ImportId, Path)), responses(
        (status = 200, description = "The list", body = ImportView),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "No such list", body = ProblemShape),
    ))]
pub(super) async fn get_import(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<ImportId>,
) -> Result<Json<ImportView>, Problem> {
    Ok(Json(accounts.import_of_people(org.id, &caller, id).await?.into()))
}
