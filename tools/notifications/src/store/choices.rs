//! What people and their organisations chose, and people's times.

use base_db::{Error, FromRow, Row, Tx, params};
use base_id::{OrgId, PersonId};
use base_suite::ByMail;
use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::model::{Choice, Digest, Quiet, Settings};

base_db::statements! {
    /// What a person chose for one kind.
    OF_PERSON = "SELECT mail, push, stopped, mail_before FROM notice_choices
        WHERE org_id = $1 AND person_id = $2 AND kind = $3";
    /// Everything a person chose.
    ALL_OF_PERSON = "SELECT kind, mail, push FROM notice_choices WHERE org_id = $1 AND person_id = $2";
    /// A person's choice.
    CHOOSE = "INSERT INTO notice_choices (org_id, person_id, kind, mail, push, stopped, mail_before)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, person_id, kind) DO UPDATE SET mail = excluded.mail,
        push = excluded.push, stopped = excluded.stopped, mail_before = excluded.mail_before";
    /// Everything everybody chose.
    EVERY_CHOICE = "SELECT person_id, kind, mail, push, stopped, mail_before FROM notice_choices WHERE org_id = $1
        ORDER BY person_id, kind";
    /// What an organisation chose for one kind.
    OF_ORGANISATION = "SELECT mail, push FROM notice_defaults WHERE org_id = $1 AND kind = $2";
    /// Everything an organisation chose.
    ALL_OF_ORGANISATION = "SELECT kind, mail, push FROM notice_defaults WHERE org_id = $1 ORDER BY kind";
    /// An organisation's choice.
    SET_DEFAULT = "INSERT INTO notice_defaults (org_id, kind, mail, push) VALUES ($1, $2, $3, $4)
        ON CONFLICT (org_id, kind) DO UPDATE SET mail = excluded.mail, push = excluded.push";
    /// A person's times.
    SETTINGS = "SELECT quiet, quiet_from, quiet_to, quiet_days, digest, digest_hour, digested_on FROM notice_settings
        WHERE org_id = $1 AND person_id = $2";
    /// Sets a person's times.
    SET = "INSERT INTO notice_settings (org_id, person_id, quiet, quiet_from, quiet_to, quiet_days, digest, digest_hour,
        digested_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (org_id, person_id) DO UPDATE SET
        quiet = excluded.quiet, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
        quiet_days = excluded.quiet_days, digest = excluded.digest, digest_hour = excluded.digest_hour,
        digested_on = excluded.digested_on";
    /// Who has times of their own.
    SETTERS = "SELECT person_id FROM notice_settings WHERE org_id = $1 ORDER BY person_id";
}

/// A person's choice as it is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// What counts.
    pub choice: Choice,
    /// Whether a link in a letter stopped the letters.
    pub stopped: bool,
    /// What was chosen until then.
    pub mail_before: Option<ByMail>,
}

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let choice = Choice { mail: row.get(0)?, push: row.get(1)? };
        Ok(Self { choice, stopped: row.get(2)?, mail_before: row.get(3)? })
    }
}

base_db::from_row!(Choice { mail, push });

impl FromRow for Settings {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let days: u32 = row.get(3)?;
        let hour: u32 = row.get(5)?;
        let digested_on: Option<String> = row.get(6)?;
        let unreadable = || Error::Decode("times of notices".to_owned());
        Ok(Self {
            quiet: Quiet {
                on: row.get(0)?,
                from: time(row.get(1)?).ok_or_else(unreadable)?,
                to: time(row.get(2)?).ok_or_else(unreadable)?,
                days: u8::try_from(days).map_err(|_| unreadable())?,
            },
            digest: Digest { on: row.get(4)?, hour: u8::try_from(hour).map_err(|_| unreadable())? },
            digested_on: digested_on.map(|day| day.parse::<Date>()).transpose().map_err(|_| unreadable())?,
        })
    }
}

fn minutes(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

fn time(minutes: i64) -> Option<Time> {
    Time::midnight().checked_add(minutes.minutes()).ok()
}

pub(crate) async fn of_person(tx: &mut Tx, org: OrgId, person: PersonId, kind: &str) -> Result<Kept, Error> {
    Ok(tx.one(&OF_PERSON, params![org, person, kind]).await?.unwrap_or_default())
}

pub(crate) async fn all_of_person(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Vec<(String, Choice)>, Error> {
    Ok(named(tx.all(&ALL_OF_PERSON, params![org, person]).await?))
}

pub(crate) async fn choose(tx: &mut Tx, org: OrgId, person: PersonId, kind: &str, kept: &Kept) -> Result<(), Error> {
    let Kept { choice: Choice { mail, push }, stopped, mail_before } = kept;
    tx.exec(&CHOOSE, params![org, person, kind, mail, push, stopped, mail_before]).await.map(drop)
}

/// Of everybody.
pub(crate) async fn every(tx: &mut Tx, org: OrgId) -> Result<Vec<(PersonId, String, Kept)>, Error> {
    type Row = (PersonId, String, Option<ByMail>, Option<bool>, bool, Option<ByMail>);
    let rows: Vec<Row> = tx.all(&EVERY_CHOICE, params![org]).await?;
    let kept = |mail, push, stopped, mail_before| Kept { choice: Choice { mail, push }, stopped, mail_before };
    Ok(rows
        .into_iter()
        .map(|(person, kind, mail, push, stopped, before)| (person, kind, kept(mail, push, stopped, before)))
        .collect())
}

pub(crate) async fn of_organisation(tx: &mut Tx, org: OrgId, kind: &str) -> Result<Choice, Error> {
    Ok(tx.one(&OF_ORGANISATION, params![org, kind]).await?.unwrap_or_default())
}

pub(crate) async fn all_of_organisation(tx: &mut Tx, org: OrgId) -> Result<Vec<(String, Choice)>, Error> {
    Ok(named(tx.all(&ALL_OF_ORGANISATION, params![org]).await?))
}

fn named(rows: Vec<(String, Option<ByMail>, Option<bool>)>) -> Vec<(String, Choice)> {
    rows.into_iter().map(|(kind, mail, push)| (kind, Choice { mail, push })).collect()
}

pub(crate) async fn set_default(tx: &mut Tx, org: OrgId, kind: &str, choice: Choice) -> Result<(), Error> {
    tx.exec(&SET_DEFAULT, params![org, kind, choice.mail, choice.push]).await.map(drop)
}

pub(crate) async fn settings(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Settings, Error> {
    Ok(tx.one(&SETTINGS, params![org, person]).await?.unwrap_or_default())
}

pub(crate) async fn set(tx: &mut Tx, org: OrgId, person: PersonId, settings: &Settings) -> Result<(), Error> {
    let Settings { quiet, digest, digested_on } = settings;
    let (from, to) = (minutes(quiet.from), minutes(quiet.to));
    let digested_on = digested_on.map(|day| day.to_string());
    let (days, hour) = (u32::from(quiet.days), u32::from(digest.hour));
    let values = params![org, person, quiet.on, from, to, days, digest.on, hour, digested_on];
    tx.exec(&SET, values).await.map(drop)
}

/// Of everybody.
pub(crate) async fn every_settings(tx: &mut Tx, org: OrgId) -> Result<Vec<(PersonId, Settings)>, Error> {
    let people: Vec<(PersonId,)> = tx.all(&SETTERS, params![org]).await?;
    let mut all = Vec::with_capacity(people.len());
    for (person,) in people {
        all.push((person, settings(tx, org, person).await?));
    }
    Ok(all)
}
