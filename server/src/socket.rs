//! Commands beside a running server, through a unix socket in the data folder.
//!
//! The server listens there; a command line that finds it sends its command as JSON and prints the answer, so that
//! there is one writer and caches are never stale. Whoever can open the socket owns the installation: it lies in a
//! folder that is closed to others, and is closed itself.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;

use crate::app::{App, Trouble};
use crate::commands::{self, Command};

/// A command at most.
const LARGEST: u64 = 1024 * 1024;

fn path(data: &Path) -> PathBuf {
    data.join("liiibre.sock")
}

/// Has the running server carry `command` out; `None` when no server runs.
pub async fn ask(data: &Path, command: &Command) -> Result<Option<Result<Value, Trouble>>, Trouble> {
    let Ok(mut stream) = UnixStream::connect(path(data)).await else { return Ok(None) };
    let request = serde_json::to_vec(command).map_err(|error| Trouble(error.to_string()))?;
    stream.write_all(&request).await?;
    stream.shutdown().await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer: Value =
        serde_json::from_slice(&answer).map_err(|_| Trouble("the running server stopped before it answered".into()))?;
    Ok(Some(match answer.get("error").and_then(Value::as_str) {
        Some(error) => Err(Trouble(error.to_owned())),
        None => Ok(answer.get("ok").cloned().unwrap_or_default()),
    }))
}

/// Carries out the commands that come through the socket, until `stop`.
pub fn listen(app: App, stop: CancellationToken) -> Result<(), Trouble> {
    use std::os::unix::fs::PermissionsExt;
    let path = path(&app.data);
    if std::os::unix::net::UnixStream::connect(&path).is_ok() {
        return Err(Trouble(format!("another server already runs on {}", app.data.display())));
    }
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).map_err(|error| Trouble(format!("{}: {error}", path.display())))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            if let Ok((stream, _)) = accepted {
                let app = app.clone();
                tokio::spawn(async move {
                    if let Err(error) = answer(&app, stream).await {
                        tracing::warn!(%error, "a command could not be answered");
                    }
                });
            }
        }
        let _ = std::fs::remove_file(&path);
    });
    Ok(())
}

async fn answer(app: &App, mut stream: UnixStream) -> Result<(), Trouble> {
    let mut request = Vec::new();
    (&mut stream).take(LARGEST).read_to_end(&mut request).await?;
    let command: Command = serde_json::from_slice(&request).map_err(|error| Trouble(error.to_string()))?;
    let answer = match commands::execute(app, command).await {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": error.to_string() }),
    };
    stream.write_all(answer.to_string().as_bytes()).await?;
    Ok(stream.shutdown().await?)
}
