//! A piece of an upload.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::HeaderMap;
use http_body_util::BodyExt;
use serde::Serialize;

use super::refusal::stored;
use super::views::{self, NodeView};
use crate::Files;
use crate::model::UploadId;
use crate::service::{Actor, uploads};

/// Where an upload goes on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Progress {
    /// Bytes that are durable.
    offset: i64,
    /// What it became; `null` until it is complete.
    #[schema(required)]
    node: Option<NodeView>,
}

/// Sends the next piece, of any length, from the byte that Upload-Offset names. What this answers for is durable.
/// When the connection breaks, what had arrived is kept: ask for the upload to learn where it goes on.
#[utoipa::path(patch, path = "/uploads/{id}", operation_id = "send_piece", tag = "files",
    params(("id" = UploadId, Path), ("Upload-Offset" = i64, Header, description = "The piece's first byte.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = Progress),
        (status = 404, body = ProblemShape, description = "not-found, or expired"),
        (status = 409, body = ProblemShape, description = "upload-offset (with `offset`), name-taken"),
        (status = 422, body = ProblemShape, description = "invalid-input: more bytes than announced"),
        (status = 507, body = ProblemShape, description = "over-quota, storage-full"),
    ))]
pub(super) async fn send_piece(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Progress>, Problem> {
    let actor = Actor::new(&org, &caller);
    let offset = headers.get("upload-offset").and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    let offset = offset.ok_or_else(|| Problem::invalid("Upload-Offset", "Say at which byte this piece begins."))?;
    let missing = uploads::check_piece(&files, actor, id, offset).await?;
    let missing = u64::try_from(missing).unwrap_or(0);

    let mut writer = files.blobs().writer(org.id);
    let (mut body, mut received, mut cut_off) = (body, 0_u64, false);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            cut_off = true;
            break;
        };
        if let Ok(bytes) = frame.into_data() {
            received += bytes.len() as u64;
            if received > missing {
                return Err(uploads::too_long().into());
            }
            writer.write(&bytes).await.map_err(stored)?;
        }
    }
    if cut_off && received == 0 {
        return Err(broken());
    }
    let staged = if received == 0 { None } else { Some(writer.finish().await.map_err(stored)?) };
    let progress = uploads::add_piece(&files, actor, id, offset, staged).await?;
    if cut_off {
        return Err(broken());
    }
    let node = progress.reached.map(|reached| views::changed(reached, &caller));
    Ok(Json(Progress { offset: progress.offset, node }))
}

/// Nobody is there to read it, as a rule.
fn broken() -> Problem {
    Problem::new(http::StatusCode::BAD_REQUEST, "invalid-input", "The body was cut off")
        .detail("Ask for the upload to learn where it goes on.")
}
