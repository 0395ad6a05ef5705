//! Messages between the nodes that share a PostgreSQL database (LISTEN and NOTIFY), on a connection of its own.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Config, NoTls};

/// Between two attempts to get the connection back.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(2);
/// Messages kept for a slow listener. More make the connection wait, and PostgreSQL keep them.
const KEPT: usize = 256;

/// What a [`Listener`] hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The connection was made, or made again: messages before this one may have been missed.
    Connected,
    /// A message.
    Message(String),
}

/// Hears what is sent to one channel. The connection is made again when it breaks, and ends when this is dropped.
#[derive(Debug)]
pub struct Listener(mpsc::Receiver<Notice>);

impl Listener {
    pub(crate) fn new(config: Config, channel: &'static str) -> Self {
        let (notices, heard) = mpsc::channel(KEPT);
        tokio::spawn(async move {
            while !notices.is_closed() {
                if let Err(error) = relay(&config, channel, &notices).await {
                    tracing::warn!(%error, channel, "the connection that listens to PostgreSQL broke");
                }
                tokio::select! {
                    () = notices.closed() => {}
                    () = tokio::time::sleep(BETWEEN_ATTEMPTS) => {}
                }
            }
        });
        Self(heard)
    }

    /// The next notice. Nothing is lost if this is dropped before it is ready.
    pub async fn next(&mut self) -> Notice {
        match self.0.recv().await {
            Some(notice) => notice,
            // The sending task ends after this receiver only.
            None => std::future::pending().await,
        }
    }
}

async fn relay(config: &Config, channel: &str, notices: &mpsc::Sender<Notice>) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let mut messages = futures_util::stream::poll_fn(move |context| connection.poll_message(context));
    let listen = format!("LISTEN \"{channel}\"");
    let mut listening = std::pin::pin!(client.batch_execute(&listen));
    let mut connected = false;
    loop {
        let notice = tokio::select! {
            done = &mut listening, if !connected => {
                done?;
                connected = true;
                Notice::Connected
            }
            message = messages.next() => match message {
                Some(Ok(AsyncMessage::Notification(message))) => Notice::Message(message.payload().to_owned()),
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(error),
                None => return Ok(()),
            },
            () = notices.closed() => return Ok(()),
        };
        if notices.send(notice).await.is_err() {
            return Ok(());
        }
    }
}
