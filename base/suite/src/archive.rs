//! The archive of an organisation: what it leaves with.
//!
//! A folder that any program can read: `manifest.json`, then one folder for each tool with its rows as JSON Lines
//! (`accounts/people.jsonl`) and its contents as plain files (`files/contents/<name>`). Names inside an archive are
//! chosen by the tool from `[A-Za-z0-9._-]`, never by people.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What can go wrong while an organisation leaves or arrives.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The disk said no.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line that is not what was expected.
    #[error("{path}, line {line}: {cause}")]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// The archive contradicts itself or the organisation it goes to.
    #[error("{0}")]
    Refused(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] base_db::Error),
    /// The contents could not be stored or read.
    #[error(transparent)]
    Blobs(#[from] base_blobs::Error),
}

/// One tool's part of an archive being written.
#[derive(Debug, Clone)]
pub struct Writer {
    folder: PathBuf,
}

/// One tool's part of an archive being read.
#[derive(Debug, Clone)]
pub struct Reader {
    folder: PathBuf,
}

/// A file of rows being written.
pub struct Rows {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Writer {
    /// The part of `tool` in the archive at `root`.
    pub fn new(root: &Path, tool: &str) -> Result<Self, ArchiveError> {
        let folder = root.join(tool);
        std::fs::create_dir_all(&folder).map_err(at(&folder))?;
        Ok(Self { folder })
    }

    /// Starts the file `<name>.jsonl`.
    pub fn rows(&self, name: &str) -> Result<Rows, ArchiveError> {
        let path = self.folder.join(format!("{name}.jsonl"));
        let file = BufWriter::new(File::create(&path).map_err(at(&path))?);
        Ok(Rows { path, file })
    }

    /// Where the contents `name` go: the caller writes the file.
    pub fn contents(&self, name: &str) -> Result<PathBuf, ArchiveError> {
        let folder = self.folder.join("contents");
        std::fs::create_dir_all(&folder).map_err(at(&folder))?;
        Ok(folder.join(name))
    }
}

impl Rows {
    /// Adds a row.
    pub fn add(&mut self, row: &impl Serialize) -> Result<(), ArchiveError> {
        let mut line = serde_json::to_vec(row).map_err(|error| ArchiveError::Refused(error.to_string()))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(at(&self.path))
    }

    /// Ends the file, on the disk.
    pub fn finish(self) -> Result<(), ArchiveError> {
        let file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error).map_err(at(&self.path))?;
        file.sync_all().map_err(at(&self.path))
    }
}

impl Reader {
    /// The part of `tool` in the archive at `root`; a tool that was not in use left none.
    pub fn new(root: &Path, tool: &str) -> Self {
        Self { folder: root.join(tool) }
    }

    /// The rows of `<name>.jsonl`, one at a time; none when there is no such file.
    pub fn rows<T: DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<impl Iterator<Item = Result<T, ArchiveError>> + Send + use<T>, ArchiveError> {
        let path = self.folder.join(format!("{name}.jsonl"));
        let lines = match File::open(&path) {
            Ok(file) => Some(BufReader::new(file).lines()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(at(&path)(error)),
        };
        Ok(lines.into_iter().flatten().enumerate().map(move |(index, line)| {
            let line = line.map_err(at(&path))?;
            serde_json::from_str(&line).map_err(|error| ArchiveError::Line {
                path: path.clone(),
                line: index + 1,
                cause: error.to_string(),
            })
        }))
    }

    /// Where the contents `name` are.
    pub fn contents(&self, name: &str) -> Result<PathBuf, ArchiveError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            return Err(ArchiveError::Refused(format!("{name:?} is not the name of contents in an archive")));
        }
        Ok(self.folder.join("contents").join(name))
    }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> ArchiveError + use<> {
    let path = path.to_owned();
    move |source| ArchiveError::Io { path, source }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rows_come_back_and_a_bad_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Writer::new(folder.path(), "files").unwrap();
        let mut rows = writer.rows("nodes").unwrap();
        rows.add(&(1, "a")).unwrap();
        rows.add(&(2, "b")).unwrap();
        rows.finish().unwrap();

        let reader = Reader::new(folder.path(), "files");
        let read: Vec<(i64, String)> = reader.rows("nodes").unwrap().map(Result::unwrap).collect();
        assert_eq!(read, [(1, "a".to_owned()), (2, "b".to_owned())]);
        assert_eq!(reader.rows::<(i64, String)>("absent").unwrap().count(), 0);
        let error = reader.rows::<i64>("nodes").unwrap().next().unwrap().unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
    }

    #[test]
    fn contents_cannot_lie_outside_the_archive() {
        let reader = Reader::new(Path::new("archive"), "files");
        for name in ["../../etc/passwd", "a/b", "", ".hidden", "a\0b"] {
            assert!(reader.contents(name).is_err(), "{name:?}");
        }
        assert!(reader.contents("0192f0c1-2b7e").is_ok());
    }
}
