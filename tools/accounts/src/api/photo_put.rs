//! A new photo.

use axum::extract::State;
use base_web::{Client, Contents, CurrentOrg, Problem, ProblemShape, Signed};

use super::{Me, MeResponse, me_response, origin};
use crate::Accounts;

const MOST: usize = 5 * 1024 * 1024;

/// Makes an image (JPEG, PNG, GIF or WebP, at most 5 MiB) the caller's photo: a square of 256 pixels, drawn anew.
#[utoipa::path(put, path = "/me/photo", operation_id = "put_photo", tag = "accounts",
    request_body(content_type = "application/octet-stream", description = "The image"), responses(
    (status = 200, description = "The caller as they are now", body = Me),
    (status = 413, description = "Over 5 MiB", body = ProblemShape),
    (status = 422, description = "Not an image that can be taken", body = ProblemShape),
))]
pub(super) async fn put_photo(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    Signed(caller): Signed,
    client: Client,
    Contents(image): Contents<MOST>,
) -> Result<MeResponse, Problem> {
    Ok(me_response(accounts.put_photo(org.id, &caller, image, origin(&client)).await?))
}
