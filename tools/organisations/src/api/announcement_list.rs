//! All announcements, for administrators.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, ProblemShape, Query, Signed};

use super::announcement_views::AnnouncementView;
use crate::Organisations;
use crate::model::announcements::AnnouncementId;

/// Those to come, those that run and those that are over, newest first.
#[utoipa::path(get, path = "/announcements", operation_id = "list_announcements", tag = "organisations",
    params(PageQuery), responses(
        (status = 200, description = "A page", body = PageOf<AnnouncementView>),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
    ))]
pub(super) async fn list_announcements(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(page): Query<PageQuery>,
) -> Result<Json<PageOf<AnnouncementView>>, Problem> {
    let (after, limit) = (page.after::<AnnouncementId>()?, page.limit(30, 100)?);
    let seen = organisations.announcements(&caller, org.id, after, limit).await?;
    Ok(Json(PageOf::from_page(seen, |last| last.announcement.id, AnnouncementView::from)))
}
