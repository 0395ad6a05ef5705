//! People, groups and device passwords on their way out of an installation and into another.
//!
//! Identifiers stay, and so do hashes: everybody signs in as before, and their devices too. An archive can be edited by
//! whoever holds it, so what comes out of one is checked like a form.
//!
//! What stays behind, and why:
//! - `sessions`, `device_logins`: a browser's cookie is for the address that gave it, and a program that waits to be let
//!   in asks again.
//! - `invitations`, `invitation_groups`, `invitation_domains`, `registrations`, `beginnings`, `account_links`: each is a
//!   link in a letter that names the installation it leaves. Whoever waited asks, or is asked, again; an account without
//!   a password gets another letter from an administrator.
//! - `imports`, `import_files`, `import_refusals`: what came of a list is people and groups, which travel.
//! - `former_addresses`, `recoveries`, `known_devices`, `throttles`: kept for a while, for the safety of the door they
//!   stand at; the record tells the same of what was done.

mod joining;

use std::collections::HashMap;
use std::path::PathBuf;

use base_id::{GroupId, OrgId, PersonId};
use base_suite::OrgRole;
use base_suite::archive::{ArchiveError, Reader, Writer};
use base_suite::audit::{self, Entry, EntryId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::joining::RulesRow;
use crate::model::card::{Audience, Field};
use crate::model::{self, AppPasswordId, Joining, Member, PersonRecord, Theme};
use crate::service::version;
use crate::store::app_passwords::Record;
use crate::store::directory::Told;
use crate::store::groups::{GroupRecord, Note};
use crate::store::people::{NewRow, Photo};
use crate::{Accounts, Error, password, store};

/// Lines of the record stored in one transaction.
const LINES: usize = 500;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HandleRow {
    handle: String,
    person: PersonId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonRow {
    id: PersonId,
    handle: String,
    name: String,
    email: String,
    password_hash: Option<String>,
    language: Option<String>,
    theme: Theme,
    time_zone: Option<String>,
    role: OrgRole,
    active: bool,
    sponsor: Option<PersonId>,
    ends_at: Option<Timestamp>,
    created_at: Timestamp,
    has_photo: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupRow {
    id: GroupId,
    name: String,
    about: String,
    joining: Joining,
    created_at: Timestamp,
    deleted_at: Option<Timestamp>,
    deleted_by: Option<PersonId>,
    people: Vec<PersonId>,
    managers: Vec<PersonId>,
    groups: Vec<GroupId>,
    /// What it has, by the names of tools.
    spaces: Vec<String>,
    requests: Vec<RequestRow>,
    history: Vec<HistoryRow>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestRow {
    person: PersonId,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryRow {
    id: EntryId,
    at: Timestamp,
    act: String,
    person: Option<PersonId>,
    member: Option<GroupId>,
    actor: Option<PersonId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AppPasswordRow {
    id: AppPasswordId,
    person: PersonId,
    label: String,
    /// SHA-256, in hexadecimal.
    secret_hash: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    last_address: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AuditRow {
    id: EntryId,
    at: Timestamp,
    actor: Option<PersonId>,
    act: String,
    subject: Option<PersonId>,
    address: Option<String>,
    device: Option<String>,
    detail: serde_json::Value,
}

/// What somebody tells others, and whom.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldRow {
    person: PersonId,
    field: Field,
    value: String,
    audience: Audience,
}

/// All but the record, read on one snapshot.
struct Everything {
    handles: Vec<HandleRow>,
    people: Vec<PersonRow>,
    told: Vec<ToldRow>,
    groups: Vec<GroupRow>,
    joining: Vec<RulesRow>,
    app_passwords: Vec<AppPasswordRow>,
}

impl Accounts {
    pub(crate) async fn export_rows(&self, org: OrgId, to: &Writer) -> Result<(), ArchiveError> {
        let everything = self.foundation().db.read(async move |tx| read_all(tx, org).await).await?;
        write_rows(to, "handles", &everything.handles)?;
        write_rows(to, "people", &everything.people)?;
        write_rows(to, "directory", &everything.told)?;
        write_rows(to, "groups", &everything.groups)?;
        write_rows(to, "joining", &everything.joining)?;
        write_rows(to, "app_passwords", &everything.app_passwords)?;
        for person in everything.people.iter().filter(|person| person.has_photo) {
            let id = person.id;
            let photo = self.foundation().db.read(async move |tx| store::people::photo(tx, org, id).await).await?;
            if let Some(photo) = photo {
                let path = to.contents(&id.to_string())?;
                tokio::fs::write(&path, photo.bytes).await.map_err(|source| ArchiveError::Io { path, source })?;
            }
        }
        self.export_audit(org, to).await
    }

    async fn export_audit(&self, org: OrgId, to: &Writer) -> Result<(), ArchiveError> {
        let mut rows = to.rows("audit")?;
        let mut after = None;
        loop {
            let read = async move |tx: &mut base_db::Tx| audit::of_org(tx, org, after, LINES).await;
            let page = self.foundation().db.read(read).await?;
            after = page.items.last().map(|entry| entry.id);
            for entry in page.items {
                let Entry { id, at, actor, act, subject, address, device, detail } = entry;
                let detail = serde_json::from_str(&detail).unwrap_or_default();
                rows.add(&AuditRow { id, at, actor, act, subject, address, device, detail })?;
            }
            if !page.more {
                return rows.finish();
            }
        }
    }

    pub(crate) async fn import_rows(&self, org: OrgId, from: &Reader) -> Result<(), ArchiveError> {
        let everything = Everything {
            handles: read_rows(from, "handles")?,
            people: read_rows(from, "people")?,
            told: read_rows(from, "directory")?,
            groups: read_rows(from, "groups")?,
            joining: read_rows(from, "joining")?,
            app_passwords: read_rows(from, "app_passwords")?,
        };
        everything.check()?;
        let mut photos = Vec::new();
        for person in everything.people.iter().filter(|person| person.has_photo) {
            photos.push((person.id, read_photo(from, person.id).await?));
        }
        let this = self.clone();
        self.foundation()
            .db
            .write(async move |tx| {
                if store::people::any_handle(tx, org).await? {
                    return Err(ArchiveError::Refused("the organisation has accounts already".to_owned()));
                }
                store_all(&this, tx, org, &everything).await?;
                for (person, photo) in &photos {
                    store::people::put_photo(tx, org, *person, photo).await?;
                }
                Ok(())
            })
            .await?;
        self.import_audit(org, from).await
    }

    async fn import_audit(&self, org: OrgId, from: &Reader) -> Result<(), ArchiveError> {
        let mut rows = from.rows::<AuditRow>("audit")?.peekable();
        while rows.peek().is_some() {
            let lines = rows.by_ref().take(LINES).collect::<Result<Vec<_>, _>>()?;
            self.foundation()
                .db
                .write(async move |tx| {
                    for row in &lines {
                        let AuditRow { id, at, actor, subject, .. } = *row;
                        let AuditRow { act, address, device, detail, .. } = row;
                        let (act, address, device) = (act.clone(), address.clone(), device.clone());
                        let entry = Entry { id, at, actor, act, subject, address, device, detail: detail.to_string() };
                        audit::restore(tx, org, &entry).await?;
                    }
                    Ok::<_, ArchiveError>(())
                })
                .await?;
        }
        Ok(())
    }
}

impl Everything {
    /// The same rules as for what is typed into a form.
    fn check(&self) -> Result<(), ArchiveError> {
        let owners: HashMap<_, _> = self.handles.iter().map(|row| (row.handle.as_str(), row.person)).collect();
        for row in &self.handles {
            model::handle(&row.handle)?;
        }
        for row in &self.people {
            if owners.get(row.handle.as_str()) != Some(&row.id) {
                return Err(ArchiveError::Refused(format!("the handle {} is not theirs in handles.jsonl", row.handle)));
            }
            model::name("name", &row.name)?;
            model::email(&row.email)?;
            if (row.role == OrgRole::Guest) != (row.sponsor.is_some() && row.ends_at.is_some()) {
                return Err(ArchiveError::Refused(format!("{} has no sponsor and end, or should not", row.handle)));
            }
            model::language(row.language.clone())?;
            model::time_zone(row.time_zone.clone())?;
            if row.password_hash.as_deref().is_some_and(|hash| !password::is_acceptable(hash)) {
                return Err(ArchiveError::Refused(format!("the password hash of {} is not one", row.handle)));
            }
        }
        for row in &self.told {
            // The address itself stands with the person.
            if row.field != Field::Email {
                row.field.checked(&row.value)?;
            } else if !row.value.is_empty() {
                return Err(ArchiveError::Refused("directory.jsonl holds an address".to_owned()));
            }
        }
        for row in &self.groups {
            model::name("name", &row.name)?;
        }
        let groups: Vec<GroupId> = self.groups.iter().map(|row| row.id).collect();
        joining::check(&self.joining, &groups)?;
        for row in &self.app_passwords {
            model::name("label", &row.label)?;
            row.hash()?;
        }
        Ok(())
    }
}

impl AppPasswordRow {
    fn hash(&self) -> Result<[u8; 32], ArchiveError> {
        let mut hash = [0; 32];
        hex::decode_to_slice(&self.secret_hash, &mut hash)
            .map_err(|_| ArchiveError::Refused(format!("the hash of the device password {} is not one", self.id)))?;
        Ok(hash)
    }
}

async fn read_all(tx: &mut base_db::Tx, org: OrgId) -> Result<Everything, base_db::Error> {
    let handles = store::people::handles(tx, org).await?;
    let mut people = Vec::new();
    for person in store::people::everybody(tx, org).await? {
        let password_hash = store::people::password(tx, org, person.id).await?;
        let PersonRecord {
            id,
            handle,
            name,
            email,
            language,
            theme,
            time_zone,
            role,
            active,
            sponsor,
            ends_at,
            photo_version,
            created_at,
        } = person;
        let has_photo = photo_version.is_some();
        people.push(PersonRow {
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
            sponsor,
            ends_at,
            created_at,
            has_photo,
        });
    }
    let told = store::directory::every(tx, org).await?;
    let mut groups: Vec<GroupRow> = store::groups::records(tx, org)
        .await?
        .into_iter()
        .map(|GroupRecord { id, name, about, joining, created_at, deleted_at, deleted_by }| GroupRow {
            id,
            name,
            about,
            joining,
            created_at,
            deleted_at,
            deleted_by,
            people: Vec::new(),
            managers: Vec::new(),
            groups: Vec::new(),
            spaces: Vec::new(),
            requests: Vec::new(),
            history: Vec::new(),
        })
        .collect();
    let places: HashMap<GroupId, usize> = groups.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
    for (group, person, manager) in store::groups::people_memberships(tx, org).await? {
        let Some(row) = places.get(&group).and_then(|place| groups.get_mut(*place)) else { continue };
        row.people.push(person);
        if manager {
            row.managers.push(person);
        }
    }
    for (group, inner) in store::groups::group_memberships(tx, org).await? {
        let Some(row) = places.get(&group).and_then(|place| groups.get_mut(*place)) else { continue };
        row.groups.push(inner);
    }
    for (group, tool) in store::group_life::all_spaces(tx, org).await? {
        let Some(row) = places.get(&group).and_then(|place| groups.get_mut(*place)) else { continue };
        row.spaces.push(tool);
    }
    for (group, person, at) in store::group_life::all_requests(tx, org).await? {
        let Some(row) = places.get(&group).and_then(|place| groups.get_mut(*place)) else { continue };
        row.requests.push(RequestRow { person, at });
    }
    for Note { group, id, at, act, person, member, actor } in store::groups::histories(tx, org).await? {
        let Some(row) = places.get(&group).and_then(|place| groups.get_mut(*place)) else { continue };
        row.history.push(HistoryRow { id, at, act, person, member, actor });
    }
    let app_passwords = store::app_passwords::records(tx, org).await?;
    let joining = joining::read(tx, org).await?;
    Ok(Everything {
        handles: handles.into_iter().map(|(handle, person)| HandleRow { handle, person }).collect(),
        people,
        told: told.into_iter().map(ToldRow::from).collect(),
        groups,
        joining,
        app_passwords: app_passwords.into_iter().map(AppPasswordRow::from).collect(),
    })
}

async fn store_all(
    accounts: &Accounts,
    tx: &mut base_db::Tx,
    org: OrgId,
    everything: &Everything,
) -> Result<(), ArchiveError> {
    for row in &everything.handles {
        store::people::give_handle(tx, org, &row.handle, row.person).await?;
    }
    // A guest's sponsor comes first.
    let (guests, members): (Vec<_>, Vec<_>) = everything.people.iter().partition(|row| row.role == OrgRole::Guest);
    for row in members.into_iter().chain(guests) {
        let new = NewRow {
            id: row.id,
            handle: &row.handle,
            name: &row.name,
            email: &row.email,
            password_hash: row.password_hash.as_deref(),
            language: row.language.as_deref(),
            theme: row.theme,
            time_zone: row.time_zone.as_deref(),
            role: row.role,
            active: row.active,
            created_at: row.created_at,
            sponsor: row.sponsor,
            ends_at: row.ends_at,
        };
        store::people::insert(tx, org, &new).await?;
    }
    for ToldRow { person, field, value, audience } in &everything.told {
        let told = Told { person: *person, field: *field, value: value.clone(), audience: *audience };
        store::directory::put(tx, org, &told).await?;
    }
    for row in &everything.groups {
        let GroupRow { id, joining, created_at, deleted_at, deleted_by, .. } = *row;
        let (name, about) = (row.name.clone(), row.about.clone());
        let group = GroupRecord { id, name, about, joining, created_at, deleted_at, deleted_by };
        store::groups::insert(tx, org, &group).await?;
        if let Some(at) = deleted_at {
            accounts.doom(tx, org, id, at).await?;
        }
    }
    for row in &everything.groups {
        for person in &row.people {
            store::groups::add(tx, org, row.id, Member::Person(*person)).await?;
        }
        for person in &row.managers {
            store::groups::set_manager(tx, org, row.id, *person, true).await?;
        }
        for group in &row.groups {
            if store::groups::is_in(tx, org, row.id, *group).await? {
                return Err(Error::Cycle.into());
            }
            store::groups::add(tx, org, row.id, Member::Group(*group)).await?;
        }
        for tool in &row.spaces {
            store::group_life::set_space(tx, org, row.id, tool, true).await?;
        }
        for RequestRow { person, at } in &row.requests {
            store::group_life::ask(tx, org, row.id, *person, *at).await?;
        }
        for HistoryRow { id, at, act, person, member, actor } in &row.history {
            let (id, at, person, member, actor) = (*id, *at, *person, *member, *actor);
            let note = Note { group: row.id, id, at, act: act.clone(), person, member, actor };
            store::groups::note(tx, org, &note).await?;
        }
    }
    joining::write(tx, org, &everything.joining).await?;
    for row in &everything.app_passwords {
        let record = Record {
            id: row.id,
            person: row.person,
            label: row.label.clone(),
            secret_hash: row.hash()?,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            last_address: row.last_address.clone(),
        };
        store::app_passwords::insert(tx, org, &record).await?;
    }
    Ok(())
}

impl From<Told> for ToldRow {
    fn from(Told { person, field, value, audience }: Told) -> Self {
        Self { person, field, value, audience }
    }
}

impl From<Record> for AppPasswordRow {
    fn from(record: Record) -> Self {
        let Record { id, person, label, secret_hash, created_at, last_used_at, last_address } = record;
        Self { id, person, label, secret_hash: hex::encode(secret_hash), created_at, last_used_at, last_address }
    }
}

async fn read_photo(from: &Reader, person: PersonId) -> Result<Photo, ArchiveError> {
    let path: PathBuf = from.contents(&person.to_string())?;
    let bytes = tokio::fs::read(&path).await.map_err(|source| ArchiveError::Io { path, source })?;
    let media_type = base_pictures::inspect(&bytes).map_err(Error::from)?.to_owned();
    Ok(Photo { version: version(&bytes), media_type, bytes })
}

fn write_rows<T: Serialize>(to: &Writer, name: &str, all: &[T]) -> Result<(), ArchiveError> {
    let mut rows = to.rows(name)?;
    for row in all {
        rows.add(row)?;
    }
    rows.finish()
}

fn read_rows<T: DeserializeOwned>(from: &Reader, name: &str) -> Result<Vec<T>, ArchiveError> {
    from.rows(name)?.collect()
}
