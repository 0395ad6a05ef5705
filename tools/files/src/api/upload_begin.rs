//! An upload begins.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{Body, CurrentOrg, Problem, ProblemShape, Signed};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::views::{self, NodeView, Time};
use crate::Files;
use crate::model::{IfExists, NodeId, Upload, UploadId};
use crate::service::{Actor, Reached, uploads};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUpload {
    /// The folder that the path starts from.
    parent_id: NodeId,
    /// Where to: `Photos/2026/a.jpg`. Folders that are missing are made on completion.
    path: String,
    /// Bytes in all.
    #[schema(minimum = 0)]
    size: i64,
    /// When the file was last changed.
    #[schema(value_type = Option<String>, format = DateTime)]
    modified_at: Option<Timestamp>,
    /// What it is; what its name suggests, if nothing is said.
    #[schema(max_length = 255)]
    media_type: Option<String>,
    /// What to do when the name is taken.
    #[serde(default)]
    if_exists: IfExists,
}

/// An upload.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Upload)]
pub(super) struct UploadView {
    id: UploadId,
    /// Bytes that are durable: the next piece begins here.
    offset: i64,
    /// Bytes in all.
    size: i64,
    /// Until when it can be resumed.
    expires_at: Time,
    /// What it became; `null` until it is complete.
    #[schema(required)]
    node: Option<NodeView>,
}

pub(super) fn view(upload: &Upload, reached: Option<Reached>, caller: &base_suite::Caller) -> UploadView {
    UploadView {
        id: upload.id,
        offset: upload.received,
        size: upload.size,
        expires_at: Time(upload.expires_at),
        node: reached.map(|reached| views::changed(reached, caller)),
    }
}

/// Begins an upload. Refused at once when the name is taken or there is no room.
#[utoipa::path(post, path = "/uploads", operation_id = "begin_upload", tag = "files", request_body = NewUpload,
    responses(
        (status = 201, body = UploadView),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found: no such parent"),
        (status = 409, body = ProblemShape, description = "name-taken"),
        (status = 422, body = ProblemShape, description = "invalid-input"),
        (status = 507, body = ProblemShape, description = "over-quota"),
    ))]
pub(super) async fn begin_upload(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Body(new): Body<NewUpload>,
) -> Result<impl IntoResponse, Problem> {
    if new.media_type.as_ref().is_some_and(|media_type| !is_media_type(media_type)) {
        return Err(Problem::invalid("media_type", "Not a media type such as image/png."));
    }
    let new = uploads::NewUpload {
        parent: new.parent_id,
        path: new.path,
        size: new.size,
        modified_at: new.modified_at,
        media_type: new.media_type.filter(|media_type| !media_type.is_empty()),
        if_exists: new.if_exists,
    };
    let upload = uploads::begin(&files, Actor::new(&org, &caller), new).await?;
    Ok((StatusCode::CREATED, Json(view(&upload, None, &caller))))
}

/// Browsers send nothing for what they do not know.
fn is_media_type(text: &str) -> bool {
    text.is_empty() || text.len() <= 255 && text.parse::<mime_guess::Mime>().is_ok()
}
