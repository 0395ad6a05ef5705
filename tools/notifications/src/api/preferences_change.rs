//! What the caller chooses.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use base_web::{Body, CurrentOrg, Problem, ProblemShape, Signed};
use serde::Deserialize;

use super::{ChoiceBody, DigestView, PreferencesView, QuietView, choices, language};
use crate::Notifications;
use crate::service::Change;

/// What is chosen; what is absent stays.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NotificationPreferencesChange)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    /// By the names of kinds.
    #[serde(default)]
    kinds: BTreeMap<String, ChoiceBody>,
    #[serde(default)]
    quiet: Option<QuietView>,
    #[serde(default)]
    digest: Option<DigestView>,
}

/// Chooses what the caller is told of and how, and when they are left alone.
#[utoipa::path(patch, path = "/preferences", operation_id = "change_preferences", tag = "notifications",
    request_body = Chosen, responses(
    (status = 200, description = "All that can be chosen, as it is now", body = PreferencesView),
    (status = 422, description = "Something entered cannot be taken", body = ProblemShape),
))]
pub(super) async fn change_preferences(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(Chosen { kinds, quiet, digest }): Body<Chosen>,
) -> Result<Json<PreferencesView>, Problem> {
    let change = Change {
        kinds: choices(kinds),
        quiet: quiet.map(TryInto::try_into).transpose()?,
        digest: digest.map(TryInto::try_into).transpose()?,
    };
    let preferences = notifications.choose(&org, &caller, change).await?;
    Ok(Json(PreferencesView::new(preferences, language(&caller, &org))))
}
