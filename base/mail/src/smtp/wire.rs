//! Lines and replies, of bounded length.

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// Twice what RFC 5321, section 4.5.3.1.5, allows, and then some.
const LONGEST_LINE: usize = 2_000;
const MOST_LINES: usize = 100;

/// A connection, encrypted or not.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}
pub(super) type Stream = Box<dyn Duplex>;

pub(super) struct Wire(BufReader<Stream>);

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub code: u16,
    pub lines: Vec<String>,
}

impl Reply {
    /// On one line.
    pub fn text(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
    }
}

/// Why there is no reply.
#[derive(Debug)]
pub(super) enum Trouble {
    Closed(String),
    Garbled(String),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Closed(error.to_string())
    }
}

impl Wire {
    pub fn new(stream: Stream) -> Self {
        Self(BufReader::new(stream))
    }

    /// The connection itself, unless something was sent that was not read yet.
    pub fn into_stream(self) -> Option<Stream> {
        self.0.buffer().is_empty().then(|| self.0.into_inner())
    }

    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.0.write_all(bytes).await?;
        Ok(self.0.flush().await?)
    }

    pub async fn reply(&mut self) -> Result<Reply, Trouble> {
        read_reply(&mut self.0).await
    }
}

async fn read_reply(from: &mut (impl AsyncBufRead + Unpin)) -> Result<Reply, Trouble> {
    let mut reply: Option<Reply> = None;
    for _ in 0..MOST_LINES {
        let line = read_line(from).await?;
        let garbled = || Trouble::Garbled(line.chars().take(200).collect());
        let code: u16 = line.get(..3).and_then(|code| code.parse().ok()).ok_or_else(garbled)?;
        if !(200..600).contains(&code) || reply.as_ref().is_some_and(|reply| reply.code != code) {
            return Err(garbled());
        }
        let (more, text) = match line.as_bytes().get(3) {
            None => (false, ""),
            Some(b' ') => (false, line.get(4..).unwrap_or_default()),
            Some(b'-') => (true, line.get(4..).unwrap_or_default()),
            Some(_) => return Err(garbled()),
        };
        let reply = reply.get_or_insert(Reply { code, lines: Vec::new() });
        reply.lines.push(text.to_owned());
        if !more {
            return Ok(reply.clone());
        }
    }
    Err(Trouble::Garbled(format!("more than {MOST_LINES} lines in one reply")))
}

async fn read_line(from: &mut (impl AsyncBufRead + Unpin)) -> Result<String, Trouble> {
    let mut line = Vec::new();
    loop {
        let buffer = from.fill_buf().await?;
        if buffer.is_empty() {
            return Err(Trouble::Closed("the connection ended in the middle".into()));
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |end| end + 1);
        line.extend_from_slice(&buffer[..taken]);
        from.consume(taken);
        if line.len() > LONGEST_LINE {
            return Err(Trouble::Garbled(format!("a line of more than {LONGEST_LINE} bytes")));
        }
        if end.is_some() {
            return Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    async fn read(mut bytes: &[u8]) -> Result<Reply, Trouble> {
        read_reply(&mut bytes).await
    }

    #[tokio::test]
    async fn replies_of_one_line_and_of_several() {
        let reply = read(b"250-mail.example\r\n250-SIZE 100\r\n250 AUTH PLAIN\r\n220 next").await.unwrap();
        assert_eq!(
            reply,
            Reply { code: 250, lines: vec!["mail.example".into(), "SIZE 100".into(), "AUTH PLAIN".into()] }
        );
        assert_eq!(read(b"354\n").await.unwrap().text(), "354 ");
        assert_eq!(read("550 5.1.1 inconnu à cette adresse\r\n".as_bytes()).await.unwrap().code, 550);
    }

    #[tokio::test]
    async fn what_is_no_reply_is_refused_before_it_fills_the_memory() {
        for bytes in [
            b"HTTP/1.1 400 Bad\r\n".to_vec(),
            b"250-a\r\n251 b\r\n".to_vec(),
            b"250_a\r\n".to_vec(),
            b"\r\n".to_vec(),
            b"999 x\r\n".to_vec(),
            vec![b'2'; 1_000_000],
            b"250-x\r\n".repeat(1_000),
            "2é0 x\r\n".as_bytes().to_vec(),
        ] {
            assert!(matches!(read(&bytes).await, Err(Trouble::Garbled(_))), "{:?}", bytes.get(..20));
        }
        assert!(matches!(read(b"250-a\r\n").await, Err(Trouble::Closed(_))));
        assert!(matches!(read(b"25").await, Err(Trouble::Closed(_))));
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes: Vec<u8>) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let _ = runtime.block_on(read(&bytes));
        }
    }
}
