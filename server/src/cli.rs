//! The command line.

mod mail;

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use base_suite::OrgRole;
use base_suite::access::Role;
use clap::{Parser, Subcommand};
use serde_json::Value;

use crate::app::{App, Trouble};
use crate::commands::{self, Command};
use crate::config::Config;
use crate::{demo, serve, socket};

/// One secure space for an organisation: files, and every tool it needs.
#[derive(Parser)]
#[command(name = "liiibre", version, propagate_version = true)]
pub struct Cli {
    /// The folder that holds everything.
    #[arg(long, global = true, env = "LIIIBRE_DATA", default_value = "data", value_name = "DIR")]
    data: PathBuf,
    /// The configuration file; without it, DIR/liiibre.toml if it is there.
    #[arg(long, global = true, env = "LIIIBRE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run the server.
    Serve {
        /// Address to listen on, in place of the configured ones; may be given several times.
        #[arg(long, value_name = "ADDR")]
        listen: Vec<SocketAddr>,
    },
    /// Fill the data folder with the demonstration organisations, then run the server.
    Demo {
        /// Address to listen on; may be given several times.
        #[arg(long, value_name = "ADDR")]
        listen: Vec<SocketAddr>,
        /// Fill the folder and stop.
        #[arg(long)]
        fill_only: bool,
    },
    /// Check that everything the server needs works, and say what to do where it does not.
    Doctor,
    /// Bring the database up to date, as the server does when it starts.
    Migrate,
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Organisations.
    #[command(subcommand)]
    Org(OrgVerb),
    /// People.
    #[command(subcommand)]
    User(UserVerb),
    /// Groups of people.
    #[command(subcommand)]
    Group(GroupVerb),
    /// Letters: keys, tests, the queue, what comes back.
    #[command(subcommand)]
    Mail(mail::Verb),
}

#[derive(Subcommand)]
enum ConfigVerb {
    /// Say whether the configuration can be used.
    Check,
    /// Print the JSON schema of the configuration file.
    Schema,
}

#[derive(Subcommand)]
enum OrgVerb {
    /// Make an organisation.
    Create {
        /// Its name.
        name: String,
        /// Its domain; it can never change.
        #[arg(long)]
        domain: String,
        /// Its language, fr or en; without it, the installation's.
        #[arg(long)]
        locale: Option<String>,
        /// Its time zone, such as Europe/Paris; without it, the installation's.
        #[arg(long)]
        time_zone: Option<String>,
    },
    /// List the organisations.
    List,
    /// Write everything an organisation has into a new folder.
    Export {
        /// Its domain.
        domain: String,
        /// The folder, which must not exist or be empty.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Take in an organisation from an exported folder.
    Import {
        /// The folder.
        from: PathBuf,
        /// Another domain than the one it had.
        #[arg(long)]
        domain: Option<String>,
    },
    /// Have another domain lead people to an organisation, without a proof.
    AddAlias {
        /// The organisation's domain.
        domain: String,
        /// The other one.
        host: String,
    },
    /// Have it lead there no more.
    RemoveAlias {
        /// The organisation's domain.
        domain: String,
        /// The other one.
        host: String,
    },
}

#[derive(Subcommand)]
enum UserVerb {
    /// Add a person.
    Create {
        /// Never changes, and is never given again: a-z, 0-9, dot, dash, underscore.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// The full name.
        #[arg(long)]
        name: String,
        /// owner, admin or member.
        #[arg(long, default_value = "member", value_parser = role)]
        role: OrgRole,
        /// Read the password from the standard input; without it the person has none yet.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the people of an organisation.
    List {
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// Make a device password and print it, once.
    AppPassword {
        /// Whose.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
        /// What it is for.
        #[arg(long)]
        label: String,
    },
    /// Make a link that lets a person choose a new password, once, within an hour: for a main administrator whom nobody
    /// else can help. They are told, and so are all administrators.
    ResetLink {
        /// Whose.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// Set a person's password, read from the standard input; their sessions end.
    Password {
        /// Whose.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
}

#[derive(Subcommand)]
enum GroupVerb {
    /// Make a group, and with it the drive that its members share.
    Create {
        /// Its name.
        name: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// List the groups of an organisation.
    List {
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// Put a person into a group.
    Add {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// Take a person out of a group.
    Remove {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// Give a person a role on the group's drive, whether they are in the group or not; the strongest counts.
    Grant {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
        /// viewer, commenter, editor or manager.
        #[arg(long, value_parser = drive_role)]
        role: Role,
    },
    /// Take back the role that a person was given on the group's drive; what they may as a member stays.
    Revoke {
        /// The group's name.
        name: String,
        /// Who.
        handle: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
}

fn drive_role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| "one of viewer, commenter, editor, manager".to_owned())
}

fn role(text: &str) -> Result<OrgRole, String> {
    OrgRole::parse(text).ok_or_else(|| "one of owner, admin, member".to_owned())
}

impl Cli {
    /// Carries the command out.
    pub async fn run(self) -> Result<ExitCode, Trouble> {
        let load = || Config::load(self.config.as_deref(), &self.data);
        let command = match self.command {
            Verb::Serve { listen } => {
                let config = listening(load()?, &listen);
                base_observe::start_logs(&config.log.filter, config.log.format)?;
                serve::run(App::open(config, &self.data).await?, listen, None).await?;
                return Ok(ExitCode::SUCCESS);
            }
            Verb::Demo { listen, fill_only } => {
                let config = listening(load()?, &listen);
                base_observe::start_logs(&config.log.filter, config.log.format)?;
                let app = App::open(config, &self.data).await?;
                let port = listen.first().or(app.config.server.listen.first()).map_or(8080, SocketAddr::port);
                let welcome = demo::fill(&app, port).await?;
                if fill_only {
                    print(&format!("{welcome}\n"))?;
                } else {
                    serve::run(app, listen, Some(welcome)).await?;
                }
                return Ok(ExitCode::SUCCESS);
            }
            Verb::Doctor => {
                let report = commands::doctor::run(load(), &self.data).await;
                let healthy = report.healthy();
                print(&if self.json { format!("{:#}\n", report.json()) } else { report.text() })?;
                return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            Verb::Migrate => {
                let app = App::open_with(load()?, &self.data, base_id::Clock::system(), base_id::Random::system());
                let applied = app.await?.migrate().await?;
                let text = match applied.len() {
                    0 => "The database is up to date.".to_owned(),
                    count => format!("{count} steps applied: {}.", applied.join(", ")),
                };
                return show(self.json, &serde_json::json!({ "applied": applied, "text": text }));
            }
            Verb::Config(ConfigVerb::Check) => {
                let config = load()?;
                config.check()?;
                let text = "The configuration can be used.";
                return show(self.json, &serde_json::json!({ "ok": true, "text": text }));
            }
            Verb::Config(ConfigVerb::Schema) => {
                let schema = serde_json::to_string_pretty(&schemars::schema_for!(Config));
                print(&format!("{}\n", schema.map_err(|error| Trouble(error.to_string()))?))?;
                return Ok(ExitCode::SUCCESS);
            }
            Verb::Org(verb) => verb.command()?,
            Verb::User(verb) => verb.command()?,
            Verb::Group(verb) => verb.command(),
            Verb::Mail(verb) => verb.command()?,
        };
        let result = match socket::ask(&self.data, &command).await? {
            Some(result) => result?,
            None => commands::execute(&App::open(load()?, &self.data).await?, command).await?,
        };
        show(self.json, &result)
    }
}

impl OrgVerb {
    fn command(self) -> Result<Command, Trouble> {
        Ok(match self {
            Self::Create { name, domain, locale, time_zone } => Command::OrgCreate { name, domain, locale, time_zone },
            Self::List => Command::OrgList,
            // The server may run in another folder.
            Self::Export { domain, to } => Command::OrgExport { domain, to: std::path::absolute(to)? },
            Self::Import { from, domain } => Command::OrgImport { from: std::path::absolute(from)?, domain },
            Self::AddAlias { domain, host } => Command::OrgAddAlias { domain, host },
            Self::RemoveAlias { domain, host } => Command::OrgRemoveAlias { domain, host },
        })
    }
}

impl UserVerb {
    fn command(self) -> Result<Command, Trouble> {
        Ok(match self {
            Self::Create { handle, org, email, name, role, password_stdin } => {
                let password = if password_stdin { Some(read_password()?) } else { None };
                Command::UserCreate { handle, org, email, name, role, password }
            }
            Self::List { org } => Command::UserList { org },
            Self::AppPassword { handle, org, label } => Command::UserAppPassword { handle, org, label },
            Self::ResetLink { handle, org } => Command::UserResetLink { handle, org },
            Self::Password { handle, org } => Command::UserPassword { handle, org, password: read_password()? },
        })
    }
}

impl GroupVerb {
    fn command(self) -> Command {
        match self {
            Self::Create { name, org } => Command::GroupCreate { name, org },
            Self::List { org } => Command::GroupList { org },
            Self::Add { name, handle, org } => Command::GroupAdd { name, handle, org },
            Self::Remove { name, handle, org } => Command::GroupRemove { name, handle, org },
            Self::Grant { name, handle, org, role } => Command::GroupAllow { name, handle, org, role: Some(role) },
            Self::Revoke { name, handle, org } => Command::GroupAllow { name, handle, org, role: None },
        }
    }
}

/// The configuration of a server that listens on other addresses than the configured ones.
fn listening(mut config: Config, listen: &[SocketAddr]) -> Config {
    if !listen.is_empty() {
        config.server.listen = listen.to_vec();
    }
    config
}

fn read_password() -> Result<String, Trouble> {
    let mut text = String::new();
    std::io::stdin().take(4_096).read_to_string(&mut text)?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Trouble("give the password on the standard input".into()));
    }
    Ok(password.to_owned())
}

/// Prints a result: its `text` for people, all of it as JSON.
fn show(json: bool, result: &Value) -> Result<ExitCode, Trouble> {
    match result.get("text").and_then(Value::as_str) {
        Some(text) if !json => print(&format!("{text}\n"))?,
        _ => {
            let mut result = result.clone();
            if let Some(object) = result.as_object_mut() {
                object.remove("text");
            }
            print(&format!("{result:#}\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
