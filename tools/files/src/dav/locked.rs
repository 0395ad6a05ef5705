//! The answer to a request that a lock forbids: which resource is locked, for programs, and by whom, for people.

use axum::response::{IntoResponse, Response};
use base_dav::headers::destination;
use base_dav::{DavPath, Multistatus, Precondition};
use http::StatusCode;

use super::asked::Asked;
use super::refusal::{Refusal, xml};
use crate::model::Lock;
use crate::service::{Error, Scope, paths};

/// 423; or 207 when what is locked is beneath what was asked for (RFC 4918 sections 9.6.1, 9.8.5, 9.9.4 and 9.10.9).
pub async fn answer(asked: &Asked, lock: &Lock) -> Response {
    let own = lock.person == asked.actor.person;
    let (work, actor, lock) = (asked.files.clone(), asked.actor, lock.clone());
    let found = asked
        .files
        .db()
        .read(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            let holder = work.directory().person(tx, actor.org, lock.person).await?;
            Ok::<_, Error>((paths::path_of(tx, &scope, lock.node).await?, holder.map(|person| person.name)))
        })
        .await;
    let (root, holder) = match found {
        Ok(found) => found,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let Some((path, node)) = root else {
        return Refusal::new(StatusCode::LOCKED, "It is locked.").into_response();
    };
    let href = asked.href(&path, node.is_folder());
    let taking = asked.method.as_str() == "LOCK";
    let precondition = if taking { Precondition::NoConflictingLock } else { Precondition::LockTokenSubmitted };
    let precondition = precondition(vec![href.clone()]);
    if !reaches_down(asked) || !is_beneath(asked, &path) {
        let holder =
            if own { "Another program of yours".to_owned() } else { holder.unwrap_or_else(|| "Somebody".to_owned()) };
        let message = format!("{holder} is working on it: it is locked. Try again when that is done.");
        return Refusal::precondition(precondition, message).into_response();
    }
    let mut members = Multistatus::new();
    members.status(&href, StatusCode::LOCKED, Some(&precondition));
    if taking {
        members.status(&asked.href(&asked.path, true), StatusCode::FAILED_DEPENDENCY, None);
    }
    xml(StatusCode::MULTI_STATUS, members.finish())
}

fn reaches_down(asked: &Asked) -> bool {
    matches!(asked.method.as_str(), "DELETE" | "MOVE" | "COPY" | "LOCK")
}

/// Whether `path` is beneath the target of the request, or beneath its destination.
fn is_beneath(asked: &Asked, path: &[String]) -> bool {
    let beneath = |top: &[String]| path.len() > top.len() && path.starts_with(top);
    let to = destination(&asked.headers).ok().and_then(|to| to.strip_prefix(&asked.base));
    let source_moves = asked.method.as_str() != "COPY";
    (source_moves && beneath(&asked.path)) || to.as_ref().map(DavPath::segments).is_some_and(beneath)
}
