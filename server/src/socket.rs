//! Commands beside a running server, through a unix socket in the data folder.
//!
//! The server listens there; a command line that finds it sends its command as JSON and prints the answer, so that
//! there is one writer and caches are never stale. Whoever is answered there owns the installation: only the user
//! that the server runs as, and root.

use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Trouble};
use crate::commands::{self, Command};

/// A command at most.
const LARGEST: u64 = 1024 * 1024;

fn path(data: &Path) -> PathBuf {
    data.join("liiibre.sock")
}

/// Has the running server carry `command` out; `None` when no server runs.
pub async fn ask(data: &Path, command: &Command) -> Result<Option<Result<Value, Trouble>>, Trouble> {
    let path = path(data);
    let mut stream = match UnixStream::connect(&path).await {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => return Ok(None),
        // A server may well run there: going past it would leave two writers.
        Err(error) => return Err(Trouble(format!("{}: {error}; run this as the server's own user", path.display()))),
    };
    let request = serde_json::to_vec(command).map_err(|error| Trouble(error.to_string()))?;
    // A server that refuses may have closed its end: what it says is read all the same.
    let _ = stream.write_all(&request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer: Value =
        serde_json::from_slice(&answer).map_err(|_| Trouble("the running server stopped before it answered".into()))?;
    Ok(Some(match answer.get("error").and_then(Value::as_str) {
        Some(error) => Err(Trouble(error.to_owned())),
        None => Ok(answer.get("ok").cloned().unwrap_or_default()),
    }))
}

/// A server that listens for commands.
pub struct Listening {
    accepting: JoinHandle<()>,
    commands: TaskTracker,
    /// Held for as long as the server runs: one server for a data folder.
    _lock: File,
}

impl Listening {
    /// Waits, after `stop`, until the commands under way are carried out.
    pub async fn ended(self) {
        let _ = self.accepting.await;
        self.commands.close();
        self.commands.wait().await;
    }
}

/// Carries out the commands that come through the socket, until `stop`.
pub fn listen(app: App, stop: CancellationToken) -> Result<Listening, Trouble> {
    let lock = lock(&app.data)?;
    let path = path(&app.data);
    // What a server that was killed left behind.
    let _ = std::fs::remove_file(&path);
    let at = |error: std::io::Error| Trouble(format!("{}: {error}", path.display()));
    let listener = UnixListener::bind(&path).map_err(at)?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(at)?;
    let own = std::fs::metadata(&path).map_err(at)?.uid();
    let commands = TaskTracker::new();
    let answering = commands.clone();
    let accepting = tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            let Ok((stream, _)) = accepted else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let app = app.clone();
            answering.spawn(async move {
                if let Err(error) = answer(&app, stream, own).await {
                    tracing::warn!(%error, "a command could not be answered");
                }
            });
        }
        let _ = std::fs::remove_file(&path);
    });
    Ok(Listening { accepting, commands, _lock: lock })
}

fn lock(data: &Path) -> Result<File, Trouble> {
    let path = data.join("liiibre.lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    let file = file.map_err(|error| Trouble(format!("{}: {error}", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Trouble(format!("another server already runs on {}", data.display()))),
        Err(TryLockError::Error(error)) => Err(Trouble(format!("{}: {error}", path.display()))),
    }
}

async fn answer(app: &App, mut stream: UnixStream, own: u32) -> Result<(), Trouble> {
    // For the moment between making the socket and closing it to others, and for folders that are open to them.
    let asking = stream.peer_cred()?.uid();
    let answer = if asking == own || asking == 0 {
        let mut request = Vec::new();
        (&mut stream).take(LARGEST).read_to_end(&mut request).await?;
        match serde_json::from_slice::<Command>(&request) {
            Ok(command) => commands::execute(app, command).await,
            Err(error) => Err(Trouble(format!("the running server does not know this command ({error}); restart it"))),
        }
    } else {
        Err(Trouble("run this as the server's own user".into()))
    };
    let answer = match answer {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": error.to_string() }),
    };
    stream.write_all(answer.to_string().as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_server_runs_on_a_data_folder() {
        let data = tempfile::tempdir().unwrap();
        let first = lock(data.path()).unwrap();
        assert!(lock(data.path()).unwrap_err().0.contains("another server already runs"));
        drop(first);
        lock(data.path()).unwrap();
    }

    #[tokio::test]
    async fn without_a_server_nobody_answers() {
        let data = tempfile::tempdir().unwrap();
        assert!(ask(data.path(), &Command::OrgList).await.unwrap().is_none());
        // Left behind by one that was killed.
        drop(UnixListener::bind(path(data.path())).unwrap());
        assert!(ask(data.path(), &Command::OrgList).await.unwrap().is_none());
    }
}
