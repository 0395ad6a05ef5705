//! A person's photo, for the members of their organisation.

use axum::extract::State;
use axum::response::Response;
use base_id::PersonId;
use base_web::{CurrentOrg, Path, Problem, ProblemShape, Signed};
use http::HeaderMap;

use crate::Accounts;

/// A person's photo. Its address in `photo_url` changes with it.
#[utoipa::path(get, path = "/people/{id}/photo", operation_id = "photo", tag = "accounts",
    params(("id" = PersonId, Path), ("v" = Option<String>, Query, description = "The version, for caches")), responses(
    (status = 200, description = "The picture", content_type = "image/jpeg"),
    (status = 304, description = "The picture was seen before"),
    (status = 404, description = "No such person, or no photo", body = ProblemShape),
))]
pub(super) async fn get_photo(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    _: Signed,
    Path(id): Path<PersonId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let photo = accounts.photo(org.id, id).await?;
    Ok(base_web::picture(&headers, &photo.version, &photo.media_type, photo.bytes, false))
}
