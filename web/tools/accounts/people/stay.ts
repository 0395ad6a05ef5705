// Until when a guest stays: a day on the calendar for people, a moment for the server. The whole day counts, in the time
// zone of whoever chooses it.

const DAY_MS = 86_400_000;

/** What the clocks of a zone show at a moment, as if it were UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** "2027-03-28" → the last second of that day in the zone. null: not a day. */
export function endOfDay(day: string, timeZone: string): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(midnight)) return null;
  const wanted = midnight + DAY_MS - 1000;
  // The offset of the first guess may be that of the other side of a change of clocks; that of the second is not.
  let at = wanted;
  for (let round = 0; round < 2; round++) at += wanted - wallClock(at, timeZone);
  return new Date(at).toISOString();
}

/** The day of a moment in the zone, as a date field holds it. */
export function dayOf(at: string | Date, timeZone: string): string {
  return new Date(wallClock(new Date(at).getTime(), timeZone)).toISOString().slice(0, 10);
}
