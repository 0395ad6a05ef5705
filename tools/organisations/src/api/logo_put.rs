//! A new logo, by owners and administrators.

use axum::Json;
use axum::extract::State;
use base_web::{Client, Contents, CurrentOrg, Problem, ProblemShape, Signed};

use super::{View, view};
use crate::Organisations;

const MOST: usize = 1024 * 1024;

/// Makes an image (JPEG, PNG, GIF or WebP, at most 1 MiB) the logo. It is drawn anew.
#[utoipa::path(put, path = "/current/logo", operation_id = "put_logo", tag = "organisations",
    request_body(content_type = "application/octet-stream", description = "The image"), responses(
    (status = 200, description = "The organisation as it is now", body = View),
    (status = 403, description = "For owners and administrators", body = ProblemShape),
    (status = 413, description = "Over 1 MiB", body = ProblemShape),
    (status = 422, description = "Not an image that can be taken", body = ProblemShape),
))]
pub(super) async fn put_logo(
    State(organisations): State<Organisations>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Contents(image): Contents<MOST>,
) -> Result<Json<View>, Problem> {
    let org = organisations.put_logo(&caller, org.id, image, client.address).await?;
    Ok(Json(view(&organisations, &org)))
}
