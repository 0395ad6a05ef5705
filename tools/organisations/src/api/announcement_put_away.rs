//! An announcement put away, by whom it is for.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Organisations;
use crate::model::announcements::AnnouncementId;

/// Takes an announcement away from above the caller's pages, on all their devices.
#[utoipa::path(put, path = "/announcements/{id}/put-away", operation_id = "put_announcement_away",
    tag = "organisations", params(("id" = AnnouncementId, Path)), responses(
        (status = 204, description = "It is put away"),
        (status = 404, description = "There is no such announcement for the caller", body = ProblemShape),
    ))]
pub(super) async fn put_announcement_away(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<AnnouncementId>,
) -> Result<StatusCode, Problem> {
    organisations.put_announcement_away(&caller, org.id, id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}
