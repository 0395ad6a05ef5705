//! An SMTP server that does as it is told, and remembers what it was given.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with the next connection or letter; when there is nothing left to do, it takes everything.
#[derive(Debug, Clone)]
pub enum Act {
    /// Answers the command with this instead: `("RCPT", "450 4.2.0 Greylisted")`.
    Answer(&'static str, &'static str),
    /// Answers the command and hangs up.
    AnswerAndHangUp(&'static str, &'static str),
    /// Hangs up instead of answering the command.
    HangUp(&'static str),
    /// Never answers the command.
    Sleep(&'static str),
    /// Sends these bytes, instead of a greeting, over and over.
    Flood(&'static [u8]),
}

/// A letter that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub sender: String,
    pub recipient: String,
    pub message: String,
}

#[derive(Default)]
struct Seen {
    script: VecDeque<Act>,
    taken: Vec<Taken>,
    connections: usize,
    commands: Vec<String>,
    /// What EHLO offers.
    offers: Vec<&'static str>,
    password: Option<&'static str>,
}

pub struct Smtp {
    pub address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    serving: JoinHandle<()>,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Smtp {
    pub async fn start() -> Self {
        Self::start_at("127.0.0.1:0").await
    }

    pub async fn start_at(address: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                shared.lock().unwrap().connections += 1;
                let seen = shared.clone();
                tokio::spawn(async move {
                    let _ = converse(stream, &seen).await;
                });
            }
        });
        Self { address, seen, serving }
    }

    pub fn url(&self) -> String {
        format!("smtp+plain://{}", self.address)
    }

    pub fn then(&self, act: Act) -> &Self {
        self.seen.lock().unwrap().script.push_back(act);
        self
    }

    /// Offers this at EHLO from now on.
    pub fn offers(&self, what: &'static str) -> &Self {
        self.seen.lock().unwrap().offers.push(what);
        self
    }

    /// Wants this in AUTH PLAIN, in base64.
    pub fn wants(&self, password: &'static str) -> &Self {
        self.seen.lock().unwrap().password = Some(password);
        self
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }
}

/// What stands first in the script, when it is about this command; a letter is taken when nothing is left.
fn act(seen: &Mutex<Seen>, verb: &str) -> Option<Act> {
    let mut seen = seen.lock().unwrap();
    let about = match seen.script.front()? {
        Act::Answer(about, _) | Act::AnswerAndHangUp(about, _) | Act::HangUp(about) | Act::Sleep(about) => about,
        Act::Flood(_) => "connect",
    };
    if about == verb { seen.script.pop_front() } else { None }
}

async fn converse(stream: TcpStream, seen: &Mutex<Seen>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let (mut sender, mut recipient) = (String::new(), String::new());
    let mut verb = "connect".to_owned();
    let mut line = String::new();
    loop {
        let usual = match verb.as_str() {
            "connect" => "220 mx.test ready".to_owned(),
            "EHLO" => {
                let offers = seen.lock().unwrap().offers.clone();
                let mut lines: Vec<String> = vec!["250-mx.test".into(), "250-8BITMIME".into()];
                lines.extend(offers.iter().map(|offer| format!("250-{offer}")));
                lines.push("250 SIZE 1000000".into());
                lines.join("\r\n")
            }
            "AUTH" => match seen.lock().unwrap().password {
                Some(password) if line.trim_end().ends_with(password) => "235 welcome".into(),
                _ => "535 5.7.8 wrong name or password".into(),
            },
            "MAIL" => {
                sender = between(&line);
                "250 ok".into()
            }
            "RCPT" => {
                recipient = between(&line);
                "250 ok".into()
            }
            "DATA" => "354 go on".into(),
            "." => "250 2.0.0 taken".into(),
            "QUIT" => "221 bye".into(),
            _ => "250 ok".into(),
        };
        let mut taken = verb == ".";
        let done = act(seen, &verb);
        let (answer, hangs_up) = match done {
            None => (usual, verb == "QUIT"),
            Some(Act::Answer(_, answer)) => {
                taken &= answer.starts_with('2');
                (answer.to_owned(), false)
            }
            Some(Act::AnswerAndHangUp(_, answer)) => {
                taken &= answer.starts_with('2');
                (answer.to_owned(), true)
            }
            Some(Act::HangUp(_)) => {
                if taken {
                    keep(seen, &sender, &recipient, &line);
                }
                return Ok(());
            }
            Some(Act::Sleep(_)) => {
                tokio::time::sleep(Duration::from_secs(3600)).await;
                return Ok(());
            }
            Some(Act::Flood(bytes)) => loop {
                write.write_all(bytes).await?;
            },
        };
        if taken {
            keep(seen, &sender, &recipient, &line);
        }
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if hangs_up {
            return Ok(());
        }
        line.clear();
        if verb == "DATA" && answer.starts_with('3') {
            let mut one = String::new();
            while one != ".\r\n" {
                line.push_str(&one);
                one.clear();
                if read.read_line(&mut one).await? == 0 {
                    return Ok(());
                }
                if one.starts_with("..") {
                    one.remove(0);
                }
            }
            verb = ".".into();
            continue;
        }
        if (&mut read).take(10_000).read_line(&mut line).await? == 0 {
            return Ok(());
        }
        seen.lock().unwrap().commands.push(line.trim_end().to_owned());
        verb = line.split([' ', '\r', '\n']).next().unwrap_or_default().to_ascii_uppercase();
    }
}

fn keep(seen: &Mutex<Seen>, sender: &str, recipient: &str, message: &str) {
    let taken = Taken { sender: sender.into(), recipient: recipient.into(), message: message.into() };
    seen.lock().unwrap().taken.push(taken);
}

fn between(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(String::new(), |(inside, _)| inside.into())
}
