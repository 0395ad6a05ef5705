//! What a person sees and says of themself.

use base_db::Tx;
use base_id::{OrgId, PersonId};
use base_pictures::Fit;
use base_suite::{Caller, Group};
use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::model::{self, LinkKind, PersonRecord, Theme};
use crate::password;
use crate::service::{Origin, session_of};
use crate::store;
use crate::store::people::Photo;
use crate::{Accounts, Error, events};

/// The side of a photo, in pixels.
pub(crate) const PHOTO_SIDE: u32 = 256;

/// A person with the groups they are in, directly or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The person.
    pub person: PersonRecord,
    /// By name.
    pub groups: Vec<Group>,
}

impl Profile {
    /// Changes with anything that the profile shows.
    pub fn etag(&self) -> String {
        hex::encode(&Sha256::digest(format!("{self:?}"))[..12])
    }
}

/// What a person changes of themself; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// `fr`, `en`, or `null` for the organisation's.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub language: Option<Option<String>>,
    /// How pages look.
    #[serde(default)]
    pub theme: Option<Theme>,
    /// An IANA time zone, or `null` for the organisation's.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
}

/// Tells `null` from what is absent.
#[allow(clippy::option_option, reason = "absent, null and a value are three things")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Accounts {
    /// The caller's own profile.
    pub(crate) async fn profile(&self, org: OrgId, person: PersonId) -> Result<Profile, Error> {
        self.foundation().db.read(async move |tx| profile(tx, org, person).await).await
    }

    /// Changes the caller's profile, if it still has one of the entity tags `if_match`.
    pub(crate) async fn change_profile(
        &self,
        org: OrgId,
        caller: &Caller,
        if_match: Option<Vec<String>>,
        change: ProfileChange,
        origin: Origin,
    ) -> Result<Profile, Error> {
        session_of(caller)?;
        let id = caller.person;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                let old = profile(tx, org, id).await?;
                if let Some(tags) = &if_match
                    && !tags.iter().any(|tag| tag == "*" || *tag == old.etag())
                {
                    return Err(Error::PreconditionFailed);
                }
                let person = changed(&old.person, &change)?;
                let names = names_of_changes(&old.person, &person);
                if names.is_empty() {
                    return Ok(old);
                }
                store::people::update_profile(tx, org, &person).await?;
                this.record(tx, org, (Some(id), Some(id)), "profile.changed", &origin, json!({ "changed": names }))
                    .await?;
                events::me_changed(tx, org, id).await?;
                Ok(Profile { person, ..old })
            })
            .await
    }

    /// Draws the image anew and makes it the caller's photo.
    pub(crate) async fn put_photo(
        &self,
        org: OrgId,
        caller: &Caller,
        image: Bytes,
        origin: Origin,
    ) -> Result<Profile, Error> {
        session_of(caller)?;
        let picture = self.studio().draw(image, Fit::Square(PHOTO_SIDE)).await?;
        let photo =
            Photo { version: version(&picture.bytes), media_type: picture.media_type.to_owned(), bytes: picture.bytes };
        let id = caller.person;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                store::people::put_photo(tx, org, id, &photo).await?;
                this.photo_changed(tx, org, id, &origin).await
            })
            .await
    }

    /// Takes the caller's photo away.
    pub(crate) async fn remove_photo(&self, org: OrgId, caller: &Caller, origin: Origin) -> Result<Profile, Error> {
        session_of(caller)?;
        let id = caller.person;
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                if !store::people::drop_photo(tx, org, id).await? {
                    return profile(tx, org, id).await;
                }
                this.photo_changed(tx, org, id, &origin).await
            })
            .await
    }

    async fn photo_changed(&self, tx: &mut Tx, org: OrgId, id: PersonId, origin: &Origin) -> Result<Profile, Error> {
        self.record(tx, org, (Some(id), Some(id)), "profile.changed", origin, json!({ "changed": ["photo"] })).await?;
        events::me_changed(tx, org, id).await?;
        profile(tx, org, id).await
    }

    /// Another password for the caller, who proves that they know the one they have. Their other sessions end.
    pub(crate) async fn change_password(
        &self,
        org: OrgId,
        caller: &Caller,
        current: &str,
        new: &str,
        origin: Origin,
    ) -> Result<(), Error> {
        let session = session_of(caller)?;
        let id = caller.person;
        let person = self.profile(org, id).await?.person;
        password::check("new", new, &person.handle, &person.email)?;
        // The same lock as at the door: a session left open is no place to guess the password behind it.
        let kept = self.proven(org, &person, current, &origin).await?;
        let hash = self.hashed(new).await?;
        let (this, site) = (self.clone(), self.site(org).await?);
        self.foundation()
            .db
            .write(async move |tx| {
                if store::people::password(tx, org, id).await?.as_deref() != Some(kept.as_str()) {
                    return Err(Error::WrongCredentials);
                }
                store::people::update_password(tx, org, id, &hash).await?;
                let ended = store::sessions::end_others(tx, org, id, Some(session)).await?;
                let detail = json!({ "sessions_ended": ended });
                this.record(tx, org, (Some(id), Some(id)), "password.changed", &origin, detail).await?;
                // Links that wait in a mailbox would undo it.
                store::recovery::drop_links(tx, org, id, &[LinkKind::Reset, LinkKind::Email]).await?;
                this.tell_password_changed(tx, &site, &person, &origin).await?;
                Ok(events::session_ended(tx, org, id).await?)
            })
            .await
    }
}

async fn profile(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Profile, Error> {
    let groups = store::groups::of_person(tx, org, person).await?;
    let person = store::people::one(tx, org, person).await?.ok_or(Error::NotFound)?;
    Ok(Profile { person, groups })
}

fn changed(old: &PersonRecord, change: &ProfileChange) -> Result<PersonRecord, Error> {
    let ProfileChange { name, language, theme, time_zone } = change.clone();
    Ok(PersonRecord {
        name: name.map_or_else(|| Ok(old.name.clone()), |name| model::name("name", &name))?,
        language: language.map_or_else(|| Ok(old.language.clone()), model::language)?,
        theme: theme.unwrap_or(old.theme),
        time_zone: time_zone.map_or_else(|| Ok(old.time_zone.clone()), model::time_zone)?,
        ..old.clone()
    })
}

fn names_of_changes(old: &PersonRecord, new: &PersonRecord) -> Vec<&'static str> {
    [
        ("name", old.name != new.name),
        ("language", old.language != new.language),
        ("theme", old.theme != new.theme),
        ("time_zone", old.time_zone != new.time_zone),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

/// Names a picture by what it shows.
pub(crate) fn version(picture: &[u8]) -> String {
    hex::encode(&Sha256::digest(picture)[..8])
}
