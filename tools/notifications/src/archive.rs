//! An organisation leaves with what its people were told and what they chose, and arrives with them.
//!
//! What stays behind: the browsers that are pushed to (`push_devices`), for they know this installation's key and this
//! session; and the installation's own secrets. Letters of the day that wait are asked for by the first thing told after
//! the arrival.

use base_i18n::Words;
use base_id::{OrgId, PersonId};
use base_suite::ByMail;
use base_suite::Object;
use base_suite::archive::{ArchiveError, Reader, Writer};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{self, Choice, Digest, NoticeId, Quiet, Settings, Told};
use crate::store::choices::Kept;
use crate::{Notifications, store};

/// Rows read or written in one transaction.
const AT_ONCE: usize = 500;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeRow {
    id: NoticeId,
    to: PersonId,
    kind: String,
    by: Option<PersonId>,
    object: Option<(String, Uuid)>,
    /// French, English.
    title: (String, String),
    detail: Option<(String, String)>,
    link: String,
    key: Option<String>,
    at: Timestamp,
    read_at: Option<Timestamp>,
    dropped_at: Option<Timestamp>,
    in_digest: bool,
    delivered_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceRow {
    /// The organisation's own, without one.
    person: Option<PersonId>,
    kind: String,
    mail: Option<ByMail>,
    push: Option<bool>,
    stopped: bool,
    mail_before: Option<ByMail>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsRow {
    person: PersonId,
    quiet: bool,
    from: String,
    to: String,
    days: u8,
    digest: bool,
    hour: u8,
    digested_on: Option<Date>,
}

impl From<Told> for NoticeRow {
    fn from(told: Told) -> Self {
        let pair = |words: Words| (words.fr, words.en);
        Self {
            id: told.id,
            to: told.to,
            kind: told.kind,
            by: told.by,
            object: told.object.map(|object| (object.kind, object.id)),
            title: pair(told.title),
            detail: told.detail.map(pair),
            link: told.link,
            key: told.key,
            at: told.at,
            read_at: told.read_at,
            dropped_at: told.dropped_at,
            in_digest: told.in_digest,
            delivered_at: told.delivered_at,
        }
    }
}

impl NoticeRow {
    /// What an archive says is checked as what tools tell is.
    fn told(&self) -> Told {
        let words = |(fr, en): &(String, String)| Words { fr: fr.clone(), en: en.clone() };
        Told {
            id: self.id,
            to: self.to,
            kind: self.kind.clone(),
            by: self.by,
            object: self.object.as_ref().map(|(kind, id)| Object { kind: kind.clone(), id: *id }),
            title: model::title(&words(&self.title)),
            detail: self.detail.as_ref().map(|detail| model::detail(&words(detail))),
            link: model::link(&self.link).to_owned(),
            key: self.key.clone(),
            at: self.at,
            read_at: self.read_at,
            dropped_at: self.dropped_at,
            in_digest: self.in_digest,
            delivered_at: self.delivered_at,
        }
    }
}

impl SettingsRow {
    fn new(person: PersonId, settings: &Settings) -> Self {
        let Settings { quiet, digest, digested_on } = settings;
        let (from, to) = (model::time_text(quiet.from), model::time_text(quiet.to));
        let (days, hour, digested_on) = (quiet.days, digest.hour, *digested_on);
        Self { person, quiet: quiet.on, from, to, days, digest: digest.on, hour, digested_on }
    }

    fn settings(&self) -> Option<Settings> {
        let (from, to) = (model::parse_time(&self.from)?, model::parse_time(&self.to)?);
        if self.days > 127 || self.hour > 23 {
            return None;
        }
        let quiet = Quiet { on: self.quiet, from, to, days: self.days };
        let digest = Digest { on: self.digest, hour: self.hour };
        Some(Settings { quiet, digest, digested_on: self.digested_on })
    }
}

impl Notifications {
    pub(crate) async fn export_rows(&self, org: OrgId, to: &Writer) -> Result<(), ArchiveError> {
        let db = &self.foundation().db;
        let mut rows = to.rows("notices")?;
        let mut after = None;
        loop {
            let page = db.read(async move |tx| store::notices::every(tx, org, after, AT_ONCE).await).await?;
            after = page.items.last().map(|told| told.id);
            for told in page.items {
                rows.add(&NoticeRow::from(told))?;
            }
            if !page.more {
                break;
            }
        }
        rows.finish()?;

        let chosen = async move |tx: &mut base_db::Tx| {
            let shared = store::choices::all_of_organisation(tx, org).await?;
            let own = store::choices::every(tx, org).await?;
            Ok::<_, base_db::Error>((shared, own, store::choices::every_settings(tx, org).await?))
        };
        let (shared, own, times) = db.read(chosen).await?;
        let mut rows = to.rows("choices")?;
        for (kind, Choice { mail, push }) in shared {
            rows.add(&ChoiceRow { person: None, kind, mail, push, stopped: false, mail_before: None })?;
        }
        for (person, kind, Kept { choice: Choice { mail, push }, stopped, mail_before }) in own {
            rows.add(&ChoiceRow { person: Some(person), kind, mail, push, stopped, mail_before })?;
        }
        rows.finish()?;
        let mut rows = to.rows("times")?;
        for (person, settings) in times {
            rows.add(&SettingsRow::new(person, &settings))?;
        }
        rows.finish()
    }

    pub(crate) async fn import_rows(&self, org: OrgId, from: &Reader) -> Result<(), ArchiveError> {
        let db = &self.foundation().db;
        let mut some: Vec<NoticeRow> = Vec::with_capacity(AT_ONCE);
        let mut rows = from.rows::<NoticeRow>("notices")?;
        loop {
            some.clear();
            for row in rows.by_ref().take(AT_ONCE) {
                some.push(row?);
            }
            if some.is_empty() {
                break;
            }
            let told: Vec<Told> = some.iter().map(NoticeRow::told).collect();
            db.write(async move |tx| {
                for told in &told {
                    store::notices::insert(tx, org, told).await?;
                }
                Ok::<_, base_db::Error>(())
            })
            .await?;
        }
        let choices = from.rows::<ChoiceRow>("choices")?.collect::<Result<Vec<_>, _>>()?;
        let times = from.rows::<SettingsRow>("times")?.collect::<Result<Vec<_>, _>>()?;
        db.write(async move |tx| {
            for ChoiceRow { person, kind, mail, push, stopped, mail_before } in &choices {
                let (choice, stopped, mail_before) = (Choice { mail: *mail, push: *push }, *stopped, *mail_before);
                match person {
                    Some(person) => {
                        let kept = Kept { choice, stopped, mail_before };
                        store::choices::choose(tx, org, *person, kind, &kept).await?;
                    }
                    None => store::choices::set_default(tx, org, kind, choice).await?,
                }
            }
            for row in &times {
                let unreadable = || ArchiveError::Refused(format!("the times of {} cannot be read", row.person));
                store::choices::set(tx, org, row.person, &row.settings().ok_or_else(unreadable)?).await?;
            }
            Ok(())
        })
        .await
    }
}
