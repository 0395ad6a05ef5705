//! REST under `/api/notifications`, one file per operation.

mod defaults_change;
mod defaults_get;
mod device_add;
mod device_list;
mod device_remove;
mod device_test;
mod link_follow;
mod link_get;
mod link_resume;
mod link_stop;
mod notice_drop;
mod notice_list;
mod notice_mark;
mod notice_restore;
mod notices_read;
mod notices_unread;
mod preferences_change;
mod preferences_get;
mod unread;

use std::collections::BTreeMap;

use base_i18n::Language;
use base_id::PersonId;
use base_suite::{ByMail, Caller, Org, Person};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::model::{self, Choice, Digest, NoticeId, Quiet};
use crate::service::{KindState, Preferences, Shown, Stop, StopWhat};
use crate::{Error, Notifications};

pub(crate) fn router(notifications: &Notifications) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(notice_list::list_notices))
        .routes(routes!(notices_read::read_notices))
        .routes(routes!(notices_unread::unread_notices))
        .routes(routes!(notice_mark::mark_notice, notice_drop::drop_notice))
        .routes(routes!(notice_restore::restore_notice))
        .routes(routes!(unread::count_unread))
        .routes(routes!(preferences_get::get_preferences, preferences_change::change_preferences))
        .routes(routes!(defaults_get::get_defaults, defaults_change::change_defaults))
        .routes(routes!(device_list::list_push_devices, device_add::add_push_device))
        .routes(routes!(device_remove::remove_push_device))
        .routes(routes!(device_test::test_push_device))
        .routes(routes!(link_get::get_mail_link))
        .routes(routes!(link_follow::follow_mail_link, link_stop::stop_mail))
        .routes(routes!(link_resume::resume_mail))
        .with_state(notifications.clone())
}

fn language(caller: &Caller, org: &Org) -> Language {
    model::language(caller.language.as_deref().and_then(Language::from_code), &org.locale)
}

/// What the caller was told.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Notice)]
struct NoticeView {
    id: NoticeId,
    /// `accounts.group_joined`: the tool, and what happened.
    kind: String,
    /// One sentence, in the caller's language.
    title: String,
    #[schema(required)]
    detail: Option<String>,
    /// Where it leads: a path of the site.
    link: String,
    /// Whose act it was; `null` for nobody's.
    #[schema(required)]
    by: Option<NoticeBy>,
    #[schema(value_type = String, format = DateTime)]
    told_at: Timestamp,
    /// `null` while it is unread.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    read_at: Option<Timestamp>,
}

/// Whose act it was.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct NoticeBy {
    id: PersonId,
    name: String,
    /// Changes with the photo; `null` without one.
    #[schema(required)]
    photo_url: Option<String>,
}

impl From<Person> for NoticeBy {
    fn from(person: Person) -> Self {
        Self { id: person.id, name: person.name, photo_url: person.photo }
    }
}

impl NoticeView {
    fn new(shown: Shown, language: Language) -> Self {
        let Shown { told, by } = shown;
        Self {
            id: told.id,
            kind: told.kind,
            title: told.title.get(language).to_owned(),
            detail: told.detail.map(|words| words.get(language).to_owned()),
            link: told.link,
            by: by.map(NoticeBy::from),
            told_at: told.at,
            read_at: told.read_at,
        }
    }
}

/// How notices of a kind reach somebody.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = NoticeKind)]
struct KindView {
    /// `accounts.group_joined`.
    name: String,
    /// The tool that tells them.
    tool: String,
    /// What it is about, in the caller's language.
    title: String,
    /// Concerns the safety of the account: it is always mailed at once.
    safety: bool,
    /// What counts.
    mail: ByMail,
    /// What counts.
    push: bool,
    /// What was chosen here; `null` when what others have it is good enough.
    #[schema(required)]
    chosen_mail: Option<ByMail>,
    #[schema(required)]
    chosen_push: Option<bool>,
    /// What counts when nothing is chosen here.
    default_mail: ByMail,
    default_push: bool,
}

impl KindView {
    fn new(state: &KindState, language: Language) -> Self {
        let KindState { tool, kind, channels, chosen, default } = *state;
        Self {
            name: kind.name.to_owned(),
            tool: tool.to_owned(),
            title: kind.title.get(language).to_owned(),
            safety: kind.safety,
            mail: channels.mail,
            push: channels.push,
            chosen_mail: chosen.mail,
            chosen_push: chosen.push,
            default_mail: default.mail,
            default_push: default.push,
        }
    }
}

/// What is chosen for a kind; `null` for what others have it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[schema(as = NoticeChoice)]
#[serde(deny_unknown_fields)]
struct ChoiceBody {
    #[schema(required)]
    mail: Option<ByMail>,
    #[schema(required)]
    push: Option<bool>,
}

fn choices(bodies: BTreeMap<String, ChoiceBody>) -> BTreeMap<String, Choice> {
    bodies.into_iter().map(|(kind, ChoiceBody { mail, push })| (kind, Choice { mail, push })).collect()
}

/// When somebody wants to be left alone, in their time zone.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = QuietHours)]
#[serde(deny_unknown_fields)]
struct QuietView {
    on: bool,
    /// `20:00`.
    from: String,
    /// `08:00`; of the next day when that is not after `from`.
    to: String,
    /// The days on which it begins, from 1 for Monday to 7 for Sunday.
    days: Vec<u8>,
}

impl From<Quiet> for QuietView {
    fn from(quiet: Quiet) -> Self {
        let days = (1..=7).filter(|day| quiet.days & (1 << (day - 1)) != 0).collect();
        Self { on: quiet.on, from: model::time_text(quiet.from), to: model::time_text(quiet.to), days }
    }
}

impl TryFrom<QuietView> for Quiet {
    type Error = Error;

    fn try_from(view: QuietView) -> Result<Self, Error> {
        let time = |field, text: &str| {
            model::parse_time(text).ok_or_else(|| Error::invalid(field, "Not a time of the day such as 20:00."))
        };
        let mut days = 0;
        for day in view.days {
            if !(1..=7).contains(&day) {
                return Err(Error::invalid("quiet", "Days are numbered from 1 for Monday to 7 for Sunday."));
            }
            days |= 1 << (day - 1);
        }
        Ok(Self { on: view.on, from: time("from", &view.from)?, to: time("to", &view.to)?, days })
    }
}

/// The letter of the day.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = DailyLetter)]
#[serde(deny_unknown_fields)]
struct DigestView {
    on: bool,
    /// From which hour on it comes, 0 to 23.
    hour: u8,
}

impl From<Digest> for DigestView {
    fn from(Digest { on, hour }: Digest) -> Self {
        Self { on, hour }
    }
}

impl TryFrom<DigestView> for Digest {
    type Error = Error;

    fn try_from(DigestView { on, hour }: DigestView) -> Result<Self, Error> {
        if hour > 23 { Err(Error::invalid("hour", "Hours go from 0 to 23.")) } else { Ok(Self { on, hour }) }
    }
}

/// All that the caller can choose.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = NotificationPreferences)]
struct PreferencesView {
    kinds: Vec<KindView>,
    quiet: QuietView,
    digest: DigestView,
    /// The time zone of the times.
    time_zone: String,
}

impl PreferencesView {
    fn new(preferences: Preferences, language: Language) -> Self {
        let Preferences { kinds, settings, time_zone } = preferences;
        let kinds = kinds.iter().map(|state| KindView::new(state, language)).collect();
        Self { kinds, quiet: settings.quiet.into(), digest: settings.digest.into(), time_zone }
    }
}

/// What counts for those who chose nothing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = NotificationDefaults)]
struct DefaultsView {
    kinds: Vec<KindView>,
}

impl DefaultsView {
    fn new(kinds: &[KindState], language: Language) -> Self {
        Self { kinds: kinds.iter().map(|state| KindView::new(state, language)).collect() }
    }
}

/// What a link in a letter is about.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MailLink)]
struct LinkView {
    /// What the letters tell, in both languages; `null` for the letter of the day.
    #[schema(required)]
    kind: Option<KindWords>,
    /// Whether these letters come no more.
    stopped: bool,
}

/// A kind in both languages, for a page that knows nobody.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = NoticeKindWords)]
struct KindWords {
    fr: String,
    en: String,
}

impl From<Stop> for LinkView {
    fn from(Stop { what, stopped }: Stop) -> Self {
        let kind = match what {
            StopWhat::Kind(_, title) => Some(KindWords { fr: title.fr.to_owned(), en: title.en.to_owned() }),
            StopWhat::Digest => None,
        };
        Self { kind, stopped }
    }
}
