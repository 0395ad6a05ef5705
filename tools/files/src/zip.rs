//! ZIP archives made while they are sent (PKWARE's APPNOTE 6.3.9): entries are stored, not compressed, so that it
//! costs no more than reading them; what is to be downloaded is compressed already as a rule.
//!
//! Lengths and checksums come after the bytes of an entry (section 4.3.9). Names are UTF-8. An entry from 4 GiB on,
//! one that begins beyond that, and archives of 65,535 entries and more use ZIP64. What stays in memory is the
//! directory at the end: some hundred bytes for each entry.

use std::io;

use base_blobs::Error as BlobsError;
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::Files;
use crate::service::archive::{Entry, Walk, next};
use crate::service::{Actor, Error};

/// What the length of an entry must not reach without ZIP64; its length is known before its bytes are read.
const LONGEST_SHORT: u64 = 0xffff_ffff;
/// Pieces read ahead of the client.
const AHEAD: usize = 2;

/// Bit 3: lengths follow the bytes. Bit 11: names are UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
/// Made by version 4.5 of the format on Unix, so that permissions are understood.
const MADE_BY: u16 = 3 << 8 | 0x2d;
const FOLDER_MODE: u32 = 0o040_755 << 16 | 0x10;
const FILE_MODE: u32 = 0o100_644 << 16;

/// The archive of what `walk` finds, piece by piece. It breaks off when something can no longer be read.
pub(crate) fn stream(files: Files, actor: Actor, walk: Walk) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let (sender, receiver) = channel(AHEAD);
    tokio::spawn(async move {
        if let Err(Stop::Failed(error)) = write(&files, actor, walk, &sender).await {
            tracing::warn!(%error, "an archive broke off");
            let _ = sender.send(Err(io::Error::other(error.to_string()))).await;
        }
    });
    futures_util::stream::unfold(receiver, async |mut receiver: Receiver<io::Result<Bytes>>| {
        Some((receiver.recv().await?, receiver))
    })
}

enum Stop {
    /// The client is gone.
    HungUp,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<BlobsError> for Stop {
    fn from(error: BlobsError) -> Self {
        Self::Failed(error.into())
    }
}

async fn write(files: &Files, actor: Actor, mut walk: Walk, to: &Sender<io::Result<Bytes>>) -> Result<(), Stop> {
    let mut archive = Archive::default();
    loop {
        let (entries, rest) = next(files, actor, walk).await?;
        walk = rest;
        if entries.is_empty() {
            return send(to, archive.end()).await;
        }
        for entry in entries {
            send(to, archive.begin(&Header::of(&entry))).await?;
            let mut crc = crc32fast::Hasher::new();
            let length: u64 = entry.extents.iter().map(|extent| extent.length).sum();
            let mut pieces = files.blobs().read(actor.org, &entry.extents, 0..length);
            while let Some(piece) = pieces.try_next().await? {
                crc.update(&piece);
                archive.written += piece.len() as u64;
                send(to, piece.into()).await?;
            }
            send(to, archive.finish(crc.finalize(), length)).await?;
        }
    }
}

async fn send(to: &Sender<io::Result<Bytes>>, bytes: Vec<u8>) -> Result<(), Stop> {
    if bytes.is_empty() {
        return Ok(());
    }
    to.send(Ok(bytes.into())).await.map_err(|_| Stop::HungUp)
}

/// What is said of an entry before its bytes.
struct Header {
    name: String,
    folder: bool,
    long: bool,
    modified_at: Timestamp,
}

impl Header {
    fn of(entry: &Entry) -> Self {
        let folder = entry.node.is_folder();
        let name = if folder { format!("{}/", entry.path) } else { entry.path.clone() };
        let long = u64::try_from(entry.node.size).unwrap_or(0) >= LONGEST_SHORT;
        Self { name, folder, long: long && !folder, modified_at: entry.node.modified_at }
    }
}

/// The state of an archive: how much was written, and its directory so far.
#[derive(Default)]
struct Archive {
    written: u64,
    entries: u64,
    directory: Vec<u8>,
    open: Option<(Header, u64)>,
}

impl Archive {
    /// The local header of an entry (section 4.3.7).
    fn begin(&mut self, header: &Header) -> Vec<u8> {
        let mut out = Vec::with_capacity(80 + header.name.len());
        put32(&mut out, 0x0403_4b50);
        put16(&mut out, if header.long { 45 } else { 20 });
        put16(&mut out, FLAGS);
        put16(&mut out, 0);
        out.extend_from_slice(&dos_time(header.modified_at));
        put32(&mut out, 0);
        // With ZIP64 the lengths are in the extra field, where they are zero as well so far.
        let placeholder = if header.long { u32::MAX } else { 0 };
        put32(&mut out, placeholder);
        put32(&mut out, placeholder);
        put16(&mut out, cut16(header.name.len()));
        put16(&mut out, if header.long { 20 } else { 0 });
        out.extend_from_slice(header.name.as_bytes());
        if header.long {
            put16(&mut out, 1);
            put16(&mut out, 16);
            put64(&mut out, 0);
            put64(&mut out, 0);
        }
        let name = header.name.clone();
        self.open = Some((Header { name, ..*header }, self.written));
        self.written += out.len() as u64;
        out
    }

    /// The data descriptor of the entry begun last (section 4.3.9); notes the entry in the directory (4.3.12).
    fn finish(&mut self, crc: u32, length: u64) -> Vec<u8> {
        let Some((header, start)) = self.open.take() else { return Vec::new() };
        let mut out = Vec::with_capacity(24);
        put32(&mut out, 0x0807_4b50);
        put32(&mut out, crc);
        if header.long {
            put64(&mut out, length);
            put64(&mut out, length);
        } else {
            put32(&mut out, cut32(length));
            put32(&mut out, cut32(length));
        }
        self.written += out.len() as u64;

        let far = start >= LONGEST_SHORT;
        let mut extra = Vec::new();
        if header.long {
            put64(&mut extra, length);
            put64(&mut extra, length);
        }
        if far {
            put64(&mut extra, start);
        }
        let entry = &mut self.directory;
        put32(entry, 0x0201_4b50);
        put16(entry, MADE_BY);
        put16(entry, if extra.is_empty() { 20 } else { 45 });
        put16(entry, FLAGS);
        put16(entry, 0);
        entry.extend_from_slice(&dos_time(header.modified_at));
        put32(entry, crc);
        let short = if header.long { u32::MAX } else { cut32(length) };
        put32(entry, short);
        put32(entry, short);
        put16(entry, cut16(header.name.len()));
        put16(entry, if extra.is_empty() { 0 } else { cut16(extra.len() + 4) });
        put16(entry, 0);
        put16(entry, 0);
        put16(entry, 0);
        put32(entry, if header.folder { FOLDER_MODE } else { FILE_MODE });
        put32(entry, if far { u32::MAX } else { cut32(start) });
        entry.extend_from_slice(header.name.as_bytes());
        if !extra.is_empty() {
            put16(entry, 1);
            put16(entry, cut16(extra.len()));
            entry.extend_from_slice(&extra);
        }
        self.entries += 1;
        out
    }

    /// The directory and the end of the archive (sections 4.3.14 to 4.3.16).
    fn end(&mut self) -> Vec<u8> {
        let start = self.written;
        let mut out = std::mem::take(&mut self.directory);
        let length = out.len() as u64;
        if self.entries >= 0xffff || start >= LONGEST_SHORT || length >= LONGEST_SHORT {
            let here = start + length;
            put32(&mut out, 0x0606_4b50);
            put64(&mut out, 44);
            put16(&mut out, MADE_BY);
            put16(&mut out, 45);
            put32(&mut out, 0);
            put32(&mut out, 0);
            put64(&mut out, self.entries);
            put64(&mut out, self.entries);
            put64(&mut out, length);
            put64(&mut out, start);
            put32(&mut out, 0x0706_4b50);
            put32(&mut out, 0);
            put64(&mut out, here);
            put32(&mut out, 1);
        }
        put32(&mut out, 0x0605_4b50);
        put16(&mut out, 0);
        put16(&mut out, 0);
        let entries = u16::try_from(self.entries).unwrap_or(u16::MAX);
        put16(&mut out, entries);
        put16(&mut out, entries);
        put32(&mut out, cut32(length));
        put32(&mut out, cut32(start));
        put16(&mut out, 0);
        out
    }
}

/// Time and date as in MS-DOS (section 4.4.6), in UTC: from 1980 to 2107, in steps of two seconds.
fn dos_time(time: Timestamp) -> [u8; 4] {
    let time = time.to_zoned(TimeZone::UTC);
    let number = |value: i8| u16::try_from(value).unwrap_or(0);
    let (date, clock) = match u16::try_from(i32::from(time.year()) - 1980) {
        Ok(year) if year < 128 => (
            year << 9 | number(time.month()) << 5 | number(time.day()),
            number(time.hour()) << 11 | number(time.minute()) << 5 | (number(time.second()) / 2),
        ),
        _ => (1 << 5 | 1, 0),
    };
    let ([a, b], [c, d]) = (clock.to_le_bytes(), date.to_le_bytes());
    [a, b, c, d]
}

fn cut16(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn cut32(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::{Seek, SeekFrom, Write};
    use std::process::Command;

    fn entry(archive: &mut Archive, name: &str, folder: bool, contents: &[u8]) -> Vec<u8> {
        let modified_at = Timestamp::from_second(1_780_315_200).unwrap();
        let header = Header { name: name.to_owned(), folder, long: false, modified_at };
        let mut out = archive.begin(&header);
        archive.written += contents.len() as u64;
        out.extend_from_slice(contents);
        out.extend(archive.finish(crc32fast::hash(contents), contents.len() as u64));
        out
    }

    /// What Python's zipfile, a reader that is not ours, says of the archive.
    fn read(path: &std::path::Path, program: &str) -> String {
        let ran = Command::new("python3").arg("-c").arg(program).arg(path).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    #[test]
    fn another_program_reads_names_times_and_contents() {
        let mut archive = Archive::default();
        let mut out = entry(&mut archive, "Été/", true, b"");
        out.extend(entry(&mut archive, "Été/🌻.txt", false, b"bonjour"));
        out.extend(entry(&mut archive, "empty", false, b""));
        out.extend(archive.end());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, out).unwrap();
        let said = read(
            &path,
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
             for i in z.infolist(): print(ascii(i.filename), i.date_time, z.read(i))",
        );
        assert_eq!(
            said,
            "'\\xc9t\\xe9/' (2026, 6, 1, 12, 0, 0) b''\n'\\xc9t\\xe9/\\U0001f33b.txt' (2026, 6, 1, 12, 0, 0) b'bonjour'\n\
             'empty' (2026, 6, 1, 12, 0, 0) b''\n"
        );
    }

    #[test]
    fn more_than_65535_entries_are_read() {
        let mut archive = Archive::default();
        let mut out = Vec::new();
        for number in 0..70_000 {
            out.extend(entry(&mut archive, &number.to_string(), false, b"x"));
        }
        out.extend(archive.end());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, out).unwrap();
        let said = read(
            &path,
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(len(z.infolist()), z.read('69999'))",
        );
        assert_eq!(said, "70000 b'x'\n");
    }

    #[test]
    fn an_entry_beyond_4_gib_and_what_follows_it_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut file = std::fs::File::create(&path).unwrap();
        let mut archive = Archive::default();
        let length = LONGEST_SHORT + 10;
        let modified_at = Timestamp::UNIX_EPOCH;
        let header = Header { name: "long".to_owned(), folder: false, long: true, modified_at };
        file.write_all(&archive.begin(&header)).unwrap();
        // A hole: nothing is really that long here.
        file.seek(SeekFrom::Current(i64::try_from(length).unwrap())).unwrap();
        archive.written += length;
        file.write_all(&archive.finish(0, length)).unwrap();
        file.write_all(&entry(&mut archive, "after", false, b"found")).unwrap();
        file.write_all(&archive.end()).unwrap();
        drop(file);
        let said = read(
            &path,
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(z.getinfo('long').file_size, z.read('after'))",
        );
        assert_eq!(said, format!("{length} b'found'\n"));
    }
}
