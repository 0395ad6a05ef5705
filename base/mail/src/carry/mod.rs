//! Carrying letters: from the queue to a server, or into the folder.
//!
//! One job at a time carries for this process, over a few connections that are used for several letters; other jobs
//! of the kind are wake-ups, and end at once. A server that is slow so keeps letters waiting, and nothing else. A
//! letter is claimed for a minute, and for as long as whoever carries it says that it is alive: killed, its letters
//! are carried by another.
//!
//! A way that failed is not tried again for every letter that would take it: for a minute they share its failure.

mod routes;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base_db::{Error as DbError, FromRow, Row, params};
use base_i18n::Language;
use base_id::OrgId;
use base_jobs::JobError;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::config::Transport;
use crate::failure::{Cause, Failure};
use crate::queue::Kept;
use crate::smtp::Session;
use crate::{Address, Mail, MailId, message, store};

pub(crate) const DELIVER: &str = "mail.deliver";
const FORGET: &str = "mail.forget";

/// How long a carrier may be silent before its letters are given to another.
const CLAIM: SignedDuration = SignedDuration::from_secs(60);
/// How often it says that it is alive.
const BEAT: Duration = Duration::from_secs(20);
/// What to wait after each attempt; the last is repeated.
const WAITS: [SignedDuration; 7] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(4),
];
/// When a letter is given up.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(3 * 24);
/// How long what only the operator can cure is left alone.
const HELD: SignedDuration = SignedDuration::from_hours(1);
/// How long a way that failed is not tried; less than the first wait, so that whoever waited finds it open.
const SHUT: SignedDuration = SignedDuration::from_secs(50);
/// How long one is not tried that only the operator can cure: relays lock out who tries a wrong password too often.
const LOCKED: SignedDuration = SignedDuration::from_mins(10);
/// Letters on one connection, after which relays like to see a new one.
const ON_ONE_CONNECTION: u32 = 50;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Rows that one transaction forgets at most.
const FORGOTTEN_AT_ONCE: usize = 500;

/// What a process knows of its carrying.
#[derive(Default)]
pub(crate) struct Carrying {
    one: tokio::sync::Mutex<()>,
    wanted: AtomicBool,
    /// Whether what waited for a way when the last process ended was tried by this one.
    begun: AtomicBool,
    /// Ways that failed, by server or domain.
    shut: Mutex<HashMap<String, Shut>>,
    /// Connections that may carry another letter.
    idle: Mutex<Vec<(String, Session)>>,
}

struct Shut {
    until: Timestamp,
    failure: Failure,
    /// It was the way that failed, and not, perhaps, the one letter that was on it.
    is_closed: bool,
}

/// A letter on its way.
pub(crate) struct Claimed {
    org: Uuid,
    id: MailId,
    kind: String,
    sender_name: String,
    sender_domain: String,
    recipient: String,
    recipient_name: Option<String>,
    language: Language,
    subject: String,
    text: String,
    html: String,
    unsubscribe: Option<String>,
    attempt: u32,
    created_at: Timestamp,
}

impl FromRow for Claimed {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            org: row.get(0)?,
            id: row.get(1)?,
            kind: row.get(2)?,
            sender_name: row.get(3)?,
            sender_domain: row.get(4)?,
            recipient: row.get(5)?,
            recipient_name: row.get(6)?,
            language: row.get::<Kept>(7)?.0,
            subject: row.get(8)?,
            text: row.get(9)?,
            html: row.get(10)?,
            unsubscribe: row.get(11)?,
            attempt: row.get(12)?,
            created_at: row.get(13)?,
        })
    }
}

/// How an attempt ended.
enum Ended {
    /// Taken by this server, which said this.
    Sent { host: String, said: String },
    /// In the folder, for want of a way out.
    Kept,
    /// Not delivered.
    Failed(Failure),
}

impl Mail {
    /// Its jobs and timers.
    pub fn jobs(&self, jobs: base_jobs::Builder) -> base_jobs::Builder {
        let (carrier, forgetful) = (self.clone(), self.clone());
        jobs.handler(DELIVER, move |_| {
            let mail = carrier.clone();
            async move { mail.deliver_due().await.map_err(JobError::retry) }
        })
        .handler(FORGET, move |_| {
            let mail = forgetful.clone();
            async move { mail.forget_old().await.map(drop).map_err(JobError::retry) }
        })
        // Should a wake-up ever be lost.
        .cron("mail.deliver", DAY, DELIVER)
        .cron("mail.forget", DAY, FORGET)
    }

    /// Tries, in this process, everything that waited for a way when the last one ended: its configuration may be
    /// another. Called when the server starts.
    pub async fn begin(&self) -> Result<(), DbError> {
        let mail = self.clone();
        self.0.db.write(async move |tx| mail.wake(tx, None).await).await
    }

    /// Carries everything that is due. Returns at once when this process is at it already, which then looks again.
    pub async fn deliver_due(&self) -> Result<(), DbError> {
        let carrying = &self.0.carrying;
        // Before the lock is asked for: whoever holds it looks after having given it back.
        carrying.wanted.store(true, Ordering::SeqCst);
        while carrying.wanted.load(Ordering::SeqCst) {
            let Ok(_one) = carrying.one.try_lock() else { return Ok(()) };
            carrying.wanted.store(false, Ordering::SeqCst);
            if !carrying.begun.swap(true, Ordering::SeqCst) {
                self.release().await?;
            }
            self.carry_all().await?;
        }
        Ok(())
    }

    /// Forgets what stands in the way: somebody says that it works now.
    pub(crate) fn forgive(&self) {
        lock(&self.0.carrying.shut).clear();
    }

    async fn carry_all(&self) -> Result<(), DbError> {
        let most = usize::try_from(self.0.config.connections).unwrap_or(1).max(1);
        let mut running = JoinSet::new();
        let done = loop {
            let claimed = match self.claim(most - running.len()).await {
                Ok(claimed) => claimed,
                Err(error) => break Err(error),
            };
            for letter in claimed {
                let mail = self.clone();
                running.spawn(async move { mail.carry_one(letter).await });
            }
            match running.join_next().await {
                None => break Ok(()),
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => break Err(error),
                // Claimed until its time has run out, then tried again.
                Some(Err(error)) => tracing::error!(%error, "carrying a letter failed"),
            }
        };
        while running.join_next().await.is_some() {}
        let idle = std::mem::take(&mut *lock(&self.0.carrying.idle));
        for (_, session) in idle {
            session.leave().await;
        }
        done?;
        self.come_back().await
    }

    /// Comes back when the next letter is due.
    async fn come_back(&self) -> Result<(), DbError> {
        let next: Option<(Option<Timestamp>,)> =
            self.0.db.read(async |tx| tx.one(&store::NEXT_DUE, params![]).await).await?;
        let Some((Some(next),)) = next else { return Ok(()) };
        let mail = self.clone();
        self.0.db.write(async move |tx| mail.wake(tx, Some(next)).await).await
    }

    async fn claim(&self, room: usize) -> Result<Vec<Claimed>, DbError> {
        let mail = self.clone();
        self.0
            .db
            .write_queue(async move |tx| {
                let now = mail.0.clock.now();
                let mut due: Vec<Claimed> = tx.all(&store::DUE, params![now, room]).await?;
                for letter in &mut due {
                    tx.exec(&store::CLAIM, params![letter.org, letter.id, later(now, CLAIM)]).await?;
                    letter.attempt += 1;
                }
                Ok(due)
            })
            .await
    }

    /// One attempt, and its end.
    async fn carry_one(&self, letter: Claimed) -> Result<(), DbError> {
        let ended = {
            let attempt = self.attempt(&letter);
            tokio::pin!(attempt);
            loop {
                tokio::select! {
                    ended = &mut attempt => break ended,
                    () = tokio::time::sleep(BEAT) => if !self.keep(&letter).await {
                        tracing::warn!(id = %letter.id, "a letter was given to another carrier meanwhile");
                        return Ok(());
                    },
                }
            }
        };
        let reopened = self.note(&letter, ended).await?;
        if reopened {
            self.release().await?;
        }
        Ok(())
    }

    async fn attempt(&self, letter: &Claimed) -> Ended {
        let bytes = match self.bytes(letter) {
            Ok(bytes) => bytes,
            Err(error) => return Ended::Failed(Failure::new(Cause::Unsendable, "", error)),
        };
        match &self.0.settings.transport {
            Transport::None => match self.0.folder.keep(letter.id, bytes).await {
                Ok(()) => Ended::Kept,
                Err(failure) => Ended::Failed(failure),
            },
            Transport::Relay(relay) => self.through_relay(letter, &bytes, relay).await,
            Transport::Direct { allow } => self.directly(letter, &bytes, allow).await,
        }
    }

    fn bytes(&self, letter: &Claimed) -> Result<Vec<u8>, crate::Error> {
        let to = Address::new(letter.recipient_name.as_deref().unwrap_or_default(), &letter.recipient)?;
        let parts = message::Parts {
            id: letter.id,
            created_at: letter.created_at,
            sender_name: &letter.sender_name,
            from: &self.from(&letter.sender_domain),
            to: &to,
            language: letter.language,
            subject: &letter.subject,
            text: &letter.text,
            html: &letter.html,
            unsubscribe: letter.unsubscribe.as_deref(),
        };
        message::build(&parts, &self.keys(), self.0.clock.now())
    }

    async fn keep(&self, letter: &Claimed) -> bool {
        let (mail, org, id, attempt) = (self.clone(), letter.org, letter.id, letter.attempt);
        let kept = self
            .0
            .db
            .write_queue(async move |tx| {
                let until = later(mail.0.clock.now(), CLAIM);
                tx.exec(&store::KEEP, params![org, id, attempt, until]).await
            })
            .await;
        !matches!(kept, Ok(0))
    }

    /// Writes down how an attempt ended; says whether a way that was shut is open again.
    async fn note(&self, letter: &Claimed, ended: Ended) -> Result<bool, DbError> {
        let now = self.0.clock.now();
        let (org, id, attempt, kind) = (letter.org, letter.id, letter.attempt, letter.kind.as_str());
        let (sql, next, host, said, cause, reopened) = match ended {
            Ended::Sent { host, said } => {
                tracing::info!(%id, kind, host, "a letter was sent");
                self.0.folder.drop(id).await;
                let shut = lock(&self.0.carrying.shut).remove(&host);
                let reopened =
                    shut.is_some_and(|shut| shut.is_closed) && matches!(self.0.settings.transport, Transport::Relay(_));
                (&store::SENT, now, host, said, None, reopened)
            }
            Ended::Kept => {
                let folder = self.0.folder.path().display().to_string();
                tracing::warn!(%id, kind, folder, "a letter was put into the folder: no mail server is configured");
                (&store::HOLD, now, String::new(), String::new(), Some(Cause::NoTransport), false)
            }
            Ended::Failed(failure) => {
                let too_old = letter.created_at < now.saturating_sub(GIVEN_UP).unwrap_or(Timestamp::MIN);
                let gives_up = failure.cause.is_final() || (too_old && !failure.cause.holds());
                tracing::warn!(%id, kind, attempt, gives_up, failure = %failure, "a letter was not delivered");
                let Failure { cause, host, said } = failure;
                if gives_up {
                    (&store::FAILED, now, host, said, Some(cause), false)
                } else if cause.holds() {
                    (&store::LATER, later(now, HELD), host, said, Some(cause), false)
                } else {
                    (&store::LATER, later(now, wait(attempt)), host, said, Some(cause), false)
                }
            }
        };
        self.0
            .db
            .write_queue(async move |tx| {
                let (org, host, said) = (&org, host.as_str(), said.as_str());
                let done = match cause {
                    None => tx.exec(sql, params![org, id, attempt, next, host, said]).await?,
                    Some(Cause::NoTransport) => {
                        tx.exec(sql, params![org, id, attempt, Cause::NoTransport, host, said]).await?
                    }
                    Some(cause) => tx.exec(sql, params![org, id, attempt, next, cause, host, said]).await?,
                };
                if done == 0 {
                    tracing::warn!(%id, "a letter was settled by another carrier meanwhile");
                }
                Ok::<_, DbError>(())
            })
            .await?;
        Ok(reopened)
    }

    /// Has everything tried that waits for a way that failed before.
    async fn release(&self) -> Result<(), DbError> {
        let now = self.0.clock.now();
        let released = self.0.db.write_queue(async move |tx| tx.exec(&store::RELEASE, params![now]).await).await?;
        if released > 0 {
            tracing::info!(released, "letters that waited for a mail server are tried again");
        }
        Ok(())
    }

    /// Forgets settled letters that are older than the configuration says; says how many.
    pub async fn forget_old(&self) -> Result<u64, DbError> {
        let kept = SignedDuration::from_hours(24 * i64::from(self.0.config.keep_days));
        let before = self.0.clock.now().saturating_sub(kept).unwrap_or(Timestamp::UNIX_EPOCH);
        let before = first_id(before);
        let mut forgotten = 0;
        let mut org = None;
        // The installation's own come first.
        loop {
            let of = org.unwrap_or_else(Uuid::nil);
            forgotten += self.forget_of(of, before).await?;
            let next: Option<(Uuid,)> =
                self.0.db.read(async move |tx| tx.one(&store::NEXT_ORGANISATION, params![of]).await).await?;
            match next {
                Some((next,)) => org = Some(next),
                None => return Ok(forgotten),
            }
        }
    }

    /// Forgets the letters of an organisation from before a time that wait for nothing; says how many. For one that
    /// remembers them for less long than the installation does.
    pub async fn forget(&self, org: OrgId, before: Timestamp) -> Result<u64, DbError> {
        self.forget_of(org.uuid(), first_id(before)).await
    }

    async fn forget_of(&self, org: Uuid, before: Uuid) -> Result<u64, DbError> {
        let mut forgotten = 0;
        loop {
            let ids: Vec<(MailId,)> = self
                .0
                .db
                .write_queue(async move |tx| {
                    let old: Vec<(MailId,)> = tx.all(&store::OLD, params![org, before, FORGOTTEN_AT_ONCE]).await?;
                    for (id,) in &old {
                        tx.exec(&store::FORGET, params![org, id]).await?;
                    }
                    Ok::<_, DbError>(old)
                })
                .await?;
            for (id,) in &ids {
                self.0.folder.drop(*id).await;
            }
            forgotten += ids.len() as u64;
            if ids.len() < FORGOTTEN_AT_ONCE {
                return Ok(forgotten);
            }
        }
    }
}

/// Sorts before the identifiers made from this time on: they begin with it.
fn first_id(time: Timestamp) -> Uuid {
    let millis = u64::try_from(time.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

/// What to wait after this attempt.
fn wait(attempt: u32) -> SignedDuration {
    let at = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    WAITS[at]
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
