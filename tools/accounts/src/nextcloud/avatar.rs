//! Portraits by handle, in the size that is asked for and never larger than they are, at two addresses. Programs draw
//! the initials of people without one themselves.

use axum::extract::State;
use axum::response::Response;
use base_id::OrgId;
use base_pictures::Fit;
use base_web::{CurrentOrg, Path, Problem, SignedBasic};
use bytes::Bytes;
use http::HeaderMap;

use crate::service::PHOTO_SIDE;
use crate::{Accounts, Error};

/// Pixels of a side at least.
const SMALLEST: u32 = 16;

pub(super) async fn avatar(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    _: SignedBasic,
    Path((handle, side)): Path<(String, u32)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    show(&accounts, org.id, handle, side, &headers).await
}

/// The same, where the desktop app looks for it: `128.png`. What it is in truth, the answer says.
pub(super) async fn named(
    State(accounts): State<Accounts>,
    CurrentOrg(org): CurrentOrg,
    _: SignedBasic,
    Path((handle, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let side = file.strip_suffix(".png").or_else(|| file.strip_suffix(".jpeg")).and_then(|side| side.parse().ok());
    show(&accounts, org.id, handle, side.ok_or_else(Problem::not_found)?, &headers).await
}

async fn show(
    accounts: &Accounts,
    org: OrgId,
    handle: String,
    side: u32,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let photo = accounts.photo_by_handle(org, handle).await?;
    if side >= PHOTO_SIDE {
        if base_web::is_picture_seen(headers, &photo.version) {
            return Ok(base_web::current_picture_unchanged(&photo.version));
        }
        return Ok(base_web::current_picture(&photo.version, &photo.media_type, photo.bytes));
    }
    let side = side.max(SMALLEST);
    let version = format!("{}-{side}", photo.version);
    if base_web::is_picture_seen(headers, &version) {
        return Ok(base_web::current_picture_unchanged(&version));
    }
    let drawn = accounts.studio().draw(Bytes::from(photo.bytes), Fit::Square(side)).await.map_err(Error::from)?;
    Ok(base_web::current_picture(&version, drawn.media_type, drawn.bytes))
}
