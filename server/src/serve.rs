//! `liiibre serve`: listen until told to stop.

use std::net::SocketAddr;

use base_web::Limits;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::{App, Trouble};
use crate::socket;

/// Serves `app` on `listen`, or on the configured addresses, and says `welcome` once it answers.
pub async fn run(app: App, listen: Vec<SocketAddr>, welcome: Option<String>) -> Result<(), Trouble> {
    let stop = stop_on_signal()?;
    let addresses = if listen.is_empty() { app.config.server.listen.clone() } else { listen };
    let mut listeners = Vec::new();
    for address in &addresses {
        listeners.push(bind(*address).await?);
    }
    let commands = socket::listen(app.clone(), stop.clone())?;
    let router = app.router()?;
    let working = app.start(&stop);
    app.foundation.mail.begin().await?;

    let serve = |listener, router| tokio::spawn(base_web::serve(listener, router, Limits::default(), stop.clone()));
    let mut serving: Vec<_> = listeners.into_iter().map(|listener| serve(listener, router.clone())).collect();
    if let Some(address) = app.config.server.metrics_listen {
        match bind(address).await {
            Ok(listener) => {
                serving.push(serve(listener, app.private_router()));
            }
            Err(error) => tracing::warn!(%error, "metrics are not served"),
        }
    }
    for address in &addresses {
        tracing::info!("listening on http://{address}");
    }
    if let Some(token) = app.tools.organisations.setup_token().await? {
        let port = addresses.first().map_or(8080, SocketAddr::port);
        say(&format!(
            "\nNo organisation lives here yet. Open this link once, on the domain it shall have:\n\n    \
             http://localhost:{port}/setup?token={token}\n"
        ));
    }
    if let Some(welcome) = welcome {
        say(&welcome);
    }
    for ended in serving.into_iter().chain(working) {
        let _ = ended.await;
    }
    commands.ended().await;
    Ok(app.foundation.db.checkpoint().await?)
}

fn say(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Trouble(format!("cannot listen on {address}: {error}. Give another with --listen.")))
}

fn stop_on_signal() -> Result<CancellationToken, Trouble> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        token.cancel();
        // A second signal does not wait for requests under way.
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(1);
    });
    Ok(stop)
}
