//! REST under `/api/organisations`, one file per operation.

mod announcement_change;
mod announcement_create;
mod announcement_end;
mod announcement_list;
mod announcement_put_away;
mod announcement_remove;
mod announcement_restore;
mod announcement_running;
mod announcement_take_out;
mod announcement_views;
mod change;
mod current;
mod domain_ask;
mod domain_check;
mod domain_leads;
mod domain_list;
mod domain_remove;
mod letter_list;
mod letter_retry;
mod letter_retry_all;
mod logo_get;
mod logo_put;
mod logo_remove;
mod mail;
mod mail_check;
mod mail_test;
mod recorded;
mod retention_change;
mod retention_list;
mod set_up;
mod set_up_check;
mod tool_list;
mod tool_switch;

use base_i18n::{Text, Words};
use base_id::OrgId;
use base_mail::{DnsRecord, MailId, MailRecord};
use base_suite::{Org, Support};
use base_web::Problem;
use jiff::Timestamp;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::service::{Address, Chosen};
use crate::{Organisations, model};

pub(crate) fn router(organisations: &Organisations) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(current::current, change::change))
        .routes(routes!(logo_get::get_logo, logo_put::put_logo, logo_remove::remove_logo))
        .routes(routes!(tool_list::list_tools))
        .routes(routes!(tool_switch::switch_tool))
        .routes(routes!(retention_list::list_retention))
        .routes(routes!(retention_change::change_retention))
        .routes(routes!(mail::get_mail))
        .routes(routes!(mail_check::check_mail))
        .routes(routes!(mail_test::test_mail))
        .routes(routes!(letter_list::list_letters))
        .routes(routes!(letter_retry::retry_letter))
        .routes(routes!(letter_retry_all::retry_letters))
        .routes(routes!(recorded::list_recorded))
        .routes(routes!(announcement_list::list_announcements, announcement_create::create_announcement))
        .routes(routes!(announcement_running::running_announcements))
        .routes(routes!(announcement_change::change_announcement, announcement_remove::remove_announcement))
        .routes(routes!(announcement_end::end_announcement))
        .routes(routes!(announcement_restore::restore_announcement))
        .routes(routes!(announcement_put_away::put_announcement_away, announcement_take_out::take_announcement_out))
        .routes(routes!(domain_list::list_domains, domain_ask::ask_domain))
        .routes(routes!(domain_leads::check_leads))
        .routes(routes!(domain_remove::remove_domain))
        .routes(routes!(domain_check::check_domain))
        .routes(routes!(set_up_check::check_set_up, set_up::set_up))
        .with_state(organisations.clone())
}

/// An organisation as its people see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Organisation)]
struct View {
    /// The nil UUID while the installation needs set-up.
    id: OrgId,
    name: String,
    domain: String,
    /// `#rrggbb`.
    accent: String,
    /// Changes with the logo; `null` without one.
    #[schema(required)]
    logo_url: Option<String>,
    /// `fr` or `en`.
    locale: String,
    /// The languages that people choose from: `fr`, `en`.
    languages: Vec<String>,
    /// An IANA time zone.
    time_zone: String,
    /// The tools that are on, in the order of the launcher.
    tools: Vec<String>,
    /// Whom people ask for help; told to those who are signed in alone.
    #[schema(required)]
    support: Option<Support>,
    /// Whether this installation has no organisation yet.
    needs_setup: bool,
}

/// A text in both languages.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Words)]
struct WordsView {
    fr: String,
    en: String,
}

impl From<Text> for WordsView {
    fn from(text: Text) -> Self {
        Self { fr: text.fr.to_owned(), en: text.en.to_owned() }
    }
}

impl From<Words> for WordsView {
    fn from(Words { fr, en }: Words) -> Self {
        Self { fr, en }
    }
}

/// A letter; never what it says.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Letter)]
struct LetterView {
    id: MailId,
    /// What it is: `accounts.invitation`.
    kind: String,
    /// To which address.
    recipient: String,
    #[schema(required)]
    recipient_name: Option<String>,
    subject: String,
    /// `queued`, `sent`, `failed`, `bounced`, or `held` in the folder.
    state: String,
    /// How often it was tried.
    attempts: u32,
    /// When it is tried next; of a letter that waits.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    next_at: Option<Timestamp>,
    /// Why it waits, was given up, or came back.
    #[schema(required)]
    why: Option<WordsView>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was sent, given up, or came back.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
}

impl From<MailRecord> for LetterView {
    fn from(record: MailRecord) -> Self {
        Self {
            id: record.id,
            kind: record.kind,
            recipient: record.recipient,
            recipient_name: record.recipient_name,
            subject: record.subject,
            state: record.state.as_str().to_owned(),
            attempts: record.attempts,
            next_at: record.next_at,
            why: record.failure.map(|failure| failure.words().into()),
            created_at: record.created_at,
            settled_at: record.settled_at,
        }
    }
}

/// A record to publish.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = DnsRecord)]
struct RecordView {
    /// Its full name, without a dot at its end.
    name: String,
    /// `TXT`, `MX`, `PTR`, `CNAME`, `A`, `AAAA`.
    kind: String,
    value: String,
    /// As it stands in a zone file.
    line: String,
}

impl From<DnsRecord> for RecordView {
    fn from(record: DnsRecord) -> Self {
        let line = record.line();
        Self { name: record.name, kind: record.kind.to_owned(), value: record.value, line }
    }
}

/// An address of an organisation beside its domain.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = OrganisationAddress)]
struct AddressView {
    /// In lower case and in its `xn--` form.
    host: String,
    /// As people write it, where that differs.
    #[schema(required)]
    written: Option<String>,
    /// Whether it waits for its proof; otherwise it leads people here.
    waits: bool,
    /// What to publish as its proof; of one that waits.
    #[schema(required)]
    proof: Option<RecordView>,
    /// Until when.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

impl From<Address> for AddressView {
    fn from(Address { host, waits }: Address) -> Self {
        let until = waits.as_ref().map(|waits| waits.until);
        let proof = waits.map(|waits| waits.proof.into());
        Self { written: model::as_written(&host), host, waits: until.is_some(), proof, until }
    }
}

/// For how long something is kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Retention)]
struct RetentionView {
    /// `files.trash`.
    name: String,
    /// What is kept.
    title: WordsView,
    /// What happens when its time is over.
    about: WordsView,
    /// Days now.
    days: u32,
    /// Days where nothing is chosen.
    usual: u32,
    /// Days at least.
    least: u32,
    /// Days at most.
    most: u32,
}

impl From<Chosen> for RetentionView {
    fn from(Chosen { rule, days }: Chosen) -> Self {
        Self {
            name: rule.name.to_owned(),
            title: rule.title.into(),
            about: rule.about.into(),
            days,
            usual: rule.days,
            least: rule.least,
            most: rule.most,
        }
    }
}

fn view(organisations: &Organisations, org: &Org) -> View {
    View {
        id: org.id,
        name: org.name.clone(),
        domain: org.domain.clone(),
        accent: org.accent.clone(),
        logo_url: org.logo_version.as_ref().map(|version| format!("/api/organisations/current/logo?v={version}")),
        locale: org.locale.clone(),
        languages: org.languages.clone(),
        time_zone: org.time_zone.clone(),
        tools: organisations.launcher().iter().filter(|tool| org.has(tool)).map(|tool| (*tool).to_owned()).collect(),
        support: org.support.clone(),
        needs_setup: false,
    }
}

/// What a new installation shows of itself.
fn blank(organisations: &Organisations, host: &str) -> View {
    View {
        id: OrgId::from_uuid(Uuid::nil()),
        name: "Liiibre".to_owned(),
        domain: without_port(host).to_owned(),
        accent: model::ACCENT.to_owned(),
        logo_url: None,
        locale: organisations.config().locale.clone(),
        languages: model::LANGUAGES.map(str::to_owned).into(),
        time_zone: organisations.config().time_zone.clone(),
        tools: Vec::new(),
        support: None,
        needs_setup: true,
    }
}

/// The door of a new installation: not there once somebody came through it.
async fn open(organisations: &Organisations) -> Result<(), Problem> {
    if organisations.needs_setup().await? { Ok(()) } else { Err(Problem::not_found()) }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_not_part_of_a_domain() {
        assert_eq!(without_port("localhost:8080"), "localhost");
        assert_eq!(without_port("communs.example"), "communs.example");
        assert_eq!(without_port("[::1]:80"), "[::1]");
    }
}
