//! The caller's drives.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, Problem, ProblemShape, Signed};

use super::views::{self, DriveView};
use crate::Files;
use crate::service::{Actor, drives};

/// The drives that the caller sees: their own first, then those of groups by name. Always all of them.
#[utoipa::path(get, path = "/drives", operation_id = "list_drives", tag = "files", responses(
    (status = 200, body = PageOf<DriveView>),
    (status = 401, body = ProblemShape, description = "unauthenticated"),
))]
pub(super) async fn list_drives(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<DriveView>>, Problem> {
    let actor = Actor::new(&org, &caller);
    let seen = drives::list(&files, actor).await?;
    let items = seen.into_iter().map(|seen| views::drive(&files, &actor, seen)).collect();
    Ok(Json(PageOf::whole(items)))
}
