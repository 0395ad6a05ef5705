//! Contents that arrive piece by piece.
//!
//! Pieces are gathered into blocks. While one block is written and hashed elsewhere the next one is filled, and
//! whoever fills faster than the storage takes waits: two blocks of memory at most, whatever the size of the
//! pieces. Nothing is held but memory between two blocks, so that a slow upload occupies no thread.

use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::disk::DiskProgress;
use crate::s3::S3Progress;
use crate::store::{Key, blocking, ended};
use crate::{Blobs, Error, Staged};

/// From here on a writer takes the memory of a whole block at once.
const SMALL: usize = 64 * 1024;

/// Writes one extent. Dropped before [`finish`](Self::finish), it leaves nothing behind.
///
/// A call that was cancelled or failed ends it: drop it then.
pub struct Writer {
    blobs: Blobs,
    key: Key,
    filling: Vec<u8>,
    /// How large the block being filled gets.
    block: usize,
    /// What is written so far, while nothing is being written.
    idle: Option<Written>,
    running: Option<JoinHandle<Result<Written, Error>>>,
}

impl Writer {
    pub(crate) fn new(blobs: &Blobs, key: Key) -> Self {
        let progress = blobs.store.begin(key);
        let block = progress.block();
        let idle = Some(Written { progress, spare: Vec::new() });
        Self { blobs: blobs.clone(), key, filling: Vec::new(), block, idle, running: None }
    }

    /// Adds `bytes`; waits while the storage is behind.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.filling.len() >= self.block {
                self.write_block().await?;
            }
            let room = self.block - self.filling.len();
            let (now, later) = rest.split_at(rest.len().min(room));
            if self.filling.len() + now.len() > SMALL {
                self.filling.reserve_exact(room);
            }
            self.filling.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    /// Makes it durable.
    pub async fn finish(mut self) -> Result<Staged, Error> {
        let written = self.written().await?;
        let whole = written.progress.finish(Bytes::from(std::mem::take(&mut self.filling))).await?;
        Ok(self.blobs.staged(self.key, &whole))
    }

    /// Hands the full block over and goes on with the spare one.
    async fn write_block(&mut self) -> Result<(), Error> {
        let Written { progress, spare } = self.written().await?;
        self.block = progress.block();
        let full = std::mem::replace(&mut self.filling, spare);
        self.running = Some(progress.write(full));
        Ok(())
    }

    /// What is written so far, once the block before is.
    async fn written(&mut self) -> Result<Written, Error> {
        if let Some(running) = &mut self.running {
            let done = ended(running.await);
            self.running = None;
            self.idle = Some(done?);
        }
        self.idle.take().ok_or_else(|| Error::Unavailable("the writer has failed before".into()))
    }
}

/// What is written so far, and the memory of a block to fill.
struct Written {
    progress: Progress,
    spare: Vec<u8>,
}

/// An object being written.
pub(crate) enum Progress {
    Disk(DiskProgress),
    S3(S3Progress),
}

/// What was written, once it is durable.
pub(crate) struct Whole {
    pub length: u64,
    pub blake3: [u8; 32],
}

impl Progress {
    /// How large the next block is best.
    fn block(&self) -> usize {
        match self {
            Self::Disk(_) => crate::disk::BLOCK,
            Self::S3(s3) => s3.part_size(),
        }
    }

    /// Begins to write a block; gives back its memory, emptied.
    fn write(self, mut block: Vec<u8>) -> JoinHandle<Result<Written, Error>> {
        match self {
            Self::Disk(mut disk) => tokio::task::spawn_blocking(move || {
                disk.write(&block)?;
                block.clear();
                Ok(Written { progress: Self::Disk(disk), spare: block })
            }),
            Self::S3(s3) => tokio::spawn(async move {
                let progress = Self::S3(s3.write(Bytes::from(block)).await?);
                Ok(Written { progress, spare: Vec::new() })
            }),
        }
    }

    /// Writes the rest and makes it all durable.
    pub async fn finish(self, rest: Bytes) -> Result<Whole, Error> {
        match self {
            Self::Disk(disk) => {
                let finished = blocking(move || disk.finish(&rest)).await?;
                let whole = Whole { length: finished.length, blake3: finished.blake3 };
                finished.keep();
                Ok(whole)
            }
            Self::S3(s3) => s3.finish(rest).await,
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Removing a large file takes a while; a block under way removes it when it is done.
        if let (Some(idle), Ok(runtime)) = (self.idle.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn_blocking(move || drop(idle));
        }
    }
}
