//! LOCK (RFC 4918 section 9.10): takes a write lock, or lets one last longer.

use axum::body::Body;
use axum::response::Response;
use base_dav::headers::{Depth, IfHeader, LockToken, Timeout};
use base_dav::lock::{self, LockDepth};
use base_dav::{Fragment, LockRequest, Precondition};
use http::{HeaderValue, StatusCode};

use super::asked::{Asked, whole};
use super::refusal::{Refusal, xml};
use crate::model::{Lock, LockScope};
use crate::service::locks::{LONGEST, Locking, NewLock};
use crate::service::{Error, locks, nodes};

/// Seconds that a lock lasts when the client names none: longer than a program needs to ask for more, short enough
/// that nobody waits all day for one that crashed.
const USUAL: u32 = 30 * 60;

/// Locks what is asked for.
pub async fn answer(asked: &Asked, body: Body) -> Result<Response, Refusal> {
    let body = whole(body).await?;
    let longest = u32::try_from(LONGEST).unwrap_or(u32::MAX);
    let seconds = Timeout::grant(Timeout::from_headers(&asked.headers), USUAL, longest).into();
    match LockRequest::parse(&body)? {
        LockRequest::Refresh => refresh(asked, seconds).await,
        LockRequest::New { scope, owner } => {
            let new = NewLock {
                deep: Depth::of(&asked.method, &asked.headers)? == Depth::Infinity,
                scope: match scope {
                    lock::LockScope::Exclusive => LockScope::Exclusive,
                    lock::LockScope::Shared => LockScope::Shared,
                },
                owner_xml: owner.map(|owner| owner.as_str().to_owned()).unwrap_or_default(),
                seconds,
            };
            take(asked, new).await
        }
    }
}

async fn take(asked: &Asked, new: NewLock) -> Result<Response, Refusal> {
    let Locking { lock, reached, created } = match asked.slot() {
        Some(slot) => locks::lock(&asked.files, asked.actor, slot, new, asked.conditions()?).await?,
        None => locks::lock_root(&asked.files, asked.actor, new).await?,
    };
    let href = asked.href(&asked.path, reached.node.is_folder());
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = shown(asked, &lock, &href, status);
    if let Ok(token) = HeaderValue::from_str(&LockToken::new(lock.token).to_header()) {
        response.headers_mut().insert("lock-token", token);
    }
    Ok(response)
}

/// The lock may be asked for at any resource that it covers (RFC 4918 section 9.10.2).
async fn refresh(asked: &Asked, seconds: u64) -> Result<Response, Refusal> {
    let header = IfHeader::from_headers(&asked.headers)?;
    let Some(token) = header.as_ref().and_then(|header| header.tokens().next()) else {
        return Err(Refusal::bad_request("To refresh a lock name its token in an If header; to take one send a body."));
    };
    let token = token.as_str().to_owned();
    match locks::refresh(&asked.files, asked.actor, asked.at(), token, seconds).await {
        Ok(lock) => {
            let (reached, _) = nodes::get(&asked.files, asked.actor, asked.at()).await?;
            let depth = reached.chain.iter().position(|(id, _)| *id == lock.node).unwrap_or(0);
            let root = &asked.path[..asked.path.len().saturating_sub(depth)];
            let href = asked.href(root, depth > 0 || reached.node.is_folder());
            Ok(shown(asked, &lock, &href, StatusCode::OK))
        }
        Err(Error::Precondition) => Err(Refusal::Status(
            StatusCode::PRECONDITION_FAILED,
            Some(Precondition::LockTokenMatchesRequestUri),
            "This is not the token of a lock of yours here. The lock may have run out.".to_owned(),
        )),
        Err(error) => Err(error.into()),
    }
}

fn shown(asked: &Asked, lock: &Lock, href: &str, status: StatusCode) -> Response {
    xml(status, lock::lock_body(&as_written(lock), href, asked.files.clock().now()))
}

/// A lock in the terms of the XML writer, which needs no path of it.
pub fn as_written(lock: &Lock) -> lock::Lock {
    lock::Lock {
        token: LockToken::new(&*lock.token),
        root: base_dav::DavPath::default(),
        scope: match lock.scope {
            LockScope::Exclusive => lock::LockScope::Exclusive,
            LockScope::Shared => lock::LockScope::Shared,
        },
        depth: if lock.deep { LockDepth::Infinity } else { LockDepth::Zero },
        holder: lock.person.to_string(),
        owner: (!lock.owner_xml.is_empty()).then(|| Fragment::from_stored(&*lock.owner_xml)),
        expires: lock.expires_at,
    }
}
