export type PartOfDay = "morning" | "afternoon" | "evening";

/** What a clock would be greeted with at this hour of the organisation's day. */
export function partOfDay(hour: number): PartOfDay {
  if (hour < 5) return "evening";
  if (hour < 12) return "morning";
  if (hour < 18) return "afternoon";
  return "evening";
}

/** The name a person is greeted by: their first one. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? "";
}
