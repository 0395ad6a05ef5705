//! Reads `multipart/related` (RFC 2387) as bulk uploads send it: each part says its length, so that its bytes are taken
//! as they come and no boundary has to be looked for in them.

use axum::body::Body;
use bytes::{Buf, Bytes, BytesMut};
use http_body_util::BodyExt;

use crate::dav::asked::cut_off;
use crate::dav::refusal::Refusal;

/// Bytes of the headers of one part at most.
const LONGEST_HEAD: usize = 16 * 1024;

/// The parts of a body, one after the other.
pub struct Parts {
    body: Body,
    buffered: BytesMut,
    boundary: Vec<u8>,
    /// Bytes of the current part that were not taken yet.
    left: u64,
    begun: bool,
}

/// The headers of a part, with the spaces that their values may end in, and how many bytes follow them.
pub struct Head {
    headers: Vec<(String, String)>,
    /// Bytes of the part.
    pub length: u64,
}

impl Head {
    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The boundary that a Content-Type names.
pub fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/related") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    })?;
    (!boundary.is_empty() && boundary.len() <= 200).then_some(boundary)
}

fn broken(what: &str) -> Refusal {
    Refusal::bad_request(format!("This is not a bulk upload as it should be: {what}. Nothing was stored."))
}

impl Parts {
    /// Those of `body`, between lines of this boundary.
    pub fn new(body: Body, boundary: &str) -> Self {
        let boundary = format!("--{boundary}").into_bytes();
        Self { body, buffered: BytesMut::new(), boundary, left: 0, begun: false }
    }

    /// The body, to be drained.
    pub fn into_body(self) -> Body {
        self.body
    }

    /// The next part; none after the last one.
    pub async fn next(&mut self) -> Result<Option<Head>, Refusal> {
        if self.left > 0 {
            return Err(broken("a part was left before its end"));
        }
        // The line that ends the part before.
        let mut line = self.line().await?;
        if self.begun && !line.is_empty() {
            return Err(broken("a part is longer or shorter than it says"));
        }
        let mut empty = 0;
        while line.is_empty() {
            empty += 1;
            if empty > LONGEST_HEAD {
                return Err(broken("a boundary is missing"));
            }
            line = self.line().await?;
        }
        let after = line.strip_prefix(self.boundary.as_slice()).ok_or_else(|| broken("a boundary is missing"))?;
        match after.trim_ascii_end() {
            b"--" => return Ok(None),
            b"" => self.begun = true,
            _ => return Err(broken("a boundary is missing")),
        }
        let mut headers = Vec::new();
        let mut size = 0;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                break;
            }
            size += line.len();
            if size > LONGEST_HEAD {
                return Err(broken("the headers of a part are too long"));
            }
            let text = String::from_utf8(line).map_err(|_| broken("a header is not UTF-8"))?;
            let (name, value) = text.split_once(':').ok_or_else(|| broken("a header has no colon"))?;
            headers.push((name.trim().to_owned(), value.trim_start().to_owned()));
        }
        let mut head = Head { headers, length: 0 };
        let length = head.get("content-length").and_then(|text| text.trim_end().parse().ok());
        head.length = length.ok_or_else(|| broken("a part does not say its Content-Length"))?;
        self.left = head.length;
        Ok(Some(head))
    }

    /// Some bytes of the current part; none at its end.
    pub async fn bytes(&mut self) -> Result<Option<Bytes>, Refusal> {
        if self.left == 0 {
            return Ok(None);
        }
        if self.buffered.is_empty() {
            self.more().await?;
        }
        let now = self.buffered.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= now as u64;
        Ok(Some(self.buffered.split_to(now).freeze()))
    }

    /// A line without its end.
    async fn line(&mut self) -> Result<Vec<u8>, Refusal> {
        let mut from = 0;
        loop {
            if let Some(end) = self.buffered[from..].iter().position(|byte| *byte == b'\n') {
                let mut line = self.buffered.split_to(from + end).to_vec();
                self.buffered.advance(1);
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
            from = self.buffered.len();
            if from > LONGEST_HEAD {
                return Err(broken("a line is too long"));
            }
            match self.more().await {
                Ok(()) => {}
                // The last line may lack its end.
                Err(_) if !self.buffered.is_empty() => return Ok(self.buffered.split().to_vec()),
                Err(refusal) => return Err(refusal),
            }
        }
    }

    async fn more(&mut self) -> Result<(), Refusal> {
        loop {
            let frame = self.body.frame().await.ok_or_else(cut_off)?.map_err(|_| cut_off())?;
            if let Ok(data) = frame.into_data()
                && !data.is_empty()
            {
                self.buffered.extend_from_slice(&data);
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::body::Body;

    use super::{Parts, boundary};

    async fn read(text: &str) -> Result<Vec<(String, String)>, ()> {
        let chunks: Vec<Result<Vec<u8>, std::io::Error>> = text.as_bytes().chunks(3).map(|c| Ok(c.to_vec())).collect();
        let mut parts = Parts::new(Body::from_stream(futures_util::stream::iter(chunks)), "b");
        let mut read = Vec::new();
        while let Some(head) = parts.next().await.map_err(drop)? {
            let mut bytes = Vec::new();
            while let Some(more) = parts.bytes().await.map_err(drop)? {
                bytes.extend_from_slice(&more);
            }
            read.push((head.get("x-file-path").unwrap_or_default().to_owned(), String::from_utf8(bytes).unwrap()));
        }
        Ok(read)
    }

    #[test]
    fn the_boundary_is_in_the_type() {
        assert_eq!(boundary("multipart/related; boundary=\"boundary_.oOo._x\""), Some("boundary_.oOo._x"));
        assert_eq!(boundary("Multipart/Related;charset=x; Boundary=b"), Some("b"));
        for bad in ["multipart/form-data; boundary=b", "multipart/related", "multipart/related; boundary=\"\"", ""] {
            assert_eq!(boundary(bad), None, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn parts_come_with_what_they_say_of_themselves() {
        let text = "--b\r\nX-File-Path: /é/a.txt \r\nContent-Length: 6\r\n\r\nab\r\n--\r\n--b\r\ncontent-length: 0\r\n\r\n\r\n--b--\r\n";
        let expected = [("/é/a.txt ".to_owned(), "ab\r\n--".to_owned()), (String::new(), String::new())];
        assert_eq!(read(text).await.unwrap(), expected);
        assert_eq!(read("--b--").await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_is_broken_is_refused() {
        for text in [
            "",
            "nothing",
            "--c\r\nContent-Length: 1\r\n\r\na\r\n--c--",
            "--b\r\nContent-Length: 9\r\n\r\na\r\n--b--",
            "--b\r\nContent-Length: 1\r\n\r\nabc\r\n--b--",
            "--b\r\nX: 1\r\n\r\nabc\r\n--b--",
            "--b\r\nContent-Length: 1\r\n\r\na\r\n--bogus",
            "--b\r\nno colon\r\n\r\na\r\n--b--",
            "--b\r\nContent-Length: 1\r\n\r\na",
        ] {
            assert!(read(text).await.is_err(), "{text:?}");
        }
        let endless = format!("--b\r\nX: {}\r\n\r\n", "x".repeat(40_000));
        assert!(read(&endless).await.is_err());
        assert!(read(&("\r\n".repeat(40_000) + "--b--")).await.is_err());
    }
}
