//! Adding people, finding them, suspending them.

use std::collections::HashMap;

use base_db::{Page, Tx};
use base_id::{OrgId, PersonId};
use base_suite::{Caller, Change, OrgRole};
use serde_json::json;

use crate::model::card::Field;
use crate::model::{self, LinkKind, NewPerson, PersonRecord, Stay, Theme};
use crate::service::manage::may_sponsor;
use crate::service::{Author, Origin, PersonChange, seen_values};
use crate::store;
use crate::store::people::{NewRow, Photo};
use crate::{Accounts, Error, events, password};

/// A person whose details were checked.
#[derive(Clone)]
pub(crate) struct Checked {
    pub handle: String,
    pub name: String,
    pub email: String,
    pub role: OrgRole,
    pub guest: Option<Stay>,
    pub language: Option<String>,
}

pub(crate) fn checked(new: &NewPerson) -> Result<Checked, Error> {
    let checked = Checked {
        handle: model::handle(&new.handle)?,
        name: model::name("name", &new.name)?,
        email: model::email(&new.email)?,
        role: new.role,
        guest: new.guest,
        language: None,
    };
    if (new.role == OrgRole::Guest) != new.guest.is_some() {
        return Err(Error::invalid("role", "A guest, and nobody else, has a sponsor and an end date."));
    }
    if let Some(password) = &new.password {
        password::check("password", password, &checked.handle, &checked.email)?;
    }
    Ok(checked)
}

impl Accounts {
    /// Adds a person, for the operator. The tools that follow are told in the same transaction.
    pub async fn create_person(&self, org: OrgId, new: NewPerson) -> Result<PersonRecord, Error> {
        let person = checked(&new)?;
        let hash = match &new.password {
            Some(password) => Some(self.hashed(password).await?),
            None => None,
        };
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let id = this.store_person(tx, org, &person, hash.as_deref()).await?;
                this.record(tx, org, (None, Some(id)), "person.created", &Origin::default(), json!({})).await?;
                store::people::one(tx, org, id).await?.ok_or(Error::NotFound)
            })
            .await
    }

    /// Stores a checked person, whose handle is theirs for good, and tells those who follow.
    pub(crate) async fn store_person(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: &Checked,
        password_hash: Option<&str>,
    ) -> Result<PersonId, Error> {
        let Checked { handle, name, email, role, guest, language } = person;
        if store::people::handle_given(tx, org, handle).await? {
            return Err(Error::Taken { field: "handle" });
        }
        if store::people::by_email(tx, org, &model::email_key(email)).await?.is_some() {
            return Err(Error::Taken { field: "email" });
        }
        if let Some(stay) = guest {
            may_sponsor(tx, org, stay.sponsor).await?;
        }
        let foundation = self.foundation();
        let id = PersonId::new(&foundation.clock, &foundation.random);
        store::people::give_handle(tx, org, handle, id).await?;
        let row = NewRow {
            id,
            handle,
            name,
            email,
            password_hash,
            language: language.as_deref(),
            theme: Theme::System,
            time_zone: None,
            role: *role,
            active: true,
            created_at: foundation.clock.now(),
            sponsor: guest.map(|stay| stay.sponsor),
            ends_at: guest.map(|stay| stay.ends_at),
        };
        store::people::insert(tx, org, &row).await?;
        if let Some(stay) = guest {
            self.watch_end(tx, org, id, stay.ends_at).await?;
        }
        let change = Change::PersonCreated { person: id, handle: handle.clone() };
        foundation.listeners.tell(tx, org, &change).await?;
        if *role == OrgRole::Guest {
            let change = Change::GuestChanged { person: id, handle: handle.clone(), guest: true };
            foundation.listeners.tell(tx, org, &change).await?;
        }
        Ok(id)
    }

    /// Everybody, active or not, in the order of names: for the operator.
    pub async fn list_people(&self, org: OrgId) -> Result<Vec<PersonRecord>, Error> {
        Ok(self.foundation().db.read(async move |tx| store::people::everybody(tx, org).await).await?)
    }

    /// The person with this handle: for the operator.
    pub async fn find_person(&self, org: OrgId, handle: &str) -> Result<PersonRecord, Error> {
        let handle = handle.to_owned();
        let found = self.foundation().db.read(async move |tx| store::people::by_handle(tx, org, &handle).await).await?;
        found.ok_or(Error::NotFound)
    }

    /// Sets a password, for the operator. All sessions of the person end.
    pub async fn set_password(&self, org: OrgId, handle: &str, password: &str) -> Result<(), Error> {
        let person = self.find_person(org, handle).await?;
        password::check("password", password, &person.handle, &person.email)?;
        let hash = self.hashed(password).await?;
        let (this, site) = (self.clone(), self.site(org).await?);
        self.foundation()
            .db
            .write(async move |tx| {
                store::recovery::drop_links(tx, org, person.id, &[LinkKind::Reset, LinkKind::Email]).await?;
                store::people::update_password(tx, org, person.id, &hash).await?;
                store::sessions::end_others(tx, org, person.id, None).await?;
                let concerned = (None, Some(person.id));
                this.record(tx, org, concerned, "password.changed", &Origin::default(), json!({})).await?;
                this.tell_password_changed(tx, &site, &person, &Origin::default()).await?;
                Ok(events::session_ended(tx, org, person.id).await?)
            })
            .await
    }

    /// Suspends a person, whose sessions end and whose device passwords are refused from the next request on; or
    /// restores them. For the operator.
    pub async fn set_active(&self, org: OrgId, handle: &str, active: bool) -> Result<(), Error> {
        let person = self.find_person(org, handle).await?;
        let change = PersonChange { active: Some(active), ..PersonChange::default() };
        self.change_person_as(org, Author::default(), None, person.id, None, change).await.map(drop)
    }

    /// A page of the directory: active people whose name or handle holds `query`, in the order of names.
    ///
    /// A guest sees those they share a group with, their sponsor and themself. With it, what these people say they do
    /// here, of those who tell the caller.
    pub(crate) async fn directory_page(
        &self,
        org: OrgId,
        caller: &Caller,
        query: &str,
        after: Option<(Vec<u8>, PersonId)>,
        limit: usize,
    ) -> Result<(Page<PersonRecord>, HashMap<PersonId, String>), Error> {
        let pattern = model::pattern(query);
        let guest = (caller.role == OrgRole::Guest).then_some(caller.person);
        let (caller, now) = (caller.clone(), self.foundation().clock.now());
        let read = async move |tx: &mut Tx| {
            let page = store::people::directory(tx, org, guest, now, &pattern, after.as_ref(), limit).await?;
            let people: Vec<PersonId> = page.items.iter().map(|person| person.id).collect();
            let functions = seen_values(tx, org, &caller, Field::Function, &people).await?;
            Ok::<_, base_db::Error>((page, functions))
        };
        Ok(self.foundation().db.read(read).await?)
    }

    /// A person's photo, for the members of their organisation.
    pub(crate) async fn photo(&self, org: OrgId, person: PersonId) -> Result<Photo, Error> {
        let read = async move |tx: &mut Tx| store::people::photo(tx, org, person).await;
        self.foundation().db.read(read).await?.ok_or(Error::NotFound)
    }

    /// The photo of the person with this handle.
    pub(crate) async fn photo_by_handle(&self, org: OrgId, handle: String) -> Result<Photo, Error> {
        // Nobody's, and no text that a database could look for.
        if handle.contains('\0') {
            return Err(Error::NotFound);
        }
        let read = async move |tx: &mut Tx| {
            let Some(person) = store::people::by_handle(tx, org, &handle).await? else { return Ok(None) };
            store::people::photo(tx, org, person.id).await
        };
        self.foundation().db.read(read).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn hashed(&self, password: &str) -> Result<String, Error> {
        let turn = self.hasher().turn().await?;
        Ok(self.hasher().hash(turn, password).await?.1)
    }
}
