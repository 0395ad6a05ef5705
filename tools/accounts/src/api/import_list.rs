//! The lists of people that came in.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};

use super::import_view::ImportView;
use crate::Accounts;

/// The lists of people that are remembered, newest first, for administrators.
#[utoipa::path(get, path = "/imports", operation_id = "list_imports", tag = "accounts", params(PageQuery), responses(
    (status = 200, description = "A page", body = PageOf<ImportView>),
    (status = 403, description = "For administrators", body = ProblemShape),
))]
pub(super) async fn list_imports(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<ImportView>>, Problem> {
    let imports = accounts.imports_of_people(org.id, &caller, page.after()?, page.limit(20, 100)?).await?;
    Ok(Json(PageOf::from_page(imports, |last| last.id, ImportView::from)))
}
