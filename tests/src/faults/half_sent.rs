//! Requests that end before they should, or never end.

use std::io::Write;
use std::net::{Shutdown, TcpStream};

use super::process::{Server, read_reply, with_alice};

#[test]
fn a_body_cut_off_stores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    let headers = [("Authorization", alice.as_str())];
    let server = Server::start(&data);
    assert_eq!(server.request("PUT", "/dav/files/alice/kept", &headers, b"first").unwrap().status, 201);

    for (path, body) in [("/dav/files/alice/cut", &b"ten bytes."[..]), ("/dav/files/alice/kept", b"second")] {
        for chunked in [false, true] {
            let mut stream = TcpStream::connect(server.address).unwrap();
            let length = if chunked { "Transfer-Encoding: chunked" } else { "Content-Length: 100000" };
            let head = format!("PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {alice}\r\n{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            if chunked {
                stream.write_all(b"20\r\n").unwrap();
            }
            stream.write_all(body).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            if let Some(reply) = read_reply(stream) {
                assert!(reply.status >= 400, "{path}: {}", reply.status);
            }
        }
    }
    assert_eq!(server.request("GET", "/dav/files/alice/cut", &headers, b"").unwrap().status, 404);
    assert_eq!(server.request("GET", "/dav/files/alice/kept", &headers, b"").unwrap().body, b"first");
    server.stop();
}

#[test]
fn ten_gigabytes_beyond_the_quota_are_refused_before_they_are_sent() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let alice = with_alice(&data);
    std::fs::write(data.join("liiibre.toml"), "[files]\npersonal_quota_bytes = 1000000\n").unwrap();
    let server = Server::start(&data);
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "PUT /dav/files/alice/huge HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {alice}\r\nContent-Length: 10000000000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(read_reply(stream).unwrap().status, 507);

    // Without a length, it is cut when the quota is reached.
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "PUT /dav/files/alice/huge HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {alice}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = vec![b'x'; 65_536];
    for _ in 0..64 {
        let sent = write!(stream, "{:x}\r\n", chunk.len()).and_then(|()| stream.write_all(&chunk));
        if sent.and_then(|()| stream.write_all(b"\r\n")).is_err() {
            break;
        }
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    assert_eq!(read_reply(stream).unwrap().status, 507);
    let headers = [("Authorization", alice.as_str())];
    assert_eq!(server.request("GET", "/dav/files/alice/huge", &headers, b"").unwrap().status, 404);
    server.stop();
}
