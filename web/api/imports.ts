// Operations of the accounts tool on lists of people, and on those who have an account and have not begun.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "./client";
import type {
  Beginning,
  Id,
  ListEncoding,
  ListField,
  ListPlan,
  ListSeparator,
  Me,
  PageOf,
  PeopleImport,
  RefusedLine,
} from "./types";

const ALL = "/api/accounts/imports";
const BEGINNINGS = "/api/accounts/beginnings";

export const IMPORTS = ["accounts", "imports"];

/** How a list is read; what is left out is guessed. */
export interface ListChoices {
  encoding?: ListEncoding;
  separator?: ListSeparator;
  header?: boolean;
  columns?: (ListField | null)[];
  makeGroups: boolean;
}

const query = ({ encoding, separator, header, columns, makeGroups }: ListChoices) => ({
  encoding,
  separator,
  header,
  columns: columns?.map((field) => field ?? "").join(","),
  make_groups: makeGroups,
});
const sent = (file: File) => ({ body: file, headers: { "Content-Type": "application/octet-stream" } });

/** What would become of a list: nothing is written. */
export const checkList = (file: File, choices: ListChoices, signal?: AbortSignal) =>
  post<ListPlan>(`${ALL}/check`, { ...sent(file), query: query(choices), signal });

export const startImport = (file: File, choices: ListChoices, letters: boolean) =>
  post<PeopleImport>(ALL, { ...sent(file), query: { ...query(choices), letters, file_name: file.name } });
export const stopImport = (id: Id) => post<PeopleImport>(`${ALL}/${id}/stop`);

export const isUnderWay = ({ state }: PeopleImport): boolean => state === "running" || state === "stopping";

export const importsQuery = queryOptions({
  queryKey: IMPORTS,
  queryFn: ({ signal }) => get<PageOf<PeopleImport>>(ALL, { query: { limit: 20 }, signal }),
});

/** One list, looked at every second while it is on its way. */
export const importQuery = (id: Id) =>
  queryOptions({
    queryKey: [...IMPORTS, id],
    queryFn: ({ signal }) => get<PeopleImport>(`${ALL}/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : 1000),
  });

export const refusedQuery = (id: Id) =>
  infiniteQueryOptions({
    queryKey: [...IMPORTS, id, "refused"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<RefusedLine>>(`${ALL}/${id}/refused`, { query: { limit: 200, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

/** All of them, for a file. */
export async function everyRefused(id: Id): Promise<RefusedLine[]> {
  const lines: RefusedLine[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: PageOf<RefusedLine> = await get(`${ALL}/${id}/refused`, { query: { limit: 2000, after } });
    lines.push(...page.items);
    after = page.next;
    more = after !== null;
  }
  return lines;
}

/** How many have an account and no password, and how many letters to them are being written. */
export const beginningsQuery = queryOptions({
  queryKey: ["accounts", "beginnings"],
  queryFn: ({ signal }) => get<{ people: number; letters: number }>(BEGINNINGS, { signal }),
});

/** Letters with a link to begin, to these people or to all who have no password. */
export const askToBegin = (people?: readonly Id[]) =>
  post<{ letters: number }>(BEGINNINGS, { json: people ? { people } : {} });

const beginning = (token: string) => `/api/accounts/beginning/${encodeURIComponent(token)}`;

/** What the link of such a letter leads to; `not-found` once it was used or is over. */
export const beginningQuery = (token: string) =>
  queryOptions({
    queryKey: ["accounts", "beginning", token],
    queryFn: ({ signal }) => get<Beginning>(beginning(token), { signal }),
    retry: false,
  });

export const begin = (token: string, password: string, language: string) =>
  post<Me>(beginning(token), { json: { password, language } });
