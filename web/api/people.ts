// Operations of the accounts tool on other people: the directory, and what administrators do.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, patch, post } from "./client";
import type {
  AccountState,
  BulkAct,
  Id,
  ManagedPerson,
  MemberRole,
  PageOf,
  PeopleActed,
  PeopleCount,
  Person,
  PersonCard,
  PersonChange,
} from "./types";

const DIRECTORY = "/api/accounts/people";
const MANAGED = "/api/accounts/managed-people";

/** The start of the cache keys of what is known about people, here and by administrators. */
export const PEOPLE = ["accounts", "people"];
export const MANAGED_PEOPLE = ["accounts", "managed-people"];

const PAGE = 60;

export const directoryQuery = (query: string) =>
  infiniteQueryOptions({
    queryKey: [...PEOPLE, "pages", query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<Person>>(DIRECTORY, { query: { query, limit: PAGE, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

/** The first few whom something typed fits. */
export const peopleQuery = (query: string) =>
  queryOptions({
    queryKey: [...PEOPLE, "first", query],
    queryFn: ({ signal }) => get<PageOf<Person>>(DIRECTORY, { query: { query, limit: 30 }, signal }),
  });

/** Somebody's card, with what they tell the reader. */
export const personQuery = (id: Id) =>
  queryOptions({
    queryKey: [...PEOPLE, "one", id],
    queryFn: ({ signal }) => get<PersonCard>(`${DIRECTORY}/${encodeURIComponent(id)}`, { signal }),
  });

export interface PeopleFilter {
  query: string;
  role?: MemberRole;
  state?: AccountState;
}

export const managedPeopleQuery = ({ query, role, state }: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: [...MANAGED_PEOPLE, "pages", query, role ?? "", state ?? ""],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<ManagedPerson>>(MANAGED, {
        query: { query, role, state, limit: PAGE, after: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

export const managedPersonQuery = (id: Id) =>
  queryOptions({
    queryKey: [...MANAGED_PEOPLE, "one", id],
    queryFn: ({ signal }) => get<ManagedPerson>(`${MANAGED}/${id}`, { signal }),
  });

/** Those roles and states of which there are any. */
export const peopleCountsQuery = queryOptions({
  queryKey: [...MANAGED_PEOPLE, "counts"],
  queryFn: ({ signal }) => get<PeopleCount[]>(`${MANAGED}/counts`, { signal }),
});

export const changePerson = (id: Id, change: PersonChange, ifMatch?: string) =>
  patch<ManagedPerson>(`${MANAGED}/${id}`, { json: change, ifMatch });

/** To each whom the rules allow it; at most 500 people. */
export const actOnPeople = (people: readonly Id[], act: BulkAct) =>
  post<PeopleActed>(`${MANAGED}/act`, { json: { people, act } });
