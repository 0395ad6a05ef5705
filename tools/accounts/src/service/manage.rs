//! What administrators do to people: look at all of them, change them, suspend them, a few hundred at once.
//!
//! An administrator does not touch main administrators, and makes none; an organisation keeps one of these at least.
//! What is decided here holds at the next request, in every protocol, and is told to what is open.

use base_db::{Page, Tx};
use base_id::{GroupId, OrgId, PersonId};
use base_jobs::{Job, NewJob};
use base_suite::{Caller, Change, OrgRole};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::model::{self, Member, PersonRecord, State};
use crate::service::{Author, Origin, admin};
use crate::store::people::{Filter, Managed};
use crate::{Accounts, Error, events, store};

/// The job that sends a guest away when their time is over.
pub(crate) const END: &str = "accounts.end-of-stay";
/// People of one bulk act at most.
const MOST_AT_ONCE: usize = 500;

/// What administrators change of a person; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// What they may do to the organisation.
    #[serde(default)]
    pub role: Option<OrgRole>,
    /// `false` suspends, `true` takes that back.
    #[serde(default)]
    pub active: Option<bool>,
    /// Who answers for a guest.
    #[serde(default)]
    pub sponsor_id: Option<PersonId>,
    /// When a guest's time is over.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<Timestamp>,
}

/// What is done to several people at once.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkAct {
    /// They are refused from the next request on.
    Suspend {},
    /// They may come back.
    Restore {},
    /// They may do this to the organisation.
    SetRole {
        /// Not `guest`: a guest has a sponsor and an end date, each their own.
        role: OrgRole,
    },
    /// They are put into a group.
    AddToGroup {
        /// Which.
        group_id: GroupId,
    },
    /// They are taken out of a group.
    RemoveFromGroup {
        /// Which.
        group_id: GroupId,
    },
    /// Their browsers are signed out.
    EndSessions {},
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// For whom it was done, or was so already.
    pub done: Vec<PersonId>,
    /// For whom it was not, and why.
    pub refused: Vec<(PersonId, Error)>,
}

impl Managed {
    /// Changes with anything that those see who manage.
    pub fn etag(&self) -> String {
        hex::encode(&Sha256::digest(format!("{:?}", self.person))[..12])
    }
}

/// Refuses somebody who cannot answer for a guest.
pub(crate) async fn may_sponsor(tx: &mut Tx, org: OrgId, sponsor: PersonId) -> Result<(), Error> {
    match store::people::one(tx, org, sponsor).await? {
        Some(person) if person.active && person.role >= OrgRole::Member => Ok(()),
        _ => Err(Error::invalid("sponsor_id", "A member whose account is not suspended answers for a guest.")),
    }
}

impl Accounts {
    /// A page of everybody, in the order of names, for administrators.
    pub(crate) async fn managed_people(
        &self,
        org: OrgId,
        caller: &Caller,
        filter: Filter,
        after: Option<(Vec<u8>, PersonId)>,
        limit: usize,
    ) -> Result<Page<Managed>, Error> {
        admin(caller)?;
        let now = self.foundation().clock.now();
        let read = async move |tx: &mut Tx| store::people::managed(tx, org, &filter, now, after.as_ref(), limit).await;
        Ok(self.foundation().db.read(read).await?)
    }

    /// How many there are of each role and state, for administrators.
    pub(crate) async fn counts_of_people(
        &self,
        org: OrgId,
        caller: &Caller,
    ) -> Result<Vec<(OrgRole, State, i64)>, Error> {
        admin(caller)?;
        let now = self.foundation().clock.now();
        Ok(self.foundation().db.read(async move |tx| store::people::counts(tx, org, now).await).await?)
    }

    /// One of them.
    pub(crate) async fn managed_person(&self, org: OrgId, caller: &Caller, id: PersonId) -> Result<Managed, Error> {
        admin(caller)?;
        let read = async move |tx: &mut Tx| store::people::managed_one(tx, org, id).await;
        self.foundation().db.read(read).await?.ok_or(Error::NotFound)
    }

    /// Changes a person, if they still have one of the entity tags `if_match`.
    pub(crate) async fn change_person(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        id: PersonId,
        if_match: Option<Vec<String>>,
        change: PersonChange,
    ) -> Result<Managed, Error> {
        admin(caller)?;
        self.change_person_as(org, Author::new(caller, origin), Some(caller.role), id, if_match, change).await
    }

    /// The same for whoever acts: with the role `as_role`, or as the operator.
    pub(crate) async fn change_person_as(
        &self,
        org: OrgId,
        author: Author,
        as_role: Option<OrgRole>,
        id: PersonId,
        if_match: Option<Vec<String>>,
        change: PersonChange,
    ) -> Result<Managed, Error> {
        let (this, site) = (self.clone(), self.site(org).await?);
        self.foundation()
            .db
            .write(async move |tx| {
                let old = store::people::managed_one(tx, org, id).await?.ok_or(Error::NotFound)?;
                if let Some(tags) = &if_match
                    && !tags.iter().any(|tag| tag == "*" || *tag == old.etag())
                {
                    return Err(Error::PreconditionFailed);
                }
                this.change_in(tx, org, &author, as_role, id, &change).await?;
                let new = store::people::managed_one(tx, org, id).await?.ok_or(Error::NotFound)?;
                if model::email_key(&new.person.email) != model::email_key(&old.person.email) {
                    this.email_changed_by(tx, &site, &author, &old.person.email, &new.person).await?;
                }
                Ok(new)
            })
            .await
    }

    /// Does the same to several people: to each whom the rules allow it.
    pub(crate) async fn act_on_people(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
        people: Vec<PersonId>,
        act: BulkAct,
    ) -> Result<Outcome, Error> {
        admin(caller)?;
        if people.is_empty() || people.len() > MOST_AT_ONCE {
            return Err(Error::invalid("people", format!("Name 1 to {MOST_AT_ONCE} people.")));
        }
        if matches!(act, BulkAct::SetRole { role: OrgRole::Guest }) {
            return Err(Error::invalid("role", "Make people guests one by one: each has a sponsor and an end date."));
        }
        let (this, author, role) = (self.clone(), Author::new(caller, origin), caller.role);
        self.foundation()
            .db
            .write(async move |tx| {
                let mut outcome = Outcome::default();
                for id in &people {
                    // What is refused was refused before anything was written.
                    match this.act_on_person(tx, org, &author, role, *id, act).await {
                        Ok(()) => outcome.done.push(*id),
                        Err(Error::Database(error)) => return Err(error.into()),
                        Err(refused) => outcome.refused.push((*id, refused)),
                    }
                }
                Ok(outcome)
            })
            .await
    }

    async fn act_on_person(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        role: OrgRole,
        id: PersonId,
        act: BulkAct,
    ) -> Result<(), Error> {
        let change = match act {
            BulkAct::Suspend {} => PersonChange { active: Some(false), ..PersonChange::default() },
            BulkAct::Restore {} => PersonChange { active: Some(true), ..PersonChange::default() },
            BulkAct::SetRole { role } => PersonChange { role: Some(role), ..PersonChange::default() },
            BulkAct::AddToGroup { group_id } => {
                if self.join_in(tx, org, author, group_id, Member::Person(id)).await? {
                    self.tell_added(tx, org, author, group_id, id).await?;
                }
                return Ok(());
            }
            BulkAct::RemoveFromGroup { group_id } => {
                if self.leave_in(tx, org, author, group_id, Member::Person(id)).await? {
                    self.tell_removed(tx, org, author, group_id, id).await?;
                }
                return Ok(());
            }
            BulkAct::EndSessions {} => {
                let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                permitted(Some(role), author, &person, &person)?;
                store::sessions::end_others(tx, org, id, None).await?;
                self.record(tx, org, (author.person, Some(id)), "session.ended", &author.origin, json!({})).await?;
                return Ok(events::session_ended(tx, org, id).await?);
            }
        };
        self.change_in(tx, org, author, Some(role), id, &change).await
    }

    pub(crate) async fn change_in(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        as_role: Option<OrgRole>,
        id: PersonId,
        change: &PersonChange,
    ) -> Result<(), Error> {
        let now = self.foundation().clock.now();
        let old = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
        let new = changed(&old, change, now)?;
        if new == old {
            return Ok(());
        }
        permitted(as_role, author, &old, &new)?;
        let leads = |person: &PersonRecord| person.active && person.role == OrgRole::Owner;
        if leads(&old) && !leads(&new) && store::people::owners(tx, org).await? <= 1 {
            return Err(Error::LastOwner);
        }
        if new.role == OrgRole::Guest && old.role != OrgRole::Guest {
            let guests = store::people::guests_of(tx, org, id).await?.len();
            if guests > 0 {
                return Err(Error::Sponsor(guests));
            }
        }
        if new.sponsor != old.sponsor
            && let Some(sponsor) = new.sponsor
        {
            if sponsor == id {
                return Err(Error::invalid("sponsor_id", "Somebody else answers for a guest."));
            }
            may_sponsor(tx, org, sponsor).await?;
        }
        if model::email_key(&new.email) != model::email_key(&old.email)
            && store::people::by_email(tx, org, &model::email_key(&new.email)).await?.is_some()
        {
            return Err(Error::Taken { field: "email" });
        }
        store::people::update_managed(tx, org, &new).await?;
        if new.ends_at != old.ends_at
            && let Some(end) = new.ends_at
        {
            self.watch_end(tx, org, id, end).await?;
        }
        self.record_change(tx, org, author, &old, &new).await?;
        let guest = new.role == OrgRole::Guest;
        if guest != (old.role == OrgRole::Guest) {
            let change = Change::GuestChanged { person: id, handle: new.handle.clone(), guest };
            self.foundation().listeners.tell(tx, org, &change).await?;
        }
        if new.state(now) != State::Active || new.role < old.role {
            store::sessions::end_others(tx, org, id, None).await?;
        }
        events::me_changed(tx, org, id).await?;
        events::session_ended(tx, org, id).await?;
        Ok(())
    }

    async fn record_change(
        &self,
        tx: &mut Tx,
        org: OrgId,
        author: &Author,
        old: &PersonRecord,
        new: &PersonRecord,
    ) -> Result<(), Error> {
        let concerned = (author.person, Some(old.id));
        if new.active != old.active {
            let act = if new.active { "person.restored" } else { "person.suspended" };
            self.record(tx, org, concerned, act, &author.origin, json!({})).await?;
        }
        if new.role != old.role {
            let detail = json!({ "from": old.role, "to": new.role });
            self.record(tx, org, concerned, "person.role-changed", &author.origin, detail).await?;
        }
        let fields = [
            ("name", new.name != old.name),
            ("email", new.email != old.email),
            ("sponsor", new.sponsor != old.sponsor),
            ("ends_at", new.ends_at != old.ends_at),
        ];
        let names: Vec<_> = fields.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
        if !names.is_empty() {
            let detail = json!({ "changed": names });
            self.record(tx, org, concerned, "person.changed", &author.origin, detail).await?;
        }
        Ok(())
    }

    /// Sees to it that what a guest has open closes when their time is over. Requests are refused by the clock alone.
    pub(crate) async fn watch_end(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        end: Timestamp,
    ) -> Result<(), base_db::Error> {
        let job = NewJob {
            org: Some(org),
            kind: END,
            payload: json!({ "person": person }),
            run_at: Some(end),
            key: Some(format!("{person} {end}")),
        };
        let foundation = self.foundation();
        base_jobs::enqueue(tx, &foundation.clock, &foundation.random, job).await
    }

    /// The handler of [`END`].
    pub(crate) async fn end_stay(&self, job: &Job) -> Result<(), base_jobs::JobError> {
        let person = job.payload.get("person").and_then(|id| serde_json::from_value::<PersonId>(id.clone()).ok());
        let (Some(org), Some(id)) = (job.org, person) else {
            return Err(base_jobs::JobError::dead("the job names nobody"));
        };
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let now = this.foundation().clock.now();
                let Some(person) = store::people::one(tx, org, id).await? else { return Ok(()) };
                if person.state(now) != State::Ended {
                    return Ok(());
                }
                store::sessions::end_others(tx, org, id, None).await?;
                this.record(tx, org, (None, Some(id)), "person.stay-ended", &Origin::default(), json!({})).await?;
                events::session_ended(tx, org, id).await
            })
            .await?;
        Ok(())
    }
}

/// What becomes of `old`: checked like a form.
fn changed(old: &PersonRecord, change: &PersonChange, now: Timestamp) -> Result<PersonRecord, Error> {
    let mut new = old.clone();
    if let Some(name) = &change.name {
        new.name = model::name("name", name)?;
    }
    if let Some(email) = &change.email {
        new.email = model::email(email)?;
    }
    if let Some(active) = change.active {
        new.active = active;
    }
    if let Some(role) = change.role {
        new.role = role;
    }
    if new.role != OrgRole::Guest {
        if change.sponsor_id.is_some() || change.ends_at.is_some() {
            return Err(Error::invalid("role", "A guest, and nobody else, has a sponsor and an end date."));
        }
        (new.sponsor, new.ends_at) = (None, None);
        return Ok(new);
    }
    new.sponsor = change.sponsor_id.or(old.sponsor);
    new.ends_at = change.ends_at.or(old.ends_at);
    if new.sponsor.is_none() {
        return Err(Error::invalid("sponsor_id", "Say which member answers for this guest."));
    }
    match new.ends_at {
        None => Err(Error::invalid("ends_at", "Say until when this guest stays.")),
        Some(end) if change.ends_at.is_some() && end <= now => {
            Err(Error::invalid("ends_at", "The end of a guest's stay is in the future. To end it now, suspend them."))
        }
        Some(_) => Ok(new),
    }
}

/// Refuses what is beyond the role of who acts. The operator may do anything.
fn permitted(role: Option<OrgRole>, author: &Author, old: &PersonRecord, new: &PersonRecord) -> Result<(), Error> {
    let Some(role) = role else { return Ok(()) };
    if author.person == Some(old.id) {
        if !new.active {
            return Err(Error::Forbidden("You cannot suspend yourself. Another administrator does that."));
        }
        if new.role > old.role {
            return Err(Error::Forbidden("You cannot give yourself a stronger role."));
        }
        return Ok(());
    }
    if role < OrgRole::Owner && (old.role == OrgRole::Owner || new.role == OrgRole::Owner) {
        return Err(Error::Forbidden("Main administrators are named and changed by a main administrator."));
    }
    Ok(())
}
