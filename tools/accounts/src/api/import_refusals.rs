//! The lines of a list of people that were not taken.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Path, Problem, ProblemShape, Query, Signed};

use super::import_view::RefusedLine;
use crate::Accounts;
use crate::model::ImportId;

/// The lines of a list that were not taken, and why, for administrators.
#[utoipa::path(get, path = "/imports/{id}/refused", operation_id = "list_import_refusals", tag = "accounts",
    params(("id" = ImportId, Path), PageQuery), responses(
        (status = 200, description = "A page", body = PageOf<RefusedLine>),
        (status = 403, description = "For administrators", body = ProblemShape),
        (status = 404, description = "No such list", body = ProblemShape),
    ))]
pub(super) async fn list_import_refusals(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<ImportId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<RefusedLine>>, Problem> {
    let (after, limit) = (page.after::<i64>()?.unwrap_or(0), page.limit(200, 2_000)?);
    let refused = accounts.import_refusals(org.id, &caller, id, after, limit).await?;
    Ok(Json(PageOf::from_page(refused, |last| last.line, RefusedLine::from)))
}
