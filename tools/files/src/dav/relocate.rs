//! MOVE (RFC 4918 section 9.9): another name, another folder, another drive. Locks at and beneath the source end;
//! what arrives in a locked folder is in it.

use axum::response::Response;

use super::asked::Asked;
use super::destination::{place, placed};
use super::refusal::Refusal;
use crate::service::moves;

/// Moves what is asked for.
pub async fn answer(asked: &Asked) -> Result<Response, Refusal> {
    let (to, if_exists) = place(asked)?;
    asked.whole_tree().await?;
    let conditions = asked.conditions()?;
    let moved = moves::relocate(&asked.files, asked.actor, asked.at(), to.into(), if_exists, conditions).await?;
    Ok(placed(&moved))
}
