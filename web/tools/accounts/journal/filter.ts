// What the address of the journal holds: which lines are shown.
import type { JournalFilter } from "~/api/journal";
import type { Id } from "~/api/types";
import { momentWhen } from "~/kit/zones";
import { FAMILIES } from "./acts";

export interface JournalSearch {
  family?: string;
  actor?: Id;
  subject?: Id;
  /** Days, as 2026-11-22. */
  from?: string;
  until?: string;
  q?: string;
}

const ID = /^[0-9a-f-]{36}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST = 100;

/** Keeps what means something. */
export function readJournalSearch(raw: Record<string, unknown>): JournalSearch {
  const search: JournalSearch = {};
  const family = FAMILIES.find((known) => known === raw.family);
  if (family) search.family = family;
  for (const who of ["actor", "subject"] as const) {
    const id = raw[who];
    if (typeof id === "string" && ID.test(id)) search[who] = id;
  }
  for (const end of ["from", "until"] as const) {
    const day = raw[end];
    if (typeof day === "string" && DAY.test(day) && !Number.isNaN(Date.parse(day))) search[end] = day;
  }
  // The router reads a word of digits as a number.
  if (typeof raw.q === "string" || typeof raw.q === "number") {
    const q = String(raw.q).slice(0, LONGEST);
    if (q !== "") search.q = q;
  }
  return search;
}

/** The days become moments in this zone; the last day is whole. */
export function filterOf({ q, from, until, ...rest }: JournalSearch, timeZone: string): JournalFilter {
  const filter: JournalFilter = { ...rest };
  if (from) filter.from = startOf(from, timeZone);
  if (until) filter.until = startOf(dayAfter(until), timeZone);
  if (q) filter.query = q;
  return filter;
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** When this day begins in this zone. */
function startOf(day: string, timeZone: string): string {
  return momentWhen(Date.parse(`${day}T00:00:00Z`), timeZone);
}
