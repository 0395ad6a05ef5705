//! REST.
use utoipa_axum::router::OpenApiRouter;
use crate::Accounts;
pub(crate) fn router(_: &Accounts) -> OpenApiRouter { OpenApiRouter::new() }
