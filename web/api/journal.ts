// The journal: of the organisation for administrators, of each person for themself.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { get, url } from "./client";
import type { Id, JournalLine, JournalPage, PageOf } from "./types";

const JOURNAL = "/api/accounts/journal";
const PAGE = 50;

export interface JournalFilter {
  family?: string;
  actor?: Id;
  subject?: Id;
  /** Moments, as ISO 8601. */
  from?: string;
  until?: string;
  query?: string;
}

export const journalQuery = (filter: JournalFilter) =>
  infiniteQueryOptions({
    queryKey: ["accounts", "journal", filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<JournalPage>(JOURNAL, { query: { ...filter, limit: PAGE, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
    // What is shown is what stands there now; but a return to the window is no new look.
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

export const ownJournalQuery = infiniteQueryOptions({
  queryKey: ["accounts", "audit"],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    get<PageOf<JournalLine>>("/api/accounts/me/audit", { query: { limit: PAGE, after: pageParam }, signal }),
  getNextPageParam: (page) => page.next,
});

/** Where the browser fetches the whole as a file. */
export const journalFile = (filter: JournalFilter, format: "csv" | "json") =>
  url(`${JOURNAL}/export`, { ...filter, format });
