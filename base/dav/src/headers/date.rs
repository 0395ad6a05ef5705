//! Dates of HTTP (RFC 9110 section 5.6.7): written as IMF-fixdate, read in all three forms, whole seconds.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LONG_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Sun, 06 Nov 1994 08:49:37 GMT`. Years beyond 0 to 9999 do not fit the form and become the nearest that does.
pub fn format_http_date(time: Timestamp) -> String {
    let mut out = Vec::with_capacity(29);
    write_http_date(&mut out, time);
    String::from_utf8_lossy(&out).into_owned()
}

/// Appends the same to a buffer.
pub fn write_http_date(out: &mut Vec<u8>, time: Timestamp) {
    let civil = Offset::UTC.to_datetime(time);
    let day = usize::from(civil.weekday().to_monday_zero_offset().unsigned_abs());
    let month = usize::from(civil.month().unsigned_abs()) - 1;
    let year = civil.year().max(0).unsigned_abs();
    out.extend_from_slice(DAYS[day].as_bytes());
    out.extend_from_slice(b", ");
    two_digits(out, civil.day().unsigned_abs());
    out.push(b' ');
    out.extend_from_slice(MONTHS[month].as_bytes());
    out.push(b' ');
    two_digits(out, u8::try_from(year / 100).unwrap_or(99));
    two_digits(out, u8::try_from(year % 100).unwrap_or(99));
    out.push(b' ');
    two_digits(out, civil.hour().unsigned_abs());
    out.push(b':');
    two_digits(out, civil.minute().unsigned_abs());
    out.push(b':');
    two_digits(out, civil.second().unsigned_abs());
    out.extend_from_slice(b" GMT");
}

/// Appends `1994-11-06T08:49:37Z` (RFC 3339), the form of `creationdate`.
pub(crate) fn write_rfc3339(out: &mut Vec<u8>, time: Timestamp) {
    let civil = Offset::UTC.to_datetime(time);
    let year = civil.year().max(0).unsigned_abs();
    two_digits(out, u8::try_from(year / 100).unwrap_or(99));
    two_digits(out, u8::try_from(year % 100).unwrap_or(99));
    for (before, number) in [
        (b'-', civil.month()),
        (b'-', civil.day()),
        (b'T', civil.hour()),
        (b':', civil.minute()),
        (b':', civil.second()),
    ] {
        out.push(before);
        two_digits(out, number.unsigned_abs());
    }
    out.push(b'Z');
}

fn two_digits(out: &mut Vec<u8>, number: u8) {
    out.push(b'0' + number / 10 % 10);
    out.push(b'0' + number % 10);
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
///
/// A date that does not exist, or whose day of the week is another, is none: a header that holds it is ignored. Years
/// of two digits lie between 1970 and 2069; no program has written them since long before this one was.
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    let (day, rest) = text.trim().split_once(' ')?;
    let (weekday, date, time) = if let Some(day) = day.strip_suffix(',') {
        let rest = rest.strip_suffix(" GMT")?;
        let (date, time) = rest.rsplit_once(' ')?;
        match position(&DAYS, day) {
            Some(weekday) => (weekday, imf_date(date)?, time),
            None => (position(&LONG_DAYS, day)?, rfc850_date(date)?, time),
        }
    } else {
        let (rest, year) = rest.rsplit_once(' ')?;
        let (date, time) = rest.rsplit_once(' ')?;
        (position(&DAYS, day)?, asctime_date(date, year)?, time)
    };
    if date.weekday() != Weekday::from_monday_zero_offset(i8::try_from(weekday).ok()?).ok()? {
        return None;
    }
    let [hour, minute, second] = fields::<3>(time, ':')?;
    // A leap second has no timestamp of its own.
    let second = number(second, 2)?.min(if second == "60" { 59 } else { 60 });
    let time = jiff::civil::Time::new(
        i8::try_from(number(hour, 2)?).ok()?,
        i8::try_from(number(minute, 2)?).ok()?,
        i8::try_from(second).ok()?,
        0,
    );
    Offset::UTC.to_timestamp(DateTime::from_parts(date, time.ok()?)).ok()
}

fn imf_date(text: &str) -> Option<Date> {
    let [day, month, year] = fields::<3>(text, ' ')?;
    civil_date(number(year, 4)?, month, number(day, 2)?)
}

fn rfc850_date(text: &str) -> Option<Date> {
    let [day, month, year] = fields::<3>(text, '-')?;
    let year = number(year, 2)?;
    civil_date(if year < 70 { 2000 + year } else { 1900 + year }, month, number(day, 2)?)
}

fn asctime_date(text: &str, year: &str) -> Option<Date> {
    let (month, day) = text.split_once(' ')?;
    let day = match day.strip_prefix(' ') {
        Some(day) => number(day, 1)?,
        None => number(day, 2)?,
    };
    civil_date(number(year, 4)?, month, day)
}

fn civil_date(year: i16, month: &str, day: i16) -> Option<Date> {
    let month = i8::try_from(position(&MONTHS, month)? + 1).ok()?;
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

fn position(words: &[&str], word: &str) -> Option<usize> {
    words.iter().position(|candidate| *candidate == word)
}

fn fields<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    let mut parts = text.split(separator);
    let mut fields = [""; N];
    for field in &mut fields {
        *field = parts.next()?;
    }
    parts.next().is_none().then_some(fields)
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn dates_are_written_as_imf_fixdate() {
        assert_eq!(format_http_date(at(784_111_777)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(format_http_date(at(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(format_http_date(at(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
        assert_eq!(format_http_date(Timestamp::from_millisecond(1_999).unwrap()), "Thu, 01 Jan 1970 00:00:01 GMT");
        assert_eq!(format_http_date(Timestamp::MAX).len(), 29);
        assert_eq!(format_http_date(Timestamp::MIN).len(), 29);
        let mut out = Vec::new();
        write_rfc3339(&mut out, at(784_111_777));
        assert_eq!(out, b"1994-11-06T08:49:37Z");
    }

    #[test]
    fn dates_are_read_in_three_forms() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(parse_http_date(text), Some(at(784_111_777)), "{text}");
        }
        assert_eq!(parse_http_date("Wed Nov 16 08:49:37 1994"), Some(at(784_975_777)));
        assert_eq!(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT"), Some(at(1_483_228_799)));
    }

    #[test]
    fn bad_dates_are_none() {
        for text in [
            "",
            " ",
            "now",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT",
            "Sun, 06 Nov -994 08:49:37 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "784111777",
        ] {
            assert_eq!(parse_http_date(text), None, "{text}");
        }
    }
}
