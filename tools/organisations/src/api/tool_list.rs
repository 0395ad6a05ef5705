//! The tools that can be switched off, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, Problem, ProblemShape, Signed};
use serde::Serialize;

use crate::Organisations;

/// A tool.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OrganisationTool)]
pub(super) struct View {
    /// `files`.
    name: String,
    /// Whether people have it.
    on: bool,
}

/// The tools that can be switched off, in the order of the launcher.
#[utoipa::path(get, path = "/tools", operation_id = "list_tools", tag = "organisations", responses(
    (status = 200, description = "All of them", body = PageOf<View>),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
))]
pub(super) async fn list_tools(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<View>>, Problem> {
    let names = organisations.tool_names(&caller)?;
    let view = |name: &str| View { name: name.to_owned(), on: org.has(name) };
    Ok(Json(PageOf::whole(names.into_iter().map(view).collect())))
}
