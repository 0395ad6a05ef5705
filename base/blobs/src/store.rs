//! The seam to the outside: a disk or an S3 server.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;

use base_id::OrgId;

use crate::disk::Disk;
use crate::read::Segment;
use crate::s3::S3;
use crate::writer::Progress;
use crate::{Error, ExtentId, Target};

/// The name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub org: OrgId,
    pub id: ExtentId,
}

impl Key {
    /// Which of an organisation's 256 folders it is in. From the random end of the id, so that they fill evenly.
    pub fn shard(&self) -> u8 {
        self.id.uuid().as_bytes()[15]
    }

    /// `<organisation>/<2 hex>/<extent>`.
    pub fn path(&self) -> String {
        format!("{}/{:02x}/{}", self.org, self.shard(), self.id)
    }
}

/// An object as the storage lists it.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its name.
    pub path: String,
    /// Which extent it is.
    pub id: ExtentId,
    /// When it was last written, by the storage's clock.
    pub modified: Timestamp,
}

#[derive(Clone)]
pub(crate) enum Store {
    Disk(Disk),
    S3(S3),
}

impl Store {
    pub async fn open(target: &Target) -> Result<Self, Error> {
        Ok(match target {
            Target::Disk { path } => Self::Disk(Disk::open(path.clone()).await?),
            Target::S3 { .. } => Self::S3(S3::open(target)?),
        })
    }

    /// Begins to write an object.
    pub fn begin(&self, key: Key) -> Progress {
        match self {
            Self::Disk(disk) => Progress::Disk(disk.begin(key)),
            Self::S3(s3) => Progress::S3(s3.begin(key)),
        }
    }

    /// The bytes of these segments, one after the other.
    pub fn read(&self, segments: Vec<Segment>) -> BoxStream<'static, Result<Bytes, Error>> {
        match self {
            Self::Disk(disk) => disk.read(segments).boxed(),
            Self::S3(s3) => s3.read(segments).boxed(),
        }
    }

    /// The length of an object; none when it is not there.
    pub async fn length(&self, key: Key) -> Result<Option<u64>, Error> {
        match self {
            Self::Disk(disk) => disk.length(key).await,
            Self::S3(s3) => s3.length(key).await,
        }
    }

    /// Removes objects by name; those that are not there are no error.
    pub async fn remove(&self, paths: Vec<String>) -> Result<(), Error> {
        match self {
            Self::Disk(disk) => disk.remove(paths).await,
            Self::S3(s3) => s3.remove(paths).await,
        }
    }

    /// The organisations that have objects.
    pub async fn organisations(&self) -> Result<Vec<OrgId>, Error> {
        match self {
            Self::Disk(disk) => disk.organisations().await,
            Self::S3(s3) => s3.organisations().await,
        }
    }

    /// The objects of an organisation, some hundreds or thousands at a time. What else lies there is not shown.
    pub fn objects(&self, org: OrgId) -> BoxStream<'static, Result<Vec<Object>, Error>> {
        match self {
            Self::Disk(disk) => disk.objects(org).boxed(),
            Self::S3(s3) => s3.objects(org).try_chunks(500).map_err(|error| error.1).boxed(),
        }
    }
}

/// Runs `work`, which blocks on the disk, apart from the runtime's threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    ended(tokio::task::spawn_blocking(work).await)
}

/// The result of a task, a panic in it being an error like another.
pub(crate) fn ended<T>(joined: Result<Result<T, Error>, tokio::task::JoinError>) -> Result<T, Error> {
    joined.unwrap_or_else(|error| Err(Error::Unavailable(format!("a storage task ended early: {error}"))))
}
