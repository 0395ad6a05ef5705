//! To the trash.

use axum::extract::State;
use base_web::{CurrentOrg, IfMatch, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Files;
use crate::model::NodeId;
use crate::service::{Actor, At, Conditions, trash};

/// Moves a folder or file to the trash of its drive.
#[utoipa::path(delete, path = "/nodes/{id}", operation_id = "delete_node", tag = "files",
    params(("id" = NodeId, Path)), responses(
        (status = 204),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found"),
        (status = 412, body = ProblemShape, description = "precondition-failed: If-Match does not hold"),
        (status = 423, body = ProblemShape, description = "locked"),
    ))]
pub(super) async fn delete_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    IfMatch(tags): IfMatch,
) -> Result<StatusCode, Problem> {
    trash::discard(&files, Actor::new(&org, &caller), At::Id(id), Conditions::if_match(tags)).await?;
    Ok(StatusCode::NO_CONTENT)
}
