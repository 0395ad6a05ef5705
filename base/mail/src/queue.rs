//! The queue: letters taken in, and seen by those who look after it.

use std::time::Duration;

use base_db::{Cell, FromRow, FromValue, Page, Row, Tx, params};
use base_i18n::{Language, Text};
use base_id::OrgId;
use base_jobs::NewJob;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use crate::carry::DELIVER;
use crate::failure::{Cause, Failure};
use crate::{Address, Error, Letter, Mail, MailId, Sender, Words, store};

const HOUR: Duration = Duration::from_secs(3600);

const TEST: (Text, Text, Text) = (
    Text { fr: "Message d’essai de {name}", en: "Test message from {name}" },
    Text {
        fr: "Si vous lisez ces lignes, {host} sait envoyer du courrier et votre boîte le reçoit.",
        en: "If you read these lines, {host} can send mail and your mailbox takes it.",
    },
    Text {
        fr: "Regardez s’il est arrivé parmi les indésirables : si oui, la page des réglages du courrier dit ce qu’il reste à publier.",
        en: "See whether it landed among the unwanted: if so, the page of the mail settings says what is still to be published.",
    },
);

/// A letter to be sent.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// Who writes.
    pub from: Sender,
    /// To whom.
    pub to: Address,
    /// In which language.
    pub language: Language,
    /// What it is, for limits and lists: `"accounts.invitation"`.
    pub kind: &'static str,
    /// What it says.
    pub letter: Letter,
    /// Where one click, or a POST by the reader's program (RFC 8058), ends letters of this kind. For what people did
    /// not ask for themselves: announcements and digests, never a reset.
    pub unsubscribe: Option<String>,
    /// Its text lets somebody in, and is shown to no administrator.
    pub secret: bool,
    /// Of one kind and key, an organisation sends one letter, ever (for as long as letters are remembered).
    pub key: Option<String>,
}

/// Where a letter is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for its next attempt.
    Queued,
    /// Taken by the relay or the recipient's server.
    Sent,
    /// Given up.
    Failed,
    /// Came back.
    Bounced,
    /// In the folder: there is no way out.
    Held,
}

base_db::text_enum!(State {
    Queued = "queued",
    Sent = "sent",
    Failed = "failed",
    Bounced = "bounced",
    Held = "held",
});

/// A letter as a list shows it; never what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRecord {
    /// The letter.
    pub id: MailId,
    /// What it is.
    pub kind: String,
    /// To which address.
    pub recipient: String,
    /// To whom.
    pub recipient_name: Option<String>,
    /// About what.
    pub subject: String,
    /// Where it is.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; of a letter that waits.
    pub next_at: Option<Timestamp>,
    /// Why it waits, was given up, or came back.
    pub failure: Option<Failure>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent, given up, or came back.
    pub settled_at: Option<Timestamp>,
}

impl FromRow for MailRecord {
    fn from_row(row: &Row<'_>) -> Result<Self, base_db::Error> {
        let state: State = row.get(5)?;
        let next_at: Timestamp = row.get(7)?;
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            recipient: row.get(2)?,
            recipient_name: row.get(3)?,
            subject: row.get(4)?,
            state,
            attempts: row.get(6)?,
            next_at: (state == State::Queued).then_some(next_at),
            failure: failure(row, 8)?,
            created_at: row.get(11)?,
            settled_at: row.get(12)?,
        })
    }
}

fn failure(row: &Row<'_>, at: usize) -> Result<Option<Failure>, base_db::Error> {
    let Some(cause) = row.get::<Option<Cause>>(at)? else { return Ok(None) };
    let host = row.get::<Option<String>>(at + 1)?.unwrap_or_default();
    Ok(Some(Failure { cause, host, said: row.get::<Option<String>>(at + 2)?.unwrap_or_default() }))
}

impl FromRow for Failure {
    fn from_row(row: &Row<'_>) -> Result<Self, base_db::Error> {
        failure(row, 0)?.ok_or_else(|| base_db::Error::Decode("a failure without a cause".into()))
    }
}

/// How many letters there are in each state, and why the oldest of those that wait does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// On their way.
    pub queued: u64,
    /// Sent.
    pub sent: u64,
    /// Given up.
    pub failed: u64,
    /// Come back.
    pub bounced: u64,
    /// In the folder.
    pub held: u64,
    /// Why the oldest of those on their way, or in the folder, is not gone yet.
    pub waiting_for: Option<Failure>,
}

pub(crate) fn org_id(org: Option<OrgId>) -> Uuid {
    org.map_or(Uuid::nil(), OrgId::uuid)
}

impl Mail {
    /// Takes a letter in; it leaves once the transaction is committed. With a key, the letter that has it already is
    /// returned, and nothing is sent twice. `None` when this address was sent as many letters of this kind in the last
    /// hour as it may get: nothing is sent, and whoever asked is best told the same as ever.
    pub async fn send(&self, tx: &mut Tx, new: &NewMail) -> Result<Option<MailId>, Error> {
        let (clock, random) = (&self.0.clock, &self.0.random);
        // As a name in a header, where it must not do what a person's may not do either.
        Address::new(&new.from.name, new.to.email())?;
        let written = new.letter.write(&new.from, new.language, new.unsubscribe.as_deref())?;
        let (org, now) = (org_id(new.from.org), clock.now());
        if let Some(known) = self.of_key(tx, new).await? {
            return Ok(Some(known));
        }
        let (recipient, most) = (new.to.email(), i64::from(self.0.config.per_address_hourly));
        let since = now.saturating_sub(SignedDuration::try_from(HOUR).unwrap_or_default()).unwrap_or(Timestamp::MIN);
        let recent: Option<(i64,)> = tx.one(&store::RECENT, params![org, recipient, new.kind, since, most]).await?;
        if recent.is_some_and(|(count,)| count >= most) {
            tracing::info!(
                kind = new.kind,
                "a letter was not written: its recipient had as many of its kind as may be"
            );
            return Ok(None);
        }
        let (id, name, language) = (MailId::new(clock, random), new.to.name(), new.language.code());
        let values = params![
            org,
            id,
            new.kind,
            new.key,
            new.from.name,
            new.from.domain,
            recipient,
            name,
            language,
            written.subject,
            written.text,
            written.html,
            written.unsubscribe,
            new.secret,
            now
        ];
        if tx.exec(&store::ADD, values).await? == 0 {
            return Ok(self.of_key(tx, new).await?);
        }
        self.wake(tx, None).await?;
        Ok(Some(id))
    }

    /// Sends a letter that says that mail works, and waits for how that ends: sent, or why not.
    pub async fn send_test(&self, from: Sender, to: Address, language: Language) -> Result<Option<MailRecord>, Error> {
        let org = from.org;
        let host = from.domain.clone();
        let letter = Letter::new(Words::fill(TEST.0, &[("name", &from.name)]))
            .greeting(to.name().unwrap_or_default())
            .paragraph(Words::fill(TEST.1, &[("host", &host)]))
            .note(TEST.2);
        let new =
            NewMail { from, to, language, kind: "mail.test", letter, unsubscribe: None, secret: false, key: None };
        let mail = self.clone();
        let Some(id) = self.0.db.write(async move |tx| mail.send(tx, &new).await).await? else { return Ok(None) };
        let attempts = self.0.config.timeout_seconds.saturating_mul(4);
        for _ in 0..attempts {
            self.deliver_due().await?;
            let mail = self.clone();
            let record = self.0.db.read(async move |tx| mail.one(tx, org, id).await).await?;
            // Another carrier may be at it.
            match record {
                Some(record) if record.state == State::Queued && record.failure.is_none() => {
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
                record => return Ok(record),
            }
        }
        let mail = self.clone();
        Ok(self.0.db.read(async move |tx| mail.one(tx, org, id).await).await?)
    }

    async fn of_key(&self, tx: &mut Tx, new: &NewMail) -> Result<Option<MailId>, base_db::Error> {
        let Some(key) = &new.key else { return Ok(None) };
        let known = tx.one(&store::OF_KEY, params![org_id(new.from.org), new.kind, key]).await?;
        Ok(known.map(|(id,)| id))
    }

    /// Has the queue looked at once the transaction is committed, or at `run_at`.
    pub(crate) async fn wake(&self, tx: &mut Tx, run_at: Option<Timestamp>) -> Result<(), base_db::Error> {
        // One that waits for a time is enough; those for now are many, for one row that all write would make those
        // who write letters at the same time wait for each other.
        let key = run_at.map(|_| "next".to_owned());
        let job = NewJob { org: None, kind: DELIVER, payload: Value::Null, run_at, key };
        base_jobs::enqueue(tx, &self.0.clock, &self.0.random, job).await
    }

    /// The letters of an organisation (`None`: of the installation), newest first, after the one with the id `after`
    /// in that order; those in one state, or all.
    pub async fn page(
        &self,
        tx: &mut Tx,
        org: Option<OrgId>,
        state: Option<State>,
        after: Option<MailId>,
        limit: usize,
    ) -> Result<Page<MailRecord>, base_db::Error> {
        let (org, before) = (org_id(org), after.map_or(Uuid::max(), MailId::uuid));
        match state {
            Some(state) => tx.page(&store::PAGE_OF_STATE, params![org, state, before], limit).await,
            None => tx.page(&store::PAGE, params![org, before], limit).await,
        }
    }

    /// One letter.
    pub async fn one(&self, tx: &mut Tx, org: Option<OrgId>, id: MailId) -> Result<Option<MailRecord>, base_db::Error> {
        tx.one(&store::ONE, params![org_id(org), id]).await
    }

    /// Puts what was remembered of a settled letter back as it was: for the import of an organisation.
    pub async fn restore(&self, tx: &mut Tx, org: OrgId, record: &MailRecord) -> Result<(), base_db::Error> {
        let MailRecord { id, kind, recipient, recipient_name, subject, state, attempts, failure, .. } = record;
        let (created_at, settled_at) = (record.created_at, record.settled_at);
        let cause = failure.as_ref().map(|failure| failure.cause);
        let host = failure.as_ref().map(|failure| failure.host.as_str());
        let said = failure.as_ref().map(|failure| failure.said.as_str());
        let attempts = i64::from(*attempts);
        let values = params![
            org,
            id,
            kind,
            recipient,
            recipient_name,
            subject,
            state,
            attempts,
            cause,
            host,
            created_at,
            said,
            settled_at
        ];
        tx.exec(&store::RESTORE, values).await.map(drop)
    }

    /// What a letter says, while it waits and unless it is a secret.
    pub async fn text(&self, tx: &mut Tx, org: Option<OrgId>, id: MailId) -> Result<Option<String>, base_db::Error> {
        let text: Option<(String,)> = tx.one(&store::TEXT, params![org_id(org), id]).await?;
        Ok(text.map(|(text,)| text))
    }

    /// How many letters of an organisation there are in each state.
    pub async fn counts(&self, tx: &mut Tx, org: Option<OrgId>) -> Result<Counts, base_db::Error> {
        let rows: Vec<(State, u64)> = tx.all(&store::COUNTS, params![org_id(org)]).await?;
        let waiting_for = tx.one(&store::OLDEST_WAITING, params![org_id(org)]).await?;
        let mut counts = Counts { waiting_for, ..Counts::default() };
        for (state, count) in rows {
            match state {
                State::Queued => counts.queued = count,
                State::Sent => counts.sent = count,
                State::Failed => counts.failed = count,
                State::Bounced => counts.bounced = count,
                State::Held => counts.held = count,
            }
        }
        Ok(counts)
    }

    /// Tries a letter that waits, or lies in the folder, at once. Says whether there was one: what is settled has no
    /// text any more, and is written anew by whoever wrote it.
    pub async fn retry(&self, tx: &mut Tx, org: Option<OrgId>, id: MailId) -> Result<bool, base_db::Error> {
        let found = tx.exec(&store::RETRY, params![org_id(org), id, self.0.clock.now()]).await? > 0;
        if found {
            self.forgive();
            self.wake(tx, None).await?;
        }
        Ok(found)
    }

    /// The same for all of an organisation; says how many.
    pub async fn retry_all(&self, tx: &mut Tx, org: Option<OrgId>) -> Result<u64, base_db::Error> {
        let found = tx.exec(&store::RETRY_ALL, params![org_id(org), self.0.clock.now()]).await?;
        if found > 0 {
            self.forgive();
            self.wake(tx, None).await?;
        }
        Ok(found)
    }
}

/// A language as it is kept.
pub(crate) struct Kept(pub Language);

impl FromValue for Kept {
    fn from_cell(cell: Cell<'_>) -> Result<Self, base_db::Error> {
        Ok(Self(Language::from_code(cell.text()?).unwrap_or_default()))
    }
}
