//! What lies in a trash.

use axum::Json;
use axum::extract::State;
use base_web::page::{decode, encode};
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::views::{PersonView, Time, person};
use crate::Files;
use crate::model::{DriveId, NodeId, NodeKind};
use crate::service::{Actor, trash};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Whose trash.
    drive_id: DriveId,
    /// Items at most.
    #[param(minimum = 1)]
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Something in the trash.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = TrashedNode)]
pub(super) struct TrashedView {
    id: NodeId,
    name: String,
    kind: NodeKind,
    size: i64,
    #[schema(required)]
    media_type: Option<String>,
    deleted_at: Time,
    #[schema(required)]
    deleted_by: Option<PersonView>,
    /// The folder that it was in, from the drive's root: `Reports/2026`; empty for the root.
    original_path: String,
    drive_id: DriveId,
}

/// What was deleted in a drive and can come back, newest first.
#[utoipa::path(get, path = "/trash", operation_id = "list_trash", tag = "files", params(Wanted), responses(
    (status = 200, body = PageOf<TrashedView>),
    (status = 404, body = ProblemShape, description = "not-found: no such drive"),
))]
pub(super) async fn list_trash(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PageOf<TrashedView>>, Problem> {
    let limit = PageQuery { limit: wanted.limit, after: None }.limit(200, 1_000)?;
    let after: Option<(Timestamp, NodeId)> = wanted.after.as_deref().map(decode).transpose()?;
    let drive_id = wanted.drive_id;
    let listed = trash::page(&files, Actor::new(&org, &caller), drive_id, after, limit).await?;
    let (page, people) = (listed.page, listed.people);
    let next = page.items.last().filter(|_| page.more).map(|last| encode(&(last.deleted_at, last.id)));
    let items = page.items.into_iter().map(|row| TrashedView {
        deleted_by: person(row.deleted_by, &people),
        id: row.id,
        name: row.original_name,
        kind: row.kind,
        size: row.size,
        media_type: row.media_type,
        deleted_at: Time(row.deleted_at),
        original_path: row.original_path,
        drive_id,
    });
    Ok(Json(PageOf { items: items.collect(), next }))
}
