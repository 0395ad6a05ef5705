import type { Option } from "./fields";

/** Every time zone the browser knows, with its present distance from UTC: "Europe/Paris (UTC+1)". */
export function timeZones(now: Date): Option[] {
  return Intl.supportedValuesOf("timeZone").map((zone) => ({
    value: zone,
    label: `${zone.replaceAll("_", " ")} (${offset(zone, now)})`,
  }));
}

function offset(timeZone: string, now: Date): string {
  const part = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(now)
    .find((each) => each.type === "timeZoneName");
  return (part?.value ?? "UTC").replace("GMT", "UTC");
}
