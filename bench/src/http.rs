//! An HTTP/1.1 client that costs next to nothing: one connection, one request at a time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::Result;

/// Bytes of a body that are handed on at once.
pub const CHUNK: usize = 256 * 1024;

/// A connection that stays open, and who speaks on it.
pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    authorization: String,
}

/// Where to connect and as whom.
#[derive(Clone)]
pub struct Account {
    /// The server.
    pub address: SocketAddr,
    /// Basic authentication's name.
    pub login: String,
    /// Its password.
    pub password: String,
}

impl Client {
    /// Connects.
    pub fn connect(account: &Account) -> std::io::Result<Self> {
        let stream = TcpStream::connect(account.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        let credentials = BASE64_STANDARD.encode(format!("{}:{}", account.login, account.password));
        Ok(Self {
            stream: BufReader::with_capacity(CHUNK, stream),
            host: account.address.to_string(),
            authorization: format!("Authorization: Basic {credentials}"),
        })
    }

    /// Connects as whoever has this session.
    pub fn with_cookie(address: SocketAddr, cookie: &str) -> std::io::Result<Self> {
        let nobody = Account { address, login: String::new(), password: String::new() };
        // What a page of the site itself asks.
        let authorization = format!("Cookie: {cookie}\r\nSec-Fetch-Site: same-origin");
        Ok(Self { authorization, ..Self::connect(&nobody)? })
    }

    /// Sends a request; the answer must have this status, and its body is added to `into`.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        status: u16,
        into: &mut dyn Write,
    ) -> Result<()> {
        let mut request = self.head(method, path, headers, body.len() as u64);
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request)?;
        self.answer(method, path, status, into)
    }

    /// The same, with nothing to send and nothing to keep.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], status: u16) -> Result<()> {
        self.send(method, path, headers, &[], status, &mut std::io::sink())
    }

    /// Uploads `size` bytes that `next` writes into a buffer, chunk by chunk.
    pub fn upload(&mut self, path: &str, size: u64, mut next: impl FnMut(&mut [u8]), status: u16) -> Result<()> {
        let head = self.head("PUT", path, &[], size);
        self.stream.get_mut().write_all(&head)?;
        let mut chunk = vec![0; CHUNK];
        let mut left = size;
        while left > 0 {
            let part = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            next(&mut chunk[..part]);
            self.stream.get_mut().write_all(&chunk[..part])?;
            left -= part as u64;
        }
        self.answer("PUT", path, status, &mut std::io::sink())
    }

    fn head(&self, method: &str, path: &str, headers: &[(&str, &str)], length: u64) -> Vec<u8> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{}\r\n", self.host, self.authorization);
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        if length > 0 || method == "PUT" {
            head.extend(["Content-Length: ", &length.to_string(), "\r\n"]);
        }
        head.push_str("\r\n");
        head.into_bytes()
    }

    fn answer(&mut self, method: &str, path: &str, expected: u16, into: &mut dyn Write) -> Result<()> {
        let status: u16 = self.line()?.split(' ').nth(1).ok_or("no status")?.parse()?;
        let mut length = 0;
        let mut chunked = false;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            match line.split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse()?,
                Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
                _ => {}
            }
        }
        let mut said = Vec::new();
        let refused = status != expected;
        let into: &mut dyn Write = if refused { &mut said } else { into };
        if chunked {
            loop {
                let size = u64::from_str_radix(self.line()?.trim(), 16)?;
                self.copy(size, into)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else if !matches!(status, 204 | 304) && method != "HEAD" {
            self.copy(length, into)?;
        }
        if refused {
            let said = String::from_utf8_lossy(&said);
            return Err(format!("{method} {path}: {status} rather than {expected}: {said}").into());
        }
        Ok(())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err("the server closed the connection".into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn copy(&mut self, length: u64, into: &mut dyn Write) -> Result<()> {
        let mut left = length;
        while left > 0 {
            let available = self.stream.fill_buf()?;
            if available.is_empty() {
                return Err("the body was cut off".into());
            }
            let part = available.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            into.write_all(&available[..part])?;
            self.stream.consume(part);
            left -= part as u64;
        }
        Ok(())
    }
}

/// Content that nobody has sent before, so that no server can share it with what it has.
pub struct Fresh(blake3::OutputReader);

impl Fresh {
    /// The stream of this number.
    pub fn new(number: u64) -> Self {
        Self(blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof())
    }

    /// Its next bytes. Only the start of each chunk is new: hashing the rest would keep the core from the server.
    pub fn fill(&mut self, chunk: &mut [u8]) {
        let part = chunk.len().min(64);
        // Reading from a hash cannot fail.
        let _ = self.0.read_exact(&mut chunk[..part]);
    }
}
