//! Lists of people, brought by an administrator: looked at first, then taken in by a job.
//!
//! What holds:
//! - Looking at a list writes nothing. What is shown then is what is done afterwards, by the same [`plan`].
//! - A step takes some lines and moves the mark behind them in one transaction: killed in between, the job goes on
//!   behind the last line that was taken, and nobody is made twice.
//! - Steps are short, so that everybody else's writes get their turn.
//! - What the author may not do is not done, also when their role changes on the way.
//! - The file is kept until the import ends, and no longer.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use base_db::{Page, Tx};
use base_id::{GroupId, OrgId, PersonId};
use base_jobs::{Job, JobError, NewJob};
use base_suite::{Caller, Change, Org, OrgRole};
use bytes::Bytes;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::model::{ImportId, ImportState, Member};
use crate::service::people::Checked;
use crate::service::{Author, NewGroup, Origin, PersonChange, admin};
use crate::sheet::{
    self, Choices, Code, Field, Issue, Known, MOST_LINES, New, Plan, Sheet, Unreadable, Update, Verdict, numbered,
};
use crate::store::imports::{Import, Refusal, Step};
use crate::{Accounts, Error, store};

/// The job that takes a list in.
pub(crate) const IMPORT: &str = "accounts.import";
/// Characters of a file's name that are kept.
const LONGEST_FILE_NAME: usize = 120;
/// Lines of the first step, and of any step at most; in between, as many as fit into the time.
const FIRST_STEP: usize = 20;
const LARGEST_STEP: usize = 200;
const STEP_TIME: Duration = Duration::from_millis(60);
/// How often a taken proposal is changed until it is free.
const PROPOSALS: u32 = 100;

/// How a list is taken in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Options {
    pub choices: Choices,
    /// Whether groups are made that are not there.
    pub make_groups: bool,
    /// Whether those who are new get a letter to begin.
    pub letters: bool,
    /// Where days end.
    pub time_zone: String,
}

/// A list that was looked at.
pub(crate) struct Looked {
    pub sheet: Sheet,
    pub plan: Plan,
    pub known: Known,
}

impl From<Unreadable> for Error {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Empty => Self::invalid("file", "There is nothing in this file."),
            Unreadable::NotText => Self::invalid(
                "file",
                "This is not a list as text. In the spreadsheet, choose \"Save as\" and the format CSV.",
            ),
            Unreadable::TooManyLines => {
                Self::invalid("lines", format!("A list has at most {MOST_LINES} lines. Cut it into several."))
            }
            Unreadable::TooManyColumns => Self::invalid(
                "columns",
                "There are more columns than any list of people has. Choose another separator, or remove what is not needed.",
            ),
        }
    }
}

impl Accounts {
    /// Looks at a list: what would become of each line. Nothing is written.
    pub(crate) async fn look_at_list(
        &self,
        org: &Org,
        caller: &Caller,
        bytes: Bytes,
        choices: Choices,
        make_groups: bool,
    ) -> Result<Looked, Error> {
        admin(caller)?;
        let options = Options { choices, make_groups, letters: false, time_zone: org.time_zone.clone() };
        self.look(org.id, (caller.person, caller.role), bytes, options).await
    }

    async fn look(
        &self,
        org: OrgId,
        (me, role): (PersonId, OrgRole),
        bytes: Bytes,
        options: Options,
    ) -> Result<Looked, Error> {
        let directory = self.foundation().db.read(async move |tx| store::imports::directory(tx, org).await);
        let store::imports::Directory { people, handles, groups, memberships } = directory.await?;
        let zone = TimeZone::get(&options.time_zone).unwrap_or(TimeZone::UTC);
        let (now, make_groups) = (self.now(), options.make_groups);
        let known = Known { people, handles, groups, memberships, me, role, now, zone, make_groups };
        // Ten thousand lines take their time.
        let looked = tokio::task::spawn_blocking(move || {
            let sheet = Sheet::read(&bytes, &options.choices)?;
            let plan = sheet::plan(&sheet, &known);
            Ok::<_, Unreadable>(Looked { sheet, plan, known })
        });
        Ok(looked.await.map_err(|_| Error::Busy)??)
    }

    /// Takes a list in, one at a time: stores the file, and leaves the rest to a job.
    pub(crate) async fn start_import(
        &self,
        org: &Org,
        caller: &Caller,
        origin: Origin,
        (file_name, bytes): (String, Bytes),
        options: Options,
    ) -> Result<Import, Error> {
        admin(caller)?;
        let options = Options { time_zone: org.time_zone.clone(), ..options };
        let Looked { sheet, plan, .. } =
            self.look(org.id, (caller.person, caller.role), bytes.clone(), options.clone()).await?;
        if !plan.missing.is_empty() {
            return Err(Error::invalid("columns", "Say which columns hold the name and the e-mail address."));
        }
        // What was guessed is not guessed again.
        let choices = Choices {
            encoding: Some(sheet.encoding),
            separator: Some(sheet.separator),
            header: Some(sheet.header),
            columns: Some(sheet.columns.iter().map(|column| column.field).collect()),
        };
        let options = serde_json::to_string(&Options { choices, ..options }).map_err(|_| Error::Busy)?;
        let shown = file_name.chars().filter(|c| !c.is_control()).take(LONGEST_FILE_NAME).collect::<String>();
        let (this, author, org, lines) = (self.clone(), Author::new(caller, origin), org.id, sheet.rows.len());
        let by = caller.person;
        self.foundation()
            .db
            .write(async move |tx| {
                let foundation = this.foundation();
                let (id, now) = (ImportId::new(&foundation.clock, &foundation.random), this.now());
                if !store::imports::insert(tx, org, id, (&shown, &bytes), &options, lines, (by, now)).await? {
                    return Err(Error::Importing);
                }
                let detail = json!({ "import": id, "lines": lines });
                this.record(tx, org, (author.person, None), "import.begun", &author.origin, detail).await?;
                let (payload, key) = (json!({ "import": id }), Some(id.to_string()));
                let job = NewJob { org: Some(org), kind: IMPORT, payload, run_at: None, key };
                base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await?;
                store::imports::one(tx, org, id).await?.ok_or(Error::NotFound)
            })
            .await
    }

    /// One list that came in, or is on its way.
    pub(crate) async fn import_of_people(&self, org: OrgId, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        admin(caller)?;
        let read = async move |tx: &mut Tx| store::imports::one(tx, org, id).await;
        self.foundation().db.read(read).await?.ok_or(Error::NotFound)
    }

    /// Those of the last months, newest first.
    pub(crate) async fn imports_of_people(
        &self,
        org: OrgId,
        caller: &Caller,
        before: Option<ImportId>,
        limit: usize,
    ) -> Result<Page<Import>, Error> {
        admin(caller)?;
        Ok(self.foundation().db.read(async move |tx| store::imports::list(tx, org, before, limit).await).await?)
    }

    /// The lines of one that were not taken, after the one with this number.
    pub(crate) async fn import_refusals(
        &self,
        org: OrgId,
        caller: &Caller,
        id: ImportId,
        after: i64,
        limit: usize,
    ) -> Result<Page<Refusal>, Error> {
        self.import_of_people(org, caller, id).await?;
        Ok(self.foundation().db.read(async move |tx| store::imports::refusals(tx, org, id, after, limit).await).await?)
    }

    /// Stops one: who is in stays in, the other lines are left alone.
    pub(crate) async fn stop_import(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        id: ImportId,
    ) -> Result<Import, Error> {
        admin(caller)?;
        let (this, author) = (self.clone(), Author::new(caller, origin));
        self.foundation()
            .db
            .write(async move |tx| {
                if store::imports::stop(tx, org, id).await? {
                    let detail = json!({ "import": id });
                    this.record(tx, org, (author.person, None), "import.stopped", &author.origin, detail).await?;
                }
                store::imports::one(tx, org, id).await?.ok_or(Error::NotFound)
            })
            .await
    }

    /// The handler of [`IMPORT`].
    pub(crate) async fn run_import(&self, job: &Job) -> Result<(), JobError> {
        let id = job.payload.get("import").and_then(|id| serde_json::from_value::<ImportId>(id.clone()).ok());
        let (Some(org), Some(id)) = (job.org, id) else { return Err(JobError::dead("the job names no import")) };
        match self.take_in(org, id).await {
            Ok(()) => Ok(()),
            // Another one can be begun, and the people who are in stay in.
            Err(error) if job.attempt >= base_jobs::ATTEMPTS => {
                self.end_import(org, id, ImportState::Failed).await?;
                Err(JobError::dead(error))
            }
            Err(error) => Err(JobError::retry(error)),
        }
    }

    async fn take_in(&self, org: OrgId, id: ImportId) -> Result<(), Error> {
        let read = async move |tx: &mut Tx| {
            let Some(import) = store::imports::one(tx, org, id).await? else { return Ok(None) };
            let (file, author) =
                (store::imports::file(tx, org, id).await?, store::people::one(tx, org, import.by).await?);
            Ok::<_, base_db::Error>(Some((import, file, author)))
        };
        let Some((import, Some(file), Some(author))) = self.foundation().db.read(read).await? else { return Ok(()) };
        let options: Options = serde_json::from_str(&import.options)
            .map_err(|error| base_db::Error::Decode(format!("the options of an import: {error}")))?;
        let letters = options.letters;
        let Looked { sheet, plan, .. } = self.look(org, (import.by, author.role), file.into(), options).await?;
        let by = Author { person: Some(import.by), origin: Origin::default() };
        for (_, name) in &plan.new_groups {
            match self.make_group(org, by.clone(), NewGroup { name: name.clone(), ..NewGroup::default() }).await {
                // Somebody made it meanwhile.
                Ok(_) | Err(Error::Taken { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let every = self.foundation().db.read(async move |tx| store::groups::every(tx, org).await).await?;
        let groups: HashMap<String, GroupId> =
            every.into_iter().map(|group| (crate::model::folded(&group.name), group.id)).collect();
        let lines: Vec<_> = sheet.rows.into_iter().zip(plan.verdicts).collect();
        let work = std::sync::Arc::new(Work { org, id, by, letters, groups, lines });

        let (mut at, mut size) = (usize::try_from(import.taken).unwrap_or(0), FIRST_STEP);
        while at < work.lines.len() {
            let begun = Instant::now();
            let (this, now) = (self.clone(), work.clone());
            let step = self.foundation().db.write(async move |tx| this.import_step(tx, &now, at, size).await).await?;
            let Some(taken) = step else { return Ok(()) };
            at += taken;
            let took = begun.elapsed();
            size = if took < STEP_TIME / 2 { (size * 2).min(LARGEST_STEP) } else { size };
            size = if took > STEP_TIME { (size / 2).max(1) } else { size };
        }
        self.end_import(org, id, ImportState::Done).await?;
        if letters {
            self.write_letters(org).await?;
        }
        Ok(())
    }

    /// Takes some lines; says how many, or nothing when the import is over.
    async fn import_step(&self, tx: &mut Tx, work: &Work, at: usize, size: usize) -> Result<Option<usize>, Error> {
        let (org, id) = (work.org, work.id);
        let import = store::imports::one(tx, org, id).await?.ok_or(Error::NotFound)?;
        if import.state != ImportState::Running {
            if import.state == ImportState::Stopping {
                self.note_end(tx, &import, org, ImportState::Stopped).await?;
            }
            return Ok(None);
        }
        // Another worker took it over.
        if usize::try_from(import.taken).ok() != Some(at) {
            return Ok(None);
        }
        let author = store::people::one(tx, org, import.by).await?.ok_or(Error::NotFound)?;
        if !author.active || author.role < OrgRole::Admin {
            self.note_end(tx, &import, org, ImportState::Stopped).await?;
            return Ok(None);
        }
        let mut step = Step::default();
        let mut touched = Touched::default();
        for (row, verdict) in work.lines.iter().skip(at).take(size) {
            step.taken += 1;
            let refused = match verdict {
                Verdict::Same => {
                    step.unchanged += 1;
                    continue;
                }
                Verdict::Refuse(issues) => Err(issues.clone()),
                Verdict::Create(new) => self
                    .bring_in(tx, work, author.role, new, &mut touched)
                    .await?
                    .map(|made| if made { step.created += 1 } else { step.unchanged += 1 }),
                Verdict::Change(update) => {
                    self.bring_up_to_date(tx, work, author.role, update).await?.map(|()| step.changed += 1)
                }
            };
            if let Err(issues) = refused {
                step.refused += 1;
                store::imports::refuse(tx, org, id, row.line, &row.cells, &issues).await?;
            }
        }
        for group in touched.joined {
            self.foundation().listeners.tell(tx, org, &Change::MembershipChanged { group }).await?;
        }
        store::imports::step(tx, org, id, step).await?;
        Ok(Some(step.taken))
    }

    /// Makes somebody new; says whether they were not there yet, or why they are refused.
    async fn bring_in(
        &self,
        tx: &mut Tx,
        work: &Work,
        role: OrgRole,
        new: &New,
        touched: &mut Touched,
    ) -> Result<Result<bool, Vec<Issue>>, Error> {
        if new.role == OrgRole::Owner && role < OrgRole::Owner {
            return Ok(Err(vec![Issue::new(Code::NotAllowed, Some(Field::Role), OrgRole::Owner.as_str())]));
        }
        let (org, by) = (work.org, &work.by);
        let mut person = Checked {
            handle: new.handle.clone(),
            name: new.name.clone(),
            email: new.email.clone(),
            role: new.role,
            guest: new.stay,
            language: new.language.map(str::to_owned),
        };
        // What was free when the list was looked at may be taken by now.
        let mut number = 1;
        let made = loop {
            match self.store_person(tx, org, &person, None).await {
                Err(Error::Taken { field: "handle" }) if new.proposed && number < PROPOSALS => {
                    number += 1;
                    person.handle = numbered(&new.handle, number);
                }
                other => break other,
            }
        };
        let id = match made {
            Ok(id) => id,
            Err(Error::Taken { field: "email" }) => return Ok(Ok(false)),
            Err(error) => return refusal(error).map(Err),
        };
        let detail = json!({ "import": work.id });
        self.record(tx, org, (by.person, Some(id)), "person.created", &by.origin, detail).await?;
        for key in &new.groups {
            let Some(group) = touched.still_there(tx, org, work.groups.get(key)).await? else { continue };
            if store::groups::add(tx, org, group, Member::Person(id)).await? {
                self.note_member(tx, org, by, group, "added", Member::Person(id)).await?;
                touched.joined.insert(group);
            }
        }
        if work.letters {
            store::beginnings::ask(tx, org, id, by.person, self.now()).await?;
        }
        Ok(Ok(true))
    }

    /// Changes somebody who is there, or says why that is refused.
    async fn bring_up_to_date(
        &self,
        tx: &mut Tx,
        work: &Work,
        role: OrgRole,
        update: &Update,
    ) -> Result<Result<(), Vec<Issue>>, Error> {
        let (org, by) = (work.org, &work.by);
        let change = PersonChange {
            name: update.name.clone(),
            role: update.role.map(|(_, role)| role),
            sponsor_id: update.sponsor,
            ends_at: update.ends_at.map(|(_, end)| end),
            ..PersonChange::default()
        };
        if let Err(error) = self.change_in(tx, org, by, Some(role), update.person, &change).await {
            return refusal(error).map(Err);
        }
        for key in &update.groups {
            if let Some(group) = work.groups.get(key) {
                match self.join_in(tx, org, by, *group, Member::Person(update.person)).await {
                    // The group, or the person, is gone meanwhile.
                    Ok(_) | Err(Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Ok(()))
    }

    async fn end_import(&self, org: OrgId, id: ImportId, state: ImportState) -> Result<(), base_db::Error> {
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| match store::imports::one(tx, org, id).await? {
                Some(import) if import.ended_at.is_none() => this.note_end(tx, &import, org, state).await,
                _ => Ok(()),
            })
            .await
    }

    async fn note_end(
        &self,
        tx: &mut Tx,
        import: &Import,
        org: OrgId,
        state: ImportState,
    ) -> Result<(), base_db::Error> {
        store::imports::end(tx, org, import.id, state, self.now()).await?;
        let Import { id, created, changed, refused, by, .. } = import;
        let detail = json!({ "import": id, "created": created, "changed": changed, "refused": refused });
        self.record(tx, org, (Some(*by), None), "import.ended", &Origin::default(), detail).await
    }
}

/// A list on its way in.
struct Work {
    org: OrgId,
    id: ImportId,
    by: Author,
    letters: bool,
    /// By their keys.
    groups: HashMap<String, GroupId>,
    lines: Vec<(sheet::Row, Verdict)>,
}

/// The groups that a step meets.
#[derive(Default)]
struct Touched {
    there: HashMap<GroupId, bool>,
    joined: HashSet<GroupId>,
}

impl Touched {
    /// The group, unless it went while the list came in.
    async fn still_there(
        &mut self,
        tx: &mut Tx,
        org: OrgId,
        group: Option<&GroupId>,
    ) -> Result<Option<GroupId>, base_db::Error> {
        let Some(group) = group.copied() else { return Ok(None) };
        if let Some(there) = self.there.get(&group) {
            return Ok(there.then_some(group));
        }
        let there = store::groups::one(tx, org, group).await?.is_some();
        self.there.insert(group, there);
        Ok(there.then_some(group))
    }
}

/// What was refused before anything was written, as an issue of the line; anything else is an error of the step.
fn refusal(error: Error) -> Result<Vec<Issue>, Error> {
    let issue = match error {
        Error::Database(_) | Error::Busy | Error::Hash(_) => return Err(error),
        Error::Taken { .. } => Issue::new(Code::HandleTaken, Some(Field::Handle), ""),
        Error::Invalid { field: "sponsor_id", .. } => Issue::new(Code::NoSuchSponsor, Some(Field::Sponsor), ""),
        Error::Invalid { field: "ends_at", .. } => Issue::new(Code::DayOver, Some(Field::EndsOn), ""),
        Error::Forbidden(_) => Issue::new(Code::NotAllowed, Some(Field::Role), ""),
        other => Issue::new(Code::Refused, None, "").with(base_web::Problem::from(other).slug()),
    };
    Ok(vec![issue])
}
