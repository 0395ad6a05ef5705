//! REST under `/api/search`.

mod search;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Search;

pub(crate) fn router(tool: &Search) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(search::search)).with_state(tool.clone())
}
