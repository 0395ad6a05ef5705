//! MKCOL (RFC 4918 section 9.3): a new folder.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::asked::{Asked, whole};
use super::live::made;
use super::options::ALLOWED_ON_FOLDERS;
use super::refusal::Refusal;
use crate::service::{Error, folders, nodes};

const THERE: Refusal = Refusal::Method("There is something here already.", ALLOWED_ON_FOLDERS);

/// Makes the folder asked for.
pub async fn answer(asked: &Asked, body: Body) -> Result<Response, Refusal> {
    if !whole(body).await?.is_empty() {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A new folder takes no request body."));
    }
    let slot = asked.slot().ok_or(THERE)?;
    match folders::create(&asked.files, asked.actor, slot, asked.conditions()?).await {
        Ok(folder) => Ok((StatusCode::CREATED, made(&folder.node)).into_response()),
        Err(Error::NameTaken) => Err(THERE),
        // A group's folder, or one that the caller may only look at.
        Err(Error::Forbidden(_)) if nodes::get(&asked.files, asked.actor, asked.at()).await.is_ok() => Err(THERE),
        Err(error) => Err(error.into()),
    }
}
