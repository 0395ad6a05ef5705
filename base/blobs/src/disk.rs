//! Objects as files of a local folder.
//!
//! `object_store`'s file system is not used: what it fsyncs when asked to is right for one writer, but a folder
//! that another writer has just made is taken for durable before that writer's fsync, and each put costs several
//! hops between threads. Here a put is one hop.
//!
//! The order of operations is the point of this file, and a test watches it: contents are written and fsynced, then
//! the folder is fsynced, and only then is anybody told; a folder is used only once its own entry was fsynced by
//! this process. A file is written under its final name, since nobody knows that name before: a rename would cost
//! the file system a second commit, which is half of the time of a small put.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base_id::OrgId;
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;

use crate::Error;
use crate::store::{Key, Object, blocking};

/// How much is written at once.
pub(crate) const BLOCK: usize = 1024 * 1024;

#[derive(Clone)]
pub(crate) struct Disk(Arc<Inner>);

struct Inner {
    root: PathBuf,
    /// Which of the 256 folders of each organisation are known to be durable.
    durable: Mutex<HashMap<OrgId, [bool; 256]>>,
}

impl Disk {
    pub async fn open(root: PathBuf) -> Result<Self, Error> {
        blocking(move || {
            make_folders(&root)?;
            Ok(Self(Arc::new(Inner { root, durable: Mutex::default() })))
        })
        .await
    }

    pub fn path(&self, key: Key) -> PathBuf {
        self.0.root.join(key.path())
    }

    pub fn begin(&self, key: Key) -> DiskProgress {
        DiskProgress { disk: self.clone(), key, file: None, hasher: Box::default(), length: 0 }
    }

    /// Makes the folder of `key`, durably. It may be there already and yet be another writer's that is not on the
    /// disk so far, or a crashed one's: whoever uses a folder first in this process fsyncs the way to it.
    fn make_folder(&self, key: Key) -> io::Result<()> {
        let shard = usize::from(key.shard());
        let mut durable = self.0.durable.lock().unwrap_or_else(PoisonError::into_inner);
        if durable.get(&key.org).is_some_and(|shards| shards[shard]) {
            return Ok(());
        }
        let folder = self.0.root.join(key.org.to_string());
        if !durable.contains_key(&key.org) {
            make_folder(&folder)?;
            sync_folder(&self.0.root)?;
        }
        make_folder(&folder.join(format!("{:02x}", key.shard())))?;
        sync_folder(&folder)?;
        durable.entry(key.org).or_insert([false; 256])[shard] = true;
        Ok(())
    }

    pub async fn length(&self, key: Key) -> Result<Option<u64>, Error> {
        let path = self.path(key);
        blocking(move || match std::fs::metadata(&path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path, &error)),
        })
        .await
    }

    pub async fn remove(&self, paths: Vec<String>) -> Result<(), Error> {
        let root = self.clone();
        blocking(move || {
            for path in paths {
                remove(&root.0.root.join(path))?;
            }
            Ok(())
        })
        .await
    }

    pub async fn organisations(&self) -> Result<Vec<OrgId>, Error> {
        let disk = self.clone();
        blocking(move || {
            let names = names(&disk.0.root)?;
            Ok(names.iter().filter_map(|(name, _)| name.parse().ok()).collect())
        })
        .await
    }

    /// The contents of one folder at a time.
    pub fn objects(&self, org: OrgId) -> impl Stream<Item = Result<Vec<Object>, Error>> + Send + 'static {
        let disk = self.clone();
        stream::iter(0_u8..=255).then(move |shard| {
            let disk = disk.clone();
            blocking(move || disk.folder(org, shard))
        })
    }

    fn folder(&self, org: OrgId, shard: u8) -> Result<Vec<Object>, Error> {
        let relative = format!("{org}/{shard:02x}");
        let names = names(&self.0.root.join(&relative))?;
        let objects = names.into_iter().filter_map(|(name, metadata)| {
            let modified = Timestamp::try_from(metadata.modified().ok()?).ok()?;
            Some(Object { path: format!("{relative}/{name}"), id: name.parse().ok()?, modified })
        });
        Ok(objects.collect())
    }

    pub fn open_file(&self, key: Key) -> Result<File, Error> {
        let path = self.path(key);
        File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::NotFound(key.id),
            _ => failed(&path, &error),
        })
    }
}

/// A file being written. All its methods block.
pub(crate) struct DiskProgress {
    disk: Disk,
    key: Key,
    file: Option<NewFile>,
    hasher: Box<blake3::Hasher>,
    length: u64,
}

impl DiskProgress {
    pub fn write(&mut self, block: &[u8]) -> Result<(), Error> {
        let new = match &mut self.file {
            Some(new) => new,
            none => none.insert(NewFile::create(&self.disk, self.key)?),
        };
        new.file.write_all(block).map_err(|error| failed(&new.path, &error))?;
        self.hasher.update(block);
        self.length += block.len() as u64;
        Ok(())
    }

    /// Writes what is left and makes the file durable.
    pub fn finish(mut self, rest: &[u8]) -> Result<Finished, Error> {
        self.write(rest)?;
        let Some(new) = self.file else {
            return Err(Error::Unavailable("a file that was never made cannot be finished".into()));
        };
        new.sync().map_err(|error| failed(&new.path, &error))?;
        Ok(Finished { new, length: self.length, blake3: self.hasher.finalize().into() })
    }
}

/// A durable file that is removed again unless somebody takes it over.
pub(crate) struct Finished {
    new: NewFile,
    pub length: u64,
    pub blake3: [u8; 32],
}

impl Finished {
    pub fn keep(mut self) {
        self.new.keep = true;
    }
}

/// A file that is removed when dropped, unless kept.
struct NewFile {
    file: File,
    path: PathBuf,
    keep: bool,
}

impl NewFile {
    fn create(disk: &Disk, key: Key) -> Result<Self, Error> {
        let path = disk.path(key);
        let open = || OpenOptions::new().write(true).create_new(true).open(&path);
        let made = disk.make_folder(key).and_then(|()| open());
        let file = made.map_err(|error| failed(&path, &error))?;
        Ok(Self { file, path, keep: false })
    }

    fn sync(&self) -> io::Result<()> {
        self.file.sync_all()?;
        sync_folder(self.path.parent().unwrap_or(Path::new("/")))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.keep
            && let Err(error) = remove(&self.path)
        {
            tracing::warn!(%error, "an unfinished file stays until the next sweep");
        }
    }
}

/// Makes a folder and those above it, each durable in the one above.
fn make_folders(path: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(path).map_err(|error| failed(path, &error))?;
    let missing: Vec<&Path> = absolute.ancestors().take_while(|folder| !folder.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        let above = folder.parent().unwrap_or(folder);
        make_folder(folder).and_then(|()| sync_folder(above)).map_err(|error| failed(folder, &error))?;
    }
    Ok(())
}

fn make_folder(path: &Path) -> io::Result<()> {
    match std::fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

/// What a folder holds: nothing when it is not there.
fn names(folder: &Path) -> Result<Vec<(String, std::fs::Metadata)>, Error> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| failed(folder, &error))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, &error))?;
        // A file that was removed since, or whose name is not ours.
        if let (Ok(metadata), Ok(name)) = (entry.metadata(), entry.file_name().into_string()) {
            names.push((name, metadata));
        }
    }
    Ok(names)
}

pub(crate) fn failed(path: &Path, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::StorageFull,
        _ => Error::Unavailable(format!("{}: {error}", path.display())),
    }
}
