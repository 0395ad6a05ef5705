//! People, their handles and their photos.

use base_db::{Error, Page, Tx, params};
use base_id::{OrgId, PersonId};
use base_suite::OrgRole;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{self, PersonRecord, Theme};

/// The columns of a [`PersonRecord`], and where they come from.
macro_rules! records {
    ($rest:literal) => {
        concat!(
            "SELECT p.person_id, p.handle, p.name, p.email, p.language, p.theme, p.time_zone, p.role, p.active,
                ph.version, p.created_at
            FROM people p LEFT JOIN person_photos ph ON ph.org_id = p.org_id AND ph.person_id = p.person_id
            WHERE p.org_id = $1 ",
            $rest
        )
    };
}

base_db::statements! {
    /// One person.
    ONE = records!("AND p.person_id = $2");
    /// The person with a handle.
    BY_HANDLE = records!("AND p.handle = $2");
    /// Everybody, in the order of names.
    EVERYBODY = records!("ORDER BY p.name_key, p.person_id");
    /// The directory: active people whose name or handle holds something, in the order of names.
    DIRECTORY = records!("AND p.active AND p.search_key LIKE $2 ESCAPE '\\' AND (p.name_key, p.person_id) > ($3, $4)
        ORDER BY p.name_key, p.person_id LIMIT $5");
    /// Whether a handle was ever given.
    HANDLE_GIVEN = "SELECT person_id FROM handles WHERE org_id = $1 AND handle = $2";
    /// Whether any handle was ever given.
    ANY_HANDLE = "SELECT handle FROM handles WHERE org_id = $1 LIMIT 1";
    /// Gives a handle, for good.
    GIVE_HANDLE = "INSERT INTO handles (org_id, handle, person_id) VALUES ($1, $2, $3)";
    /// Every handle ever given.
    HANDLES = "SELECT handle, person_id FROM handles WHERE org_id = $1 ORDER BY handle";
    /// Whose address this is.
    BY_EMAIL = "SELECT person_id FROM people WHERE org_id = $1 AND email_key = $2";
    /// A new person.
    INSERT = "INSERT INTO people (org_id, person_id, handle, name, name_key, search_key, email, email_key,
        password_hash, language, theme, time_zone, role, active, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// What a person says of themself.
    UPDATE_PROFILE = "UPDATE people SET name = $3, name_key = $4, search_key = $5, language = $6, theme = $7,
        time_zone = $8 WHERE org_id = $1 AND person_id = $2";
    /// Another password.
    UPDATE_PASSWORD = "UPDATE people SET password_hash = $3 WHERE org_id = $1 AND person_id = $2";
    /// Suspends or restores.
    UPDATE_ACTIVE = "UPDATE people SET active = $3 WHERE org_id = $1 AND person_id = $2";
    /// Who wants to sign in, by handle or by address.
    LOGIN = "SELECT person_id, active, password_hash FROM people
        WHERE org_id = $1 AND (handle = $2 OR email_key = $2)";
    /// The hash of a person's password.
    PASSWORD = "SELECT password_hash FROM people WHERE org_id = $1 AND person_id = $2";

    /// A photo.
    PHOTO = "SELECT version, media_type, bytes FROM person_photos WHERE org_id = $1 AND person_id = $2";
    /// A new photo.
    PUT_PHOTO = "INSERT INTO person_photos (org_id, person_id, version, media_type, bytes) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (org_id, person_id) DO UPDATE SET version = excluded.version, media_type = excluded.media_type,
        bytes = excluded.bytes";
    /// No photo any more.
    DROP_PHOTO = "DELETE FROM person_photos WHERE org_id = $1 AND person_id = $2";
}

/// A person's photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Changes with it.
    pub version: String,
    /// `image/...`.
    pub media_type: String,
    /// The picture.
    pub bytes: Vec<u8>,
}

base_db::from_row!(Photo { version, media_type, bytes });

/// Somebody at the door.
pub(crate) struct Login {
    pub person: PersonId,
    pub active: bool,
    pub password_hash: Option<String>,
}

base_db::from_row!(Login { person, active, password_hash });

/// A person's row to be.
pub(crate) struct NewRow<'a> {
    pub id: PersonId,
    pub handle: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub password_hash: Option<&'a str>,
    pub language: Option<&'a str>,
    pub theme: Theme,
    pub time_zone: Option<&'a str>,
    pub role: OrgRole,
    pub active: bool,
    pub created_at: Timestamp,
}

pub(crate) async fn one(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Option<PersonRecord>, Error> {
    tx.one(&ONE, params![org, person]).await
}

pub(crate) async fn by_handle(tx: &mut Tx, org: OrgId, handle: &str) -> Result<Option<PersonRecord>, Error> {
    tx.one(&BY_HANDLE, params![org, handle]).await
}

pub(crate) async fn everybody(tx: &mut Tx, org: OrgId) -> Result<Vec<PersonRecord>, Error> {
    tx.all(&EVERYBODY, params![org]).await
}

pub(crate) async fn directory(
    tx: &mut Tx,
    org: OrgId,
    pattern: &str,
    after: Option<&(Vec<u8>, PersonId)>,
    limit: usize,
) -> Result<Page<PersonRecord>, Error> {
    let start = (Vec::new(), PersonId::from_uuid(Uuid::nil()));
    let (key, id) = after.unwrap_or(&start);
    tx.page(&DIRECTORY, params![org, pattern, key, id], limit).await
}

pub(crate) async fn handle_given(tx: &mut Tx, org: OrgId, handle: &str) -> Result<bool, Error> {
    Ok(tx.one::<(PersonId,)>(&HANDLE_GIVEN, params![org, handle]).await?.is_some())
}

pub(crate) async fn any_handle(tx: &mut Tx, org: OrgId) -> Result<bool, Error> {
    Ok(tx.one::<(String,)>(&ANY_HANDLE, params![org]).await?.is_some())
}

pub(crate) async fn give_handle(tx: &mut Tx, org: OrgId, handle: &str, person: PersonId) -> Result<(), Error> {
    tx.exec(&GIVE_HANDLE, params![org, handle, person]).await.map(drop)
}

pub(crate) async fn handles(tx: &mut Tx, org: OrgId) -> Result<Vec<(String, PersonId)>, Error> {
    tx.all(&HANDLES, params![org]).await
}

pub(crate) async fn by_email(tx: &mut Tx, org: OrgId, email_key: &str) -> Result<Option<PersonId>, Error> {
    Ok(tx.one::<(PersonId,)>(&BY_EMAIL, params![org, email_key]).await?.map(|(person,)| person))
}

pub(crate) async fn insert(tx: &mut Tx, org: OrgId, row: &NewRow<'_>) -> Result<(), Error> {
    let name_key = model::sort_key(row.name);
    let search_key = model::search_key(row.name, row.handle);
    let email_key = model::email_key(row.email);
    let NewRow { id, handle, name, email, password_hash, language, theme, time_zone, role, active, created_at } = row;
    tx.exec(
        &INSERT,
        params![
            org,
            id,
            handle,
            name,
            name_key,
            search_key,
            email,
            email_key,
            password_hash,
            language,
            theme,
            time_zone,
            role,
            active,
            created_at
        ],
    )
    .await
    .map(drop)
}

pub(crate) async fn update_profile(tx: &mut Tx, org: OrgId, person: &PersonRecord) -> Result<(), Error> {
    let PersonRecord { id, handle, name, language, theme, time_zone, .. } = person;
    let (name_key, search_key) = (model::sort_key(name), model::search_key(name, handle));
    tx.exec(&UPDATE_PROFILE, params![org, id, name, name_key, search_key, language, theme, time_zone]).await.map(drop)
}

pub(crate) async fn update_password(tx: &mut Tx, org: OrgId, person: PersonId, hash: &str) -> Result<(), Error> {
    tx.exec(&UPDATE_PASSWORD, params![org, person, hash]).await.map(drop)
}

pub(crate) async fn update_active(tx: &mut Tx, org: OrgId, person: PersonId, active: bool) -> Result<(), Error> {
    tx.exec(&UPDATE_ACTIVE, params![org, person, active]).await.map(drop)
}

pub(crate) async fn login(tx: &mut Tx, org: OrgId, login: &str) -> Result<Option<Login>, Error> {
    tx.one(&LOGIN, params![org, login]).await
}

pub(crate) async fn password(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Option<String>, Error> {
    Ok(tx.one::<(Option<String>,)>(&PASSWORD, params![org, person]).await?.and_then(|(hash,)| hash))
}

pub(crate) async fn photo(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Option<Photo>, Error> {
    tx.one(&PHOTO, params![org, person]).await
}

pub(crate) async fn put_photo(tx: &mut Tx, org: OrgId, person: PersonId, photo: &Photo) -> Result<(), Error> {
    tx.exec(&PUT_PHOTO, params![org, person, photo.version, photo.media_type, photo.bytes]).await.map(drop)
}

pub(crate) async fn drop_photo(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<bool, Error> {
    Ok(tx.exec(&DROP_PHOTO, params![org, person]).await? > 0)
}
