//! What the caller was told.

use axum::Json;
use axum::extract::State;
use base_web::{CurrentOrg, PageOf, PageQuery, Problem, Query, Signed};
use serde::Deserialize;

use super::{NoticeView, language};
use crate::Notifications;
use crate::model::NoticeId;

/// Which notices.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Those unread alone.
    #[serde(default)]
    #[param(required = false)]
    unread: bool,
    limit: Option<usize>,
    after: Option<String>,
}

/// What the caller was told and may see today, newest first.
#[utoipa::path(get, path = "/notices", operation_id = "list_notices", tag = "notifications", params(Which), responses(
    (status = 200, description = "A page", body = PageOf<NoticeView>),
))]
pub(super) async fn list_notices(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Query(Which { unread, limit, after }): Query<Which>,
) -> Result<Json<PageOf<NoticeView>>, Problem> {
    let page = PageQuery { limit, after };
    let before: Option<NoticeId> = page.after()?;
    let notices = notifications.inbox(&org, &caller, unread, before, page.limit(30, 100)?).await?;
    let language = language(&caller, &org);
    Ok(Json(PageOf::from_page(notices, |last| last.told.id, |shown| NoticeView::new(shown, language))))
}
