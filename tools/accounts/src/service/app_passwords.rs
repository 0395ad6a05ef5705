//! Device passwords: one for each program that cannot open a page to sign in.

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_suite::{Caller, Via};
use jiff::Timestamp;
use serde_json::json;

use crate::model::{self, AppPasswordId};
use crate::service::{Origin, session_of};
use crate::store::app_passwords::{AppPassword, Record};
use crate::{Accounts, Error, events, store, tokens};

/// Device passwords of one person.
pub(crate) const MOST: i64 = 100;

/// Refuses one more.
pub(crate) fn full() -> Error {
    Error::invalid("label", format!("{MOST} is the most. Remove one that is not used."))
}

/// A device password, in clear this once.
#[derive(Clone)]
pub struct NewAppPassword {
    /// The identifier.
    pub id: AppPasswordId,
    /// What the device is called.
    pub label: String,
    /// To type into the program; kept nowhere.
    pub password: String,
    /// To type beside it.
    pub login: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Accounts {
    /// Makes a device password for the caller.
    pub(crate) async fn add_app_password(
        &self,
        org: OrgId,
        caller: &Caller,
        label: &str,
        origin: Origin,
    ) -> Result<NewAppPassword, Error> {
        session_of(caller)?;
        self.make_app_password(org, caller.handle.clone(), label, Some(caller.person), origin).await
    }

    /// Makes a device password for the person with this handle: for the operator.
    pub async fn create_app_password(&self, org: OrgId, handle: &str, label: &str) -> Result<NewAppPassword, Error> {
        self.make_app_password(org, handle.to_owned(), label, None, Origin::default()).await
    }

    async fn make_app_password(
        &self,
        org: OrgId,
        handle: String,
        label: &str,
        actor: Option<PersonId>,
        origin: Origin,
    ) -> Result<NewAppPassword, Error> {
        let new = NewAppPassword { label: model::name("label", label)?, login: handle, ..self.new_app_password() };
        let (this, made) = (self.clone(), new.clone());
        self.foundation()
            .db
            .write(async move |tx| {
                let person = store::people::by_handle(tx, org, &made.login).await?.ok_or(Error::NotFound)?.id;
                if store::app_passwords::count(tx, org, person).await? >= MOST {
                    return Err(full());
                }
                this.store_app_password(tx, org, person, &made).await?;
                let detail = json!({ "label": made.label });
                this.record(tx, org, (actor, Some(person)), "app-password.created", &origin, detail).await?;
                Ok(events::devices_changed(tx, org, person).await?)
            })
            .await?;
        Ok(new)
    }

    /// A new secret, that of nobody yet.
    pub(crate) fn new_app_password(&self) -> NewAppPassword {
        let foundation = self.foundation();
        NewAppPassword {
            id: AppPasswordId::new(&foundation.clock, &foundation.random),
            label: String::new(),
            password: tokens::app_password(&foundation.random),
            login: String::new(),
            created_at: foundation.clock.now(),
        }
    }

    pub(crate) async fn store_app_password(
        &self,
        tx: &mut Tx,
        org: OrgId,
        person: PersonId,
        new: &NewAppPassword,
    ) -> Result<(), Error> {
        let NewAppPassword { id, label, created_at, .. } = new.clone();
        let secret_hash = tokens::app_password_hash(&new.password).ok_or(Error::NotFound)?;
        let record = Record { id, person, label, secret_hash, created_at, last_used_at: None, last_address: None };
        Ok(store::app_passwords::insert(tx, org, &record).await?)
    }

    /// The caller's device passwords, newest first.
    pub(crate) async fn app_passwords(&self, org: OrgId, person: PersonId) -> Result<Vec<AppPassword>, Error> {
        Ok(self.foundation().db.read(async move |tx| store::app_passwords::of_person(tx, org, person).await).await?)
    }

    /// Takes one of the caller's device passwords away; refused from the next request on.
    pub(crate) async fn revoke_app_password(
        &self,
        org: OrgId,
        caller: &Caller,
        id: AppPasswordId,
        origin: Origin,
    ) -> Result<(), Error> {
        session_of(caller)?;
        self.drop_app_password(org, caller.person, id, origin).await
    }

    /// A program takes its own device password away: its person signs out there.
    pub(crate) async fn give_app_password_back(
        &self,
        org: OrgId,
        caller: &Caller,
        origin: Origin,
    ) -> Result<(), Error> {
        match caller.via {
            Via::AppPassword(id) => {
                self.drop_app_password(org, caller.person, AppPasswordId::from_uuid(id), origin).await
            }
            Via::Session(_) => Err(Error::NotFound),
        }
    }

    async fn drop_app_password(
        &self,
        org: OrgId,
        person: PersonId,
        id: AppPasswordId,
        origin: Origin,
    ) -> Result<(), Error> {
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let label = store::app_passwords::revoke(tx, org, person, id).await?.ok_or(Error::NotFound)?;
                let detail = json!({ "label": label });
                this.record(tx, org, (Some(person), Some(person)), "app-password.revoked", &origin, detail).await?;
                events::devices_changed(tx, org, person).await?;
                Ok(events::session_ended(tx, org, person).await?)
            })
            .await
    }
}
