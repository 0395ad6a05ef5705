//! An announcement deleted, by owners and administrators.

use axum::extract::State;
use base_web::{Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::StatusCode;

use crate::Organisations;
use crate::model::announcements::AnnouncementId;

/// Deletes an announcement, with the notices about it. It can be brought back within a day.
#[utoipa::path(delete, path = "/announcements/{id}", operation_id = "remove_announcement", tag = "organisations",
    params(("id" = AnnouncementId, Path)), responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 404, description = "There is no such announcement", body = ProblemShape),
    ))]
pub(super) async fn remove_announcement(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<AnnouncementId>,
) -> Result<StatusCode, Problem> {
    organisations.set_announcement_removed(&caller, org.id, id, true, client.address).await?;
    Ok(StatusCode::NO_CONTENT)
}
