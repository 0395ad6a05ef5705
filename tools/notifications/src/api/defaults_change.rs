//! What the organisation chooses for those who chose nothing.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::{ChoiceBody, DefaultsView, choices, language};
use crate::Notifications;

/// What is chosen.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NotificationDefaultsChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    /// By the names of kinds.
    kinds: BTreeMap<String, ChoiceBody>,
}

/// Chooses how people of the organisation who chose nothing are told, for administrators.
#[utoipa::path(patch, path = "/defaults", operation_id = "change_notification_defaults", tag = "notifications",
    request_body = Chosen, responses(
    (status = 200, description = "All that can be chosen, as it is now", body = DefaultsView),
    (status = 403, description = "For administrators", body = ProblemShape),
    (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
))]
pub(super) async fn change_defaults(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Chosen { kinds }): Body<Chosen>,
) -> Result<Json<DefaultsView>, Problem> {
    let kinds = notifications.choose_defaults(&org, &caller, client.address, choices(kinds)).await?;
    Ok(Json(DefaultsView::new(&kinds, language(&caller, &org))))
}
