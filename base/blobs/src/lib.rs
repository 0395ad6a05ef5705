//! Contents: opaque, immutable objects called extents, on a local disk or in S3-compatible storage.
//!
//! A file version elsewhere is an ordered list of extents. Storing contents takes two steps: [`Blobs::put`] or a
//! [`Writer`] makes the bytes durable and hands back a [`Staged`]; the caller's transaction then refers to it
//! with [`extents::adopt`], which shares identical contents within one organisation and never across two.
//!
//! What holds:
//! - An object is named `<organisation>/<2 hex>/<extent>`; its id is made here, is never given twice, and says
//!   nothing of the contents. An object is written once and never changed.
//! - A [`Staged`] that was returned survives a power cut: contents and folder are on the disk, or the S3 server
//!   has answered for them. Neither conditional puts nor versioning of that server are relied on.
//! - What was not returned, or was returned and never adopted, is removed by [`Blobs::sweep`] at the latest; an
//!   object that the database refers to is never removed.
//! - A transfer keeps a few MiB in memory, whatever its size.

mod disk;
mod error;
pub mod extents;
mod read;
mod s3;
mod store;
mod sweep;
pub mod testing;
mod verify;
mod writer;

use std::path::PathBuf;

use base_db::{Migrations, migrations};
use base_id::{Clock, OrgId, Random};
use bytes::Bytes;
use futures_util::TryStreamExt;
use jiff::Timestamp;

pub use error::Error;
pub use extents::ALL;
pub use sweep::Swept;
pub use verify::{Defect, Depth, Fault};
pub use writer::Writer;

use store::{Key, Store};

/// The schema of this crate.
pub const MIGRATIONS: Migrations = migrations!("blobs", "0001_extents");

base_db::typed_id! {
    /// A stored piece of contents.
    ExtentId,
}

/// Where contents are kept.
#[derive(Clone)]
pub enum Target {
    /// A folder, made when absent.
    Disk {
        /// The folder.
        path: PathBuf,
    },
    /// A bucket that exists, on any S3-compatible server.
    S3 {
        /// `https://s3.example.org`, without the bucket.
        endpoint: String,
        /// The bucket's name.
        bucket: String,
        /// The region that signatures name, such as `garage` or `eu-west-1`.
        region: String,
        /// The access key's id.
        access_key: String,
        /// The access key's secret.
        secret_key: String,
        /// What object names begin with, possibly nothing.
        prefix: String,
        /// Whether plain HTTP will do, for a server on the same private network.
        allow_http: bool,
    },
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Disk { path } => f.debug_struct("Disk").field("path", path).finish(),
            Self::S3 { endpoint, bucket, prefix, .. } => f
                .debug_struct("S3")
                .field("endpoint", endpoint)
                .field("bucket", bucket)
                .field("prefix", prefix)
                .finish_non_exhaustive(),
        }
    }
}

/// Contents that are durable on the storage and that the database does not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staged {
    /// What it will be called, unless the organisation has the same contents already.
    pub id: ExtentId,
    /// Whose it is.
    pub org: OrgId,
    /// How many bytes.
    pub length: u64,
    /// Their BLAKE3 digest.
    pub blake3: [u8; 32],
    /// When it became durable.
    pub staged_at: Timestamp,
}

/// A piece of contents that the database refers to. Reads from the columns `extent_id, length, blake3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// What it is called.
    pub id: ExtentId,
    /// How many bytes.
    pub length: u64,
    /// Their BLAKE3 digest.
    pub blake3: [u8; 32],
}

base_db::from_row!(Extent { id, length, blake3 });

/// What [`extents::adopt`] refers to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adopted {
    /// The extent to keep.
    pub extent: Extent,
    /// The organisation had the same contents already: what was staged serves nothing, and can be discarded
    /// once the transaction is committed.
    pub duplicate: bool,
}

/// The storage of contents; cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Store,
    clock: Clock,
    random: Random,
}

impl Blobs {
    /// Opens the storage. A folder is made when absent; a bucket is not, and is not asked for here
    /// ([`Blobs::check`] does).
    pub async fn open(target: &Target, clock: Clock, random: Random) -> Result<Self, Error> {
        Ok(Self { store: Store::open(target).await?, clock, random })
    }

    /// Writes, reads and removes a small object.
    pub async fn check(&self) -> Result<(), Error> {
        let org = OrgId::from_uuid(uuid::Uuid::nil());
        let probe = Bytes::from_static(b"written by `liiibre doctor`");
        let staged = self.put(org, probe.clone()).await?;
        let extent = Extent { id: staged.id, length: staged.length, blake3: staged.blake3 };
        let read: Result<Vec<Bytes>, Error> = self.read(org, &[extent], 0..extent.length).try_collect().await;
        self.store.remove(vec![Key { org, id: staged.id }.path()]).await?;
        if read?.concat() == probe {
            Ok(())
        } else {
            Err(Error::Corrupt(staged.id, "read back other bytes than written".into()))
        }
    }

    /// Stores contents that are in memory already.
    pub async fn put(&self, org: OrgId, contents: Bytes) -> Result<Staged, Error> {
        let id = ExtentId::new(&self.clock, &self.random);
        let whole = self.store.begin(Key { org, id }).finish(contents).await?;
        Ok(self.staged(Key { org, id }, &whole))
    }

    /// Stores contents that arrive piece by piece.
    pub fn writer(&self, org: OrgId) -> Writer {
        Writer::new(self, Key { org, id: ExtentId::new(&self.clock, &self.random) })
    }

    fn staged(&self, key: Key, whole: &writer::Whole) -> Staged {
        let &writer::Whole { length, blake3 } = whole;
        Staged { id: key.id, org: key.org, length, blake3, staged_at: self.clock.now() }
    }

    /// Removes objects that no transaction will refer to: duplicates after a commit, and all of them after a
    /// refusal. Best effort, since the sweep removes what is left.
    ///
    /// Not after an error that leaves it open whether the transaction was committed ([`in_doubt`]).
    pub async fn discard(&self, staged: &[Staged]) {
        let names = staged.iter().map(|staged| Key { org: staged.org, id: staged.id }.path()).collect();
        if let Err(error) = self.store.remove(names).await {
            tracing::warn!(%error, "unused contents stay until the next sweep");
        }
    }
}

/// Whether a transaction that ended with this error may have been committed all the same, as when the connection
/// to the database is lost while it commits. What it staged must then be left to the sweep.
pub fn in_doubt(error: &base_db::Error) -> bool {
    matches!(error, base_db::Error::Unavailable(_) | base_db::Error::Statement(_))
}
