import type { Option } from "./fields";

/** Every time zone the browser knows. UTC is not among those that browsers list, nor are old names such as
 *  "Asia/Calcutta" in some: `present` is always there. */
export function timeZones(present: string): Option[] {
  const zones = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), present]);
  return Array.from(zones)
    .toSorted()
    .map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

/** What the clocks of a zone show at a moment, as if it were UTC. */
export function wallClock(at: number, timeZone: string): number {
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

/** The moment at which the clocks of a zone show this, given as if it were UTC. */
export function momentWhen(wanted: number, timeZone: string): string {
  // The offset of the first guess may be that of the other side of a change of clocks; that of the second is not.
  let at = wanted;
  for (let round = 0; round < 2; round++) at += wanted - wallClock(at, timeZone);
  return new Date(at).toISOString();
}
