//! Many small files in one request (`POST /remote.php/dav/bulk`), as Nextcloud's desktop client sends its first copy of a
//! folder. All are made durable, then stored in one transaction, and only then is any of them acknowledged. One that is
//! refused says why and keeps nobody else back; a request that breaks off stores nothing.

use std::collections::VecDeque;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base_blobs::Staged;
use base_web::{CurrentOrg, SignedBasic};
use bytes::Bytes;
use http::header;
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

use super::multipart::{Head, Parts, boundary};
use crate::Files;
use crate::dav::live::{id, permissions_of};
use crate::dav::proppatch::time;
use crate::dav::receive::drain;
use crate::dav::refusal::Refusal;
use crate::model::Checksums;
use crate::service::contents::{Item, Put, PutOptions, To, check_put, put_all};
use crate::service::{Actor, Conditions, Error, Slot};

/// Where it is.
pub const PATH: &str = "/remote.php/dav/bulk";
/// Files of one request at most.
const MOST_FILES: usize = 1_000;
/// Up to here a file is kept in memory while it is written.
const SMALL: u64 = 256 * 1024;
/// Files written at the same time.
const AT_ONCE: usize = 8;

/// What answers there.
pub fn router(files: Files) -> Router {
    Router::new().route(PATH, post(answer)).with_state(files)
}

async fn answer(
    State(files): State<Files>,
    CurrentOrg(org): CurrentOrg,
    SignedBasic(caller): SignedBasic,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(boundary) = content_type.and_then(boundary) else {
        return Refusal::bad_request("A bulk upload is multipart/related, with a boundary.").into_response();
    };
    match store(&files, Actor::new(&org, &caller), Parts::new(body, boundary)).await {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// A file as it was announced.
struct Announced {
    /// As the program wrote it: the key of its answer.
    path: String,
    slot: Result<Slot, Refused>,
    options: PutOptions,
}

/// Why one file is not stored; for the person.
type Refused = String;

async fn store(files: &Files, actor: Actor, mut parts: Parts) -> Result<Value, Refusal> {
    let mut received = Receiving { files, actor, writing: VecDeque::new(), staged: Vec::new(), large: 0 };
    let mut announced = Vec::new();
    let read = received.all(&mut parts, &mut announced).await;
    let written = received.finish().await;
    let staged = match (read, written) {
        (Ok(()), Ok(staged)) => staged,
        (Err(refusal), written) => {
            files.blobs().discard(&written.unwrap_or_default().into_iter().flatten().collect::<Vec<_>>()).await;
            drain(parts.into_body());
            return Err(refusal);
        }
        (Ok(()), Err(refusal)) => return Err(refusal),
    };
    let mut answer = Map::new();
    let mut items = Vec::new();
    let mut paths = Vec::new();
    for (Announced { path, slot, options }, staged) in announced.into_iter().zip(staged) {
        match slot {
            Ok(to) => {
                items.push(Item { to, staged, options });
                paths.push(path);
            }
            Err(refused) => {
                files.blobs().discard(staged.as_slice()).await;
                answer.insert(path, json!({ "error": true, "message": refused }));
            }
        }
    }
    let stored = put_all(files, actor, items).await?;
    for (path, stored) in paths.into_iter().zip(stored) {
        let told = match stored {
            Ok(put) => told(&put),
            Err(error) => json!({ "error": true, "message": message(error) }),
        };
        answer.insert(path, told);
    }
    Ok(Value::Object(answer))
}

fn told(put: &Put) -> Value {
    let node = &put.reached.node;
    json!({
        "error": false,
        "etag": node.etag(),
        "fileid": id(node),
        "permissions": permissions_of(&put.reached),
    })
}

fn message(error: Error) -> String {
    match Refusal::from(error) {
        Refusal::Status(_, _, message) => message,
        Refusal::Method(message, _) => message.to_owned(),
        Refusal::Locked(_) => "Somebody is working on it: it is locked.".to_owned(),
    }
}

/// What a part says of the file in it.
fn announce(head: &Head) -> Result<Announced, Refusal> {
    let path = head.get("x-file-path").ok_or_else(|| Refusal::bad_request("A part does not say its X-File-Path."))?;
    let mut options = PutOptions::default();
    let mut problem = None;
    if let Some(text) = head.get("x-file-mtime").or_else(|| head.get("x-oc-mtime")) {
        match time(text) {
            Some(time) => options.modified_at = Some(time),
            None => problem = Some("X-File-Mtime is not a time in seconds.".to_owned()),
        }
    }
    let md5 = head.get("x-file-md5").map(|digest| format!("MD5:{digest}"));
    let said = [head.get("oc-checksum"), md5.as_deref()].map(Option::unwrap_or_default);
    match Checksums::parse(&said.join(" ")) {
        Ok(checksums) => options.checksums = checksums,
        Err(error) => problem = Some(error.to_string()),
    }
    if let Some(tags) = head.get("if-match") {
        let unquoted = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
        options.conditions = Conditions::if_match(Some(tags.split(',').map(unquoted).collect()));
    }
    let names = path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let slot = match problem {
        Some(problem) => Err(problem),
        None => Slot::from_path(names).ok_or_else(|| "This is the root of your files.".to_owned()),
    };
    Ok(Announced { path: path.to_owned(), slot, options })
}

/// Files on their way to the storage.
struct Receiving<'a> {
    files: &'a Files,
    actor: Actor,
    writing: VecDeque<JoinHandle<Result<Staged, base_blobs::Error>>>,
    /// In the order in which they came; an empty file has nothing to store.
    staged: Vec<Written>,
    /// Bytes of those that are larger than [`SMALL`].
    large: u64,
}

enum Written {
    Nothing,
    Done(Staged),
    /// At this place of those being written.
    UnderWay,
}

impl Receiving<'_> {
    async fn all(&mut self, parts: &mut Parts, announced: &mut Vec<Announced>) -> Result<(), Refusal> {
        while let Some(head) = parts.next().await? {
            if announced.len() == MOST_FILES {
                return Err(Refusal::bad_request(format!("A bulk upload has at most {MOST_FILES} files.")));
            }
            let mut file = announce(&head)?;
            let mut digests = file.options.checksums.hashing();
            if head.length == 0 {
                self.staged.push(Written::Nothing);
            } else if head.length <= SMALL {
                let mut contents = Vec::with_capacity(usize::try_from(head.length).unwrap_or(0));
                while let Some(bytes) = parts.bytes().await? {
                    digests.update(&bytes);
                    contents.extend_from_slice(&bytes);
                }
                self.write(contents.into()).await?;
            } else if let Err(refused) = self.welcome(&file, head.length).await? {
                file.slot = Err(refused);
                while parts.bytes().await?.is_some() {}
                self.staged.push(Written::Nothing);
                announced.push(file);
                continue;
            } else {
                let mut writer = self.files.blobs().writer(self.actor.org);
                while let Some(bytes) = parts.bytes().await? {
                    digests.update(&bytes);
                    writer.write(&bytes).await?;
                }
                self.staged.push(Written::Done(writer.finish().await?));
            }
            if let Some(detail) = file.options.checksums.mismatch(&digests.finish())
                && file.slot.is_ok()
            {
                file.slot = Err(detail);
            }
            announced.push(file);
        }
        Ok(())
    }

    /// Whether a large file is welcome, asked before it is received as for one that comes by itself: what there is no
    /// room for is not written. Small ones are too many to ask for each, and are not much together.
    async fn welcome(&mut self, file: &Announced, length: u64) -> Result<Result<(), Refused>, Refusal> {
        let slot = match &file.slot {
            Ok(slot) => slot.clone(),
            Err(refused) => return Ok(Err(refused.clone())),
        };
        let more = self.large.saturating_add(length);
        let size = i64::try_from(more).unwrap_or(i64::MAX);
        match check_put(self.files, self.actor, To::Slot(slot), Some(size), file.options.conditions.clone()).await {
            Ok(_) => {
                self.large = more;
                Ok(Ok(()))
            }
            Err(Error::Database(error)) => Err(error.into()),
            Err(error) => Ok(Err(message(error))),
        }
    }

    async fn write(&mut self, contents: Bytes) -> Result<(), Refusal> {
        if self.writing.len() >= AT_ONCE {
            self.settle_oldest().await?;
        }
        let (blobs, org) = (self.files.blobs().clone(), self.actor.org);
        self.writing.push_back(tokio::spawn(async move { blobs.put(org, contents).await }));
        self.staged.push(Written::UnderWay);
        Ok(())
    }

    async fn settle_oldest(&mut self) -> Result<(), Refusal> {
        let Some(oldest) = self.writing.pop_front() else { return Ok(()) };
        let ended = |error: tokio::task::JoinError| base_blobs::Error::Unavailable(error.to_string());
        let staged = oldest.await.map_err(ended)??;
        if let Some(place) = self.staged.iter_mut().find(|written| matches!(written, Written::UnderWay)) {
            *place = Written::Done(staged);
        }
        Ok(())
    }

    /// All of them, durable, in the order in which they came. If one fails none is kept.
    async fn finish(mut self) -> Result<Vec<Option<Staged>>, Refusal> {
        let mut failed = None;
        while !self.writing.is_empty() {
            if let Err(refusal) = self.settle_oldest().await {
                failed = Some(refusal);
            }
        }
        let done = |written: &Written| match written {
            Written::Done(staged) => Some(*staged),
            Written::Nothing | Written::UnderWay => None,
        };
        let staged: Vec<Option<Staged>> = self.staged.iter().map(done).collect();
        match failed {
            None => Ok(staged),
            Some(refusal) => {
                self.files.blobs().discard(&staged.into_iter().flatten().collect::<Vec<_>>()).await;
                Err(refusal)
            }
        }
    }
}
