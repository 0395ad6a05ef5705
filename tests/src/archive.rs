//! An organisation leaves with everything, beside a running server, and arrives in an empty installation.

use crate::faults::process::{Server, command, with_alice};

const ALLPROP: &[u8] = b"<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\"><allprop/></propfind>";

/// What a folder answers to PROPFIND, without what differs from one installation to the next.
fn listing(server: &Server, alice: &str, path: &str) -> String {
    let headers = [("Authorization", alice), ("Depth", "1")];
    let reply = server.request("PROPFIND", path, &headers, ALLPROP).unwrap();
    assert_eq!(reply.status, 207, "{path}");
    let text = String::from_utf8(reply.body).unwrap();
    // A folder's entity tag begins with its number on the installation, which is given anew on another one.
    let mut parts = text.split("<d:getetag>\"");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let number = part.split('-').next().unwrap();
        let numbered = number.len() < 8 && number.bytes().all(|b| b.is_ascii_digit());
        out.push_str("<d:getetag>\"");
        out.push_str(if numbered { &part[number.len()..] } else { part });
    }
    out
}

#[test]
fn what_leaves_arrives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new, archive) = (folder.path().join("old"), folder.path().join("new"), folder.path().join("archive"));
    let alice = with_alice(&old);
    let headers = [("Authorization", alice.as_str())];
    let server = Server::start(&old);
    let expect = |method: &str, path: &str, body: &[u8], status: u16| {
        let reply = server.request(method, path, &headers, body).unwrap();
        assert_eq!(reply.status, status, "{method} {path}: {}", String::from_utf8_lossy(&reply.body));
    };
    expect("MKCOL", "/dav/files/alice/R%C3%A9unions", b"", 201);
    expect("MKCOL", "/dav/files/alice/R%C3%A9unions/2026", b"", 201);
    expect("MKCOL", "/dav/files/alice/Vide", b"", 201);
    expect("PUT", "/dav/files/alice/R%C3%A9unions/2026/notes.md", b"first", 201);
    expect("PUT", "/dav/files/alice/R%C3%A9unions/2026/notes.md", b"second", 204);
    let big: Vec<u8> = (0..3_000_000_u32).map(|index| (index % 253) as u8).collect();
    expect("PUT", "/dav/files/alice/big.bin", &big, 201);
    expect("PUT", "/dav/files/alice/copy of big.bin".replace(' ', "%20").as_str(), &big, 201);
    expect("PUT", "/dav/files/alice/empty", b"", 201);
    expect("PUT", "/dav/files/alice/gone", b"in the trash", 201);
    expect("DELETE", "/dav/files/alice/gone", b"", 204);
    let patch = b"<?xml version=\"1.0\"?><propertyupdate xmlns=\"DAV:\" xmlns:x=\"urn:x\"><set><prop>\
                  <x:colour>blue <x:deep>sea</x:deep></x:colour></prop></set></propertyupdate>";
    expect("PROPPATCH", "/dav/files/alice/big.bin", patch, 207);

    // The server goes on while the organisation is written out.
    command(&old, &["org", "export", "127.0.0.1", "--to", archive.to_str().unwrap()]);
    let folders = ["/dav/files/alice/", "/dav/files/alice/R%C3%A9unions/", "/dav/files/alice/R%C3%A9unions/2026/"];
    let before: Vec<_> = folders.iter().map(|path| listing(&server, &alice, path)).collect();
    assert!(before[0].contains("sea"), "the dead property is there");
    server.stop();

    let arrived = command(&new, &["org", "import", archive.to_str().unwrap()]);
    assert_eq!(arrived["domain"], "127.0.0.1");
    assert_eq!(
        command(&old, &["user", "list", "--org", "127.0.0.1"]),
        command(&new, &["user", "list", "--org", "127.0.0.1"])
    );
    let server = Server::start(&new);
    for (path, before) in folders.iter().zip(&before) {
        let after = listing(&server, &alice, path);
        for (before, after) in before.split("<d:response>").zip(after.split("<d:response>")) {
            assert_eq!(after, before, "{path}");
        }
        assert_eq!(after.len(), before.len(), "{path}");
    }
    for (path, body) in [
        ("/dav/files/alice/big.bin", &big[..]),
        ("/dav/files/alice/R%C3%A9unions/2026/notes.md", b"second"),
        ("/dav/files/alice/empty", b""),
    ] {
        let reply = server.request("GET", path, &headers, b"").unwrap();
        assert!(reply.status == 200 && reply.body == body, "{path}");
    }
    server.stop();
    assert_eq!(command(&new, &["doctor"])["healthy"], true);

    // Twice is refused, and so is what is no archive.
    let again = std::process::Command::new(crate::faults::process::program())
        .args(["--data", new.to_str().unwrap(), "org", "import", archive.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("already"), "{again:?}");
}
