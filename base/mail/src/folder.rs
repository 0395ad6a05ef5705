//! Where letters land when there is no way out: files that any mail program opens.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::MailId;
use crate::failure::{Cause, Failure};

/// The folder, made when the first letter comes.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub fn new(data: &Path) -> Self {
        Self(data.join("mail"))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Keeps a letter, on the disk when this returns. Letters hold links that let people in: the file is for its
    /// owner alone.
    pub async fn keep(&self, id: MailId, message: Vec<u8>) -> Result<(), Failure> {
        let (folder, name) = (self.0.clone(), file_name(id));
        let kept = tokio::task::spawn_blocking(move || write(&folder, &name, &message)).await;
        let failed = |error: &dyn std::fmt::Display| Failure::new(Cause::Folder, self.0.display().to_string(), error);
        kept.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
    }

    /// Removes a letter that left after all.
    pub async fn drop(&self, id: MailId) {
        let _ = tokio::fs::remove_file(self.0.join(file_name(id))).await;
    }
}

/// Identifiers sort by time, and so do the files.
fn file_name(id: MailId) -> String {
    format!("{id}.eml")
}

fn write(folder: &Path, name: &str, message: &[u8]) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let fresh = folder.join(format!(".{name}"));
    let _ = fs::remove_file(&fresh);
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&fresh)?;
    file.write_all(message)?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join(name))?;
    File::open(folder)?.sync_all()
}
