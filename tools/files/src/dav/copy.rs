//! COPY (RFC 4918 section 9.8). Dead properties are copied, locks are not.

use axum::response::Response;
use base_dav::headers::Depth;

use super::asked::Asked;
use super::destination::{place, placed};
use super::refusal::Refusal;
use crate::service::copies::{self, Copy};

/// Copies what is asked for.
pub async fn answer(asked: &Asked) -> Result<Response, Refusal> {
    let shallow = Depth::of(&asked.method, &asked.headers)? == Depth::Zero;
    let (to, if_exists) = place(asked)?;
    let conditions = asked.conditions()?;
    let copy = Copy { from: asked.at(), to: to.into(), if_exists, shallow, conditions };
    Ok(placed(&copies::copy(&asked.files, asked.actor, copy).await?))
}
