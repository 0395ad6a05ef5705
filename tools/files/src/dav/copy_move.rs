//! COPY and MOVE (RFC 4918 sections 9.8 and 9.9). What they replace goes to the trash.
//!
//! Dead properties go along; locks do not: those beneath a source that moved end, and what arrives in a locked folder
//! is in it.

use axum::response::{IntoResponse, Response};
use base_dav::headers::{Depth, destination, overwrite};
use http::StatusCode;

use super::asked::Asked;
use super::live::made;
use super::refusal::Refusal;
use crate::model::IfExists;
use crate::service::copies::Copy;
use crate::service::moves::Placed;
use crate::service::{Slot, copies, moves};

/// Copies what is asked for.
pub async fn copy(asked: &Asked) -> Result<Response, Refusal> {
    let shallow = Depth::of(&asked.method, &asked.headers)? == Depth::Zero;
    let (to, if_exists) = place(asked)?;
    let conditions = asked.conditions()?;
    let copy = Copy { from: asked.at(), to: to.into(), if_exists, shallow, conditions };
    Ok(placed(&copies::copy(&asked.files, asked.actor, copy).await?))
}

/// Moves or renames what is asked for.
pub async fn rename(asked: &Asked) -> Result<Response, Refusal> {
    let (to, if_exists) = place(asked)?;
    asked.whole_tree().await?;
    let conditions = asked.conditions()?;
    let moved = moves::relocate(&asked.files, asked.actor, asked.at(), to.into(), if_exists, conditions).await?;
    Ok(placed(&moved))
}

/// Where to, and what to do with what is there.
fn place(asked: &Asked) -> Result<(Slot, IfExists), Refusal> {
    let refused = |message| Refusal::new(StatusCode::FORBIDDEN, message);
    let path = destination(&asked.headers)?;
    let below = path.strip_prefix(&asked.base).ok_or_else(|| refused("The destination is not among your files."))?;
    if below.segments() == asked.path {
        return Err(refused("The destination is where it is already."));
    }
    let slot = Slot::from_path(below.segments().to_vec());
    let slot = slot.ok_or_else(|| refused("The root of your files cannot be replaced."))?;
    Ok((slot, if overwrite(&asked.headers)? { IfExists::Replace } else { IfExists::Fail }))
}

fn placed(placed: &Placed) -> Response {
    let status = if placed.replaced { StatusCode::NO_CONTENT } else { StatusCode::CREATED };
    (status, made(&placed.reached.node)).into_response()
}
