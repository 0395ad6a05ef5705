//! People's cards: what each tells, field by field, and to whom.
//!
//! Administrators see everything, as the person does. Members see what is for the organisation, and what is for the
//! groups of the person where they share one. A guest sees only the latter, and only of the people whom the directory
//! shows them.

use std::collections::HashMap;

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_suite::{Caller, Group, OrgRole};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::model::card::{Audience, Field, Sight};
use crate::model::{PersonRecord, State};
use crate::service::{Origin, session_of};
use crate::store::directory::{self, Told};
use crate::{Accounts, Error, events, store};

/// A person as somebody sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The person.
    pub person: PersonRecord,
    /// The groups that the one who looks may know of, by name.
    pub groups: Vec<Group>,
    /// What they tell the one who looks; nothing that is empty.
    pub told: HashMap<Field, String>,
}

/// What a person tells, and whom: a value and an audience for each field.
pub type Telling = HashMap<Field, (String, Audience)>;

/// What is changed of a field; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// What it says; empty for nothing.
    #[serde(default)]
    pub value: Option<String>,
    /// Whom it is for.
    #[serde(default)]
    pub audience: Option<Audience>,
}

/// As whom one looks at one's own card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookAs {
    /// A member who shares no group.
    Organisation,
    /// A member who shares a group.
    Groups,
    /// A guest who shares a group.
    Guest,
    /// An administrator.
    Admins,
}

impl From<LookAs> for Sight {
    fn from(look: LookAs) -> Self {
        match look {
            LookAs::Organisation => Self::Member { shares: false },
            LookAs::Groups => Self::Member { shares: true },
            LookAs::Guest => Self::Guest { shares: true },
            LookAs::Admins => Self::Everything,
        }
    }
}

impl Accounts {
    /// Somebody's card, as the caller sees it.
    pub(crate) async fn card(&self, org: OrgId, caller: &Caller, person: PersonId) -> Result<Card, Error> {
        let (caller, now) = (caller.clone(), self.now());
        self.foundation().db.read(async move |tx| card(tx, org, &caller, person, now).await).await
    }

    /// The caller's own card, as others see it.
    pub(crate) async fn own_card(&self, org: OrgId, caller: &Caller, look: LookAs) -> Result<Card, Error> {
        let id = caller.person;
        self.foundation()
            .db
            .read(async move |tx| {
                let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                let mut groups = store::groups::of_person(tx, org, id).await?;
                let hidden = store::groups::hidden_from(tx, org, None).await?;
                groups.retain(|group| !hidden.contains(&group.id));
                let told = told_to(&telling(tx, org, &person).await?, look.into());
                Ok(Card { person, groups, told })
            })
            .await
    }

    /// What the caller tells, and whom.
    pub(crate) async fn telling(&self, org: OrgId, caller: &Caller) -> Result<Telling, Error> {
        let id = caller.person;
        self.foundation()
            .db
            .read(async move |tx| {
                let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                Ok(telling(tx, org, &person).await?)
            })
            .await
    }

    /// Tells something else, or tells somebody else.
    pub(crate) async fn change_telling(
        &self,
        org: OrgId,
        caller: &Caller,
        changes: Vec<(Field, FieldChange)>,
        origin: Origin,
    ) -> Result<Telling, Error> {
        session_of(caller)?;
        let checked = changes
            .into_iter()
            .map(|(field, FieldChange { value, audience })| {
                let value = value.map(|text| field.checked(&text)).transpose()?;
                Ok((field, value, audience))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let (this, id) = (self.clone(), caller.person);
        self.foundation()
            .db
            .write(async move |tx| {
                let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
                let old = telling(tx, org, &person).await?;
                let mut now = old.clone();
                for (field, value, audience) in &checked {
                    let Some(entry) = now.get_mut(field) else { continue };
                    if let Some(value) = value {
                        entry.0.clone_from(value);
                    }
                    entry.1 = audience.unwrap_or(entry.1);
                }
                let changed: Vec<Field> =
                    Field::ALL.into_iter().filter(|field| old.get(field) != now.get(field)).collect();
                if changed.is_empty() {
                    return Ok(now);
                }
                for field in &changed {
                    let Some((value, audience)) = now.get(field).cloned() else { continue };
                    // The address stands with the person.
                    let value = if *field == Field::Email { String::new() } else { value };
                    directory::put(tx, org, &Told { person: id, field: *field, value, audience }).await?;
                }
                let names: Vec<&str> = changed.iter().map(|field| field.as_str()).collect();
                this.record(tx, org, (Some(id), Some(id)), "profile.changed", &origin, json!({ "changed": names }))
                    .await?;
                events::me_changed(tx, org, id).await?;
                Ok(now)
            })
            .await
    }
}

async fn card(tx: &mut Tx, org: OrgId, caller: &Caller, id: PersonId, now: Timestamp) -> Result<Card, Error> {
    let own = caller.person == id;
    let guest = caller.role == OrgRole::Guest;
    let person = store::people::one(tx, org, id).await?.ok_or(Error::NotFound)?;
    if !own && !caller.is_admin() && person.state(now) != State::Active {
        return Err(Error::NotFound);
    }
    if guest && !directory::seen_by_guest(tx, org, caller.person, id).await? {
        return Err(Error::NotFound);
    }
    let sight = if own {
        Sight::Everything
    } else {
        Sight::of(caller.role, !directory::sharing(tx, org, caller.person, &[id]).await?.is_empty())
    };
    let mut groups = store::groups::of_person(tx, org, id).await?;
    if guest && !own {
        let shared = directory::groups_shared(tx, org, id, caller.person).await?;
        groups.retain(|group| shared.contains(&group.id));
    } else if !own && !caller.is_admin() {
        let hidden = store::groups::hidden_from(tx, org, Some(caller.person)).await?;
        groups.retain(|group| !hidden.contains(&group.id));
    }
    let told = told_to(&telling(tx, org, &person).await?, sight);
    Ok(Card { person, groups, told })
}

/// Every field, as it was chosen or as it is usual.
async fn telling(tx: &mut Tx, org: OrgId, person: &PersonRecord) -> Result<Telling, base_db::Error> {
    let mut telling: Telling = Field::ALL.into_iter().map(|field| (field, (String::new(), field.usual()))).collect();
    for Told { field, value, audience, .. } in directory::of_person(tx, org, person.id).await? {
        telling.insert(field, (value, audience));
    }
    if let Some((value, _)) = telling.get_mut(&Field::Email) {
        value.clone_from(&person.email);
    }
    Ok(telling)
}

fn told_to(telling: &Telling, sight: Sight) -> HashMap<Field, String> {
    telling
        .iter()
        .filter(|(_, (value, audience))| !value.is_empty() && sight.sees(*audience))
        .map(|(field, (value, _))| (*field, value.clone()))
        .collect()
}

/// What these people say in `field`, of those who tell it to the caller. Not for addresses.
pub(crate) async fn seen_values(
    tx: &mut Tx,
    org: OrgId,
    caller: &Caller,
    field: Field,
    people: &[PersonId],
) -> Result<HashMap<PersonId, String>, base_db::Error> {
    let told = directory::of_people(tx, org, field, people).await?;
    let asked: Vec<PersonId> = told
        .iter()
        .filter(|told| told.audience == Audience::Groups && !caller.is_admin())
        .map(|told| told.person)
        .collect();
    let sharing = directory::sharing(tx, org, caller.person, &asked).await?;
    Ok(told
        .into_iter()
        .filter(|told| {
            let own = told.person == caller.person;
            !told.value.is_empty()
                && (own || Sight::of(caller.role, sharing.contains(&told.person)).sees(told.audience))
        })
        .map(|told| (told.person, told.value))
        .collect())
}
