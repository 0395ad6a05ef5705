//! Another name or another place.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{Body, CurrentOrg, IfMatch, Path, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::views::{self, NodeView};
use crate::Files;
use crate::model::{IfExists, NodeId};
use crate::service::moves::{Destination, relocate};
use crate::service::{Actor, At, Conditions, nodes};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeChange {
    /// Its new name; as it is called now, if nothing is said.
    name: Option<String>,
    /// The folder to move it to, in the same drive or another; where it is, if nothing is said.
    parent_id: Option<NodeId>,
    /// What to do when the name is taken.
    #[serde(default)]
    if_exists: Kept,
}

/// What to do when a name is taken, without losing what has it.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    /// Refuse.
    #[default]
    Fail,
    /// Take the next free name.
    Rename,
}

impl From<Kept> for IfExists {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Fail => Self::Fail,
            Kept::Rename => Self::Rename,
        }
    }
}

/// Renames or moves a folder or file, or both.
#[utoipa::path(patch, path = "/nodes/{id}", operation_id = "change_node", tag = "files",
    params(("id" = NodeId, Path)), request_body = NodeChange, responses(
        (status = 200, body = NodeView),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found"),
        (status = 409, body = ProblemShape, description = "name-taken, moved-into-itself, conflict"),
        (status = 412, body = ProblemShape, description = "precondition-failed: If-Match does not hold"),
        (status = 422, body = ProblemShape, description = "invalid-input"),
        (status = 423, body = ProblemShape, description = "locked"),
        (status = 507, body = ProblemShape, description = "over-quota: in the other drive"),
    ))]
pub(super) async fn change_node(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    IfMatch(tags): IfMatch,
    Body(change): Body<NodeChange>,
) -> Result<impl IntoResponse, Problem> {
    let actor = Actor::new(&org, &caller);
    let to = Destination { parent: change.parent_id.map(At::Id), name: change.name };
    relocate(&files, actor, At::Id(id), to, change.if_exists.into(), Conditions::if_match(tags)).await?;
    let (reached, people) = nodes::get(&files, actor, At::Id(id)).await?;
    let view = views::node(&reached.seen, reached.node, &people);
    Ok((view.etag_header(), Json(view)))
}
