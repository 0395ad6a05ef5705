//! New contents for a file.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use base_web::{CurrentOrg, IfMatch, Path, Problem, ProblemShape, Signed};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;

use super::refusal::stored;
use super::views::{self, NodeView};
use crate::Files;
use crate::model::NodeId;
use crate::service::contents::{PutOptions, To, check_put, put};
use crate::service::{Actor, At, Conditions, Error};

/// Gives a file new contents: the body. What it held before stays as a version.
#[utoipa::path(put, path = "/nodes/{id}/content", operation_id = "put_content", tag = "files",
    params(("id" = NodeId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = NodeView),
        (status = 403, body = ProblemShape, description = "forbidden"),
        (status = 404, body = ProblemShape, description = "not-found"),
        (status = 409, body = ProblemShape, description = "conflict: a folder"),
        (status = 412, body = ProblemShape, description = "precondition-failed: If-Match does not hold"),
        (status = 423, body = ProblemShape, description = "locked"),
        (status = 507, body = ProblemShape, description = "over-quota, storage-full"),
    ))]
pub(super) async fn put_content(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    Path(id): Path<NodeId>,
    IfMatch(tags): IfMatch,
    headers: HeaderMap,
    mut body: Body,
) -> Result<impl IntoResponse, Problem> {
    let (actor, to) = (Actor::new(&org, &caller), To::File(At::Id(id)));
    let conditions = Conditions::if_match(tags);
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let room = check_put(&files, actor, to.clone(), length, conditions.clone()).await?;
    let room = room.map(|bytes| u64::try_from(bytes).unwrap_or(0));
    let mut writer = files.blobs().writer(org.id);
    let mut received = 0_u64;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| cut_off())?;
        if let Ok(bytes) = frame.into_data() {
            received += bytes.len() as u64;
            if room.is_some_and(|room| received > room) {
                return Err(Error::OverQuota { available: 0 }.into());
            }
            writer.write(&bytes).await.map_err(stored)?;
        }
    }
    let mut staged = Vec::new();
    if received > 0 {
        staged.push(writer.finish().await.map_err(stored)?);
    }
    let stored = put(&files, actor, to, staged, PutOptions { conditions, ..PutOptions::default() }).await?;
    let view = views::changed(stored.reached, &caller);
    Ok((view.etag_header(), Json(view)))
}

fn cut_off() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid-input", "The body was cut off")
        .detail("Nothing was changed. Send it again.")
}
