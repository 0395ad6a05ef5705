//! The end of an announcement, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::announcement_views::AnnouncementView;
use crate::Organisations;
use crate::model::announcements::AnnouncementId;

/// Ends an announcement now: nobody sees it any more.
#[utoipa::path(post, path = "/announcements/{id}/end", operation_id = "end_announcement", tag = "organisations",
    params(("id" = AnnouncementId, Path)), responses(
        (status = 200, description = "The announcement as it is now", body = AnnouncementView),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 404, description = "There is no such announcement", body = ProblemShape),
        (status = 409, description = "It does not run", body = ProblemShape),
    ))]
pub(super) async fn end_announcement(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<AnnouncementId>,
) -> Result<Json<AnnouncementView>, Problem> {
    Ok(Json(organisations.end_announcement(&caller, org.id, id, client.address).await?.into()))
}
