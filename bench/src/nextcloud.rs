//! What Nextcloud's desktop client asks, as it asks it.

use std::path::Path;
use std::time::{Duration, Instant};

use sha1::Digest;

use crate::Result;
use crate::bare;
use crate::files::GIB;
use crate::http::{Account, CHUNK, Client, Fresh};
use crate::process::Process;

const FILES: &str = "/remote.php/dav/files/camille";
const UPLOADS: &str = "/remote.php/dav/uploads/camille";
/// Files of one bulk request, and bytes of each.
const TOGETHER: usize = 100;
const SMALL: usize = 5_000;
/// Bytes of a chunk.
pub const PART: u64 = 16 * 1024 * 1024;
/// Folders above and beneath, of the tree that does not change.
const FOLDERS: usize = 100;
const ENOUGH_MS: f64 = 500.0;
const PATIENCE: Duration = Duration::from_secs(8);

const PROPERTIES: &[u8] =
    b"<?xml version=\"1.0\"?><d:propfind xmlns:d=\"DAV:\"><d:prop><d:resourcetype/><d:getlastmodified/>\
    <d:getcontentlength/><d:getetag/><size xmlns=\"http://owncloud.org/ns\"/><id xmlns=\"http://owncloud.org/ns\"/>\
    <fileid xmlns=\"http://owncloud.org/ns\"/><downloadURL xmlns=\"http://owncloud.org/ns\"/>\
    <dDC xmlns=\"http://owncloud.org/ns\"/><permissions xmlns=\"http://owncloud.org/ns\"/>\
    <checksums xmlns=\"http://owncloud.org/ns\"/><share-types xmlns=\"http://owncloud.org/ns\"/>\
    <data-fingerprint xmlns=\"http://owncloud.org/ns\"/></d:prop></d:propfind>";

/// CPU milliseconds.
pub struct Costs {
    /// Of one file of a bulk upload.
    pub bulk: f64,
    /// Of a synchronisation of 10,000 folders in which nothing has changed.
    pub unchanged: f64,
}

/// The costs of what the client does most.
pub fn costs(account: &Account, server: &Process) -> Result<Costs> {
    let mut client = Client::connect(account)?;
    client.ask("MKCOL", &format!("{FILES}/bulk"), &[], 201)?;
    let mut fresh = Fresh::new(77);
    let mut number = 0;
    let bulk = middle(server, || {
        number += 1;
        bulk(&mut client, number, &mut fresh)
    })? / TOGETHER as f64;

    client.ask("MKCOL", &format!("{FILES}/tree"), &[], 201)?;
    client.ask("MKCOL", &format!("{FILES}/tree/0"), &[], 201)?;
    for folder in 0..FOLDERS {
        client.ask("MKCOL", &format!("{FILES}/tree/0/{folder}"), &[], 201)?;
    }
    for folder in 1..FOLDERS {
        let to = format!("{FILES}/tree/{folder}");
        client.ask("COPY", &format!("{FILES}/tree/0"), &[("Destination", &to)], 201)?;
    }
    let unchanged = middle(server, || unchanged(&mut client))?;
    Ok(Costs { bulk, unchanged })
}

fn bulk(client: &mut Client, number: u32, fresh: &mut Fresh) -> Result<()> {
    let mut body = Vec::with_capacity(TOGETHER * (SMALL + 200));
    let mut contents = vec![b'x'; SMALL];
    for file in 0..TOGETHER {
        fresh.fill(&mut contents);
        let digest = hex::encode(sha1::Sha1::digest(&contents));
        let head = format!(
            "--b\r\nContent-Length: {SMALL}\r\nX-File-Path: /bulk/{number}-{file}.txt\r\nX-File-Mtime: 1700000000\r\n\
             OC-Checksum: SHA1:{digest}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&contents);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    let mut answer = Vec::new();
    let headers = [("Content-Type", "multipart/related; boundary=b")];
    client.send("POST", "/remote.php/dav/bulk", &headers, &body, 200, &mut answer)?;
    let stored = String::from_utf8_lossy(&answer).matches("\"error\":false").count();
    if stored == TOGETHER { Ok(()) } else { Err(format!("a bulk upload stored {stored} files").into()) }
}

/// The requests of a synchronisation that finds the tree as it knows it.
fn unchanged(client: &mut Client) -> Result<()> {
    client.ask("GET", "/status.php", &[], 200)?;
    let ocs = [("OCS-APIREQUEST", "true")];
    client.ask("GET", "/ocs/v1.php/cloud/capabilities?format=json", &ocs, 200)?;
    client.ask("GET", "/ocs/v1.php/cloud/user?format=json", &ocs, 200)?;
    let headers = [("Depth", "1"), ("Content-Type", "application/xml")];
    client.send("PROPFIND", &format!("{FILES}/"), &headers, PROPERTIES, 207, &mut std::io::sink())
}

/// CPU milliseconds of 1 GiB in chunks, with its digest: that of the upload of this number.
pub fn chunked(account: &Account, server: &Process, folder: &Path, number: u64) -> Result<f64> {
    let mut client = Client::connect(account)?;
    let transfer = format!("{UPLOADS}/{number}");
    let to = format!("{FILES}/chunked.bin");
    let total = GIB.to_string();
    let (mut fresh, digest) = (upload(number), digest(number));
    let began = server.cpu()?;
    let announced = [("OC-Total-Length", total.as_str()), ("Destination", to.as_str())];
    client.ask("MKCOL", &transfer, &announced, 201)?;
    for part in 1..=GIB / PART {
        bare::warm(folder, part - 1)?;
        client.upload(&format!("{transfer}/{part:05}"), PART, |chunk| fresh.fill(chunk), 201)?;
    }
    let status = if number == 0 { 201 } else { 204 };
    let headers = [("Destination", to.as_str()), ("OC-Total-Length", &total), ("OC-Checksum", &digest)];
    client.ask("MOVE", &format!("{transfer}/.file"), &headers, status)?;
    Ok(server.cpu()? - began)
}

/// What the upload of this number holds.
fn upload(number: u64) -> Fresh {
    Fresh::new(1_000 + number)
}

/// Its digest, made beforehand as the programs do: a sender that hashes on its way sends slowly, and the server pays for
/// receiving little at a time.
fn digest(number: u64) -> String {
    let (mut fresh, mut hasher, mut chunk) = (upload(number), sha1::Sha1::new(), vec![0; CHUNK]);
    for _ in 0..GIB / CHUNK as u64 {
        fresh.fill(&mut chunk);
        hasher.update(&chunk);
    }
    format!("SHA1:{}", hex::encode(hasher.finalize()))
}

/// The middle of three rounds.
fn middle(server: &Process, mut operation: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut rounds = [0.0; 3];
    operation()?;
    for round in &mut rounds {
        let (mut count, mut used, began, elapsed) = (0, 0.0, server.cpu()?, Instant::now());
        while used < ENOUGH_MS && elapsed.elapsed() < PATIENCE {
            operation()?;
            count += 1;
            used = server.cpu()? - began;
        }
        *round = used / f64::from(count);
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[1])
}
