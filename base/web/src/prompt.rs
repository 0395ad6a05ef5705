//! A connection that acknowledges what it received before it waits for more.
//!
//! Many clients write the head of a request and then its body, and leave the body to the kernel, which holds a short
//! segment back until the one before it is acknowledged (RFC 9293, section 3.7.4). The kernel at this end delays that
//! acknowledgement, hoping for an answer to carry it (RFC 9293, section 3.8.6.3): 40 ms in which both wait, for every
//! small file that is sent. Whoever waits for the rest of a request has no answer to give, and says so at once.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// `stream`, acknowledging promptly.
pub(crate) struct Prompt {
    stream: TcpStream,
    /// Something arrived since the last answer or acknowledgement.
    owes: bool,
}

impl Prompt {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, owes: false }
    }

    fn answered<T>(&mut self, write: Poll<Result<T>>) -> Poll<Result<T>> {
        self.owes &= write.is_pending();
        write
    }
}

impl AsyncRead for Prompt {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if read.is_ready() {
            self.owes |= buf.filled().len() > before;
        } else if self.owes {
            self.owes = false;
            // Only Linux and its kin know the option, and only their kernels need it.
            #[cfg(any(target_os = "linux", target_os = "android"))]
            let _ = self.stream.set_quickack(true);
        }
        read
    }
}

impl AsyncWrite for Prompt {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.answered(write)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.answered(write)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::{Duration, Instant};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// How long requests take that are written as a head and then a body, by a client that leaves both to the kernel.
    async fn spent(requests: u32) -> Duration {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let mut stream = Prompt::new(listener.accept().await.unwrap().0);
            let mut request = [0; 700];
            for _ in 0..requests {
                stream.read_exact(&mut request).await.unwrap();
                stream.write_all(b"done").await.unwrap();
            }
        });
        let mut client = TcpStream::connect(address).await.unwrap();
        client.set_nodelay(false).unwrap();
        let began = Instant::now();
        for _ in 0..requests {
            client.write_all(&[1; 600]).await.unwrap();
            client.write_all(&[2; 100]).await.unwrap();
            client.read_exact(&mut [0; 4]).await.unwrap();
        }
        let spent = began.elapsed();
        server.await.unwrap();
        spent
    }

    #[tokio::test]
    async fn a_body_that_follows_its_head_is_not_waited_for() {
        // The first requests of a connection are acknowledged at once by any kernel.
        let requests = 100;
        let each = spent(requests).await / requests;
        assert!(each < Duration::from_millis(20), "{each:?} a request: the body waited for an acknowledgement");
    }
}
