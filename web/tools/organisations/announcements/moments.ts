// A moment as a field for day and hour holds it, in the reader's time zone, and as the server does.

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

/** "2027-03-28T09:30" → that moment in the zone. null: none. */
export function momentOf(typed: string, timeZone: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed)) return null;
  const wanted = Date.parse(`${typed.slice(0, 16)}:00Z`);
  if (Number.isNaN(wanted)) return null;
  // The offset of the first guess may be that of the other side of a change of clocks; that of the second is not.
  let at = wanted;
  for (let round = 0; round < 2; round++) at += wanted - wallClock(at, timeZone);
  return new Date(at).toISOString();
}

/** A moment as the field holds it. */
export function typedFrom(at: string | Date, timeZone: string): string {
  return new Date(wallClock(new Date(at).getTime(), timeZone)).toISOString().slice(0, 16);
}
