//! A new announcement, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;

use super::announcement_views::AnnouncementView;
use crate::Organisations;
use crate::model::announcements::Draft;

/// Announces something: shown from its beginning on, in open pages too; whom it is for gets a notice.
#[utoipa::path(post, path = "/announcements", operation_id = "create_announcement", tag = "organisations",
    request_body = Draft, responses(
        (status = 201, description = "The announcement", body = AnnouncementView),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    ))]
pub(super) async fn create_announcement(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(draft): Body<Draft>,
) -> Result<(StatusCode, Json<AnnouncementView>), Problem> {
    let seen = organisations.announce(&caller, org.id, draft, client.address).await?;
    Ok((StatusCode::CREATED, Json(seen.into())))
}
