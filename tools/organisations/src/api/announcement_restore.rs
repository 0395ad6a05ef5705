//! A deleted announcement brought back, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};

use super::announcement_views::AnnouncementView;
use crate::Organisations;
use crate::model::announcements::AnnouncementId;

/// Brings an announcement back as it was, within a day.
#[utoipa::path(post, path = "/announcements/{id}/restore", operation_id = "restore_announcement",
    tag = "organisations", params(("id" = AnnouncementId, Path)), responses(
        (status = 200, description = "The announcement", body = AnnouncementView),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 404, description = "There is no such announcement, or no longer", body = ProblemShape),
    ))]
pub(super) async fn restore_announcement(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<AnnouncementId>,
) -> Result<Json<AnnouncementView>, Problem> {
    Ok(Json(organisations.set_announcement_removed(&caller, org.id, id, false, client.address).await?.into()))
}
