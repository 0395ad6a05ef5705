//! What slow, large and stubborn clients meet, on real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use base_web::{Body, Limits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes, shorter than anybody's patience.
const SOON: Duration = Duration::from_secs(20);

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let router = Router::new()
            .route("/", get(|| async { "hello" }))
            .route(
                "/slow",
                get(|| async {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    "done"
                }),
            )
            .route("/endless", get(|| async { vec![0_u8; 64 << 20] }))
            .route("/json", post(|Body(value): Body<Vec<u32>>| async move { value.len().to_string() }))
            .route("/length", post(|body: Bytes| async move { body.len().to_string() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, router, limits, stop.clone()));
        Self { address, stop, serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection over which `text` was sent.
    async fn say(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }
}

/// Everything until the server closes, which it must do soon.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(SOON, stream.read_to_end(&mut bytes)).await.expect("the server closes");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What has come once it holds `text`.
async fn until(stream: &mut TcpStream, text: &str) -> String {
    let mut came = String::new();
    let mut buffer = [0; 1_024];
    let reading = async {
        while !came.contains(text) {
            let count = stream.read(&mut buffer).await.unwrap();
            assert!(count > 0, "closed after {came:?}");
            came.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    };
    tokio::time::timeout(SOON, reading).await.expect("the answer comes");
    came
}

fn quick() -> Limits {
    Limits { head: Duration::from_millis(500), body_idle: Duration::from_millis(500), ..Limits::default() }
}

const HELLO: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[tokio::test]
async fn whoever_says_nothing_or_half_a_head_is_let_go() {
    let server = Server::start(quick()).await;
    for said in ["", "P", "PRI * HTTP/2.0\r\n\r\n", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        assert!(!rest(server.say(said).await).await.contains("hello"), "{said:?}");
    }
    // One who was answered before and then says nothing more.
    assert!(rest(server.say(HELLO).await).await.ends_with("hello"));
}

#[tokio::test]
async fn a_head_that_trickles_in_for_ever_is_cut() {
    let server = Server::start(quick()).await;
    let mut stream = server.say("GET / HTTP/1.1\r\n").await;
    let began = Instant::now();
    while stream.write_all(b"X-Drop: 1\r\n").await.is_ok() {
        assert!(began.elapsed() < SOON, "still open");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::start(Limits { head_bytes: 4_096, ..Limits::default() }).await;
    for header in [format!("X-Big: {}\r\n", "x".repeat(20_000)), "X: 1\r\n".repeat(1_000)] {
        let answer = rest(server.say(&format!("GET / HTTP/1.1\r\nHost: a\r\n{header}\r\n")).await).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    let answer = rest(server.say(&format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(20_000))).await).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn a_body_that_stands_still_is_given_up_and_a_slow_one_is_not() {
    let server = Server::start(quick()).await;
    let head = |path: &str, length: usize| {
        format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
    };
    let answer = rest(server.say(&format!("{}[1,", head("/json", 9))).await).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");

    let mut slow = server.say(&head("/length", 8)).await;
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        slow.write_all(b"x").await.unwrap();
    }
    assert!(until(&mut slow, "\r\n\r\n8").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_let_go() {
    let limits = Limits { write_idle: Duration::from_millis(500), connections: 1, ..Limits::default() };
    let server = Server::start(limits).await;
    let _idle = server.say("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n").await;
    // The only place is free again.
    assert!(until(&mut server.say(HELLO).await, "hello").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn those_who_find_no_place_wait_for_one() {
    let server = Server::start(Limits { connections: 4, ..quick() }).await;
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(server.connect().await);
    }
    let mut patient = Vec::new();
    for _ in 0..20 {
        patient.push(server.say(&HELLO.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).await);
    }
    for stream in patient {
        assert!(rest(stream).await.ends_with("hello"));
    }
}

#[tokio::test]
async fn http_2_is_spoken_to_whoever_begins_with_it() {
    let server = Server::start(Limits::default()).await;
    let mut stream = server.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    let frame = |kind: u8, flags: u8, stream: u8, payload: &[u8]| {
        let length = u8::try_from(payload.len()).unwrap();
        [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
    };
    // GET http://a/, as indexes into the static table of HPACK (RFC 7541 appendix A).
    let get = [0x82, 0x86, 0x84, 0x41, 1, b'a'];
    stream.write_all(&[frame(4, 0, 0, &[]), frame(1, 0x5, 1, &get)].concat()).await.unwrap();
    let mut came = Vec::new();
    let reading = async {
        while !came.windows(5).any(|bytes| bytes == b"hello") {
            assert!(stream.read_buf(&mut came).await.unwrap() > 0, "closed");
        }
    };
    tokio::time::timeout(SOON, reading).await.unwrap();
    let answer = came.windows(10).find(|bytes| bytes[3] == 1 && bytes[8] == 1).unwrap();
    assert_eq!(answer[9], 0x88, "status 200");
}

#[tokio::test]
async fn a_server_that_stops_ends_what_it_began_and_takes_nothing_new() {
    let server = Server::start(Limits::default()).await;
    let mut idle = server.say(HELLO).await;
    until(&mut idle, "hello").await;
    let slow = server.say("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    server.stop.cancel();
    assert_eq!(rest(idle).await, "", "who waits for nothing is let go");
    assert!(rest(slow).await.ends_with("done"));
    server.serving.await.unwrap();
    assert!(began.elapsed() < Limits::default().drain);
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_server_that_stops_waits_for_nobody_for_ever() {
    // Even when every place is taken.
    let limits = Limits { drain: Duration::from_millis(300), connections: 1, ..Limits::default() };
    let server = Server::start(limits).await;
    let _half = server.say("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab").await;
    let _waiting = server.connect().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.cancel();
    tokio::time::timeout(SOON, server.serving).await.expect("it stops").unwrap();
}

#[tokio::test]
async fn odd_targets_are_answered() {
    let server = Server::start(Limits::default()).await;
    for target in ["OPTIONS *", "CONNECT a:443", "GET http://a:b@c/", "GET //", "GET /%00%ff"] {
        let said = format!("{target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let answer = rest(server.say(&said).await).await;
        assert!(answer.starts_with("HTTP/1.1 "), "{target}: {answer}");
    }
}
