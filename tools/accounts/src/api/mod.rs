//! REST under `/api/accounts`, one file per operation.

mod address_change_confirm;
mod address_change_get;
mod address_change_undo;
mod app_password_create;
mod app_password_list;
mod app_password_revoke;
mod audit;
mod begin;
mod beginning;
mod beginning_ask;
mod beginning_waiting;
mod card_preview;
mod deleted_groups;
mod device_login;
mod device_login_grant;
mod device_login_refuse;
mod email_change_ask;
mod email_change_drop;
mod email_change_get;
mod forgotten;
mod group_change;
mod group_create;
mod group_delete;
mod group_get;
mod group_history;
mod group_inner_drop;
mod group_inner_put;
mod group_join;
mod group_join_withdraw;
mod group_list;
mod group_member_drop;
mod group_member_put;
mod group_members;
mod group_request_decline;
mod group_requests;
mod group_restore;
mod import_check;
mod import_get;
mod import_list;
mod import_refusals;
mod import_start;
mod import_stop;
mod import_view;
mod invitation_create;
mod invitation_list;
mod invitation_renew;
mod invitation_revoke;
mod invitation_send;
mod invitation_several;
mod join;
mod joining;
mod joining_address;
mod journal;
mod journal_export;
mod managed_act;
mod managed_change;
mod managed_counts;
mod managed_get;
mod managed_list;
mod managed_reset_letter;
mod managed_reset_link;
mod me;
mod me_change;
mod password_change;
mod people;
mod person_card;
mod person_photo;
mod photo_put;
mod photo_remove;
mod recovery_list;
mod register;
mod registering;
mod registration_ask;
mod registration_decide;
mod registration_list;
mod registration_open;
mod registration_rules;
mod reset_do;
mod reset_get;
mod session_end;
mod session_end_all;
mod session_list;
mod sign_in;
mod sign_out;
mod spaces;
mod telling;
mod telling_change;

use axum::Json;
use axum::http::HeaderName;
use base_i18n::Language;
use base_id::{GroupId, PersonId};
use base_mail::MailRecord;
use base_suite::audit::EntryId;
use base_suite::{Caller, Group, Org, OrgRole};
use base_web::Client;
use http::header;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::model::card::{Audience, Field};
use crate::model::{self, InvitationId, Joining, PersonRecord, Theme};
use crate::service::{Card, Invited, Line, Named, Telling};
use crate::store::groups::Listed;
use crate::store::people::Managed;
use crate::{Accounts, Origin, Profile};

pub(crate) fn router(accounts: &Accounts) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in, sign_out::sign_out))
        .routes(routes!(me::me, me_change::change_me))
        .routes(routes!(photo_put::put_photo, photo_remove::remove_photo))
        .routes(routes!(password_change::change_password))
        .routes(routes!(forgotten::forgotten))
        .routes(routes!(reset_get::get_reset, reset_do::reset))
        .routes(routes!(
            email_change_get::get_email_change,
            email_change_ask::ask_email_change,
            email_change_drop::drop_email_change
        ))
        .routes(routes!(address_change_get::get_address_change))
        .routes(routes!(address_change_confirm::confirm_address_change))
        .routes(routes!(address_change_undo::undo_address_change))
        .routes(routes!(recovery_list::list_recoveries))
        .routes(routes!(session_list::list_sessions, session_end_all::end_sessions))
        .routes(routes!(session_end::end_session))
        .routes(routes!(app_password_list::list_app_passwords, app_password_create::create_app_password))
        .routes(routes!(app_password_revoke::revoke_app_password))
        .routes(routes!(device_login::get_device_login))
        .routes(routes!(device_login_grant::grant_device_login))
        .routes(routes!(device_login_refuse::refuse_device_login))
        .routes(routes!(audit::list_audit))
        .routes(routes!(journal::list_journal))
        .routes(routes!(journal_export::export_journal))
        .routes(routes!(people::list_people))
        .routes(routes!(person_photo::get_photo))
        .routes(routes!(person_card::get_person))
        .routes(routes!(card_preview::preview_card))
        .routes(routes!(telling::get_telling, telling_change::change_telling))
        .routes(routes!(invitation_list::list_invitations, invitation_create::create_invitation))
        .routes(routes!(invitation_several::create_invitations))
        .routes(routes!(invitation_renew::renew_invitation))
        .routes(routes!(invitation_send::send_invitation))
        .routes(routes!(invitation_revoke::revoke_invitation))
        .routes(routes!(joining::get_joining, join::join))
        .routes(routes!(import_list::list_imports, import_start::start_import))
        .routes(routes!(import_check::check_import))
        .routes(routes!(import_get::get_import))
        .routes(routes!(import_refusals::list_import_refusals))
        .routes(routes!(import_stop::stop_import))
        .routes(routes!(beginning_waiting::count_beginnings, beginning_ask::ask_to_begin))
        .routes(routes!(beginning::get_beginning, begin::begin))
        .routes(routes!(joining_address::confirm_joining_address))
        .routes(routes!(registration_open::get_registration))
        .routes(routes!(registration_rules::get_registration_rules, registration_rules::put_registration_rules))
        .routes(routes!(registration_list::list_registrations, registration_ask::ask_to_register))
        .routes(routes!(registration_decide::decide_registrations))
        .routes(routes!(registering::get_registering, register::register))
        .routes(routes!(registering::confirm_registration))
        .routes(routes!(managed_list::list_managed))
        .routes(routes!(managed_counts::count_managed))
        .routes(routes!(managed_act::act_on_managed))
        .routes(routes!(managed_reset_letter::send_reset_letter))
        .routes(routes!(managed_reset_link::make_reset_link))
        .routes(routes!(managed_get::get_managed, managed_change::change_managed))
        .routes(routes!(group_list::list_groups, group_create::create_group))
        .routes(routes!(group_get::get_group, group_change::change_group, group_delete::delete_group))
        .routes(routes!(group_join::join_group, group_join_withdraw::withdraw_group_request))
        .routes(routes!(group_requests::list_group_requests))
        .routes(routes!(group_request_decline::decline_group_request))
        .routes(routes!(deleted_groups::list_deleted_groups))
        .routes(routes!(group_restore::restore_group))
        .routes(routes!(spaces::list_spaces))
        .routes(routes!(group_members::list_group_members))
        .routes(routes!(group_member_put::put_group_member, group_member_drop::drop_group_member))
        .routes(routes!(group_inner_put::put_inner_group, group_inner_drop::drop_inner_group))
        .routes(routes!(group_history::list_group_history))
        .with_state(accounts.clone())
}

/// Something that happened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct JournalLine {
    id: EntryId,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `session.created`, `session.refused`, `password.changed`...
    act: String,
    /// Who did it; `null` for the operator of the server, and for attempts by nobody known.
    #[schema(required)]
    actor: Option<JournalPerson>,
    /// Whom it concerns.
    #[schema(required)]
    subject: Option<JournalPerson>,
    #[schema(required)]
    address: Option<String>,
    #[schema(required)]
    device: Option<String>,
    /// What else is worth knowing, by act.
    #[schema(value_type = Object)]
    detail: Value,
}

/// Somebody in the journal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct JournalPerson {
    id: PersonId,
    /// `null` once they are gone.
    #[schema(required)]
    name: Option<String>,
}

impl From<Line> for JournalLine {
    fn from(line: Line) -> Self {
        let person = |named: Option<Named>| named.map(|Named { id, name }| JournalPerson { id, name });
        let Line { id, at, act, actor, subject, address, device, detail } = line;
        Self { id, at, act, actor: person(actor), subject: person(subject), address, device, detail }
    }
}

/// The caller, as they see themself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Me {
    id: PersonId,
    /// Never changes.
    handle: String,
    name: String,
    email: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    /// `fr`, `en`, or `null` for the organisation's.
    #[schema(required)]
    language: Option<String>,
    theme: Theme,
    /// An IANA time zone, or `null` for the organisation's.
    #[schema(required)]
    time_zone: Option<String>,
    role: OrgRole,
    /// Those they are in, directly or not, by name.
    groups: Vec<MyGroup>,
    /// For If-Match.
    etag: String,
}

/// A group the caller is in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MyGroup {
    id: GroupId,
    name: String,
}

impl From<Group> for MyGroup {
    fn from(group: Group) -> Self {
        Self { id: group.id, name: group.name }
    }
}

/// A person, with what they tell the one who looks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PersonCard {
    id: PersonId,
    /// Never changes.
    handle: String,
    name: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    role: OrgRole,
    /// When a guest's time is over; `null` for everybody else.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Those they are in, directly or not, as far as the one who looks may know of them.
    groups: Vec<MyGroup>,
    /// What they do here.
    #[schema(required)]
    function: Option<String>,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    phone: Option<String>,
    /// Where they are found.
    #[schema(required)]
    location: Option<String>,
    /// A few lines about them.
    #[schema(required)]
    about: Option<String>,
}

impl From<Card> for PersonCard {
    fn from(card: Card) -> Self {
        let photo_url = photo_url(&card.person);
        let Card { person, groups, mut told } = card;
        let PersonRecord { id, handle, name, role, ends_at, .. } = person;
        let groups = groups.into_iter().map(MyGroup::from).collect();
        Self {
            id,
            handle,
            name,
            photo_url,
            role,
            ends_at,
            groups,
            function: told.remove(&Field::Function),
            email: told.remove(&Field::Email),
            phone: told.remove(&Field::Phone),
            location: told.remove(&Field::Location),
            about: told.remove(&Field::About),
        }
    }
}

/// Something a person tells, and whom.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ToldField {
    /// Empty for nothing.
    value: String,
    audience: Audience,
}

/// What the caller tells others, and whom.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Telling)]
struct TellingView {
    function: ToldField,
    /// The address of the account.
    email: ToldField,
    phone: ToldField,
    location: ToldField,
    about: ToldField,
}

impl From<Telling> for TellingView {
    fn from(mut telling: Telling) -> Self {
        let mut field = |field: Field| {
            let (value, audience) = telling.remove(&field).unwrap_or_else(|| (String::new(), field.usual()));
            ToldField { value, audience }
        };
        Self {
            function: field(Field::Function),
            email: field(Field::Email),
            phone: field(Field::Phone),
            location: field(Field::Location),
            about: field(Field::About),
        }
    }
}

/// A group.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Group)]
struct GroupView {
    id: GroupId,
    name: String,
    /// A line about it; may be empty.
    about: String,
    /// How people come in.
    joining: Joining,
    /// How many people are in it directly.
    people: i64,
    /// Whether the caller is one of them.
    member: bool,
    /// Whether the caller looks after its members.
    manager: bool,
    /// Whether the caller is in it, directly or through a group inside.
    inside: bool,
    /// When the caller asked to be in it; `null` when they do not wait for an answer.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    asked_at: Option<Timestamp>,
    /// How many ask to be in it, for those who answer; 0 for everybody else.
    requests: i64,
}

impl From<Listed> for GroupView {
    fn from(listed: Listed) -> Self {
        let Listed { group, about, joining, people, member, manager, inside, asked_at, requests, key: _ } = listed;
        Self { id: group.id, name: group.name, about, joining, people, member, manager, inside, asked_at, requests }
    }
}

/// An invitation that can be used.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Invitation)]
struct InvitationView {
    id: InvitationId,
    /// Who was asked; `null` for a link that whoever has it can use.
    #[schema(required)]
    email: Option<String>,
    /// How they are called, as its author says; may be empty.
    name: String,
    /// What it is for, as its author says; may be empty.
    note: String,
    /// What became of the letter; `null` where none was written.
    #[schema(required)]
    letter: Option<LetterView>,
    role: OrgRole,
    groups: Vec<MyGroup>,
    /// Those that addresses are of, if it is for some alone.
    domains: Vec<String>,
    /// Who answers for the guests who join; `null` for everybody else.
    #[schema(required)]
    sponsor_id: Option<PersonId>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    stay_ends_at: Option<Timestamp>,
    /// How many can still join.
    uses_left: i64,
    /// Who made it.
    created_by: PersonId,
    #[schema(required)]
    created_by_name: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// What became of a letter.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = LetterState)]
struct LetterView {
    state: LetterStateView,
    /// Why it waits, was given up or came back, and what to do, in the caller's language.
    #[schema(required)]
    why: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    written_at: Timestamp,
}

/// Where a letter is on its way.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LetterPlace)]
enum LetterStateView {
    /// Waits for its next attempt.
    Queued,
    /// Taken by the relay or the recipient's server.
    Sent,
    /// Given up.
    Failed,
    /// Came back.
    Bounced,
    /// In a folder of the server: there is no way out.
    Held,
}

impl LetterView {
    fn new(letter: MailRecord, language: Language) -> Self {
        let state = match letter.state {
            base_mail::State::Queued => LetterStateView::Queued,
            base_mail::State::Sent => LetterStateView::Sent,
            base_mail::State::Failed => LetterStateView::Failed,
            base_mail::State::Bounced => LetterStateView::Bounced,
            base_mail::State::Held => LetterStateView::Held,
        };
        let why = letter.failure.map(|failure| failure.words().get(language).to_owned());
        Self { state, why, written_at: letter.created_at }
    }
}

/// The language of what the server itself says to the caller.
fn language(org: &Org, caller: &Caller) -> Language {
    Language::from_code(caller.language.as_deref().unwrap_or(&org.locale)).unwrap_or_default()
}

impl InvitationView {
    fn new(invited: Invited, language: Language) -> Self {
        let Invited { invitation, groups, domains, letter, .. } = invited;
        Self {
            id: invitation.id,
            email: invitation.email,
            name: invitation.name,
            note: invitation.note,
            letter: letter.map(|letter| LetterView::new(letter, language)),
            role: invitation.role,
            groups: groups.into_iter().map(MyGroup::from).collect(),
            domains,
            sponsor_id: invitation.sponsor,
            stay_ends_at: invitation.stay_ends_at,
            uses_left: invitation.uses_left,
            created_by: invitation.by,
            created_by_name: invitation.by_name,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        }
    }
}

/// An invitation with its link, which is not shown again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct InvitationLink {
    invitation: InvitationView,
    /// What follows the organisation's address: `/join/...`.
    path: String,
}

impl InvitationLink {
    fn new(mut invited: Invited, language: Language) -> Self {
        let path = format!("/join/{}", invited.token.take().unwrap_or_default());
        Self { invitation: InvitationView::new(invited, language), path }
    }
}

/// Kept nowhere, not even for a request that is repeated (Idempotency-Key).
type ShownOnce = ([(HeaderName, &'static str); 1], Json<InvitationLink>);

fn shown_once(invited: Invited, language: Language) -> ShownOnce {
    ([(header::CACHE_CONTROL, "no-store")], Json(InvitationLink::new(invited, language)))
}

/// A person as administrators see them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ManagedPerson {
    id: PersonId,
    /// Never changes.
    handle: String,
    name: String,
    email: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
    role: OrgRole,
    state: model::State,
    /// Whether they can sign in with a password.
    has_password: bool,
    /// Who answers for a guest; `null` for everybody else.
    #[schema(required)]
    sponsor_id: Option<PersonId>,
    #[schema(required)]
    sponsor_name: Option<String>,
    /// When a guest's time is over; `null` for everybody else.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// When they, or one of their devices, were last seen; `null` for never.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    last_seen_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// For If-Match.
    etag: String,
}

impl ManagedPerson {
    fn new(managed: Managed, now: Timestamp) -> Self {
        let (etag, state, photo_url) = (managed.etag(), managed.person.state(now), photo_url(&managed.person));
        let Managed { person, has_password, sponsor_name, last_seen_at } = managed;
        let PersonRecord { id, handle, name, email, role, sponsor, ends_at, created_at, .. } = person;
        Self {
            id,
            handle,
            name,
            email,
            photo_url,
            role,
            state,
            has_password,
            sponsor_id: sponsor,
            sponsor_name,
            ends_at,
            last_seen_at,
            created_at,
            etag,
        }
    }
}

fn managed_response(managed: Managed, now: Timestamp) -> ([(HeaderName, String); 1], Json<ManagedPerson>) {
    let person = ManagedPerson::new(managed, now);
    ([(header::ETAG, format!("\"{}\"", person.etag))], Json(person))
}

type MeResponse = ([(HeaderName, String); 1], Json<Me>);

fn me_response(profile: Profile) -> MeResponse {
    let etag = profile.etag();
    let photo_url = photo_url(&profile.person);
    let PersonRecord { id, handle, name, email, language, theme, time_zone, role, .. } = profile.person;
    let groups = profile.groups.into_iter().map(MyGroup::from).collect();
    let header = (header::ETAG, format!("\"{etag}\""));
    ([header], Json(Me { id, handle, name, email, photo_url, language, theme, time_zone, role, groups, etag }))
}

pub(crate) fn photo_url(person: &PersonRecord) -> Option<String> {
    photo_address(person.id, person.photo_version.as_deref())
}

pub(crate) fn photo_address(person: PersonId, version: Option<&str>) -> Option<String> {
    Some(format!("/api/accounts/people/{person}/photo?v={}", version?))
}

fn origin(client: &Client) -> Origin {
    Origin::new(client.address, client.user_agent.as_deref())
}
