//! The program itself, on a port of its own, and a plain HTTP client.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    child: Child,
}

/// An HTTP answer.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// The program, beside the test binary.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("liiibre");
    assert!(program.exists(), "{} is not there: run `cargo build -p liiibre`", program.display());
    program
}

impl Server {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, |program| Command::new(program))
    }

    /// Starts it through another program (strace, unshare...), given the path of ours.
    pub fn start_with(data: &Path, wrap: impl FnOnce(&Path) -> Command) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut command = wrap(&program());
        command.args(["serve", "--data"]).arg(data).args(["--listen", &address.to_string()]);
        command.env("LIIIBRE_SERVER__METRICS_LISTEN", "127.0.0.1:0").env("LIIIBRE_LOG__FILTER", "warn");
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let server = Self { address, child };
        let deadline = Instant::now() + Duration::from_secs(60);
        while server.request("GET", "/healthz", &[], b"").is_none_or(|reply| reply.status != 200) {
            assert!(Instant::now() < deadline, "the server did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and waits.
    pub fn stop(mut self) {
        let _ = Command::new("kill").arg(self.pid().to_string()).status();
        let _ = self.child.wait();
    }

    /// One request on a connection of its own; `None` when the connection fails.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            for part in [name, ": ", value, "\r\n"] {
                head.push_str(part);
            }
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).ok()?;
        // A server that refuses early may close while the body is still being sent.
        let _ = stream.write_all(body);
        read_reply(stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // What it was started through (strace...) would, killed alone, leave the server behind.
            let _ = Command::new("pkill").args(["-KILL", "-P", &self.pid().to_string()]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a whole answer.
pub fn read_reply(stream: TcpStream) -> Option<Reply> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut length = None;
    let mut chunked = false;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let header = line.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        length = length.or(header.strip_prefix("content-length: ").and_then(|value| value.parse::<usize>().ok()));
        chunked |= header == "transfer-encoding: chunked";
    }
    let mut body = Vec::new();
    match length {
        Some(length) => {
            body.resize(length, 0);
            reader.read_exact(&mut body).ok()?;
        }
        None if chunked => loop {
            line.clear();
            reader.read_line(&mut line).ok()?;
            let size = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..size]);
        },
        None => {
            reader.read_to_end(&mut body).ok()?;
        }
    }
    Some(Reply { status, body })
}

/// Runs a command of the program and returns what it printed as JSON.
pub fn command(data: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = Command::new(program()).arg("--json").arg("--data").arg(data).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "liiibre {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// An organisation at 127.0.0.1 with Alice in it; returns the value of her Authorization header.
pub fn with_alice(data: &Path) -> String {
    command(data, &["org", "create", "Faults", "--domain", "127.0.0.1"]);
    command(
        data,
        &["user", "create", "alice", "--org", "127.0.0.1", "--email", "alice@example.org", "--name", "Alice"],
    );
    let password = command(data, &["user", "app-password", "alice", "--org", "127.0.0.1", "--label", "test"]);
    let password = password["password"].as_str().unwrap();
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("alice:{password}")))
}

/// Whether a program is installed; says loudly when it is not.
pub fn have(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    assert!(found || std::env::var_os("CI").is_none(), "{program} is not installed, and CI needs it");
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}
