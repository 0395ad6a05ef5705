// Until when a guest stays: a day on the calendar for people, a moment for the server. The whole day counts, in the time
// zone of whoever chooses it.
import { momentWhen, wallClock } from "~/kit/zones";

const DAY_MS = 86_400_000;

/** "2027-03-28" → the last second of that day in the zone. null: not a day. */
export function endOfDay(day: string, timeZone: string): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(midnight)) return null;
  return momentWhen(midnight + DAY_MS - 1000, timeZone);
}

/** The day of a moment in the zone, as a date field holds it. */
export function dayOf(at: string | Date, timeZone: string): string {
  return new Date(wallClock(new Date(at).getTime(), timeZone)).toISOString().slice(0, 10);
}
