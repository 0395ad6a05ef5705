//! DELETE (RFC 4918 section 9.6): to the trash, whole or not at all.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::asked::Asked;
use super::refusal::Refusal;
use crate::service::trash;

/// Deletes what is asked for.
pub async fn answer(asked: &Asked) -> Result<Response, Refusal> {
    asked.whole_tree().await?;
    trash::discard(&asked.files, asked.actor, asked.at(), asked.conditions()?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
