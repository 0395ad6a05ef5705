//! An announcement that was put away, shown again to whoever did.

use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Organisations;
use crate::model::announcements::AnnouncementId;

/// Shows an announcement above the caller's pages again.
#[utoipa::path(delete, path = "/announcements/{id}/put-away", operation_id = "take_announcement_out",
    tag = "organisations", params(("id" = AnnouncementId, Path)), responses(
        (status = 204, description = "It is shown"),
        (status = 404, description = "There is no such announcement for the caller", body = ProblemShape),
    ))]
pub(super) async fn take_announcement_out(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<AnnouncementId>,
) -> Result<StatusCode, Problem> {
    organisations.put_announcement_away(&caller, org.id, id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
