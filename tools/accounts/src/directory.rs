//! People and groups, as other tools ask for them inside their own transactions; and the first owner of an
//! organisation, for the tool that sets a new installation up.

use base_db::Tx;
use base_i18n::Language;
use base_id::{GroupId, OrgId, PersonId};
use base_suite::{
    Addressee, Boxed, Credentials, Directory, Group, InTx, NewOwner, OrgRole, OwnerError, People, Person,
    PreparedOwner, Principals, Via,
};
use serde_json::json;

use crate::api::photo_url;
use crate::authenticate::accepts;
use crate::model::{NewPerson, PersonRecord, State};
use crate::service::{Checked, Origin, checked};
use crate::{Accounts, Error, store};

impl From<PersonRecord> for Person {
    fn from(record: PersonRecord) -> Self {
        let photo = photo_url(&record);
        let PersonRecord { id, handle, name, active, .. } = record;
        Self { id, handle, name, active, photo }
    }
}

impl Directory for Accounts {
    fn principals<'a>(&'a self, tx: &'a mut Tx, org: OrgId, person: PersonId) -> InTx<'a, Option<Principals>> {
        Box::pin(async move {
            let now = self.foundation().clock.now();
            store::groups::principals(tx, org, person, now).await
        })
    }

    fn accepts<'a>(&'a self, tx: &'a mut Tx, org: OrgId, via: Via) -> InTx<'a, bool> {
        Box::pin(accepts(tx, org, via, self.foundation().clock.now()))
    }

    fn person<'a>(&'a self, tx: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Person>> {
        Box::pin(async move { Ok(store::people::one(tx, org, id).await?.map(Person::from)) })
    }

    fn addressee<'a>(&'a self, tx: &'a mut Tx, org: OrgId, id: PersonId) -> InTx<'a, Option<Addressee>> {
        Box::pin(async move {
            let now = self.foundation().clock.now();
            let found = store::people::one(tx, org, id).await?.filter(|record| record.state(now) == State::Active);
            Ok(found.map(|PersonRecord { handle, name, role, email, language, time_zone, .. }| {
                let language = language.as_deref().and_then(Language::from_code);
                Addressee { handle, name, role, email, language, time_zone }
            }))
        })
    }

    fn person_by_handle<'a>(&'a self, tx: &'a mut Tx, org: OrgId, handle: &'a str) -> InTx<'a, Option<Person>> {
        Box::pin(async move { Ok(store::people::by_handle(tx, org, handle).await?.map(Person::from)) })
    }

    fn group<'a>(&'a self, tx: &'a mut Tx, org: OrgId, id: GroupId) -> InTx<'a, Option<Group>> {
        Box::pin(store::groups::one(tx, org, id))
    }

    fn groups<'a>(&'a self, tx: &'a mut Tx, org: OrgId) -> InTx<'a, Vec<Group>> {
        Box::pin(store::groups::every(tx, org))
    }

    fn people<'a>(&'a self, tx: &'a mut Tx, org: OrgId) -> InTx<'a, Vec<Person>> {
        Box::pin(async move { Ok(store::people::everybody(tx, org).await?.into_iter().map(Person::from).collect()) })
    }
}

impl People for Accounts {
    fn prepare_owner(&self, owner: NewOwner) -> Boxed<'_, Result<PreparedOwner, OwnerError>> {
        Box::pin(async move {
            let NewOwner { handle, name, email, password } = owner;
            let new =
                NewPerson { handle, email, name, role: OrgRole::Owner, guest: None, password: Some(password.clone()) };
            let Checked { handle, name, email, .. } = checked(&new)?;
            let password_hash = self.hashed(&password).await?;
            Ok(PreparedOwner { handle, name, email, password_hash })
        })
    }

    fn create_owner<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        owner: &'a PreparedOwner,
        from: &'a Credentials,
    ) -> InTx<'a, (PersonId, String)> {
        Box::pin(async move {
            let PreparedOwner { handle, name, email, password_hash } = owner.clone();
            let person = Checked { handle, name, email, role: OrgRole::Owner, guest: None, language: None };
            let id = match self.store_person(tx, org, &person, Some(&password_hash)).await {
                Ok(id) => id,
                Err(Error::Database(error)) => return Err(error),
                Err(other) => return Err(base_db::Error::Unique(other.to_string())),
            };
            let origin = Origin::from(from);
            self.record(tx, org, (Some(id), Some(id)), "person.created", &origin, json!({})).await?;
            self.know_device(tx, org, id, &origin).await?;
            let token = self.open_session(tx, org, id, false, &origin).await?;
            Ok((id, token))
        })
    }
}
