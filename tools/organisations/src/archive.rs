//! An organisation's settings, other addresses and logo on their way out of an installation and into another.
//!
//! Other addresses arrive as what was asked for, each to be proved again: DNS leads them to the installation that is
//! left, and whoever holds an archive can write any name into it. `domain_requests`, what was asked for here, leaves with
//! them; the texts that prove it stay behind.

mod announcements;

use std::sync::Arc;

use base_id::OrgId;
use base_mail::{Cause, Failure, MailId, MailRecord, State};
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::{Org, retention};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::{self, Record};
use crate::store::{self, Logo};
use crate::{Error, Organisations, service};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    host: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    rule: String,
    days: u32,
}

/// A letter that was sent, given up or came back. What waits stays with the installation that carries it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    id: MailId,
    kind: String,
    recipient: String,
    recipient_name: Option<String>,
    subject: String,
    state: String,
    attempts: u32,
    cause: Option<String>,
    host: Option<String>,
    said: Option<String>,
    created_at: Timestamp,
    settled_at: Option<Timestamp>,
}

/// Letters written in one transaction.
const LETTERS: usize = 500;
const LOGO: &str = "logo";

impl Organisations {
    /// Makes the organisation of an archive, with the identifier it had, before the tools take what is theirs; under
    /// `domain` in place of its own when one is given.
    pub async fn admit(&self, from: &Reader, domain: Option<&str>) -> Result<Arc<Org>, ArchiveError> {
        let Some(record) = from.rows::<Record>("organisation")?.next().transpose()? else {
            return Err(ArchiveError::Refused("the archive holds no organisation".to_owned()));
        };
        let domain = domain.map_or(record.domain.clone(), str::to_owned);
        // An archive can be edited, and come from where there were other tools.
        let off = self.may_be_off(&record.tools_off);
        let record = Record { domain, tools_off: off, ..record }.checked().map_err(refused)?;
        let (this, id) = (self.clone(), record.id);
        self.foundation()
            .db
            .write(async move |tx| {
                if store::one(tx, record.id).await?.is_some() {
                    let Record { id, name, .. } = &record;
                    return Err(ArchiveError::Refused(format!("{name} ({id}) lives on this installation already")));
                }
                this.store_new(tx, &record).await.map_err(refused)
            })
            .await?;
        self.changed_to(id).await.map_err(refused)
    }

    pub(crate) async fn export_rows(&self, org: &Org, to: &Writer) -> Result<(), ArchiveError> {
        let id = org.id;
        let now = self.foundation().clock.now();
        let (record, hosts, waiting, logo, kept) = self
            .foundation()
            .db
            .read(async move |tx| {
                Ok::<_, ArchiveError>((
                    store::one(tx, id).await?,
                    store::hosts_of(tx, id).await?,
                    store::domains::waiting(tx, id, now).await?,
                    store::logo(tx, id).await?,
                    retention::choices(tx, id).await?,
                ))
            })
            .await?;
        let Some(record) = record else { return Err(refused(Error::NotFound)) };
        let mut rows = to.rows("organisation")?;
        rows.add(&record)?;
        rows.finish()?;
        let mut rows = to.rows("aliases")?;
        let waiting = waiting.into_iter().map(|request| request.host);
        for host in hosts.into_iter().filter(|host| *host != record.domain).chain(waiting) {
            rows.add(&Alias { host })?;
        }
        rows.finish()?;
        let mut rows = to.rows("retention")?;
        kept.into_iter().try_for_each(|(rule, days)| rows.add(&Kept { rule, days }))?;
        rows.finish()?;
        if let Some(logo) = logo {
            let path = to.contents(LOGO)?;
            tokio::fs::write(&path, logo.bytes).await.map_err(|source| ArchiveError::Io { path, source })?;
        }
        self.export_announcements(id, to).await?;
        self.export_letters(id, to).await
    }

    async fn export_letters(&self, org: OrgId, to: &Writer) -> Result<(), ArchiveError> {
        let mut rows = to.rows("mails")?;
        let mut after = None;
        loop {
            let mail = self.foundation().mail.clone();
            let page = self.foundation().db.read(async move |tx| mail.page(tx, Some(org), None, after, LETTERS).await);
            let page = page.await.map_err(ArchiveError::Database)?;
            after = page.items.last().map(|record| record.id);
            for record in page.items.into_iter().filter(|record| is_settled(record.state)) {
                rows.add(&Letter::from(record))?;
            }
            if !page.more {
                return rows.finish();
            }
        }
    }

    async fn import_letters(&self, org: OrgId, from: &Reader) -> Result<(), ArchiveError> {
        let mut rows = from.rows::<Letter>("mails")?.peekable();
        while rows.peek().is_some() {
            let letters = rows.by_ref().take(LETTERS).collect::<Result<Vec<_>, _>>()?;
            let records = letters.into_iter().map(MailRecord::try_from).collect::<Result<Vec<_>, _>>()?;
            let mail = self.foundation().mail.clone();
            self.foundation()
                .db
                .write(async move |tx| {
                    for record in &records {
                        mail.restore(tx, org, record).await?;
                    }
                    Ok::<_, ArchiveError>(())
                })
                .await?;
        }
        Ok(())
    }

    pub(crate) async fn import_rows(&self, org: &Org, from: &Reader) -> Result<(), ArchiveError> {
        let aliases = from.rows::<Alias>("aliases")?.collect::<Result<Vec<_>, _>>()?;
        // What only an operator gives, such as a name within a network, is for the operator here to give again.
        let reserved = &self.config().reserved_domains;
        let own = |alias: &Alias| model::own_domain(&alias.host, reserved).ok().map(|host| self.request(host));
        let requests: Vec<_> = aliases.iter().filter_map(own).take(service::MOST).collect();
        let now = self.foundation().clock.now();
        let kept = from.rows::<Kept>("retention")?.collect::<Result<Vec<_>, _>>()?;
        let logo = read_logo(from).await?;
        let id = org.id;
        self.foundation()
            .db
            .write(async move |tx| {
                for request in &requests {
                    store::domains::put(tx, id, request, now).await?;
                }
                if let Some(logo) = &logo {
                    store::put_logo(tx, id, logo).await?;
                }
                for Kept { rule, days } in &kept {
                    retention::choose(tx, id, rule, *days).await?;
                }
                Ok::<_, ArchiveError>(())
            })
            .await?;
        self.import_announcements(id, from).await?;
        self.import_letters(id, from).await?;
        self.changed_to(id).await.map_err(refused).map(drop)
    }
}

fn is_settled(state: State) -> bool {
    matches!(state, State::Sent | State::Failed | State::Bounced)
}

impl From<MailRecord> for Letter {
    fn from(record: MailRecord) -> Self {
        let (cause, host, said) = match record.failure {
            Some(failure) => (Some(failure.cause.as_str().to_owned()), Some(failure.host), Some(failure.said)),
            None => (None, None, None),
        };
        Self {
            id: record.id,
            kind: record.kind,
            recipient: record.recipient,
            recipient_name: record.recipient_name,
            subject: record.subject,
            state: record.state.as_str().to_owned(),
            attempts: record.attempts,
            cause,
            host,
            said,
            created_at: record.created_at,
            settled_at: record.settled_at,
        }
    }
}

impl TryFrom<Letter> for MailRecord {
    type Error = ArchiveError;

    fn try_from(letter: Letter) -> Result<Self, ArchiveError> {
        let wrong = |what: &str| ArchiveError::Refused(format!("mails: {what:?} is unknown"));
        let state =
            State::parse(&letter.state).filter(|state| is_settled(*state)).ok_or_else(|| wrong(&letter.state))?;
        let failure = match &letter.cause {
            None => None,
            Some(cause) => Some(Failure {
                cause: Cause::parse(cause).ok_or_else(|| wrong(cause))?,
                host: letter.host.unwrap_or_default(),
                said: letter.said.unwrap_or_default(),
            }),
        };
        Ok(Self {
            id: letter.id,
            kind: letter.kind,
            recipient: letter.recipient,
            recipient_name: letter.recipient_name,
            subject: letter.subject,
            state,
            attempts: letter.attempts,
            next_at: None,
            failure,
            created_at: letter.created_at,
            settled_at: letter.settled_at,
        })
    }
}

async fn read_logo(from: &Reader) -> Result<Option<Logo>, ArchiveError> {
    let path = from.contents(LOGO)?;
    let bytes = match tokio::fs::read(&path).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ArchiveError::Io { path, source }),
    };
    // An archive can be edited: what it calls a logo must be one.
    let media_type = base_pictures::inspect(&bytes).map_err(|error| ArchiveError::Refused(format!("logo: {error}")))?;
    Ok(Some(Logo { version: service::version(&bytes), media_type: media_type.to_owned(), bytes }))
}

fn refused(error: Error) -> ArchiveError {
    match error {
        Error::Database(error) => ArchiveError::Database(error),
        other => ArchiveError::Refused(other.to_string()),
    }
}
