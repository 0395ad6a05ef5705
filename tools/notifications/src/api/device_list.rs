//! The browsers that the caller is pushed to.

use axum::Json;
use axum::extract::State;
use base_suite::Via;
use base_web::{CurrentOrg, Problem, Signed};
use jiff::Timestamp;
use serde::Serialize;

use crate::Notifications;
use crate::model::DeviceId;
use crate::store::devices::Device;

/// A browser that is pushed to; never its address, which is a secret of the browser's.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PushDevice)]
pub(super) struct View {
    id: DeviceId,
    /// In words: `Firefox, Linux`.
    label: String,
    /// Whether it is the one that asks.
    current: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last took a push; `null` for never.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    reached_at: Option<Timestamp>,
}

/// The browsers, and the key to agree with.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PushDevices)]
pub(super) struct List {
    /// What a browser is given as `applicationServerKey` when it agrees.
    key: String,
    items: Vec<View>,
}

impl View {
    pub(super) fn new(device: Device, via: Via) -> Self {
        Self {
            id: device.id,
            label: device.label,
            current: via == Via::Session(device.session),
            created_at: device.created_at,
            reached_at: device.reached_at,
        }
    }
}

/// The browsers that the caller is pushed to, and the key with which another one agrees.
#[utoipa::path(get, path = "/devices", operation_id = "list_push_devices", tag = "notifications", responses(
    (status = 200, description = "All of them", body = List),
))]
pub(super) async fn list_push_devices(
    State(notifications): State<Notifications>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
) -> Result<Json<List>, Problem> {
    let key = notifications.push_key().await?;
    let devices = notifications.devices(&org, &caller).await?;
    Ok(Json(List { key, items: devices.into_iter().map(|device| View::new(device, caller.via)).collect() }))
}
