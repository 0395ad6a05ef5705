//! Days and times as people write them: in letters, which no browser formats.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::Words;

const WEEKDAYS: [(&str, &str); 7] = [
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
];
const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

/// "dimanche 22 novembre 2026", "Sunday 22 November 2026", in the time zone `zone` (an IANA name; UTC when unknown).
pub fn day(at: Timestamp, zone: &str) -> Words {
    let at = local(at, zone);
    let (weekday, month) = (at.weekday().to_monday_zero_offset(), at.month() - 1);
    let named = |list: &[(&'static str, &'static str)], place: i8| {
        usize::try_from(place).ok().and_then(|place| list.get(place)).copied().unwrap_or_default()
    };
    let ((weekday_fr, weekday_en), (month_fr, month_en)) = (named(&WEEKDAYS, weekday), named(&MONTHS, month));
    let (number, year) = (at.day(), at.year());
    let first = if number == 1 { "er" } else { "" };
    Words {
        fr: format!("{weekday_fr} {number}{first} {month_fr} {year}"),
        en: format!("{weekday_en} {number} {month_en} {year}"),
    }
}

/// "dimanche 22 novembre 2026 à 9 h 05", "Sunday 22 November 2026, 9:05", in the time zone `zone`.
pub fn moment(at: Timestamp, zone: &str) -> Words {
    let (day, at) = (day(at, zone), local(at, zone));
    let (hour, minute) = (at.hour(), at.minute());
    Words { fr: format!("{} à {hour}\u{a0}h\u{a0}{minute:02}", day.fr), en: format!("{}, {hour}:{minute:02}", day.en) }
}

fn local(at: Timestamp, zone: &str) -> Zoned {
    at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_moment_is_told_where_the_reader_is() {
        let at: Timestamp = "2026-11-30T23:05:00Z".parse().unwrap();
        assert_eq!(moment(at, "Europe/Paris").fr, "mardi 1er décembre 2026 à 0\u{a0}h\u{a0}05");
        assert_eq!(moment(at, "Europe/London").en, "Monday 30 November 2026, 23:05");
        assert_eq!(day(at, "Nowhere/Special").en, "Monday 30 November 2026");
    }
}
