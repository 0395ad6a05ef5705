import type { Option } from "./fields";

/** Every time zone the browser knows, with its present distance from UTC: "Europe/Paris (UTC+1)". UTC itself is not among
 *  those that browsers list, nor are old names such as "Asia/Calcutta" in some: `present` is always there. */
export function timeZones(now: Date, present: string): Option[] {
  const zones = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), present]);
  return Array.from(zones)
    .toSorted()
    .map((zone) => ({ value: zone, label: `${zone.replaceAll("_", " ")} (${offset(zone, now)})` }));
}

function offset(timeZone: string, now: Date): string {
  try {
    const part = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" })
      .formatToParts(now)
      .find((each) => each.type === "timeZoneName");
    return (part?.value ?? "UTC").replace("GMT", "UTC");
  } catch {
    return "?";
  }
}
