//! For good.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Files;
use crate::model::NodeId;
use crate::service::{Actor, trash};

/// Deletes something in the trash for good: possible for those who manage the drive and for who put it there.
#[utoipa::path(delete, path = "/trash/{id}", operation_id = "purge_node", tag = "files",
    params(("id" = NodeId, Path)), responses(
        (status = 204),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found: not in a trash"),
    ))]
pub(super) async fn purge_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
) -> Result<StatusCode, Problem> {
    trash::purge(&files, Actor::new(&org, &caller), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
