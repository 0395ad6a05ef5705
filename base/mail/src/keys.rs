//! Keys in the data folder: the secret that signs return addresses, and the DKIM keys.
//!
//! Files that their owner alone can read, each written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base_id::Random;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::config::{Config, secret};
use crate::dkim::Key;

const SECRET: &str = "mail-secret";
const RSA: &str = "dkim-rsa.pem";
const ED25519: &str = "dkim-ed25519.pem";

fn at(path: &Path) -> impl Fn(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}

/// The secret: the configured one, or the one in the data folder, which is made when there is none.
pub(crate) fn signing_secret(config: &Config, data: &Path, random: &Random) -> Result<Vec<u8>, String> {
    if let Some(secret) = &config.secret {
        return Ok(secret.clone().into_bytes());
    }
    let path = folder(data).join(SECRET);
    if let Some(secret) = read(&path)? {
        return Ok(secret.into_bytes());
    }
    let fresh = BASE64.encode(random.bytes::<32>());
    write(&path, &fresh, false)?;
    // Another process may have been quicker.
    read(&path)?.map(String::into_bytes).ok_or_else(|| format!("{}: it was there a moment ago", path.display()))
}

/// The DKIM keys: the configured ones, or those in the data folder, if any.
pub(crate) fn dkim(config: &Config, data: &Path) -> Result<Vec<Key>, String> {
    let dkim = &config.dkim;
    let mut keys = Vec::new();
    let rsa = secret("dkim.rsa_key", dkim.rsa_key.as_ref(), dkim.rsa_key_file.as_deref())?;
    if let Some(pem) = rsa.map_or_else(|| read(&folder(data).join(RSA)), |pem| Ok(Some(pem)))? {
        keys.push(Key::rsa(&dkim.selector, &pem).map_err(|error| format!("mail.dkim.rsa_key: {error}"))?);
    }
    let ed25519 = secret("dkim.ed25519_key", dkim.ed25519_key.as_ref(), dkim.ed25519_key_file.as_deref())?;
    if let Some(pem) = ed25519.map_or_else(|| read(&folder(data).join(ED25519)), |pem| Ok(Some(pem)))? {
        keys.push(Key::ed25519(&dkim.selector, &pem).map_err(|error| format!("mail.dkim.ed25519_key: {error}"))?);
    }
    Ok(keys)
}

/// Makes the DKIM keys that are not there yet, or, with `anew`, both. Says whether there was anything to make.
pub(crate) fn make_dkim(config: &Config, data: &Path, anew: bool) -> Result<bool, String> {
    let dkim = &config.dkim;
    let given = dkim.rsa_key.is_some()
        || dkim.rsa_key_file.is_some()
        || dkim.ed25519_key.is_some()
        || dkim.ed25519_key_file.is_some();
    if given {
        if anew {
            return Err("the keys are given in the configuration (mail.dkim); replace them there".into());
        }
        return Ok(false);
    }
    let (rsa, ed25519) = (folder(data).join(RSA), folder(data).join(ED25519));
    let mut made = false;
    if anew || !rsa.exists() {
        write(&rsa, &Key::generate_rsa()?, anew)?;
        made = true;
    }
    if anew || !ed25519.exists() {
        write(&ed25519, &Key::generate_ed25519()?, anew)?;
        made = true;
    }
    Ok(made)
}

fn folder(data: &Path) -> PathBuf {
    data.join("keys")
}

fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

/// Writes a key for its owner's eyes, whole or not at all. One that is there stays, unless it is to be replaced.
fn write(path: &Path, text: &str, replace: bool) -> Result<(), String> {
    let Some(folder) = path.parent() else { return Ok(()) };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    // One writer at a time: two that start at once agree on one key.
    let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(folder.join("lock"));
    let lock: File = lock.map_err(at(folder))?;
    lock.lock().map_err(at(folder))?;
    if path.exists() && !replace {
        return Ok(());
    }
    let fresh = path.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&fresh).map_err(at(&fresh))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(at(&fresh))?;
    fs::rename(&fresh, path).map_err(at(path))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn keys_are_made_once_for_their_owner_alone() {
        let data = tempfile::tempdir().unwrap();
        let config = Config::default();
        let secret = signing_secret(&config, data.path(), &Random::seeded(1)).unwrap();
        assert_eq!(signing_secret(&config, data.path(), &Random::seeded(2)).unwrap(), secret);
        assert!(dkim(&config, data.path()).unwrap().is_empty());
        assert!(make_dkim(&config, data.path(), false).unwrap());
        assert!(!make_dkim(&config, data.path(), false).unwrap());
        let records =
            || -> Vec<_> { dkim(&config, data.path()).unwrap().iter().map(|key| key.record("a.b").unwrap()).collect() };
        let before = records();
        assert_eq!(before.len(), 2);
        assert!(make_dkim(&config, data.path(), true).unwrap());
        assert_ne!(records(), before);
        for entry in fs::read_dir(data.path().join("keys")).unwrap() {
            assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o077, 0);
        }
        let given = Config { secret: Some("x".repeat(32)), ..Config::default() };
        assert_eq!(signing_secret(&given, data.path(), &Random::seeded(1)).unwrap(), "x".repeat(32).into_bytes());
    }
}
