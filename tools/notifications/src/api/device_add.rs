//! A browser that agrees to be pushed to.

use axum::Json;
use axum::extract::State;
use base_web::{Body, Client, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::device_list::View;
use crate::Notifications;
use crate::service::NewDevice;

/// A browser's subscription, as `PushSubscription.toJSON()` says it.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewPushDevice)]
pub(super) struct Subscription {
    endpoint: String,
    keys: Keys,
    /// The address that the push service gave the same browser before.
    #[serde(default)]
    replaces: Option<String>,
}

/// What only that browser can read with.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = PushKeys)]
pub(super) struct Keys {
    /// Base64url.
    p256dh: String,
    /// Base64url.
    auth: String,
}

/// Takes the browser that asks among those that the caller is pushed to, until its session ends.
#[utoipa::path(post, path = "/devices", operation_id = "add_push_device", tag = "notifications",
    request_body = Subscription, responses(
    (status = 201, description = "The browser", body = View),
    (status = 422, description = "Not a subscription that can be pushed to", body = ProblemShape),
))]
pub(super) async fn add_push_device(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Body(Subscription { endpoint, keys, replaces }): Body<Subscription>,
) -> Result<(StatusCode, Json<View>), Problem> {
    let Keys { p256dh, auth } = keys;
    let new = NewDevice { endpoint, p256dh, auth, replaces, user_agent: client.user_agent };
    let device = notifications.add_device(org.id, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(View::new(device, caller.via))))
}
