//! What is in a folder.

use axum::Json;
use axum::extract::State;
use base_web::page::{decode, encode};
use base_web::{CurrentOrg, PageOf, PageQuery, Path, Problem, ProblemShape, Query, Signed};
use serde::Deserialize;

use super::views::{self, NodeView};
use crate::Files;
use crate::model::{NodeId, Order, Sort};
use crate::service::Actor;
use crate::service::nodes::{Children, Cursor, page};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Items at most.
    #[param(minimum = 1)]
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
    /// By what to sort; by name if nothing is said.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// In which direction; ascending if nothing is said.
    #[serde(default)]
    #[param(inline)]
    order: Order,
}

/// What is in a folder: folders first, then files, sorted.
#[utoipa::path(get, path = "/nodes/{id}/children", operation_id = "list_children", tag = "files",
    params(("id" = NodeId, Path), Wanted), responses(
        (status = 200, body = PageOf<NodeView>),
        (status = 404, body = ProblemShape, description = "not-found"),
        (status = 409, body = ProblemShape, description = "conflict: a file, not a folder"),
    ))]
pub(super) async fn list_children(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PageOf<NodeView>>, Problem> {
    let limit = PageQuery { limit: wanted.limit, after: None }.limit(200, 1_000)?;
    let after: Option<Cursor> = wanted.after.as_deref().map(decode).transpose()?;
    let order = (wanted.sort, wanted.order);
    let Children { seen, page, people } = page(&files, Actor::new(&org, &caller), id, order, after, limit).await?;
    let next = page.items.last().filter(|_| page.more).map(|last| encode(&Cursor::after(last, wanted.sort)));
    let items = page.items.into_iter().map(|node| views::node(&seen, node, &people)).collect();
    Ok(Json(PageOf { items, next }))
}
