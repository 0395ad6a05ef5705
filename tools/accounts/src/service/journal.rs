//! The journal: what the audit record says, with names; for administrators, and for each person what concerns them.
//!
//! What holds:
//! - However long the record is, a page costs a bounded number of lines; a page may be short, even empty, and go on.
//! - Whoever looks into the journal of others stands in it.

use std::collections::HashMap;

use base_db::Tx;
use base_i18n::Text;
use base_id::{GroupId, OrgId, PersonId};
use base_jobs::JobError;
use base_suite::audit::{self, Entry, EntryId, Sought};
use base_suite::{Caller, Retention, retention};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Origin, admin};
use crate::{Accounts, Error, model, store};

/// The job that forgets what is old.
pub(crate) const FORGET: &str = "accounts.journal-forget";

/// Lines looked through for one page at most.
const MOST: usize = 10_000;
/// Lines read at once where not all of them will fit.
const STRETCH: usize = 500;
/// Lines forgotten in one transaction.
const BATCH: usize = 1_000;
/// The same look within this time is not recorded again: pages are loaded anew without anybody asking.
const SAME_LOOK: SignedDuration = SignedDuration::from_mins(15);
/// Characters of a text that is searched for, at most.
const LONGEST_TEXT: usize = 100;

/// How long the record is kept.
pub(crate) const KEPT: Retention = Retention {
    name: "accounts.journal",
    title: Text { fr: "Le journal", en: "The journal" },
    about: Text {
        fr: "Connexions, changements de droits et de réglages, avec qui, quand et d’où ; effacés ensuite.",
        en: "Sign-ins, changes of rights and settings, with who, when and from where; erased afterwards.",
    },
    days: 365,
    least: 30,
    most: 3_650,
};

/// How long it is remembered which lists of people came in, and what was refused of them.
pub(crate) const LISTS_KEPT: Retention = Retention {
    name: "accounts.imports",
    title: Text { fr: "Les listes de personnes importées", en: "Lists of people that were imported" },
    about: Text {
        fr: "Qui a importé quelle liste, et les lignes refusées, avec ce qu’elles contenaient ; effacées ensuite.",
        en: "Who imported which list, and the lines that were refused, with what they held; erased afterwards.",
    },
    days: 90,
    least: 1,
    most: 365,
};

/// Which lines are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// What the record can be asked for.
    pub sought: Sought,
    /// A part of a name, an address, a device or a detail; accents and case do not matter.
    pub text: String,
}

/// Somebody in the journal.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub id: PersonId,
    /// `None` once they are gone.
    pub name: Option<String>,
}

/// A line of the journal.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub id: EntryId,
    pub at: Timestamp,
    pub act: String,
    pub actor: Option<Named>,
    pub subject: Option<Named>,
    pub address: Option<String>,
    pub device: Option<String>,
    /// With `group_name` beside `group`, and `member_name` beside `member`.
    pub detail: Value,
}

/// A page of the journal.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    pub items: Vec<Line>,
    /// Where to go on.
    pub next: Option<EntryId>,
    /// How far back was looked, when there is more.
    pub reached: Option<Timestamp>,
}

impl Filter {
    /// Refuses what no line can hold.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        let plain = |family: &String| family.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && family.len() <= 40;
        if !self.sought.family.as_ref().is_none_or(plain) {
            return Err(Error::invalid("family", "Give the first part of an act, such as session."));
        }
        if self.text.chars().count() > LONGEST_TEXT {
            return Err(Error::invalid("query", format!("Search for at most {LONGEST_TEXT} characters.")));
        }
        Ok(self)
    }

    /// Whether the record's own index gives nothing else.
    fn is_exact(&self) -> bool {
        let Sought { family, actor, subject, .. } = &self.sought;
        let narrowed = [family.is_some(), actor.is_some(), subject.is_some()];
        self.text.is_empty() && narrowed.into_iter().filter(|is| *is).count() <= 1
    }

    fn detail(&self) -> Value {
        let Sought { family, actor, from, until, .. } = &self.sought;
        let mut detail = json!({});
        let said = [
            ("family", family.clone()),
            ("actor", actor.map(|id| id.to_string())),
            ("from", from.map(|at| at.to_string())),
            ("until", until.map(|at| at.to_string())),
            ("text", Some(self.text.clone()).filter(|text| !text.is_empty())),
        ];
        for (name, value) in said {
            if let Some(value) = value {
                detail[name] = value.into();
            }
        }
        detail
    }
}

impl Accounts {
    /// A page of the journal of the organisation, newest first, for administrators.
    pub(crate) async fn journal(
        &self,
        org: OrgId,
        caller: &Caller,
        filter: Filter,
        before: Option<EntryId>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Lines, Error> {
        admin(caller)?;
        let filter = filter.checked()?;
        // For each page: where to begin is the reader's to say.
        self.note_look(org, caller, "journal.read", &filter, origin).await?;
        self.lines(org, &filter, before, limit).await
    }

    /// Notes that the journal is being taken along, for administrators: [`lines`](Self::lines) are then to be read.
    pub(crate) async fn export_journal(
        &self,
        org: OrgId,
        caller: &Caller,
        filter: Filter,
        origin: &Origin,
    ) -> Result<Filter, Error> {
        admin(caller)?;
        let filter = filter.checked()?;
        self.note_look(org, caller, "journal.exported", &filter, origin).await?;
        Ok(filter)
    }

    /// What the caller did, and what was done to their account, newest first. From where others did it is not theirs
    /// to know.
    pub(crate) async fn own_journal(
        &self,
        org: OrgId,
        person: PersonId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Lines, Error> {
        let read = async move |tx: &mut Tx| {
            let page = audit::of_person(tx, org, person, before, limit).await?;
            let mut names = Names::new(org);
            let mut items = Vec::new();
            for entry in page.items {
                let mut line = names.line(tx, entry).await?;
                if line.actor.as_ref().is_some_and(|actor| actor.id != person) {
                    (line.address, line.device) = (None, None);
                }
                items.push(line);
            }
            let last = items.last().filter(|_| page.more);
            let (next, reached) = (last.map(|line| line.id), last.map(|line| line.at));
            Ok::<_, Error>(Lines { items, next, reached })
        };
        self.foundation().db.read(read).await
    }

    /// The lines that fit, newest first, before the line `before`.
    pub(crate) async fn lines(
        &self,
        org: OrgId,
        filter: &Filter,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Lines, Error> {
        let filter = filter.clone();
        self.foundation().db.read(async move |tx| find(tx, org, &filter, before, limit).await).await
    }

    async fn note_look(
        &self,
        org: OrgId,
        caller: &Caller,
        act: &'static str,
        filter: &Filter,
        origin: &Origin,
    ) -> Result<(), Error> {
        let (this, origin, detail) = (self.clone(), origin.clone(), filter.detail());
        let (person, subject) = (caller.person, filter.sought.subject);
        let since = self.now().saturating_sub(SAME_LOOK).unwrap_or(Timestamp::MIN);
        let own = Sought { actor: Some(person), from: Some(since), ..Sought::default() };
        let read = async move |tx: &mut Tx| audit::look(tx, org, &own, None, STRETCH).await;
        let recent: Result<_, base_db::Error> = self.foundation().db.read(read).await;
        let text = detail.to_string();
        let same = |entry: &Entry| entry.act == act && entry.subject == subject && entry.detail == text;
        if recent?.items.iter().any(same) {
            return Ok(());
        }
        let noted: Result<(), base_db::Error> = self
            .foundation()
            .db
            .write(async move |tx| this.record(tx, org, (Some(person), subject), act, &origin, detail.clone()).await)
            .await;
        Ok(noted?)
    }

    /// Forgets what every organisation has kept for long enough.
    pub(crate) async fn forget_old(&self) -> Result<(), JobError> {
        self.forget_lists().await?;
        let db = &self.foundation().db;
        let mut org = None;
        loop {
            let after = org;
            let next: Result<_, base_db::Error> =
                db.read(async move |tx| audit::next_organisation(tx, after).await).await;
            let Some(id) = next? else { return Ok(()) };
            org = Some(id);
            loop {
                let now = self.now();
                let forgotten: Result<u64, base_db::Error> = db
                    .write(async move |tx| {
                        let before = retention::before(tx, id, &KEPT, now).await?;
                        audit::forget(tx, id, before, BATCH).await
                    })
                    .await;
                if forgotten? == 0 {
                    break;
                }
            }
        }
    }

    /// The same for imported lists, which may outlive the last line of a journal.
    async fn forget_lists(&self) -> Result<(), base_db::Error> {
        let (db, now) = (&self.foundation().db, self.now());
        let mut org = None;
        while let Some(id) = db.read(async move |tx| store::imports::next_organisation(tx, org).await).await? {
            org = Some(id);
            db.write(async move |tx| {
                let before = retention::before(tx, id, &LISTS_KEPT, now).await?;
                store::imports::forget(tx, id, before).await
            })
            .await?;
        }
        Ok(())
    }
}

async fn find(tx: &mut Tx, org: OrgId, filter: &Filter, before: Option<EntryId>, limit: usize) -> Result<Lines, Error> {
    let stretch = if filter.is_exact() { limit.saturating_add(1) } else { STRETCH };
    let wanted = model::folded(filter.text.trim());
    let mut names = Names::new(org);
    let (mut items, mut cursor, mut looked): (Vec<Line>, _, _) = (Vec::new(), before, 0);
    loop {
        let found = audit::look(tx, org, &filter.sought, cursor, stretch).await?;
        looked += stretch;
        for entry in found.items {
            let (id, at) = (entry.id, entry.at);
            let line = names.line(tx, entry).await?;
            if !wanted.is_empty() && !line.holds(&wanted) {
                continue;
            }
            if items.len() == limit {
                let last = items.last().map_or((id, at), |line| (line.id, line.at));
                return Ok(Lines { items, next: Some(last.0), reached: Some(last.1) });
            }
            items.push(line);
        }
        if !found.more {
            return Ok(Lines { items, next: None, reached: None });
        }
        cursor = found.reached;
        if looked >= MOST {
            return Ok(Lines { items, next: cursor, reached: found.at });
        }
    }
}

impl Line {
    /// Whether `wanted`, which is [folded](model::folded), stands somewhere in it.
    fn holds(&self, wanted: &str) -> bool {
        let name = |named: &Option<Named>| named.as_ref().and_then(|named| named.name.clone());
        let texts = [
            Some(self.act.clone()),
            name(&self.actor),
            name(&self.subject),
            self.address.clone(),
            self.device.clone(),
            Some(self.detail.to_string()),
        ];
        texts.into_iter().flatten().any(|text| model::folded(&text).contains(wanted))
    }
}

/// Names that were looked up already.
struct Names {
    org: OrgId,
    people: HashMap<PersonId, Option<String>>,
    groups: HashMap<GroupId, Option<String>>,
}

impl Names {
    fn new(org: OrgId) -> Self {
        Self { org, people: HashMap::new(), groups: HashMap::new() }
    }

    async fn line(&mut self, tx: &mut Tx, entry: Entry) -> Result<Line, base_db::Error> {
        let Entry { id, at, actor, act, subject, address, device, detail } = entry;
        let mut detail = serde_json::from_str(&detail).unwrap_or_default();
        for (key, named) in [("group", "group_name"), ("member", "member_name")] {
            self.name_group(tx, &mut detail, key, named).await?;
        }
        let (actor, subject) = (self.person(tx, actor).await?, self.person(tx, subject).await?);
        Ok(Line { id, at, act, actor, subject, address, device, detail })
    }

    async fn person(&mut self, tx: &mut Tx, id: Option<PersonId>) -> Result<Option<Named>, base_db::Error> {
        let Some(id) = id else { return Ok(None) };
        let name = if let Some(known) = self.people.get(&id) {
            known.clone()
        } else {
            let name = store::people::one(tx, self.org, id).await?.map(|person| person.name);
            self.people.insert(id, name.clone());
            name
        };
        Ok(Some(Named { id, name }))
    }

    async fn name_group(
        &mut self,
        tx: &mut Tx,
        detail: &mut Value,
        key: &str,
        named: &str,
    ) -> Result<(), base_db::Error> {
        let id = detail.get(key).and_then(Value::as_str).and_then(|text| text.parse::<GroupId>().ok());
        let Some(id) = id else { return Ok(()) };
        let name = if let Some(known) = self.groups.get(&id) {
            known.clone()
        } else {
            let name = store::groups::one(tx, self.org, id).await?.map(|group| group.name);
            self.groups.insert(id, name.clone());
            name
        };
        if let (Some(name), Some(detail)) = (name, detail.as_object_mut()) {
            detail.entry(named).or_insert(name.into());
        }
        Ok(())
    }
}
