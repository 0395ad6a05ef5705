//! The trash as programs of the Nextcloud family know it, at `/remote.php/dav/trashbin/<handle>/`: `trash` lists what
//! can come back from every drive that the caller may change, by moving it to `restore`; deleting it there is for good.
//! What it holds can be looked into and read meanwhile.
//!
//! An item is called `plan.odt.d1772442000`: what it was called, and the second in which it was deleted. Where two have
//! that in common, and in the trash of a group, the integer that sync clients know it by follows:
//! `plan.odt.d1772442000-42`. A name that does not say which one is refused, never guessed: the other one might be
//! purged.

mod listing;
mod shown;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base_dav::DavPath;
use base_dav::headers::destination;
use base_web::{CurrentOrg, SignedBasic};
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;

use crate::Files;
use crate::dav::refusal::Refusal;
use crate::download::{self, Shown};
use crate::model::Trashed;
use crate::service::trash::{self, Listed, Name};
use crate::service::{Actor, Error, Scope, drives};
use listing::{list, list_in, shelves};

/// Where it is.
pub const PATH: &str = "/remote.php/dav/trashbin";

const TRASH: &str = "trash";
const RESTORE: &str = "restore";
const ON_TRASH: &str = "PROPFIND, DELETE";
const ON_FOLDERS: &str = "PROPFIND, MOVE, DELETE";
const ON_ITEMS: &str = "PROPFIND, GET, HEAD, MOVE, DELETE";

/// What answers there.
pub fn router(files: Files) -> Router {
    Router::new().route(PATH, any(answer)).route(&format!("{PATH}/{{*path}}"), any(answer)).with_state(files)
}

/// A request to the trash of its caller.
struct Asked {
    files: Files,
    actor: Actor,
    method: Method,
    headers: HeaderMap,
    /// `/remote.php/dav/trashbin/alice`.
    own: DavPath,
}

async fn answer(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let answered = async {
        let path = DavPath::parse(parts.uri.path())?;
        let mut own = DavPath::parse(PATH)?;
        own.push(&*caller.handle)?;
        let below = path.strip_prefix(&own).ok_or_else(Refusal::not_found)?;
        let actor = Actor::new(&org, &caller);
        let asked = Asked { files, actor, method: parts.method, headers: parts.headers, own };
        dispatch(asked, below.segments(), body).await
    };
    answered.await.unwrap_or_else(IntoResponse::into_response)
}

async fn dispatch(asked: Asked, below: &[String], body: Body) -> Result<Response, Refusal> {
    let names: Vec<&str> = below.iter().map(String::as_str).collect();
    match (&*names, asked.method.as_str()) {
        ([] | [RESTORE], "PROPFIND") => shelves(&asked, &names, body).await,
        ([TRASH], "PROPFIND") => list(asked, body).await,
        ([TRASH], "DELETE") => empty(&asked).await,
        ([TRASH, item, ..], "PROPFIND") => list_in(asked, item, &below[2..], body).await,
        ([TRASH, item, ..], "GET" | "HEAD") => read(&asked, item, &below[2..]).await,
        ([TRASH, item], "MOVE") => restore(&asked, item).await,
        ([TRASH, item], "DELETE") => {
            let row = find(&asked, item).await?;
            trash::purge(&asked.files, asked.actor, row.id).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        ([TRASH, _, _, ..], "MOVE" | "DELETE") => {
            Err(Refusal::new(StatusCode::FORBIDDEN, "A deleted folder comes back, or goes for good, as a whole."))
        }
        ([] | [RESTORE], _) => Err(Refusal::Method("This folder only lists what is in it.", "PROPFIND")),
        ([TRASH], _) => Err(Refusal::Method("The trash is listed, and emptied.", ON_TRASH)),
        ([TRASH, ..], _) => Err(Refusal::Method("What was deleted is moved back, or deleted for good.", ON_ITEMS)),
        _ => Err(Refusal::not_found()),
    }
}

/// What an item is called.
fn item_name(listed: &Listed) -> String {
    let Trashed { original_name, deleted_at, fileid, .. } = &listed.row;
    let second = deleted_at.as_second();
    if listed.ambiguous { format!("{original_name}.d{second}-{fileid}") } else { format!("{original_name}.d{second}") }
}

/// The name, the second and perhaps the integer in what an item is called.
fn parse(item: &str) -> Option<Name> {
    let (name, rest) = item.rsplit_once(".d")?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (second, fileid) = match rest.split_once('-') {
        Some((second, fileid)) => (second, Some(number(fileid)?)),
        None => (rest, None),
    };
    Some(Name { name: name.to_owned(), second: Timestamp::from_second(number(second)?).ok()?, fileid })
}

/// The deleted tree that is called `item`.
async fn find(asked: &Asked, item: &str) -> Result<Trashed, Refusal> {
    let called = parse(item).ok_or_else(Refusal::not_found)?;
    let (files, actor) = (asked.files.clone(), asked.actor);
    let found = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        trash::named(tx, &scope, &called).await
    });
    Ok(found.await?.1)
}

/// The contents of a deleted file, or of one in a deleted folder, to be saved under the name that it had.
async fn read(asked: &Asked, item: &str, below: &[String]) -> Result<Response, Refusal> {
    let called = parse(item).ok_or_else(Refusal::not_found)?;
    let (files, actor) = (&asked.files, asked.actor);
    let readable = match trash::open(files, actor, called, below.to_vec()).await {
        Err(Error::IsAFolder) => return Err(Refusal::Method("This is a folder, not a file.", ON_FOLDERS)),
        readable => readable?,
    };
    let sent = download::contents(files, actor.org, &readable, &asked.method, &asked.headers, Shown::Saved).await;
    Ok(sent.unwrap_or_else(IntoResponse::into_response))
}

/// To where it was, whatever name the program would like.
async fn restore(asked: &Asked, item: &str) -> Result<Response, Refusal> {
    let to = destination(&asked.headers)?;
    let to = to.strip_prefix(&asked.own).map(|below| below.segments().to_vec()).unwrap_or_default();
    if to.len() != 2 || to[0] != RESTORE {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "What was deleted comes back by moving it to restore."));
    }
    let row = find(asked, item).await?;
    let back = trash::restore(&asked.files, asked.actor, row.id).await?;
    Ok((StatusCode::CREATED, crate::dav::live::made(&back.node)).into_response())
}

/// The caller's own trash alone: what is in those of groups was deleted by others too.
async fn empty(asked: &Asked) -> Result<Response, Refusal> {
    let (files, actor) = (asked.files.clone(), asked.actor);
    let own = asked.files.db().read(async move |tx| {
        let scope = Scope::open(tx, &files, actor).await?;
        drives::personal(tx, &scope).await
    });
    trash::empty(&asked.files, asked.actor, own.await?.drive.id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Name, parse};

    #[test]
    fn names_of_items_are_taken_apart() {
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        let called = |name: &str, second, fileid| Some(Name { name: name.to_owned(), second: at(second), fileid });
        assert_eq!(parse("plan.odt.d1772442000"), called("plan.odt", 1_772_442_000, None));
        assert_eq!(parse("a.d1.d2-30"), called("a.d1", 2, Some(30)));
        assert_eq!(parse(".d5"), called("", 5, None));
        for bad in ["", "plan.odt", "a.d", "a.d-1", "a.d+1", "a.d1-", "a.d1--2", "a.dx", "a.d99999999999999999999"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
