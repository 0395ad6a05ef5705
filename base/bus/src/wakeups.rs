//! Wake-ups between nodes: the ids of organisations that have new events, and nothing else.
//!
//! They are a courtesy. A node that misses one finds the events at its next look, so that nothing here retries.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};
use base_db::{Db, Listener, Notice};
use base_id::OrgId;
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;
use tokio::sync::{Notify, OnceCell, mpsc, watch};
use uuid::Uuid;

const CHANNEL: &str = "liiibre_events";
const SUBJECT: &str = "liiibre.events";
/// Ids in one message: PostgreSQL takes less than 8,000 bytes, and an id is 33.
const IDS_AT_ONCE: usize = 200;
/// What a message may take to leave.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two attempts to reach NATS at all.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(2);

/// How the nodes of an installation wake each other.
#[derive(Clone, PartialEq, Eq)]
pub enum Wakeups {
    /// Through PostgreSQL (NOTIFY). On SQLite there is one node, and nobody to wake.
    Database,
    /// Through the NATS server at this address: `nats://user:password@host:4222`, or `nats://token@host:4222`.
    Nats(String),
}

impl std::fmt::Debug for Wakeups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Database => "Database",
            // The address holds a secret.
            Self::Nats(_) => "Nats(..)",
        })
    }
}

pub(crate) enum Wakeup {
    /// These have new events.
    Organisations(Vec<OrgId>),
    /// Messages may have been missed.
    Unknown,
}

pub(crate) struct Sender {
    db: Db,
    /// Which node sends, so that it does not wake itself.
    node: Uuid,
    nats: Option<Nats>,
    /// What the other nodes are to be told.
    news: Mutex<HashSet<OrgId>>,
    fresh: Notify,
}

#[derive(Clone)]
struct Nats {
    url: String,
    client: Arc<OnceCell<(Client, watch::Receiver<u64>)>>,
}

impl Sender {
    pub(crate) fn new(db: Db, node: Uuid, wakeups: Wakeups) -> Self {
        let nats = match wakeups {
            Wakeups::Database => None,
            Wakeups::Nats(url) => Some(Nats { url, client: Arc::default() }),
        };
        Self { db, node, nats, news: Mutex::default(), fresh: Notify::new() }
    }

    /// These are to be told to the other nodes, by [`run`](Self::run).
    pub(crate) fn tell(&self, orgs: &[OrgId]) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).extend(orgs);
        self.fresh.notify_one();
    }

    /// Tells the other nodes for ever. Apart from the relay, which a slow network must not hold up.
    pub(crate) async fn run(&self) {
        loop {
            self.fresh.notified().await;
            let news = std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner));
            self.send(news.into_iter().collect()).await;
        }
    }

    /// A failure is logged and makes the others late.
    async fn send(&self, orgs: Vec<OrgId>) {
        let messages: Vec<String> = orgs.chunks(IDS_AT_ONCE).map(|orgs| encode(self.node, orgs)).collect();
        let sent = match &self.nats {
            None => self.db.notify(CHANNEL, &messages).await.map_err(|error| error.to_string()),
            Some(nats) => nats.send(messages).await.map_err(|error| error.to_string()),
        };
        if let Err(error) = sent {
            tracing::warn!(error, "the other nodes were not woken and will see new events later");
        }
    }

    pub(crate) fn listen(&self) -> Receiver {
        let source = match &self.nats {
            None => self.db.listen(CHANNEL).map_or(Source::Alone, Source::Database),
            Some(nats) => Source::Nats(nats.clone().listen()),
        };
        Receiver { node: self.node, source }
    }
}

/// What this node hears of the others.
pub(crate) struct Receiver {
    node: Uuid,
    source: Source,
}

enum Source {
    Alone,
    Database(Listener),
    Nats(mpsc::Receiver<Notice>),
}

impl Receiver {
    /// The next wake-up from another node. Nothing is lost if this is dropped before it is ready.
    pub(crate) async fn next(&mut self) -> Wakeup {
        loop {
            let notice = match &mut self.source {
                Source::Alone => std::future::pending().await,
                Source::Database(listener) => listener.next().await,
                Source::Nats(notices) => match notices.recv().await {
                    Some(notice) => notice,
                    None => std::future::pending().await,
                },
            };
            match notice {
                Notice::Connected => return Wakeup::Unknown,
                Notice::Message(message) => match decode(&message) {
                    Some((node, _)) if node == self.node => {}
                    Some((_, orgs)) => return Wakeup::Organisations(orgs),
                    None => return Wakeup::Unknown,
                },
            }
        }
    }
}

/// Logged, and no more.
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Nats {
    async fn send(&self, messages: Vec<String>) -> Result<(), Failure> {
        tokio::time::timeout(PATIENCE, async {
            let (client, _) = self.connect().await?;
            for message in messages {
                client.publish(SUBJECT, message.into()).await?;
            }
            client.flush().await?;
            Ok(())
        })
        .await?
    }

    fn listen(self) -> mpsc::Receiver<Notice> {
        let (notices, heard) = mpsc::channel(64);
        tokio::spawn(async move {
            loop {
                let error = match self.relay(&notices).await {
                    Ok(()) => "the subscription ended".to_owned(),
                    Err(error) => error.to_string(),
                };
                if notices.is_closed() {
                    return;
                }
                tracing::warn!(error, "the connection to NATS broke");
                tokio::time::sleep(BETWEEN_ATTEMPTS).await;
            }
        });
        heard
    }

    /// Passes on what is heard until the listener is gone. The client makes the connection again when it breaks.
    async fn relay(&self, notices: &mpsc::Sender<Notice>) -> Result<(), Failure> {
        let (client, mut connections) = self.connect().await?.clone();
        let mut messages = client.subscribe(SUBJECT).await?;
        connections.mark_changed();
        loop {
            let notice = tokio::select! {
                changed = connections.changed() => {
                    changed?;
                    Notice::Connected
                }
                message = messages.next() => match message {
                    Some(message) => Notice::Message(String::from_utf8_lossy(&message.payload).into_owned()),
                    None => return Ok(()),
                },
                () = notices.closed() => return Ok(()),
            };
            if notices.send(notice).await.is_err() {
                return Ok(());
            }
        }
    }

    /// The client, and a count of the connections it made.
    async fn connect(&self) -> Result<&(Client, watch::Receiver<u64>), Failure> {
        self.client
            .get_or_try_init(async || {
                let (connected, connections) = watch::channel(0_u64);
                let address: ServerAddr = self.url.parse()?;
                let client = credentials(&address)
                    .name("liiibre")
                    .event_callback(move |event| {
                        if matches!(event, Event::Connected) {
                            connected.send_modify(|count| *count += 1);
                        }
                        async {}
                    })
                    .connect(address)
                    .await?;
                Ok::<_, Failure>((client, connections))
            })
            .await
    }
}

/// The client takes no credentials from the address by itself.
fn credentials(address: &ServerAddr) -> ConnectOptions {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    match (address.username(), address.password()) {
        (Some(user), Some(password)) => ConnectOptions::with_user_and_password(decoded(user), decoded(password)),
        (Some(token), None) => ConnectOptions::with_token(decoded(token)),
        (None, _) => ConnectOptions::new(),
    }
}

fn encode(node: Uuid, orgs: &[OrgId]) -> String {
    let ids: Vec<String> = orgs.iter().map(|org| org.uuid().simple().to_string()).collect();
    format!("{}:{}", node.simple(), ids.join(","))
}

fn decode(message: &str) -> Option<(Uuid, Vec<OrgId>)> {
    let (node, orgs) = message.split_once(':')?;
    let orgs = orgs.split(',').map(|org| Uuid::try_parse(org).ok().map(OrgId::from_uuid)).collect::<Option<_>>()?;
    Some((Uuid::try_parse(node).ok()?, orgs))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_message_fits_into_what_postgresql_takes_and_reads_back() {
        let orgs: Vec<OrgId> = (0..IDS_AT_ONCE).map(|n| OrgId::from_uuid(Uuid::from_u128(n as u128))).collect();
        let message = encode(Uuid::max(), &orgs);
        assert!(message.len() < 8_000, "{}", message.len());
        assert_eq!(decode(&message), Some((Uuid::max(), orgs)));
        assert_eq!(decode("something else"), None);
    }
}
