// A moment as a field for day and hour holds it, in the reader's time zone, and as the server does.
import { momentWhen, wallClock } from "~/kit/zones";

/** "2027-03-28T09:30" → that moment in the zone. null: none. */
export function momentOf(typed: string, timeZone: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed)) return null;
  const wanted = Date.parse(`${typed.slice(0, 16)}:00Z`);
  if (Number.isNaN(wanted)) return null;
  return momentWhen(wanted, timeZone);
}

/** A moment as the field holds it. */
export function typedFrom(at: string | Date, timeZone: string): string {
  return new Date(wallClock(new Date(at).getTime(), timeZone)).toISOString().slice(0, 16);
}
