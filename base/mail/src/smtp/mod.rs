//! An SMTP client (RFC 5321): connect, encrypt, sign in, hand letters over.
//!
//! Our own, because what it talks to in direct delivery is any server that anybody names: each line it reads is of
//! bounded length and each step of bounded time, what was sent before encryption began is never taken for what came
//! after it, and each refusal is known by the step that met it, which is what decides whether a letter is tried
//! again. The clients at hand read a line of any length.

mod tls;
mod wire;

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::net::TcpStream;

use crate::config::Encryption;
use crate::failure::{Cause, Failure};

pub(crate) use tls::Tls;
use wire::{Reply, Wire};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(30);

/// How to present ourselves, and how patient to be.
#[derive(Clone)]
pub(crate) struct Manners {
    pub hello: String,
    /// For an answer; several times as much once a letter was handed over, when servers look at it.
    pub patience: Duration,
    pub tls: Tls,
}

/// A connection ready for letters.
pub(crate) struct Session {
    wire: Wire,
    host: String,
    patience: Duration,
    /// Letters handed over on it.
    pub carried: u32,
}

/// What a server can do.
#[derive(Debug, Default)]
struct Features {
    starttls: bool,
    plain: bool,
    login: bool,
}

impl Session {
    /// Connects to `host`, at `places` tried in order.
    pub async fn open(
        host: &str,
        places: &[SocketAddr],
        encryption: Encryption,
        credentials: Option<&(String, String)>,
        manners: &Manners,
    ) -> Result<Self, Failure> {
        let mut last = Failure::new(Cause::Unresolved, host, "");
        let connect = CONNECT.min(manners.patience);
        for place in places {
            match tokio::time::timeout(connect, TcpStream::connect(place)).await {
                Ok(Ok(stream)) => {
                    let _ = stream.set_nodelay(true);
                    return Self::greet(host, stream, encryption, credentials, manners).await;
                }
                Ok(Err(error)) => last = Failure::new(Cause::Unreachable, host, format!("{place}: {error}")),
                Err(_) => last = Failure::new(Cause::Unreachable, host, format!("{place}: no answer")),
            }
        }
        Err(last)
    }

    async fn greet(
        host: &str,
        stream: TcpStream,
        encryption: Encryption,
        credentials: Option<&(String, String)>,
        manners: &Manners,
    ) -> Result<Self, Failure> {
        let wire = match encryption {
            Encryption::Implicit => {
                let stream = manners.tls.checked(host, Box::new(stream), manners.patience).await?;
                Wire::new(stream)
            }
            _ => Wire::new(Box::new(stream)),
        };
        let mut session = Self { wire, host: host.to_owned(), patience: manners.patience, carried: 0 };
        let greeting = session.reply(manners.patience).await.map_err(|failure| match (failure.cause, encryption) {
            // A relay that says nothing waits for us: its port is for encryption from the first byte.
            (Cause::Slow, Encryption::Required) => Failure::new(Cause::Garbled, host, "no greeting"),
            _ => failure,
        })?;
        if greeting.code != 220 {
            return Err(session.refused(Cause::Unwelcome, &greeting));
        }
        let mut features = session.hello(&manners.hello).await?;
        if features.starttls && matches!(encryption, Encryption::Required | Encryption::Opportunistic) {
            let reply = session.command("STARTTLS").await?;
            if reply.code == 220 {
                let Self { wire, host, patience, carried } = session;
                let plain = wire.into_stream().ok_or_else(|| {
                    Failure::new(Cause::Tls, &host, "it went on in plain text where encryption should begin")
                })?;
                let stream = match encryption {
                    Encryption::Opportunistic => manners.tls.unchecked(&host, plain, patience).await?,
                    _ => manners.tls.checked(&host, plain, patience).await?,
                };
                session = Self { wire: Wire::new(stream), host, patience, carried };
                features = session.hello(&manners.hello).await?;
            } else if encryption == Encryption::Required {
                return Err(session.refused(Cause::Tls, &reply));
            }
        } else if encryption == Encryption::Required {
            return Err(Failure::new(Cause::NoTls, host, ""));
        }
        if let Some((user, password)) = credentials {
            session.sign_in(&features, user, password).await?;
        }
        Ok(session)
    }

    async fn hello(&mut self, name: &str) -> Result<Features, Failure> {
        let mut reply = self.command(&format!("EHLO {name}")).await?;
        if matches!(reply.code, 500 | 502 | 504) {
            reply = self.command(&format!("HELO {name}")).await?;
        }
        if reply.code != 250 {
            return Err(self.refused(Cause::Unwelcome, &reply));
        }
        let mut features = Features::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase().replace('=', " ");
            let mut words = line.split(' ');
            match words.next() {
                Some("STARTTLS") => features.starttls = true,
                Some("AUTH") => {
                    for mechanism in words {
                        features.plain |= mechanism == "PLAIN";
                        features.login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        Ok(features)
    }

    async fn sign_in(&mut self, features: &Features, user: &str, password: &str) -> Result<(), Failure> {
        let reply = if features.plain {
            let code = BASE64.encode(format!("\0{user}\0{password}"));
            self.command(&format!("AUTH PLAIN {code}")).await?
        } else if features.login {
            let mut reply = self.command("AUTH LOGIN").await?;
            for answer in [user, password] {
                if reply.code != 334 {
                    break;
                }
                reply = self.command(&BASE64.encode(answer)).await?;
            }
            reply
        } else {
            return Err(Failure::new(Cause::NoAuth, &self.host, ""));
        };
        match reply.code {
            235 => Ok(()),
            400..=499 => Err(self.refused(Cause::Unwelcome, &reply)),
            _ => Err(self.refused(Cause::Credentials, &reply)),
        }
    }

    /// Hands a letter over; says what the server answered. After an error the session may be used again when
    /// [`rest`](Self::rest) says so.
    pub async fn carry(&mut self, sender: &str, recipient: &str, message: &[u8]) -> Result<String, Failure> {
        let reply = self.command(&format!("MAIL FROM:<{sender}>")).await?;
        match reply.code {
            250 => {}
            530 | 538 => return Err(self.refused(Cause::Credentials, &reply)),
            _ => return Err(self.turned_down(Cause::Sender, &reply)),
        }
        let reply = self.command(&format!("RCPT TO:<{recipient}>")).await?;
        if !matches!(reply.code, 250 | 251) {
            let cause = if reply.code == 530 { Cause::Credentials } else { Cause::Refused };
            return Err(self.turned_down(cause, &reply));
        }
        let reply = self.command("DATA").await?;
        if reply.code != 354 {
            return Err(self.turned_down(Cause::Refused, &reply));
        }
        let long = self.patience.saturating_mul(5);
        self.timed(long, async |wire| wire.send(&stuffed(message)).await).await?;
        let reply = self.reply(long).await?;
        if reply.code != 250 {
            return Err(self.turned_down(Cause::Refused, &reply));
        }
        self.carried += 1;
        Ok(reply.text())
    }

    /// Makes ready for another letter; `false` when the connection is of no more use.
    pub async fn rest(&mut self) -> bool {
        matches!(self.command("RSET").await, Ok(Reply { code: 250, .. }))
    }

    /// Takes leave. Whatever the server answers, all is done.
    pub async fn leave(mut self) {
        let patience = self.patience.min(Duration::from_secs(2));
        let _ = self.timed(patience, async |wire| wire.send(b"QUIT\r\n").await).await;
        let _ = self.reply(patience).await;
    }

    async fn command(&mut self, line: &str) -> Result<Reply, Failure> {
        // What is put into a line was checked where it came from; a line that became two would be two commands.
        if line.contains(['\r', '\n']) {
            return Err(Failure::new(Cause::Unsendable, &self.host, "a line break in a command"));
        }
        let bytes = format!("{line}\r\n").into_bytes();
        self.timed(self.patience, async |wire| wire.send(&bytes).await).await?;
        self.reply(self.patience).await
    }

    async fn reply(&mut self, patience: Duration) -> Result<Reply, Failure> {
        self.timed(patience, async |wire| wire.reply().await).await
    }

    async fn timed<T>(
        &mut self,
        patience: Duration,
        work: impl AsyncFnOnce(&mut Wire) -> Result<T, wire::Trouble>,
    ) -> Result<T, Failure> {
        match tokio::time::timeout(patience, work(&mut self.wire)).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(wire::Trouble::Garbled(what))) => Err(Failure::new(Cause::Garbled, &self.host, what)),
            Ok(Err(wire::Trouble::Closed(what))) => Err(Failure::new(Cause::HungUp, &self.host, what)),
            Err(_) => Err(Failure::new(Cause::Slow, &self.host, "")),
        }
    }

    /// 4xx is for later, whatever it is about; 421 means that the server is about to hang up.
    fn turned_down(&self, cause: Cause, reply: &Reply) -> Failure {
        match reply.code {
            421 => self.refused(Cause::Unwelcome, reply),
            400..=499 => self.refused(Cause::Later, reply),
            500..=599 => self.refused(cause, reply),
            _ => self.refused(Cause::Garbled, reply),
        }
    }

    fn refused(&self, cause: Cause, reply: &Reply) -> Failure {
        Failure::new(cause, &self.host, reply.text())
    }
}

/// A message with its dots doubled and its end marked (RFC 5321, section 4.5.2).
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 64);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_at_the_beginning_of_a_line_does_not_end_the_message() {
        assert_eq!(stuffed(b".\r\na\r\n..b\r\n"), b"..\r\na\r\n...b\r\n.\r\n");
        assert_eq!(stuffed(b"a"), b"a\r\n.\r\n");
        assert_eq!(stuffed(b""), b"\r\n.\r\n");
    }
}
