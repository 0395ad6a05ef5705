//! Types, and the rules of when and how a notice reaches somebody: no I/O.

use base_i18n::{Language, Words};
use base_id::PersonId;
use base_suite::{ByMail, Channels, NoticeKind, Object};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

base_db::typed_id! {
    /// Something that a person was told.
    NoticeId,
    /// A browser that is pushed to.
    DeviceId,
}

/// Characters of a title, of a detail and of a link, at most: what others typed may stand in them.
const LONGEST_TITLE: usize = 300;
const LONGEST_DETAIL: usize = 1_000;
const LONGEST_LINK: usize = 2_000;
/// Quiet times that follow each other without a break, at most: a week of them is for ever.
const QUIET_IN_A_ROW: usize = 8;

/// What somebody was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub id: NoticeId,
    /// Whom.
    pub to: PersonId,
    /// A declared kind, unless the tool has given it up since.
    pub kind: String,
    /// Whose act it was.
    pub by: Option<PersonId>,
    /// What it is about.
    pub object: Option<Object>,
    /// One sentence.
    pub title: Words,
    /// A few more words.
    pub detail: Option<Words>,
    /// Where it leads: a path of the site.
    pub link: String,
    /// Of the unread ones of a kind and key, the newest alone stays.
    pub key: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was taken out of the list.
    pub dropped_at: Option<Timestamp>,
    /// Whether it waits for the letter of the day.
    pub in_digest: bool,
    /// When its letter was written and its pushes were queued.
    pub delivered_at: Option<Timestamp>,
}

impl Told {
    /// Whether it is still worth a letter or a push.
    pub fn is_news(&self) -> bool {
        self.read_at.is_none() && self.dropped_at.is_none()
    }
}

/// What somebody chose for a kind; what is `None` is as others have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choice {
    /// By mail.
    pub mail: Option<ByMail>,
    /// By web push.
    pub push: Option<bool>,
}

/// How a notice of `kind` reaches a person: as they chose, else as their organisation did, else as the kind has it.
/// What concerns safety is mailed at once, whatever was chosen; or never, where its tool writes the letter itself.
pub fn channels(kind: &NoticeKind, organisation: Choice, person: Choice) -> Channels {
    let mail = person.mail.or(organisation.mail).unwrap_or(kind.default.mail);
    Channels {
        mail: match kind.default.mail {
            _ if !kind.safety => mail,
            ByMail::Never => ByMail::Never,
            ByMail::Digest | ByMail::AtOnce => ByMail::AtOnce,
        },
        push: person.push.or(organisation.push).unwrap_or(kind.default.push),
    }
}

/// When a person wants to be left alone, each day of some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// Whether at all.
    pub on: bool,
    /// When it begins.
    pub from: Time,
    /// When it ends; of the next day when that is not after `from`.
    pub to: Time,
    /// The days on which it begins; bit 0 is Monday.
    pub days: u8,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { on: false, from: Time::constant(20, 0, 0, 0), to: Time::constant(8, 0, 0, 0), days: 0b111_1111 }
    }
}

impl Quiet {
    fn begins_on(self, day: Date) -> bool {
        let offset = day.weekday().to_monday_zero_offset();
        self.days & (1 << offset) != 0
    }

    /// The end of the quiet time that `now` is in, and of those that follow without a break; `None` when it is not in
    /// one. Quiet at all times ends a week from now, to be looked at again.
    pub fn until(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut until = None;
        for _ in 0..QUIET_IN_A_ROW {
            match self.end_of(until.unwrap_or(now), zone) {
                Some(end) => until = Some(end),
                None => break,
            }
        }
        until
    }

    fn end_of(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if !self.on {
            return None;
        }
        let today = now.to_zoned(zone.clone()).date();
        let yesterday = today.checked_sub(1.day()).ok()?;
        [yesterday, today].into_iter().filter(|day| self.begins_on(*day)).find_map(|day| {
            let last = if self.to > self.from { day } else { day.checked_add(1.day()).ok()? };
            let (begin, end) = (at(day, self.from, zone)?, at(last, self.to, zone)?);
            (begin <= now && now < end).then_some(end)
        })
    }
}

/// A person's times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// When to be left alone.
    pub quiet: Quiet,
    /// Whether and when the letter of the day comes.
    pub digest: Digest,
    /// The day of the last one.
    pub digested_on: Option<Date>,
}

/// The letter of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    /// Whether it comes.
    pub on: bool,
    /// From which hour on, 0 to 23.
    pub hour: u8,
}

impl Default for Digest {
    fn default() -> Self {
        Self { on: true, hour: 8 }
    }
}

impl Settings {
    /// When the letter of the day comes that tells what happened at `since`: at the next time that it is its hour, once
    /// each day, and not in quiet hours.
    pub fn next_digest(&self, since: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let hour = Time::new(i8::try_from(self.digest.hour).ok()?, 0, 0, 0).ok()?;
        let mut day = since.to_zoned(zone.clone()).date();
        if at(day, hour, zone)? <= since {
            day = day.tomorrow().ok()?;
        }
        if let Some(done) = self.digested_on.filter(|done| *done >= day) {
            day = done.tomorrow().ok()?;
        }
        let due = at(day, hour, zone)?;
        Some(self.quiet.until(due, zone).unwrap_or(due))
    }
}

/// An hour that the clocks leave out is the one after, and of an hour that comes twice it is the first.
fn at(day: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
}

/// The time zone of this name, or else UTC.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// `9 h 12`: what a letter says of when something was told today.
pub fn clock_words(at: Timestamp, zone: &TimeZone) -> Words {
    let local = at.to_zoned(zone.clone());
    Words { fr: local.strftime("%-H h %M").to_string(), en: local.strftime("%-H:%M").to_string() }
}

/// `samedi, 9 h 12`: the same of another day of the week.
pub fn day_words(at: &jiff::Zoned) -> Words {
    const DAYS: [(&str, &str); 7] = [
        ("lundi", "Monday"),
        ("mardi", "Tuesday"),
        ("mercredi", "Wednesday"),
        ("jeudi", "Thursday"),
        ("vendredi", "Friday"),
        ("samedi", "Saturday"),
        ("dimanche", "Sunday"),
    ];
    let Words { fr, en } = clock_words(at.timestamp(), at.time_zone());
    let day = usize::try_from(at.weekday().to_monday_zero_offset()).ok().and_then(|index| DAYS.get(index));
    let (day_fr, day_en) = day.copied().unwrap_or_default();
    Words { fr: format!("{day_fr}, {fr}"), en: format!("{day_en}, {en}") }
}

/// A time of the day as it is sent: `20:00`.
pub fn time_text(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// A time of the day as it is sent; to the minute.
pub fn parse_time(text: &str) -> Option<Time> {
    Time::strptime("%H:%M", text).ok()
}

/// Words as they are kept: of bounded length, on one line, without what has no place in a line.
pub fn kept(words: &Words, longest: usize) -> Words {
    let cut = |text: &str| {
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let plain = plain.trim();
        if plain.chars().count() <= longest {
            return plain.to_owned();
        }
        plain.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
    };
    Words { fr: cut(&words.fr), en: cut(&words.en) }
}

/// A title as it is kept.
pub fn title(words: &Words) -> Words {
    kept(words, LONGEST_TITLE)
}

/// A detail as it is kept.
pub fn detail(words: &Words) -> Words {
    kept(words, LONGEST_DETAIL)
}

/// A path of this site as it is kept; the list of notices in place of anything else.
pub fn link(path: &str) -> &str {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    let plain = path.chars().all(|c| !c.is_control() && !c.is_whitespace());
    if ours && plain && path.len() <= LONGEST_LINK { path } else { "/notifications" }
}

/// A browser in a few words, from what it says of itself: "Firefox, Linux".
pub fn browser_words(user_agent: Option<&str>) -> String {
    let said = user_agent.unwrap_or_default();
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| said.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How long to wait before a push is tried for the time after `attempt` (from 1), when the service says nothing of it.
pub fn patience(attempt: u32) -> SignedDuration {
    SignedDuration::from_secs(30_i64 << attempt.min(10))
}

/// The language of a person, or else of their organisation.
pub fn language(own: Option<Language>, organisation: &str) -> Language {
    own.or_else(|| Language::from_code(organisation)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base_i18n::Text;
    use proptest::prelude::*;

    const PARIS: &str = "Europe/Paris";

    fn kind(safety: bool) -> NoticeKind {
        let title = Text { fr: "x", en: "x" };
        NoticeKind {
            name: "a.b",
            title,
            default: Channels { mail: ByMail::Digest, push: true },
            safety,
            admins_only: false,
        }
    }

    fn instant(text: &str) -> Timestamp {
        text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone(PARIS)).unwrap().timestamp()
    }

    fn quiet(from: &str, to: &str, days: u8) -> Quiet {
        Quiet { on: true, from: parse_time(from).unwrap(), to: parse_time(to).unwrap(), days }
    }

    #[test]
    fn a_person_goes_before_their_organisation_and_that_before_the_kind() {
        let (none, never) = (Choice::default(), Choice { mail: Some(ByMail::Never), push: None });
        let own = Choice { mail: Some(ByMail::AtOnce), push: Some(false) };
        assert_eq!(channels(&kind(false), none, none), Channels { mail: ByMail::Digest, push: true });
        assert_eq!(channels(&kind(false), never, none), Channels { mail: ByMail::Never, push: true });
        assert_eq!(channels(&kind(false), never, own), Channels { mail: ByMail::AtOnce, push: false });
        assert_eq!(channels(&kind(true), never, never).mail, ByMail::AtOnce, "safety is not chosen");
    }

    #[test]
    fn quiet_hours_cross_midnight_and_are_of_the_day_they_begin_on() {
        let zone = zone(PARIS);
        // 2026-11-20 is a Friday.
        let weekdays = quiet("20:00", "08:00", 0b001_1111);
        assert_eq!(weekdays.until(instant("2026-11-20T19:59"), &zone), None);
        assert_eq!(weekdays.until(instant("2026-11-20T20:00"), &zone), Some(instant("2026-11-21T08:00")));
        assert_eq!(weekdays.until(instant("2026-11-21T07:59"), &zone), Some(instant("2026-11-21T08:00")));
        assert_eq!(weekdays.until(instant("2026-11-21T22:00"), &zone), None, "Saturday's are not quiet");
        assert_eq!(Quiet { on: false, ..weekdays }.until(instant("2026-11-20T21:00"), &zone), None);
    }

    #[test]
    fn quiet_times_that_meet_are_one() {
        let zone = zone(PARIS);
        let weekend = quiet("00:00", "00:00", 0b110_0000);
        assert_eq!(weekend.until(instant("2026-11-21T10:00"), &zone), Some(instant("2026-11-23T00:00")));
        assert_eq!(weekend.until(instant("2026-11-20T23:59"), &zone), None);
        let always = quiet("12:00", "12:00", 0b111_1111);
        let until = always.until(instant("2026-11-21T10:00"), &zone).unwrap();
        assert!(until > instant("2026-11-27T00:00"), "{until}");
    }

    #[test]
    fn clocks_that_change_leave_out_and_repeat_no_letter() {
        let zone = zone(PARIS);
        let settings =
            |hour, digested_on| Settings { digest: Digest { on: true, hour }, digested_on, ..Settings::default() };
        // 2 o'clock is left out on 29 March 2026: it is 3 there.
        let skipped = settings(2, None).next_digest(instant("2026-03-29T00:30"), &zone).unwrap();
        assert_eq!(skipped, instant("2026-03-29T03:00"));
        // 2 o'clock comes twice on 25 October 2026: the first is meant, and the day is then done.
        let first: Timestamp = "2026-10-25T00:00:00Z".parse().unwrap();
        assert_eq!(settings(2, None).next_digest(instant("2026-10-25T00:30"), &zone), Some(first));
        let again: Timestamp = "2026-10-25T01:00:00Z".parse().unwrap();
        let done = settings(2, Some("2026-10-25".parse().unwrap()));
        assert_eq!(done.next_digest(again, &zone), Some(instant("2026-10-26T02:00")));
    }

    #[test]
    fn the_letter_of_the_day_waits_for_its_hour_and_for_the_end_of_quiet() {
        let zone = zone(PARIS);
        let settings = Settings { quiet: quiet("20:00", "09:30", 0b111_1111), ..Settings::default() };
        assert_eq!(settings.next_digest(instant("2026-11-20T06:00"), &zone), Some(instant("2026-11-20T09:30")));
        assert_eq!(settings.next_digest(instant("2026-11-20T12:00"), &zone), Some(instant("2026-11-21T09:30")));
        let done = Settings { digested_on: Some("2026-11-20".parse().unwrap()), ..settings };
        assert_eq!(done.next_digest(instant("2026-11-20T06:00"), &zone), Some(instant("2026-11-21T09:30")));
    }

    #[test]
    fn links_lead_into_this_site() {
        assert_eq!(link("/groups/1?x=y#z"), "/groups/1?x=y#z");
        for elsewhere in ["https://evil.test/", "//evil.test", "/\\evil.test", "groups", "/a\nb", "javascript:1"] {
            assert_eq!(link(elsewhere), "/notifications", "{elsewhere:?}");
        }
    }

    #[test]
    fn hostile_words_are_cut_to_a_line() {
        let words = title(&Words::same(format!("a\r\nBcc: x\0{}", "é".repeat(5_000))));
        assert!(words.fr.chars().count() == LONGEST_TITLE && !words.fr.contains(['\r', '\n', '\0']));
        assert!(words.fr.ends_with('…'));
    }

    #[test]
    fn browsers_are_called_by_their_names() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        assert_eq!(browser_words(Some(chrome)), "Chrome, Linux");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser_words(Some(phone)), "Safari, iPhone");
        assert_eq!(browser_words(None), "");
    }

    proptest! {
        #[test]
        fn quiet_ends_after_now_and_within_nine_days(
            from in 0_i64..1440, to in 0_i64..1440, days in 0_u8..128, minutes in 0_i64..1_000_000,
        ) {
            let time = |minutes: i64| Time::midnight().checked_add(minutes.minutes()).unwrap();
            let quiet = Quiet { on: true, from: time(from), to: time(to), days };
            let now = instant("2026-01-01T00:00") + SignedDuration::from_mins(minutes);
            if let Some(until) = quiet.until(now, &zone(PARIS)) {
                prop_assert!(until > now);
                prop_assert!(until.duration_since(now) < SignedDuration::from_hours(24 * 9 + 2));
            }
        }

        #[test]
        fn there_is_one_letter_a_day(hour in 0_u8..24, minutes in 0_i64..1_000_000) {
            let zone = zone(PARIS);
            let mut settings = Settings { digest: Digest { on: true, hour }, ..Settings::default() };
            let mut now = instant("2026-01-01T00:00") + SignedDuration::from_mins(minutes);
            let mut before = None;
            for _ in 0..4 {
                now = settings.next_digest(now, &zone).unwrap();
                let day = now.to_zoned(zone.clone()).date();
                prop_assert!(before.is_none_or(|before| before < day));
                before = Some(day);
                settings.digested_on = before;
            }
        }
    }
}
