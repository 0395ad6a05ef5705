//! The logo, for everybody.

use axum::extract::State;
use axum::response::Response;
use base_web::{CurrentOrg, Problem, ProblemShape};
use http::HeaderMap;

use crate::Organisations;

/// The logo. Its address in `logo_url` changes with it.
#[utoipa::path(get, path = "/current/logo", operation_id = "logo", tag = "organisations",
    params(("v" = Option<String>, Query, description = "The version, for caches")), responses(
    (status = 200, description = "The picture", content_type = "image/webp"),
    (status = 304, description = "The picture was seen before"),
    (status = 404, description = "There is no logo", body = ProblemShape),
))]
pub(super) async fn get_logo(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let logo = organisations.logo(org.id).await?.ok_or_else(Problem::not_found)?;
    Ok(base_web::picture(&headers, &logo.version, &logo.media_type, logo.bytes, true))
}
