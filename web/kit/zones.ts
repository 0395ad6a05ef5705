import type { Option } from "./fields";

/** Every time zone the browser knows. UTC is not among those that browsers list, nor are old names such as
 *  "Asia/Calcutta" in some: `present` is always there. */
export function timeZones(present: string): Option[] {
  const zones = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), present]);
  return Array.from(zones)
    .toSorted()
    .map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}
