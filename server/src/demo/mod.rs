//! The demonstration: two organisations that live, with people, groups and files. All of it is written and drawn here.

mod document;
mod people;
mod picture;
mod tree;

use std::collections::HashMap;
use std::sync::Arc;

use base_id::PersonId;
use base_suite::{Org, OrgRole, Organisations as _};
use jiff::SignedDuration;
use tool_accounts::{Member, NewPerson};
use tool_files::model::{DriveKind, NodeId};
use tool_files::service::contents::{PutOptions, To, put};
use tool_files::service::{Actor, Slot, drives, folders};
use tool_organisations::NewOrganisation;

use crate::app::{App, Trouble};
use people::Somebody;
use tree::{Entry, Place};

/// The password of everybody in the demonstration.
const PASSWORD: &str = "bienvenue-chez-nous";

struct Demo {
    name: &'static str,
    domain: &'static str,
    accent: &'static str,
    people: &'static [Somebody],
    groups: &'static [&'static str],
    files: fn() -> Vec<Entry>,
}

const DEMOS: [Demo; 2] = [
    Demo {
        name: "Les Communs",
        domain: "localhost",
        accent: "#8a4b2a",
        people: &people::COMMUNS,
        groups: &people::GROUPS,
        files: tree::communs,
    },
    Demo {
        name: "Atelier Nord",
        domain: "127.0.0.2",
        accent: "#2f6b6b",
        people: &people::ATELIER,
        groups: &["Atelier"],
        files: tree::atelier,
    },
];

/// Fills the installation with what is not there yet. Returns what to tell whoever started it, to be served on `port`.
pub async fn fill(app: &App, port: u16) -> Result<String, Trouble> {
    for demo in &DEMOS {
        if app.tools.organisations.by_host(demo.domain).await?.is_none() {
            organisation(app, demo).await?;
        }
    }
    Ok(format!(
        "\nThe demonstration is ready. Everybody's password is: {PASSWORD}\n\n    \
         Les Communs    http://localhost:{port}    sign in as camille (main administrator), adama, lucie...\n    \
         Atelier Nord   http://127.0.0.2:{port}    sign in as marthe\n"
    ))
}

async fn organisation(app: &App, demo: &Demo) -> Result<(), Trouble> {
    let org = app
        .tools
        .organisations
        .create(NewOrganisation {
            name: demo.name.into(),
            domain: demo.domain.into(),
            locale: Some("fr".into()),
            accent: Some(demo.accent.into()),
            ..NewOrganisation::default()
        })
        .await?;
    let people = somebodies(app, &org, demo).await?;
    // The oldest first, as life would have it: what was changed last is what was changed lately.
    let mut entries = (demo.files)();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.days));
    for entry in entries {
        file(app, &org, &people, entry).await?;
    }
    Ok(())
}

async fn somebodies(app: &App, org: &Arc<Org>, demo: &Demo) -> Result<HashMap<&'static str, PersonId>, Trouble> {
    let accounts = &app.tools.accounts;
    let mut people = HashMap::new();
    for (index, somebody) in demo.people.iter().enumerate() {
        let person = accounts
            .create_person(
                org.id,
                NewPerson {
                    handle: somebody.handle.into(),
                    email: format!("{}@{}.example", somebody.handle, demo.name.to_lowercase().replace(' ', "-")),
                    name: somebody.name.into(),
                    role: if index == 0 { OrgRole::Owner } else { OrgRole::Member },
                    guest: None,
                    password: Some(PASSWORD.into()),
                },
            )
            .await?;
        people.insert(somebody.handle, person.id);
    }
    for name in demo.groups {
        let group = accounts.create_group(org.id, name).await?.id;
        for somebody in demo.people.iter().filter(|somebody| somebody.groups.contains(name)) {
            accounts.add_member(org.id, group, Member::Person(people[somebody.handle])).await?;
        }
    }
    Ok(people)
}

async fn file(app: &App, org: &Org, people: &HashMap<&'static str, PersonId>, entry: Entry) -> Result<(), Trouble> {
    let files = &app.tools.files;
    let actor = Actor {
        org: org.id,
        person: people[entry.by],
        via: None,
        org_quota: org.quota_bytes,
        person_quota: org.person_quota_bytes,
    };
    let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", entry.path));
    let mut parent = root(app, actor, entry.place).await?;
    if !folder.is_empty() {
        parent = folders::ensure(files, actor, parent, folder.to_owned()).await?.node.id;
    }
    let contents = tokio::task::spawn_blocking(entry.make).await.map_err(|error| Trouble(error.to_string()))?;
    let staged = app.foundation.blobs.put(org.id, contents.into()).await?;
    let age = SignedDuration::from_hours(entry.days * 24 + i64::try_from(name.len()).unwrap_or(0) % 9);
    let modified_at = app.foundation.clock.now().checked_sub(age).ok();
    let options = PutOptions { modified_at, ..PutOptions::default() };
    put(files, actor, To::Slot(Slot::new(parent, name)), vec![staged], options).await?;
    Ok(())
}

/// The root of the drive that is meant, as `actor` sees it.
async fn root(app: &App, actor: Actor, place: Place) -> Result<NodeId, Trouble> {
    let drives = drives::list(&app.tools.files, actor).await?;
    let found = drives.iter().find(|seen| match place {
        Place::Own => seen.drive.kind == DriveKind::Personal,
        Place::Group(name) => seen.drive.kind == DriveKind::Group && seen.drive.name == name,
    });
    found.map(|seen| seen.drive.root).ok_or_else(|| Trouble("a drive of the demonstration is missing".into()))
}
