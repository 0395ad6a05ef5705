//! People, their handles and their photos.

use base_db::{Error, Page, Tx, params};
use base_id::{OrgId, PersonId};
use base_suite::OrgRole;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{self, PersonRecord, State, Theme};
use crate::store::groups::{groups_of, mine};

/// The columns of a [`PersonRecord`], and where they come from.
macro_rules! records {
    ($rest:literal) => {
        concat!(
            "SELECT p.person_id, p.handle, p.name, p.email, p.language, p.theme, p.time_zone, p.role, p.active,
                p.sponsor_id, p.ends_at, ph.version, p.created_at
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
    /// The directory: people whose account may be used and whose name or handle holds something, in the order of names.
    DIRECTORY = records!("AND p.active AND (p.ends_at IS NULL OR p.ends_at > $2)
        AND p.search_key LIKE $3 ESCAPE '\\' AND (p.name_key, p.person_id) > ($4, $5)
        ORDER BY p.name_key, p.person_id LIMIT $6");
    /// The same as a guest sees it: those they share a group with, their sponsor, themself.
    DIRECTORY_OF_GUEST = groups_of!(
        ", seen (person_id) AS (
            SELECT gp.person_id FROM group_people gp JOIN mine m ON m.group_id = gp.group_id WHERE gp.org_id = $1
            UNION SELECT sponsor_id FROM people WHERE org_id = $1 AND person_id = $2
            UNION SELECT person_id FROM people WHERE org_id = $1 AND person_id = $2
        ) ",
        records!("AND p.active AND (p.ends_at IS NULL OR p.ends_at > $3)
            AND p.person_id IN (SELECT person_id FROM seen)
            AND p.search_key LIKE $4 ESCAPE '\\' AND (p.name_key, p.person_id) > ($5, $6)
            ORDER BY p.name_key, p.person_id LIMIT $7")
    );
    /// Everybody whose name, handle or address holds something, for those who manage: `$5` is a role or empty, `$6` a
    /// state or empty.
    MANAGED = "SELECT p.person_id, p.handle, p.name, p.email, p.language, p.theme, p.time_zone, p.role, p.active,
            p.sponsor_id, p.ends_at, ph.version, p.created_at, p.password_hash IS NOT NULL, sponsor.name,
            (SELECT MAX(s.last_seen_at) FROM sessions s WHERE s.org_id = p.org_id AND s.person_id = p.person_id),
            (SELECT MAX(a.last_used_at) FROM app_passwords a WHERE a.org_id = p.org_id AND a.person_id = p.person_id)
        FROM people p LEFT JOIN person_photos ph ON ph.org_id = p.org_id AND ph.person_id = p.person_id
        LEFT JOIN people sponsor ON sponsor.org_id = p.org_id AND sponsor.person_id = p.sponsor_id
        WHERE p.org_id = $1 AND (p.name_key, p.person_id) > ($2, $3)
        AND (p.search_key LIKE $4 ESCAPE '\\' OR p.email_key LIKE $4 ESCAPE '\\')
        AND ($5 = '' OR p.role = $5)
        AND ($6 = '' OR $6 = CASE WHEN NOT p.active THEN 'suspended' WHEN p.ends_at <= $7 THEN 'ended' ELSE 'active' END)
        ORDER BY p.name_key, p.person_id LIMIT $8";
    /// The same, of one person.
    MANAGED_ONE = "SELECT p.person_id, p.handle, p.name, p.email, p.language, p.theme, p.time_zone, p.role, p.active,
            p.sponsor_id, p.ends_at, ph.version, p.created_at, p.password_hash IS NOT NULL, sponsor.name,
            (SELECT MAX(s.last_seen_at) FROM sessions s WHERE s.org_id = p.org_id AND s.person_id = p.person_id),
            (SELECT MAX(a.last_used_at) FROM app_passwords a WHERE a.org_id = p.org_id AND a.person_id = p.person_id)
        FROM people p LEFT JOIN person_photos ph ON ph.org_id = p.org_id AND ph.person_id = p.person_id
        LEFT JOIN people sponsor ON sponsor.org_id = p.org_id AND sponsor.person_id = p.sponsor_id
        WHERE p.org_id = $1 AND p.person_id = $2";
    /// How many there are of each role and state.
    COUNTS = "SELECT role, CASE WHEN NOT active THEN 'suspended' WHEN ends_at <= $2 THEN 'ended' ELSE 'active' END,
        COUNT(*) FROM people WHERE org_id = $1 GROUP BY 1, 2";
    /// Main administrators whose account may be used.
    OWNERS = "SELECT COUNT(*) FROM people WHERE org_id = $1 AND role = 'owner' AND active";
    /// What administrators say of a person.
    UPDATE_MANAGED = "UPDATE people SET name = $3, name_key = $4, search_key = $5, email = $6, email_key = $7,
        role = $8, active = $9, sponsor_id = $10, ends_at = $11 WHERE org_id = $1 AND person_id = $2";
    /// The guests somebody answers for.
    GUESTS_OF = "SELECT person_id FROM people WHERE org_id = $1 AND sponsor_id = $2";
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
        password_hash, language, theme, time_zone, role, active, created_at, sponsor_id, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    /// What a person says of themself.
    UPDATE_PROFILE = "UPDATE people SET name = $3, name_key = $4, search_key = $5, language = $6, theme = $7,
        time_zone = $8 WHERE org_id = $1 AND person_id = $2";
    /// Another password.
    UPDATE_PASSWORD = "UPDATE people SET password_hash = $3 WHERE org_id = $1 AND person_id = $2";
    /// No password any more: the person chooses one before they sign in again.
    CLEAR_PASSWORD = "UPDATE people SET password_hash = NULL WHERE org_id = $1 AND person_id = $2";
    /// Another address.
    UPDATE_EMAIL = "UPDATE people SET email = $3, email_key = $4 WHERE org_id = $1 AND person_id = $2";
    /// Those who administrate and whose account may be used.
    ADMINS = "SELECT person_id FROM people WHERE org_id = $1 AND role IN ('admin', 'owner') AND active";
    /// Who wants to sign in, by handle or by address.
    LOGIN = "SELECT person_id, active AND (ends_at IS NULL OR ends_at > $3), password_hash FROM people
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
    pub sponsor: Option<PersonId>,
    pub ends_at: Option<Timestamp>,
}

/// A person as those see them who manage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Managed {
    /// The person.
    pub person: PersonRecord,
    /// Whether they can sign in with a password.
    pub has_password: bool,
    /// The name of who answers for them.
    pub sponsor_name: Option<String>,
    /// When they, or one of their devices, were last seen.
    pub last_seen_at: Option<Timestamp>,
}

impl base_db::FromRow for Managed {
    fn from_row(row: &base_db::Row<'_>) -> Result<Self, Error> {
        let (session, device): (Option<Timestamp>, Option<Timestamp>) = (row.get(15)?, row.get(16)?);
        Ok(Self {
            person: PersonRecord::from_row(row)?,
            has_password: row.get(13)?,
            sponsor_name: row.get(14)?,
            last_seen_at: session.max(device),
        })
    }
}

/// Which people those ask for who manage.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// What the name, the handle or the address holds: a pattern for LIKE.
    pub pattern: String,
    /// Of this role only.
    pub role: Option<OrgRole>,
    /// In this state only.
    pub state: Option<State>,
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

/// The directory as everybody sees it, or as `guest` does.
pub(crate) async fn directory(
    tx: &mut Tx,
    org: OrgId,
    guest: Option<PersonId>,
    now: Timestamp,
    pattern: &str,
    after: Option<&(Vec<u8>, PersonId)>,
    limit: usize,
) -> Result<Page<PersonRecord>, Error> {
    let start = (Vec::new(), PersonId::from_uuid(Uuid::nil()));
    let (key, id) = after.unwrap_or(&start);
    match guest {
        Some(guest) => tx.page(&DIRECTORY_OF_GUEST, params![org, guest, now, pattern, key, id], limit).await,
        None => tx.page(&DIRECTORY, params![org, now, pattern, key, id], limit).await,
    }
}

pub(crate) async fn managed(
    tx: &mut Tx,
    org: OrgId,
    filter: &Filter,
    now: Timestamp,
    after: Option<&(Vec<u8>, PersonId)>,
    limit: usize,
) -> Result<Page<Managed>, Error> {
    let start = (Vec::new(), PersonId::from_uuid(Uuid::nil()));
    let (key, id) = after.unwrap_or(&start);
    let (role, state) = (filter.role.map_or("", OrgRole::as_str), filter.state.map_or("", State::as_str));
    tx.page(&MANAGED, params![org, key, id, filter.pattern, role, state, now], limit).await
}

pub(crate) async fn managed_one(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<Option<Managed>, Error> {
    tx.one(&MANAGED_ONE, params![org, person]).await
}

pub(crate) async fn counts(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<Vec<(OrgRole, State, i64)>, Error> {
    tx.all(&COUNTS, params![org, now]).await
}

pub(crate) async fn owners(tx: &mut Tx, org: OrgId) -> Result<i64, Error> {
    Ok(tx.one::<(i64,)>(&OWNERS, params![org]).await?.map_or(0, |(count,)| count))
}

pub(crate) async fn update_managed(tx: &mut Tx, org: OrgId, person: &PersonRecord) -> Result<(), Error> {
    let PersonRecord { id, handle, name, email, role, active, sponsor, ends_at, .. } = person;
    let (name_key, search_key, email_key) =
        (model::sort_key(name), model::search_key(name, handle), model::email_key(email));
    tx.exec(
        &UPDATE_MANAGED,
        params![org, id, name, name_key, search_key, email, email_key, role, active, sponsor, ends_at],
    )
    .await
    .map(drop)
}

pub(crate) async fn guests_of(tx: &mut Tx, org: OrgId, sponsor: PersonId) -> Result<Vec<PersonId>, Error> {
    Ok(tx.all::<(PersonId,)>(&GUESTS_OF, params![org, sponsor]).await?.into_iter().map(|(person,)| person).collect())
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
    let NewRow {
        id,
        handle,
        name,
        email,
        password_hash,
        language,
        theme,
        time_zone,
        role,
        active,
        created_at,
        sponsor,
        ends_at,
    } = row;
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
            created_at,
            sponsor,
            ends_at
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

pub(crate) async fn clear_password(tx: &mut Tx, org: OrgId, person: PersonId) -> Result<(), Error> {
    tx.exec(&CLEAR_PASSWORD, params![org, person]).await.map(drop)
}

pub(crate) async fn update_email(tx: &mut Tx, org: OrgId, person: PersonId, email: &str) -> Result<(), Error> {
    tx.exec(&UPDATE_EMAIL, params![org, person, email, model::email_key(email)]).await.map(drop)
}

pub(crate) async fn admins(tx: &mut Tx, org: OrgId) -> Result<Vec<PersonId>, Error> {
    Ok(tx.all::<(PersonId,)>(&ADMINS, params![org]).await?.into_iter().map(|(person,)| person).collect())
}

pub(crate) async fn login(tx: &mut Tx, org: OrgId, login: &str, now: Timestamp) -> Result<Option<Login>, Error> {
    tx.one(&LOGIN, params![org, login, now]).await
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
