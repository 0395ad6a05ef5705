//! UNLOCK (RFC 4918 section 9.11).

use axum::response::{IntoResponse, Response};
use base_dav::Precondition;
use base_dav::headers::LockToken;
use http::StatusCode;

use super::asked::Asked;
use super::refusal::Refusal;
use crate::service::{Error, locks};

/// Ends the lock with the token named, which must be the caller's and cover what is asked for.
pub async fn answer(asked: &Asked) -> Result<Response, Refusal> {
    let token = LockToken::from_headers(&asked.headers)?;
    match locks::unlock(&asked.files, asked.actor, asked.at(), token.as_str().to_owned()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(Error::Precondition) => Err(Refusal::precondition(
            Precondition::LockTokenMatchesRequestUri,
            "This is not the token of a lock of yours here. The lock may have run out.",
        )),
        Err(error) => Err(error.into()),
    }
}
