//! Requests to a server on this machine, by names that pretend to be elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use base_outbound::{Client, Config, Error, Request};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http::{HeaderValue, Method, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers what the path asks for; its port.
async fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut request = String::new();
                while !request.contains("\r\n\r\n") {
                    let mut buffer = [0; 4096];
                    let count = socket.read(&mut buffer).await.unwrap();
                    request.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
                }
                let path = request.split(' ').nth(1).unwrap().to_owned();
                let answer = |extra: &str, body: &str| {
                    format!(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n{extra}\r\n{body}",
                        body.len()
                    )
                };
                let to = |place: &str| {
                    format!("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {place}\r\n\r\n")
                };
                let answer = match path.split_once('?') {
                    Some(("/to", place)) => to(place),
                    Some(("/hops", count)) => match count.parse::<u32>().unwrap() {
                        0 => answer("", "arrived"),
                        count => to(&format!("/hops?{}", count - 1)),
                    },
                    Some(("/declared", length)) => answer("", &"x".repeat(length.parse().unwrap())),
                    Some(("/undeclared", length)) => {
                        format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(length.parse().unwrap()))
                    }
                    Some(("/silence", _)) => {
                        socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc").await.unwrap();
                        std::future::pending().await
                    }
                    Some(("/json", text)) => answer("Content-Type: application/json\r\n", text),
                    _ => answer("", &request),
                };
                socket.write_all(answer.as_bytes()).await.unwrap();
            });
        }
    });
    port
}

fn hosts(names: &[(&str, &str)]) -> HashMap<String, Vec<IpAddr>> {
    let mut hosts: HashMap<String, Vec<IpAddr>> = HashMap::new();
    for (name, address) in names {
        hosts.entry((*name).to_owned()).or_default().push(address.parse().unwrap());
    }
    hosts
}

/// A client for which only 127.0.0.1 is allowed among the addresses of this machine.
fn client() -> Client {
    let names = [
        ("friend.example", "127.0.0.1"),
        ("other.example", "127.0.0.1"),
        ("inside.example", "127.0.0.2"),
        ("mixed.example", "10.0.0.1"),
        ("mixed.example", "127.0.0.1"),
    ];
    let allow_private = vec!["127.0.0.1/32".parse().unwrap()];
    Client::new(Config { allow_private, hosts: hosts(&names), max_bytes: 1_000, ..Config::default() }).unwrap()
}

fn refused(result: &Result<base_outbound::Response, Error>, host: &str) {
    assert!(matches!(result, Err(Error::Refused(refused)) if refused.host == host), "{host}: {result:?}");
}

#[tokio::test]
async fn a_page_is_fetched_and_a_body_is_sent() {
    let port = server().await;
    let client = client();
    let response = client.get(&format!("http://friend.example:{port}/feed")).await.unwrap();
    assert_eq!(response.status, StatusCode::OK);
    assert!(response.headers.contains_key("content-length"));
    let request = String::from_utf8(response.bytes().await.unwrap().to_vec()).unwrap();
    assert!(request.starts_with("GET /feed HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("user-agent: liiibre/"), "{request}");

    let url = format!("http://friend.example:{port}/inbox");
    let sent = client.post(&url, HeaderValue::from_static("text/plain"), Bytes::from_static(b"hello")).await.unwrap();
    let request = String::from_utf8(sent.bytes().await.unwrap().to_vec()).unwrap();
    assert!(request.starts_with("POST /inbox HTTP/1.1\r\n") && request.contains("text/plain"), "{request}");

    let json: Vec<u32> =
        client.get(&format!("http://friend.example:{port}/json?[1,2]")).await.unwrap().json().await.unwrap();
    assert_eq!(json, [1, 2]);
    let wrong = client.get(&format!("http://friend.example:{port}/json?nope")).await.unwrap().json::<u32>().await;
    assert!(matches!(wrong, Err(Error::Unexpected(_))), "{wrong:?}");
}

#[tokio::test]
async fn addresses_that_are_not_public_are_refused() {
    let port = server().await;
    // The same server, by every way to write an address of this machine.
    let strict = Client::new(Config { hosts: hosts(&[("friend.example", "127.0.0.1")]), ..Config::default() }).unwrap();
    for host in ["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "localhost", "friend.example", "0.0.0.0"] {
        refused(&strict.get(&format!("http://{host}:{port}/")).await, host);
    }
    for (written, meant) in [("2130706433", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("FRIEND.example", "friend.example")]
    {
        refused(&strict.get(&format!("http://{written}:{port}/")).await, meant);
    }
    refused(&client().get(&format!("http://inside.example:{port}/")).await, "inside.example");
}

#[tokio::test]
async fn of_several_addresses_only_those_that_pass_are_connected_to() {
    let port = server().await;
    assert!(client().get(&format!("http://mixed.example:{port}/")).await.is_ok());
}

#[tokio::test]
async fn each_redirect_is_checked() {
    let port = server().await;
    let client = client();
    let friend = format!("http://friend.example:{port}");
    for inside in ["inside.example", "127.0.0.2", "[::1]", "169.254.169.254"] {
        refused(&client.get(&format!("{friend}/to?http://{inside}:{port}/")).await, inside);
    }
    for scheme in ["file:///etc/passwd", "ftp://friend.example/", "data:text/plain,x"] {
        let result = client.get(&format!("{friend}/to?{scheme}")).await;
        assert!(matches!(result, Err(Error::InvalidUrl(_))), "{result:?}");
    }
    let arrived = client.get(&format!("{friend}/hops?5")).await.unwrap();
    assert_eq!(arrived.url, format!("{friend}/hops?0"));
    assert_eq!(arrived.bytes().await.unwrap(), "arrived");
    assert!(matches!(client.get(&format!("{friend}/hops?6")).await, Err(Error::TooManyRedirects(5))));
    // A body is not sent again to wherever an answer says.
    let kept = client.post(&format!("{friend}/hops?1"), HeaderValue::from_static("text/plain"), Bytes::new()).await;
    assert_eq!(kept.unwrap().status, StatusCode::FOUND);
}

#[tokio::test]
async fn credentials_stay_with_the_host_they_are_for() {
    let port = server().await;
    let client = client();
    for (host, expected) in [("friend.example", true), ("other.example", false)] {
        let url = format!("http://friend.example:{port}/to?http://{host}:{port}/");
        let mut request = Request::new(Method::GET, url);
        request.headers.insert("authorization", HeaderValue::from_static("Bearer secret"));
        request.headers.insert("cookie", HeaderValue::from_static("a=secret"));
        request.headers.insert("accept", HeaderValue::from_static("text/calendar"));
        let seen = client.send(request).await.unwrap().bytes().await.unwrap();
        let seen = std::str::from_utf8(&seen).unwrap();
        assert_eq!(seen.contains("secret"), expected, "{seen}");
        assert!(seen.contains("text/calendar"), "{seen}");
    }
}

#[tokio::test]
async fn a_large_answer_is_cut_off() {
    let port = server().await;
    let (client, friend) = (client(), format!("http://friend.example:{port}"));
    assert_eq!(client.get(&format!("{friend}/declared?1000")).await.unwrap().bytes().await.unwrap().len(), 1_000);
    assert!(matches!(client.get(&format!("{friend}/declared?1001")).await, Err(Error::TooLarge(1_000))));
    let response = client.get(&format!("{friend}/undeclared?1000")).await.unwrap();
    let pieces: Vec<Bytes> = response.stream().try_collect().await.unwrap();
    assert_eq!(pieces.concat().len(), 1_000);
    let response = client.get(&format!("{friend}/undeclared?100000")).await.unwrap();
    assert!(matches!(response.bytes().await, Err(Error::TooLarge(1_000))));
    let more = Request { max_bytes: Some(2_000), ..Request::new(Method::GET, format!("{friend}/declared?1500")) };
    assert_eq!(client.send(more).await.unwrap().bytes().await.unwrap().len(), 1_500);
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left() {
    let port = server().await;
    let url = format!("http://friend.example:{port}/silence?");
    let request = Request { timeout: Some(Duration::from_millis(200)), ..Request::new(Method::GET, url) };
    let response = client().send(request).await.unwrap();
    assert!(matches!(response.bytes().await, Err(Error::TimedOut)));
}

#[tokio::test]
async fn what_cannot_be_reached_says_so_without_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let Err(error) = client().get(&format!("http://friend.example:{port}/?token=secret")).await else {
        panic!("nobody listens there");
    };
    assert!(matches!(error, Error::Unreachable(_)) && !error.to_string().contains("secret"), "{error}");
    for url in ["friend.example", "file:///etc/passwd", "https://", "gopher://friend.example/"] {
        assert!(matches!(client().get(url).await, Err(Error::InvalidUrl(_))), "{url}");
    }
}

#[tokio::test]
async fn the_environment_brings_no_proxy() {
    // A proxy would connect wherever it is told to; at this one nobody listens. The environment is given to a
    // process of its own, in which this test alone runs again.
    if std::env::var_os("http_proxy").is_none() {
        let output = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_environment_brings_no_proxy"])
            .envs([("http_proxy", "http://127.0.0.1:1"), ("all_proxy", "http://127.0.0.1:1"), ("no_proxy", "")])
            .output()
            .await
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let port = server().await;
    client().get(&format!("http://friend.example:{port}/")).await.unwrap();
}
