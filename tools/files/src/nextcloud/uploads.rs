//! Chunked upload, as Nextcloud's programs do it (versions 1 and 2 alike): a folder of one's own is made below
//! `/remote.php/dav/uploads/<handle>/`, the chunks are stored in it, in any order and several at once, and moving the
//! `.file` that it is said to hold to its place puts them together. Whoever lost count lists the folder; whoever gives
//! up deletes it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base_dav::headers::{Depth, IfHeader, Preconditions, destination, overwrite};
use base_dav::{DavPath, Multistatus, Precondition, PropFind, QName, Tag};
use base_suite::{Caller, Org};
use base_web::{CurrentOrg, SignedBasic};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};

use crate::Files;
use crate::dav::asked::{trees, whole};
use crate::dav::put::{answered, checksums, modified_at};
use crate::dav::receive::{Bounds, announced, drain, receive};
use crate::dav::refusal::{Refusal, xml};
use crate::model::{Chunk, position};
use crate::service::contents::PutOptions;
use crate::service::{Actor, Conditions, Error, Slot, States, transfers};

/// Where it is.
pub const PATH: &str = "/remote.php/dav/uploads";
/// What a folder of chunks is said to hold once all of them are there.
const WHOLE: &str = ".file";
const ON_FOLDERS: &str = "MKCOL, PROPFIND, DELETE";
const ON_CHUNKS: &str = "PUT, MOVE";
/// Characters of a folder's name at most.
const LONGEST_NAME: usize = 255;

/// What answers there.
pub fn router(files: Files) -> Router {
    Router::new().route(PATH, any(answer)).route(&format!("{PATH}/{{*path}}"), any(answer)).with_state(files)
}

/// A request to the chunks of its caller.
struct Asked {
    files: Files,
    org: Arc<Org>,
    caller: Caller,
    actor: Actor,
    method: Method,
    headers: HeaderMap,
    /// As asked for, by which hrefs begin.
    path: DavPath,
}

async fn answer(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    dispatch(files, org, caller, parts, body).await.unwrap_or_else(IntoResponse::into_response)
}

async fn dispatch(files: Files, org: Arc<Org>, caller: Caller, parts: Parts, body: Body) -> Result<Response, Refusal> {
    let path = DavPath::parse(parts.uri.path())?;
    let mut own = DavPath::parse(PATH)?;
    own.push(&*caller.handle)?;
    let below = path.strip_prefix(&own).ok_or_else(Refusal::not_found)?;
    let asked = Asked {
        actor: Actor::new(&org, &caller),
        files,
        org,
        caller,
        method: parts.method,
        headers: parts.headers,
        path,
    };
    match (below.segments(), asked.method.as_str()) {
        ([transfer], "MKCOL") => begin(&asked, transfer, body).await,
        ([transfer], "PROPFIND") => list(&asked, transfer, body).await,
        ([transfer], "DELETE") => {
            transfers::abort(&asked.files, asked.actor, transfer).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        ([transfer, chunk], "PUT") => store(&asked, transfer, chunk, body).await,
        ([transfer, last], "MOVE") if last == WHOLE => assemble(&asked, transfer).await,
        ([_], _) => Err(Refusal::Method("A folder of chunks is made, listed and deleted; nothing else.", ON_FOLDERS)),
        ([_, _], _) => Err(Refusal::Method("Chunks are stored, and put together by moving .file.", ON_CHUNKS)),
        _ => Err(Refusal::not_found()),
    }
}

async fn begin(asked: &Asked, transfer: &str, body: Body) -> Result<Response, Refusal> {
    if !whole(body).await?.is_empty() {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A new folder takes no request body."));
    }
    if transfer.len() > LONGEST_NAME {
        return Err(Refusal::bad_request("The name of the folder is too long."));
    }
    let to = if asked.headers.contains_key("destination") { Some(place(asked)?) } else { None };
    match transfers::begin(&asked.files, asked.actor, transfer, total(&asked.headers)?, to).await {
        Ok(()) => Ok(StatusCode::CREATED.into_response()),
        Err(Error::NameTaken) => Err(Refusal::Method("This folder is there already.", ON_FOLDERS)),
        Err(error) => Err(error.into()),
    }
}

/// Where the file is to be.
fn place(asked: &Asked) -> Result<Slot, Refusal> {
    let outside = || Refusal::new(StatusCode::FORBIDDEN, "The destination is not among your files.");
    let path = destination(&asked.headers)?;
    let below = trees(&asked.caller.handle)?.below(&path).ok_or_else(outside)?;
    let root = || Refusal::new(StatusCode::FORBIDDEN, "The root of your files cannot be replaced.");
    Slot::from_path(below.segments().to_vec()).ok_or_else(root)
}

/// How many bytes there are to be in all.
fn total(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let Some(value) = headers.get("oc-total-length") else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.trim().parse().ok()).filter(|number: &i64| *number >= 0);
    number.map(Some).ok_or_else(|| Refusal::bad_request("OC-Total-Length is not a number of bytes."))
}

async fn store(asked: &Asked, transfer: &str, chunk: &str, mut body: Body) -> Result<Response, Refusal> {
    let stored = async {
        if position(chunk).is_none() {
            return Err(Refusal::bad_request("A chunk is called by its number: 00001, 00002 and so on, to 10000."));
        }
        let length = announced(&asked.headers)?;
        let welcome = transfers::check_chunk(&asked.files, asked.actor, transfer, chunk, length).await?;
        let checksums = checksums(&asked.headers)?;
        let bounds = Bounds {
            length: length.map(i64::unsigned_abs),
            room: welcome.room.map(i64::unsigned_abs),
            most: welcome.most.map(i64::unsigned_abs),
        };
        let mut digests = checksums.hashing();
        let mut following = transfers::follow(&asked.files, &welcome);
        let received = receive(&asked.files, asked.org.id, &mut body, bounds, |bytes| {
            digests.update(bytes);
            if let Some(following) = &mut following {
                following.update(bytes);
            }
        });
        let booked = match received.await {
            Ok(Some(staged)) => match checksums.mismatch(&digests.finish()) {
                Some(detail) => {
                    asked.files.blobs().discard(&[staged]).await;
                    Err(Refusal::bad_request(detail))
                }
                None => Ok(transfers::put_chunk(&asked.files, asked.actor, &welcome, staged).await?),
            },
            Ok(None) => Err(Refusal::bad_request("This chunk has no bytes. Leave it out.")),
            Err(refusal) => Err(refusal),
        };
        if let Some(following) = following {
            let extent = booked.as_ref().ok().map(|(_, extent)| *extent);
            transfers::followed(&asked.files, following, &welcome, extent);
        }
        let (created, _) = booked?;
        Ok(if created { StatusCode::CREATED } else { StatusCode::NO_CONTENT }.into_response())
    };
    let stored = stored.await;
    if stored.is_err() && !asked.headers.contains_key(header::EXPECT) {
        drain(body);
    }
    stored
}

async fn assemble(asked: &Asked, transfer: &str) -> Result<Response, Refusal> {
    let to = place(asked)?;
    let (modified_at, checksums) = (modified_at(&asked.headers)?, checksums(&asked.headers)?);
    let options = PutOptions { modified_at, media_type: None, checksums, conditions: conditions(asked)? };
    let size = total(&asked.headers)?;
    let stored = transfers::assemble(&asked.files, asked.actor, transfer, to, size, options).await?;
    Ok(answered(&stored, modified_at.is_some()))
}

/// What the request demands is demanded of the place the file goes to: the chunks have no state of their own.
fn conditions(asked: &Asked) -> Result<Conditions, Refusal> {
    let http = Preconditions::from_headers(&asked.headers)?;
    let dav = IfHeader::from_headers(&asked.headers)?;
    let tokens = dav.iter().flat_map(IfHeader::tokens).map(|token| token.as_str().to_owned()).collect();
    let trees = trees(&asked.caller.handle)?;
    let target = trees.below(&destination(&asked.headers)?).map(|path| path.segments().to_vec()).unwrap_or_default();
    let states = States { trees, target, method: Method::PUT, http, dav };
    let if_none_match = !overwrite(&asked.headers)?;
    Ok(Conditions { tokens, states: Some(states), if_none_match, ..Conditions::default() })
}

/// What is asked of chunks: whether they are there, and how long they are.
async fn list(asked: &Asked, transfer: &str, body: Body) -> Result<Response, Refusal> {
    let wanted = PropFind::parse(&whole(body).await?)?;
    let depth = Depth::of(&asked.method, &asked.headers)?;
    if depth == Depth::Infinity {
        let message = "A folder is listed one level at a time: ask with Depth 0 or 1.";
        return Err(Refusal::precondition(Precondition::PropfindFiniteDepth, message));
    }
    let (_, chunks) = transfers::get(&asked.files, asked.actor, transfer).await?;
    let columns: Vec<(Tag, Option<Live>)> = match &wanted {
        PropFind::Prop(names) => names.iter().map(|name| (Tag::new(name), Live::named(name))).collect(),
        _ => Live::ALL.map(|(name, live)| (Tag::dav(name), Some(live))).into(),
    };
    let bare = matches!(wanted, PropFind::PropName);
    let mut answer = Multistatus::new();
    let mut respond = |href: &str, chunk: Option<&Chunk>| {
        answer.properties(href, |props| {
            for (tag, live) in &columns {
                match (live, chunk) {
                    (Some(Live::ContentLength), None) | (None, _) => props.missing(tag),
                    _ if bare => props.empty(tag),
                    (Some(Live::ResourceType), None) => props.xml(tag, |xml| xml.raw("<d:collection/>")),
                    (Some(Live::ResourceType), Some(_)) => props.empty(tag),
                    (Some(Live::ContentLength), Some(chunk)) => {
                        props.number(tag, i64::try_from(chunk.extent.length).unwrap_or(i64::MAX));
                    }
                }
            }
        });
    };
    let mut href = asked.path.href(true);
    respond(&href, None);
    if depth == Depth::One {
        let above = href.len();
        for chunk in &chunks {
            base_dav::path::push_segment(&mut href, &chunk.name);
            respond(&href, Some(chunk));
            href.truncate(above);
        }
    }
    Ok(xml(StatusCode::MULTI_STATUS, answer.finish()))
}

#[derive(Clone, Copy)]
enum Live {
    ResourceType,
    ContentLength,
}

impl Live {
    const ALL: [(&'static str, Self); 2] =
        [("resourcetype", Self::ResourceType), ("getcontentlength", Self::ContentLength)];

    fn named(name: &QName) -> Option<Self> {
        Self::ALL.iter().find(|(local, _)| name.is_dav(local)).map(|(_, live)| *live)
    }
}
