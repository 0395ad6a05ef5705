//! Serving a router over TCP, with limits that a slow or hostile client meets.
//!
//! HTTP/1.1 and HTTP/2 (with prior knowledge, as proxies speak it) on one port. Every connection, websockets
//! included, holds one of a fixed number of places; whoever says nothing, stops sending or stops reading loses theirs.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use futures_util::future::{Either, select};
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};
use tower_http::timeout::TimeoutBody;

use crate::patience::Patient;
use crate::prompt::Prompt;

/// What a client may take of the server's time and room.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The head of a request must arrive within this; a connection that carries none is closed after it.
    pub head: Duration,
    /// Bytes of a head at most, and twice that over HTTP/1.1, where the buffer holds a piece of the body too.
    pub head_bytes: u32,
    /// A body of which nothing arrives for this long is given up.
    pub body_idle: Duration,
    /// A client that takes nothing of an answer for this long is given up.
    pub write_idle: Duration,
    /// Connections open at once at most; more wait in the listener's queue.
    pub connections: u32,
    /// What is under way gets this long to end once the server was told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            head_bytes: 32 * 1024,
            body_idle: Duration::from_secs(60),
            write_idle: Duration::from_secs(60),
            connections: 8_192,
            drain: Duration::from_secs(10),
        }
    }
}

/// What a request knows of the connection it came through. A websocket keeps it, and with it the connection's place.
#[derive(Clone)]
pub(crate) struct Connection {
    stop: CancellationToken,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Connection {
    /// Ready once the server is told to stop.
    pub(crate) async fn stopping(&self) {
        self.stop.cancelled().await;
    }
}

/// Serves `router` until `stop`, then lets what is under way end.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let builder = Arc::new(builder(&limits));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections as usize));
    let next = async || {
        let place = places.clone().acquire_owned().await.ok()?;
        Some((accept(&listener).await, place))
    };
    loop {
        let ((stream, peer), place) = tokio::select! {
            accepted = next() => match accepted {
                Some(accepted) => accepted,
                None => break,
            },
            () = stop.cancelled() => break,
        };
        // Answers are written whole; waiting to fill a packet only makes them late.
        let _ = stream.set_nodelay(true);
        let connection = Connection { stop: stop.clone(), _place: Arc::new(place) };
        let heard = Arc::new(Heard::default());
        let service = service(router.clone(), peer, connection, limits.body_idle, heard.clone());
        let io = TokioIo::new(Patient::new(Prompt::new(stream), limits.write_idle));
        let served = graceful.watcher().watch(builder.serve_connection_with_upgrades(io, service).into_owned());
        let head = limits.head;
        tokio::spawn(async move {
            let served = pin!(served);
            let ended = match tokio::time::timeout(head, select(served, pin!(heard.request()))).await {
                Ok(Either::Left((ended, _))) => ended,
                Ok(Either::Right(((), served))) => served.await,
                // hyper's own limit begins once it knows the version, which the client need not tell.
                Err(_) => return,
            };
            if let Err(error) = ended {
                tracing::debug!(%error, %peer, "connection ended");
            }
        });
    }
    drop(listener);
    let ended = async {
        graceful.shutdown().await;
        // Websockets have left their connections, and hold their places still.
        let _ = places.acquire_many(limits.connections).await;
    };
    if tokio::time::timeout(limits.drain, ended).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut");
    }
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(2 * limits.head_bytes as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(limits.head)
        .max_concurrent_streams(128)
        // For each stream: what a client that stops reading can make the server hold.
        .max_send_buf_size(64 * 1024)
        .max_header_list_size(limits.head_bytes);
    builder
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (tokio::net::TcpStream, SocketAddr) {
    use std::io::ErrorKind;
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The client's own doing, and no reason to let the others wait.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
                ) => {}
            Err(error) => {
                // Out of file descriptors, most likely: others will close.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Whether a connection has carried a request.
#[derive(Default)]
struct Heard {
    one: AtomicBool,
    first: Notify,
}

impl Heard {
    fn note(&self) {
        if !self.one.swap(true, Ordering::Relaxed) {
            self.first.notify_one();
        }
    }

    async fn request(&self) {
        self.first.notified().await;
    }
}

fn service(
    router: Router,
    peer: SocketAddr,
    connection: Connection,
    body_idle: Duration,
    heard: Arc<Heard>,
) -> TowerToHyperService<impl Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Clone>
{
    TowerToHyperService::new(router.map_request(move |mut request: Request<Incoming>| {
        heard.note();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(connection.clone());
        request.map(|body| axum::body::Body::new(TimeoutBody::new(body_idle, body)))
    }))
}
