// Dates, sizes and numbers in the reader's language and time zone. Pure: `now` is passed in, so that tests own the clock.

export interface Formats {
  locale: string;
  timeZone: string;
  /** "1.2 MB", "1,2 Mo": decimal units, as disks and phones count. */
  size(bytes: number): string;
  number(value: number): string;
  percent(share: number): string;
  /** "22 November 2026" */
  date(at: string | Date): string;
  /** "22 November 2026 at 14:05", for titles and details. */
  dateTime(at: string | Date): string;
  /** "14:05" */
  time(at: string | Date): string;
  /** As short as it stays clear: "14:05" today, "yesterday", "22 Nov" this year, "22 Nov 2025" before. */
  when(at: string | Date, now?: Date): string;
  /** "5 minutes ago" up to a week, a date after that. */
  ago(at: string | Date, now?: Date): string;
  /** Hour of the day, 0 to 23, in the reader's zone. */
  hour(at?: Date): number;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
const BYTE = { fr: "o", en: "B" } as const;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A time zone this browser does not know must not take the page down. */
function knownZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return timeZone;
  } catch {
    return "UTC";
  }
}

export function formatsFor(locale: string, zone: string): Formats {
  const timeZone = knownZone(zone);
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const date = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "long" });
  const dateTime = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "long", timeStyle: "short" });
  const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "short" });
  const dayMonth = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short" });
  const dayMonthYear = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  const calendarDay = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const hour = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" });

  const size = (bytes: number) => {
    let value = Math.max(0, bytes);
    let unit = 0;
    // 999.95 kB would round up to "1,000 kB".
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit += 1;
    }
    if (unit === 0) return `${number.format(value)} ${BYTE[locale.startsWith("fr") ? "fr" : "en"]}`;
    const text = new Intl.NumberFormat(locale, {
      style: "unit",
      unit: UNITS[unit],
      unitDisplay: "short",
      maximumFractionDigits: value < 10 ? 1 : 0,
    }).format(value);
    // French gets a thin space there, so thin in Inter that number and unit run together.
    return text.replace("\u202f", "\u00a0");
  };

  /** Whole calendar days between two moments, as days are counted in the reader's zone. */
  const daysBetween = (from: Date, to: Date) =>
    Math.round((Date.parse(calendarDay.format(to)) - Date.parse(calendarDay.format(from))) / (DAY * 1000));

  const shortDate = (at: Date, now: Date) =>
    calendarDay.format(at).slice(0, 4) === calendarDay.format(now).slice(0, 4)
      ? dayMonth.format(at)
      : dayMonthYear.format(at);

  return {
    locale,
    timeZone,
    size,
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    date: (at) => date.format(new Date(at)),
    time: (at) => time.format(new Date(at)),
    dateTime: (at) => dateTime.format(new Date(at)),
    when: (value, now = new Date()) => {
      const at = new Date(value);
      const days = daysBetween(at, now);
      if (days === 0) return time.format(at);
      if (days === 1) return relative.format(-1, "day");
      return shortDate(at, now);
    },
    ago: (value, now = new Date()) => {
      const at = new Date(value);
      const seconds = (now.getTime() - at.getTime()) / 1000;
      if (seconds < MINUTE) return relative.format(0, "second");
      if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), "minute");
      const days = daysBetween(at, now);
      if (days === 0) return relative.format(-Math.floor(seconds / HOUR), "hour");
      if (days < 7) return relative.format(-days, "day");
      return shortDate(at, now);
    },
    hour: (at = new Date()) => Number(hour.format(at)),
  };
}
