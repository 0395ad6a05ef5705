//! How long what is kept, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, Problem, ProblemShape, Signed};

use super::RetentionView;
use crate::Organisations;

/// Every rule, with what the organisation chose.
#[utoipa::path(get, path = "/retention", operation_id = "list_retention", tag = "organisations", responses(
    (status = 200, description = "All of them", body = PageOf<RetentionView>),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn list_retention(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<RetentionView>>, Problem> {
    let chosen = organisations.retention(&caller, org.id).await?;
    Ok(Json(PageOf::whole(chosen.into_iter().map(RetentionView::from).collect())))
}
