// What the addresses of people and groups hold: what is searched for, what is filtered, who is open beside the list.
import type { AccountState, Id, MemberRole } from "~/api/types";

export const ROLES: readonly MemberRole[] = ["owner", "admin", "member", "guest"];
export const STATES: readonly AccountState[] = ["active", "suspended", "ended"];

const ID = /^[0-9a-f-]{36}$/i;
const LONGEST_QUERY = 120;

export interface ListSearch {
  q?: string;
}

export interface PeopleSearch extends ListSearch {
  role?: MemberRole;
  state?: AccountState;
  person?: Id;
}

/** Keeps what means something: a mistyped address shows the list and not an error. */
export function readSearch(raw: Record<string, unknown>): ListSearch {
  // The router reads a word of digits as a number.
  const q =
    typeof raw.q === "string" || typeof raw.q === "number" ? String(raw.q).slice(0, LONGEST_QUERY) : "";
  return q === "" ? {} : { q };
}

export function readPeopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const search: PeopleSearch = readSearch(raw);
  const role = ROLES.find((known) => known === raw.role);
  if (role) search.role = role;
  const state = STATES.find((known) => known === raw.state);
  if (state) search.state = state;
  if (typeof raw.person === "string" && ID.test(raw.person)) search.person = raw.person;
  return search;
}
