//! Back from the trash.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::views::{self, NodeView};
use crate::Files;
use crate::model::NodeId;
use crate::service::{Actor, At, nodes, trash};

/// Brings something back to where it was; to the drive's root when that folder is gone; as `name (restored)` when
/// its name is taken.
#[utoipa::path(post, path = "/trash/{id}/restore", operation_id = "restore_node", tag = "files",
    params(("id" = NodeId, Path)), responses(
        (status = 200, body = NodeView),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found: not in a trash"),
    ))]
pub(super) async fn restore_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
) -> Result<impl IntoResponse, Problem> {
    let actor = Actor::new(&org, &caller);
    trash::restore(&files, actor, id).await?;
    let (reached, people) = nodes::get(&files, actor, At::Id(id)).await?;
    let view = views::node(&reached.seen, reached.node, &people);
    Ok((view.etag_header(), Json(view)))
}
