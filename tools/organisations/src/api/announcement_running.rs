//! What is announced to the caller now.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, Problem, ProblemShape, Signed};

use super::announcement_views::RunningView;
use crate::Organisations;

/// The announcements that run and are for the caller, newest first; those that they put away too.
#[utoipa::path(get, path = "/announcements/running", operation_id = "running_announcements", tag = "organisations",
    responses(
        (status = 200, description = "All of them", body = PageOf<RunningView>),
        (status = 401, description = "Nobody is signed in", body = ProblemShape),
    ))]
pub(super) async fn running_announcements(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<PageOf<RunningView>>, Problem> {
    let running = organisations.running_announcements(&caller, org.id).await?;
    Ok(Json(PageOf::whole(running.into_iter().map(RunningView::from).collect())))
}
