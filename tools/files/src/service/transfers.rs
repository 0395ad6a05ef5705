//! Contents that arrive in chunks, in any order, several at once: each chunk is durable once it is acknowledged, one
//! that comes again takes the place of the one before, and putting them together copies no byte.
//!
//! A digest that the program announces for the whole is made while the chunks come, as long as they come in order; what
//! did not is read back once when they are put together. What is made on the way is in memory alone: after a restart
//! all is read back.
//!
//! A transfer can be finished until a day after it began, or after its last chunk; it is then dropped.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base_blobs::extents::{adopt, release};
use base_blobs::{Extent, Staged};
use base_db::Tx;
use base_suite::access::Role;
use futures_util::TryStreamExt;
use jiff::Timestamp;

use super::contents::{NewContents, Put, PutOptions, To, allowed, check_put, settle, store_file};
use super::{Actor, Conditions, Error, Scope, Slot, drives};
use crate::Files;
use crate::model::{Algorithm, Checksums, Chunk, Digests, Transfer, TransferId, gap, position};
use crate::store::transfers;

/// Chunks of one transfer at most.
pub(crate) const MOST_CHUNKS: i64 = 10_000;
/// Unfinished transfers of one person at most.
pub(crate) const MOST_TRANSFERS: i64 = 1_000;
/// Digests under way at most; those of the transfers that are quiet for the longest are forgotten first.
const MOST_DIGESTS: usize = 1_000;

/// Begins a transfer: of `size` bytes in all and to this place, where the program says so, which may be refused at once.
pub async fn begin(files: &Files, actor: Actor, name: &str, size: Option<i64>, to: Option<Slot>) -> Result<(), Error> {
    if let Some(slot) = to {
        check_put(files, actor, To::Slot(slot), size, Conditions::default()).await?;
    }
    let (files, name) = (files.clone(), name.to_owned());
    files
        .db()
        .clone()
        .write(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let (org, person) = (actor.org, actor.person);
            if let Some(known) = transfers::by_name_locked(tx, org, person, &name).await? {
                if known.expires_at > scope.now {
                    return Err(Error::NameTaken);
                }
                let released = transfers::remove(tx, org, known.id).await?;
                release(tx, org, released, scope.now).await?;
            }
            if transfers::held(tx, org, person, scope.now).await?.transfers >= MOST_TRANSFERS {
                let detail = format!("There are {MOST_TRANSFERS} unfinished uploads. Finish or give up some of them.");
                return Err(Error::Invalid { field: "transfer", detail });
            }
            let id = TransferId::new(files.clock(), files.random());
            let transfer = Transfer { id, size, received: 0, chunks: 0, expires_at: end(&files, scope.now) };
            Ok(transfers::add(tx, org, person, &name, &transfer, scope.now).await?)
        })
        .await
}

/// The caller's transfer of this name, and the chunks that are durable, in order.
pub async fn get(files: &Files, actor: Actor, name: &str) -> Result<(Transfer, Vec<Chunk>), Error> {
    let (files, name) = (files.clone(), name.to_owned());
    files
        .db()
        .clone()
        .read(async move |tx| {
            let transfer = transfers::by_name(tx, actor.org, actor.person, &name).await?;
            let transfer = live(transfer, files.clock().now())?;
            let chunks = transfers::chunks(tx, actor.org, transfer.id).await?;
            Ok((transfer, chunks))
        })
        .await
}

/// Until when what was touched at `now` can be finished.
fn end(files: &Files, now: Timestamp) -> Timestamp {
    now.checked_add(files.config().upload_kept()).unwrap_or(Timestamp::MAX)
}

fn live(transfer: Option<Transfer>, now: Timestamp) -> Result<Transfer, Error> {
    transfer.filter(|transfer| transfer.expires_at > now).ok_or(Error::NotFound)
}

/// A chunk that may be received.
#[derive(Debug)]
pub struct Welcome {
    transfer: TransferId,
    name: String,
    position: i64,
    /// Bytes that there is room for; none without a limit.
    pub room: Option<i64>,
    /// Bytes of the whole upload, where it was announced.
    pub most: Option<i64>,
}

/// Whether a chunk of this name and size is welcome: asked before it is received. There has to be room for it in at
/// least one of the drives that it could go to.
pub async fn check_chunk(
    files: &Files,
    actor: Actor,
    transfer: &str,
    chunk: &str,
    size: Option<i64>,
) -> Result<Welcome, Error> {
    let position = position(chunk).ok_or_else(|| Error::Invalid {
        field: "chunk",
        detail: "A chunk is called by its number: 00001, 00002 and so on, to 10000, or by the bytes it holds."
            .to_owned(),
    })?;
    let (files, transfer, name) = (files.clone(), transfer.to_owned(), chunk.to_owned());
    files
        .db()
        .clone()
        .read(async move |tx| {
            let scope = Scope::open(tx, &files, actor).await?;
            let transfer = live(transfers::by_name(tx, actor.org, actor.person, &transfer).await?, scope.now)?;
            if transfer.chunks >= MOST_CHUNKS && !transfers::has_chunk(tx, actor.org, transfer.id, &name).await? {
                return Err(too_many_chunks());
            }
            let room = room(tx, &scope).await?.map(|left| left.max(0));
            match room {
                Some(left) if size.unwrap_or(0) > left => return Err(Error::OverQuota { available: left }),
                _ => {}
            }
            Ok(Welcome { transfer: transfer.id, name: name.clone(), position, room, most: transfer.size })
        })
        .await
}

/// Bytes of chunks that there is still room for in at least one of the drives that they could go to, below 0 when there
/// are too many already; none without a limit.
async fn room(tx: &mut Tx, scope: &Scope) -> Result<Option<i64>, Error> {
    let mut most = 0;
    for seen in drives::seen(tx, scope).await?.into_iter().filter(|seen| seen.role >= Role::Editor) {
        let Some(available) = drives::available(tx, scope, &seen.drive).await? else { return Ok(None) };
        most = most.max(available);
    }
    let held = transfers::held(tx, scope.actor.org, scope.actor.person, scope.now).await?;
    Ok(Some(most - held.bytes))
}

fn too_many_chunks() -> Error {
    let detail = format!("An upload has at most {MOST_CHUNKS} chunks. Send larger ones.");
    Error::Invalid { field: "chunk", detail }
}

/// Books a chunk that is durable, in place of the one with its name. Says whether there was none, and where it is.
pub async fn put_chunk(
    files: &Files,
    actor: Actor,
    welcome: &Welcome,
    staged: Staged,
) -> Result<(bool, Extent), Error> {
    let work = files.clone();
    let (id, name, position) = (welcome.transfer, welcome.name.clone(), welcome.position);
    let limited = welcome.room.is_some();
    let done = files
        .db()
        .write(async move |tx| {
            // Who was removed while the chunk came has none.
            let scope = Scope::reopen(tx, &work, actor).await?;
            let now = scope.now;
            let adopted = adopt(tx, &staged, now).await?;
            let chunk = Chunk { name: name.clone(), position, extent: adopted.extent };
            // Not found: given up, or put together, while the chunk came.
            let until = (now, end(&work, now));
            let added = transfers::put_chunk(tx, actor.org, id, &chunk, until).await?.ok_or(Error::NotFound)?;
            if added.chunks > MOST_CHUNKS {
                return Err(too_many_chunks());
            }
            let created = added.replaced.is_none();
            release(tx, actor.org, added.replaced, now).await?;
            // Asked again: others may have come at the same time.
            if limited && room(tx, &scope).await?.is_some_and(|left| left < 0) {
                return Err(Error::OverQuota { available: 0 });
            }
            Ok(((created, adopted.extent), if adopted.duplicate { vec![staged] } else { Vec::new() }))
        })
        .await;
    settle(files, &[staged], done).await
}

/// Gives a transfer up: nothing of it stays.
pub async fn abort(files: &Files, actor: Actor, name: &str) -> Result<(), Error> {
    let (work, name) = (files.clone(), name.to_owned());
    let gone = files
        .db()
        .write(async move |tx| {
            let now = work.clock().now();
            let transfer = transfers::by_name_locked(tx, actor.org, actor.person, &name).await?;
            let transfer = live(transfer, now)?;
            let released = transfers::remove(tx, actor.org, transfer.id).await?;
            release(tx, actor.org, released, now).await?;
            Ok::<_, Error>(transfer.id)
        })
        .await?;
    files.in_order().forget(gone);
    Ok(())
}

/// Puts the chunks together as the contents of a file: `size` bytes in all, where the program says so.
pub async fn assemble(
    files: &Files,
    actor: Actor,
    name: &str,
    to: Slot,
    size: Option<i64>,
    options: PutOptions,
) -> Result<Put, Error> {
    let (transfer, chunks) = get(files, actor, name).await?;
    whole(&transfer, &chunks, size)?;
    if !options.checksums.is_empty() {
        let actual = digest(files, actor, transfer.id, &chunks, &options.checksums).await?;
        if let Some(detail) = options.checksums.mismatch(&actual) {
            return Err(Error::Invalid { field: "OC-Checksum", detail });
        }
    }
    let (work, name, to) = (files.clone(), name.to_owned(), To::Slot(to));
    let put = files
        .db()
        .write(async move |tx| {
            let scope = Scope::open(tx, &work, actor).await?;
            let found = transfers::by_name_locked(tx, actor.org, actor.person, &name).await?;
            let transfer = live(found, scope.now)?;
            let (vacancy, created) = allowed(tx, &scope, &to, &options.conditions).await?;
            // Looked at again: a chunk may have come, or come anew, since the digest was made.
            if transfers::chunks(tx, actor.org, transfer.id).await? != chunks {
                return Err(Error::Precondition);
            }
            let extents: Vec<Extent> = chunks.iter().map(|chunk| chunk.extent).collect();
            transfers::finish(tx, actor.org, transfer.id).await?;
            let reached = store_file(tx, &scope, &vacancy, NewContents::new(extents, &options)).await?;
            Ok::<_, Error>(Put { reached, created })
        })
        .await?;
    files.in_order().forget(transfer.id);
    Ok(put)
}

/// Refuses what is not all there.
fn whole(transfer: &Transfer, chunks: &[Chunk], size: Option<i64>) -> Result<(), Error> {
    let refused = |detail: String| Err(Error::Invalid { field: "transfer", detail });
    let listed: Vec<_> = chunks.iter().map(|chunk| (&*chunk.name, chunk.position, chunk.extent.length)).collect();
    if let Some(gap) = gap(&listed) {
        let place = gap.after.map_or_else(|| "the first one".to_owned(), |name| format!("the one after {name}"));
        return refused(format!("A chunk is missing: {place}. Send it, then ask again."));
    }
    let came: u64 = chunks.iter().map(|chunk| chunk.extent.length).sum();
    match size.or(transfer.size) {
        None if chunks.is_empty() => refused("No chunk has arrived. Send them, then ask again.".to_owned()),
        Some(size) if u64::try_from(size) != Ok(came) => refused(format!(
            "{came} bytes have arrived, and {size} were announced. Send what is missing, then ask again."
        )),
        _ => Ok(()),
    }
}

/// The digests of the whole, of which `wanted` are needed.
async fn digest(
    files: &Files,
    actor: Actor,
    transfer: TransferId,
    chunks: &[Chunk],
    wanted: &Checksums,
) -> Result<Checksums, Error> {
    let state = files.in_order().take(transfer);
    let covers = |state: &State| {
        state.digests.serve(wanted)
            && state.chunks.len() <= chunks.len()
            && state.chunks.iter().zip(chunks).all(|(done, chunk)| *done == chunk.extent)
    };
    let (mut digests, done) = match state.filter(covers) {
        Some(state) => (state.digests, state.chunks.iter().map(|extent| extent.length).sum()),
        None => (wanted.hashing(), 0),
    };
    let extents: Vec<Extent> = chunks.iter().map(|chunk| chunk.extent).collect();
    let end = extents.iter().map(|extent| extent.length).sum();
    let mut bytes = files.blobs().read(actor.org, &extents, done..end);
    while let Some(piece) = bytes.try_next().await? {
        digests.update(&piece);
    }
    Ok(digests.finish())
}

/// Digests of the chunks that came in order, while the rest is on its way.
#[derive(Default)]
pub(crate) struct InOrder(Mutex<HashMap<TransferId, State>>);

#[derive(Clone)]
struct State {
    digests: Digests,
    /// What is in them, in order.
    chunks: Vec<Extent>,
    /// The position of the last of them.
    last: i64,
    touched: Timestamp,
}

/// The digest that a chunk under way goes into.
pub struct Following {
    state: State,
    before: State,
    transfer: TransferId,
}

impl Following {
    /// More bytes of the chunk.
    pub fn update(&mut self, bytes: &[u8]) {
        self.state.digests.update(bytes);
    }
}

impl InOrder {
    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<TransferId, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, transfer: TransferId) -> Option<State> {
        self.held().remove(&transfer)
    }

    /// Nobody asks for its digest any more.
    pub fn forget(&self, transfer: TransferId) {
        self.held().remove(&transfer);
    }

    fn keep(&self, transfer: TransferId, state: State) {
        let mut held = self.held();
        if held.len() >= MOST_DIGESTS
            && let Some(oldest) = held.iter().min_by_key(|(_, state)| state.touched).map(|(id, _)| *id)
        {
            held.remove(&oldest);
        }
        held.insert(transfer, state);
    }
}

/// The digest that this chunk continues, if all before it is in it.
pub fn follow(files: &Files, welcome: &Welcome) -> Option<Following> {
    let bytes = |state: &State| state.chunks.iter().map(|extent| extent.length).sum::<u64>();
    let in_bytes = welcome.name.contains('-');
    let known = files.in_order().take(welcome.transfer);
    let first = if in_bytes { welcome.position == 0 } else { welcome.position <= 1 };
    let state = match known {
        Some(state) if in_bytes && u64::try_from(welcome.position) == Ok(bytes(&state)) => state,
        Some(state) if !in_bytes && welcome.position == state.last + 1 => state,
        // Chunks that are in it already, or come before their turn: it waits for the one that follows.
        Some(state) if !first => {
            files.in_order().keep(welcome.transfer, state);
            return None;
        }
        _ if first => State {
            digests: Digests::of(Algorithm::Sha1),
            chunks: Vec::new(),
            last: welcome.position,
            touched: files.clock().now(),
        },
        _ => return None,
    };
    Some(Following { before: state.clone(), state, transfer: welcome.transfer })
}

/// The chunk is durable under this extent, or has failed: the digest goes on after it, or from where it was.
pub fn followed(files: &Files, following: Following, welcome: &Welcome, stored: Option<Extent>) {
    let Following { mut state, before, transfer } = following;
    match stored {
        Some(extent) => {
            state.chunks.push(extent);
            state.last = welcome.position;
            state.touched = files.clock().now();
            files.in_order().keep(transfer, state);
        }
        None if !before.chunks.is_empty() => files.in_order().keep(transfer, before),
        None => {}
    }
}
