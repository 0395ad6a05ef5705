//! What COPY and MOVE have in common: where to, and the answer. What they replace goes to the trash.

use axum::response::{IntoResponse, Response};
use base_dav::headers::{destination, overwrite};
use http::StatusCode;

use super::asked::Asked;
use super::live::made;
use super::refusal::Refusal;
use crate::model::IfExists;
use crate::service::Slot;
use crate::service::moves::Placed;

/// Where to, and what to do with what is there.
pub fn place(asked: &Asked) -> Result<(Slot, IfExists), Refusal> {
    let refused = |message| Refusal::new(StatusCode::FORBIDDEN, message);
    let path = destination(&asked.headers)?;
    let below = asked.trees.below(&path).ok_or_else(|| refused("The destination is not among your files."))?;
    if below.segments() == asked.path {
        return Err(refused("The destination is where it is already."));
    }
    let slot = Slot::from_path(below.segments().to_vec());
    let slot = slot.ok_or_else(|| refused("The root of your files cannot be replaced."))?;
    Ok((slot, if overwrite(&asked.headers)? { IfExists::Replace } else { IfExists::Fail }))
}

/// It is there now.
pub fn placed(placed: &Placed) -> Response {
    let status = if placed.replaced { StatusCode::NO_CONTENT } else { StatusCode::CREATED };
    (status, made(&placed.reached.node)).into_response()
}
