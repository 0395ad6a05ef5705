//! Contents read back, over an ordered list of extents.

use std::collections::VecDeque;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

use base_id::OrgId;
use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::task::JoinHandle;

use crate::disk::{Disk, failed};
use crate::store::{Key, blocking, ended};
use crate::{Blobs, Error, Extent};

/// How much is read from a disk at once. With one piece on its way to the client and one read ahead, a transfer
/// keeps three of them.
const PIECE: usize = 512 * 1024;
/// How many pieces' memory is kept to be filled again.
const SPARE: usize = 3;

/// A part of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    pub key: Key,
    pub range: Range<u64>,
}

impl Blobs {
    /// The bytes of `range` in the concatenation of `extents`, in pieces. What lies beyond their end is not read.
    ///
    /// Nothing happens before the first poll, and the first item tells whether the contents are there: await it
    /// before answering a client. Lengths are checked, digests are not ([`Blobs::verify`] does).
    pub fn read(
        &self,
        org: OrgId,
        extents: &[Extent],
        range: Range<u64>,
    ) -> impl Stream<Item = Result<Bytes, Error>> + Send + Unpin + 'static + use<> {
        self.store.read(segments(org, extents, &range))
    }
}

/// Which parts of which objects make up `range`.
fn segments(org: OrgId, extents: &[Extent], range: &Range<u64>) -> Vec<Segment> {
    let mut start = 0_u64;
    let mut found = Vec::new();
    for extent in extents {
        let end = start.saturating_add(extent.length);
        let part = range.start.max(start)..range.end.min(end);
        if part.start < part.end {
            let range = part.start - start..part.end - start;
            found.push(Segment { key: Key { org, id: extent.id }, range });
        }
        start = end;
    }
    found
}

impl Disk {
    /// Reads on threads where blocking is allowed, one piece ahead of the one being consumed.
    pub fn read(&self, segments: Vec<Segment>) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
        let reader = Reader { disk: self.clone(), segments: segments.into(), open: None, spare: Arc::default() };
        stream::unfold(ReadAhead::Idle(reader), async |state| {
            let read = match state {
                ReadAhead::Idle(reader) if reader.segments.is_empty() => return None,
                ReadAhead::Idle(reader) => blocking(move || reader.read()).await,
                ReadAhead::Running(running) => ended(running.await),
                ReadAhead::Failed => return None,
            };
            Some(match read {
                Ok((reader, piece)) if reader.segments.is_empty() => (Ok(piece), ReadAhead::Idle(reader)),
                Ok((reader, piece)) => {
                    (Ok(piece), ReadAhead::Running(tokio::task::spawn_blocking(move || reader.read())))
                }
                Err(error) => (Err(error), ReadAhead::Failed),
            })
        })
    }
}

enum ReadAhead {
    Idle(Reader),
    Running(JoinHandle<Result<(Reader, Bytes), Error>>),
    Failed,
}

struct Reader {
    disk: Disk,
    segments: VecDeque<Segment>,
    /// The file of the first segment.
    open: Option<File>,
    spare: Spare,
}

impl Reader {
    /// The next piece, gathered from several segments where these are small.
    fn read(mut self) -> Result<(Self, Bytes), Error> {
        let wanted: u64 = self.segments.iter().map(|segment| segment.range.end - segment.range.start).sum();
        let length = usize::try_from(wanted).unwrap_or(PIECE).min(PIECE);
        let mut piece = Piece::new(&self.spare, length);
        let mut filled = 0;
        while filled < length {
            let Some(segment) = self.segments.front_mut() else { break };
            let key = segment.key;
            let file = match self.open.take() {
                Some(file) => file,
                None => self.disk.open_file(key)?,
            };
            let left = usize::try_from(segment.range.end - segment.range.start).unwrap_or(PIECE);
            let until = length.min(filled.saturating_add(left));
            let into = &mut piece.bytes[filled..until];
            file.read_exact_at(into, segment.range.start).map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => Error::Corrupt(key.id, "the file is too short".into()),
                _ => failed(&self.disk.path(key), &error),
            })?;
            segment.range.start += (until - filled) as u64;
            filled = until;
            if segment.range.is_empty() {
                self.segments.pop_front();
            } else {
                self.open = Some(file);
            }
        }
        Ok((self, Bytes::from_owner(piece)))
    }
}

/// Memory of pieces that were consumed, to be filled again: fresh memory costs as much as the read itself.
type Spare = Arc<Mutex<Vec<Vec<u8>>>>;

/// The memory of a piece; goes back to the spare ones.
struct Piece {
    bytes: Vec<u8>,
    spare: Spare,
}

impl Piece {
    fn new(spare: &Spare, length: usize) -> Self {
        let mut bytes = spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        bytes.resize(length, 0);
        Self { bytes, spare: spare.clone() }
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE {
            spare.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExtentId;
    use uuid::Uuid;

    fn extent(id: u128, length: u64) -> Extent {
        Extent { id: ExtentId::from_uuid(Uuid::from_u128(id)), length, blake3: [0; 32] }
    }

    fn parts(extents: &[Extent], range: Range<u64>) -> Vec<(u128, Range<u64>)> {
        let org = OrgId::from_uuid(Uuid::nil());
        let segments = segments(org, extents, &range).into_iter();
        segments.map(|segment| (segment.key.id.uuid().as_u128(), segment.range)).collect()
    }

    #[test]
    fn a_range_touches_only_the_extents_it_needs() {
        let extents = [extent(1, 10), extent(2, 0), extent(3, 5), extent(4, 20)];
        assert_eq!(parts(&extents, 0..35), [(1, 0..10), (3, 0..5), (4, 0..20)]);
        assert_eq!(parts(&extents, 9..16), [(1, 9..10), (3, 0..5), (4, 0..1)]);
        assert_eq!(parts(&extents, 10..15), [(3, 0..5)]);
        assert_eq!(parts(&extents, 12..13), [(3, 2..3)]);
        assert_eq!(parts(&extents, 34..1_000), [(4, 19..20)]);
        assert_eq!(parts(&extents, 5..5), []);
        assert_eq!(parts(&extents, 40..50), []);
        assert_eq!(parts(&[], 0..1), []);
    }
}
