//! What the command line can have done, by this process or by a running server.

mod archive;
pub mod doctor;
pub mod mail;

use std::path::PathBuf;
use std::sync::Arc;

use base_suite::access::Role;
use base_suite::{Group, Org, OrgRole, Organisations as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tool_accounts::{NewPerson, PersonRecord};
use tool_organisations::NewOrganisation;

use crate::app::{App, Trouble};

/// A command, as it goes through the socket.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Make an organisation.
    OrgCreate {
        /// Its name.
        name: String,
        /// Its domain.
        domain: String,
        /// `fr` or `en`; the installation's when absent.
        locale: Option<String>,
        /// An IANA time zone; the installation's when absent.
        time_zone: Option<String>,
    },
    /// List the organisations.
    OrgList,
    /// Write everything an organisation has into a folder.
    OrgExport {
        /// Its domain.
        domain: String,
        /// The folder.
        to: PathBuf,
    },
    /// Take in an organisation.
    OrgImport {
        /// The folder.
        from: PathBuf,
        /// Another domain than the one it had.
        domain: Option<String>,
    },
    /// Have another domain lead to an organisation.
    OrgAddAlias {
        /// Its domain.
        domain: String,
        /// The other one.
        host: String,
    },
    /// Have it lead there no more.
    OrgRemoveAlias {
        /// Its domain.
        domain: String,
        /// The other one.
        host: String,
    },
    /// Add a person.
    UserCreate {
        /// The handle.
        handle: String,
        /// The organisation's domain.
        org: String,
        /// The e-mail address.
        email: String,
        /// The name.
        name: String,
        /// What they may do to the organisation.
        role: OrgRole,
        /// The password, if they have one already.
        password: Option<String>,
    },
    /// List people.
    UserList {
        /// The organisation's domain.
        org: String,
    },
    /// Make a device password.
    UserAppPassword {
        /// Whose.
        handle: String,
        /// The organisation's domain.
        org: String,
        /// What it is for.
        label: String,
    },
    /// Make a link that chooses another password.
    UserResetLink {
        /// Whose.
        handle: String,
        /// The organisation's domain.
        org: String,
    },
    /// Set a password.
    UserPassword {
        /// Whose.
        handle: String,
        /// The organisation's domain.
        org: String,
        /// The password.
        password: String,
    },
    /// Make a group.
    GroupCreate {
        /// Its name.
        name: String,
        /// The organisation's domain.
        org: String,
    },
    /// List groups.
    GroupList {
        /// The organisation's domain.
        org: String,
    },
    /// Put a person into a group.
    GroupAdd {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        org: String,
    },
    /// Take a person out of a group.
    GroupRemove {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        org: String,
    },
    /// Give a person a role on a group's drive, or take it back.
    GroupAllow {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        org: String,
        /// The role; none takes it back.
        role: Option<Role>,
    },
    /// Letters.
    Mail(mail::Command),
}

/// Carries `command` out. The result holds `text` for people beside its members for programs.
pub async fn execute(app: &App, command: Command) -> Result<Value, Trouble> {
    let (organisations, accounts) = (&app.tools.organisations, &app.tools.accounts);
    match command {
        Command::OrgCreate { name, domain, locale, time_zone } => {
            let org = organisations
                .create(NewOrganisation { name, domain, locale, time_zone, ..NewOrganisation::default() })
                .await?;
            let text =
                format!("{} lives at {}. Add its first person with `liiibre user create`.", org.name, org.domain);
            Ok(json!({ "id": org.id, "domain": org.domain, "name": org.name, "text": text }))
        }
        Command::OrgList => {
            let all = organisations.list().await?;
            let lines: Vec<_> = all.iter().map(|org| format!("{}\t{}", org.domain, org.name)).collect();
            let items: Vec<_> =
                all.iter().map(|org| json!({ "id": org.id, "domain": org.domain, "name": org.name })).collect();
            Ok(json!({ "items": items, "text": lines.join("\n") }))
        }
        Command::OrgExport { domain, to } => archive::export(app, organisation(app, &domain).await?, to).await,
        Command::OrgImport { from, domain } => archive::import(app, from, domain).await,
        Command::OrgAddAlias { domain, host } => {
            let org = organisation(app, &domain).await?;
            organisations.add_alias(org.id, &host).await?;
            let text = format!("{host} leads people to {}. It needs a certificate and a record in DNS.", org.domain);
            Ok(json!({ "domain": org.domain, "host": host, "text": text }))
        }
        Command::OrgRemoveAlias { domain, host } => {
            let org = organisation(app, &domain).await?;
            organisations.remove_alias(org.id, &host).await?;
            Ok(json!({ "domain": org.domain, "host": host, "text": format!("{host} leads here no more.") }))
        }
        Command::UserCreate { handle, org, email, name, role, password } => {
            let org = organisation(app, &org).await?;
            let person =
                accounts.create_person(org.id, NewPerson { handle, email, name, role, guest: None, password }).await?;
            let text = format!("{} ({}) is in {}.", person.name, person.handle, org.name);
            Ok(json!({ "id": person.id, "handle": person.handle, "text": text }))
        }
        Command::UserList { org } => {
            let people = accounts.list_people(organisation(app, &org).await?.id).await?;
            let lines: Vec<_> = people.iter().map(|person| format!("{}\t{}", person.handle, person.name)).collect();
            let items: Vec<_> = people
                .iter()
                .map(|person| json!({ "id": person.id, "handle": person.handle, "name": person.name }))
                .collect();
            Ok(json!({ "items": items, "text": lines.join("\n") }))
        }
        Command::UserAppPassword { handle, org, label } => {
            let org = organisation(app, &org).await?;
            let made = accounts.create_app_password(org.id, &handle, &label).await?;
            Ok(json!({ "login": made.login, "password": made.password, "text": made.password }))
        }
        Command::UserResetLink { handle, org } => {
            let org = organisation(app, &org).await?;
            let link = accounts.reset_link(org.id, &handle).await?;
            let text = format!(
                "This link lets {handle} choose a new password, once, within an hour. They are told, and so are all \
                 administrators.\n\n    {link}"
            );
            Ok(json!({ "handle": handle, "link": link, "text": text }))
        }
        Command::UserPassword { handle, org, password } => {
            let org = organisation(app, &org).await?;
            accounts.set_password(org.id, &handle, &password).await?;
            Ok(json!({ "handle": handle, "text": format!("The password of {handle} is set; their sessions ended.") }))
        }
        Command::GroupCreate { name, org } => {
            let org = organisation(app, &org).await?;
            let group = accounts.create_group(org.id, &name).await.map_err(|error| match error {
                tool_accounts::Error::Taken { .. } => Trouble(format!("{} has a group {name:?} already", org.name)),
                error => error.into(),
            })?;
            let text =
                format!("{} is a group of {}. Put people into it with `liiibre group add`.", group.name, org.name);
            Ok(json!({ "id": group.id, "name": group.name, "text": text }))
        }
        Command::GroupList { org } => {
            let groups = accounts.list_groups(organisation(app, &org).await?.id).await?;
            let lines: Vec<_> = groups.iter().map(|group| group.name.clone()).collect();
            let items: Vec<_> = groups.iter().map(|group| json!({ "id": group.id, "name": group.name })).collect();
            Ok(json!({ "items": items, "text": lines.join("\n") }))
        }
        Command::GroupAdd { name, handle, org } => {
            let org = organisation(app, &org).await?;
            let (group, person) = group_and_person(app, &org, &name, &handle).await?;
            let added = accounts.add_member(org.id, group.id, person.id).await?;
            let text = format!("{} is {} {}.", person.name, if added { "now in" } else { "already in" }, group.name);
            Ok(json!({ "group": group.id, "person": person.id, "changed": added, "text": text }))
        }
        Command::GroupRemove { name, handle, org } => {
            let org = organisation(app, &org).await?;
            let (group, person) = group_and_person(app, &org, &name, &handle).await?;
            let removed = accounts.remove_member(org.id, group.id, person.id).await?;
            let text =
                format!("{} is {} {}.", person.name, if removed { "no longer in" } else { "not in" }, group.name);
            Ok(json!({ "group": group.id, "person": person.id, "changed": removed, "text": text }))
        }
        Command::GroupAllow { name, handle, org, role } => {
            let org = organisation(app, &org).await?;
            let (group, person) = group_and_person(app, &org, &name, &handle).await?;
            tool_files::service::drives::allow(&app.tools.files, org.id, group.id, person.id, role).await?;
            let text = match role {
                Some(role) => format!("{} is {} of the drive of {}.", person.name, role.as_str(), group.name),
                None => format!("{} has no role of their own on the drive of {}.", person.name, group.name),
            };
            Ok(json!({ "group": group.id, "person": person.id, "role": role, "text": text }))
        }
        Command::Mail(command) => mail::execute(app, command).await,
    }
}

/// The group with this name and the person with this handle.
async fn group_and_person(app: &App, org: &Org, name: &str, handle: &str) -> Result<(Group, PersonRecord), Trouble> {
    let accounts = &app.tools.accounts;
    let groups = accounts.list_groups(org.id).await?;
    // As it was written when the group was made: a terminal may compose accents otherwise.
    let written = tool_accounts::model::name("name", name)?;
    let group = groups.into_iter().find(|group| group.name == written).ok_or_else(|| {
        Trouble(format!("{} has no group {name:?}; `liiibre group list` names those there are", org.name))
    })?;
    let people = accounts.list_people(org.id).await?;
    let person = people.into_iter().find(|person| person.handle == handle).ok_or_else(|| {
        Trouble(format!("{} has no person {handle:?}; `liiibre user list` names those there are", org.name))
    })?;
    Ok((group, person))
}

/// The organisation with this domain.
pub async fn organisation(app: &App, domain: &str) -> Result<Arc<Org>, Trouble> {
    app.tools.organisations.by_host(&domain.to_ascii_lowercase()).await?.ok_or_else(|| {
        Trouble(format!("no organisation has the domain {domain:?}; `liiibre org list` names those there are"))
    })
}
