//! An announcement written anew, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_id::GroupId;
use base_web::{Body, Client, CurrentOrg, Path, Problem, ProblemShape, Signed};
use jiff::Timestamp;
use serde::Deserialize;

use super::announcement_views::AnnouncementView;
use crate::Organisations;
use crate::model::announcements::{AnnouncementId, Draft};

/// All that it says from now on.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = AnnouncementChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// One line of 1 to 120 characters.
    title: String,
    /// Up to 4,000 characters.
    #[serde(default)]
    text: String,
    /// To these groups; `null` for everybody.
    #[serde(default)]
    groups: Option<Vec<GroupId>>,
    /// To guests as well.
    #[serde(default)]
    guests: bool,
    /// `null` leaves the beginning as it is.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    /// `null` for as long as nobody ends it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Shows it also to those who put it away, and tells everybody once more.
    #[serde(default)]
    again: bool,
}

/// Writes an announcement anew. One that is over runs again when it is given an end that lies ahead, or none.
#[utoipa::path(put, path = "/announcements/{id}", operation_id = "change_announcement", tag = "organisations",
    params(("id" = AnnouncementId, Path)), request_body = Change, responses(
        (status = 200, description = "The announcement as it is now", body = AnnouncementView),
        (status = 403, description = "For owners and administrators", body = ProblemShape),
        (status = 404, description = "There is no such announcement", body = ProblemShape),
        (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
    ))]
pub(super) async fn change_announcement(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Path(id): Path<AnnouncementId>,
    Body(change): Body<Change>,
) -> Result<Json<AnnouncementView>, Problem> {
    let Change { title, text, groups, guests, starts_at, ends_at, again } = change;
    let draft = Draft { title, text, groups, guests, starts_at, ends_at };
    let seen = organisations.change_announcement(&caller, org.id, id, (draft, again), client.address).await?;
    Ok(Json(seen.into()))
}
