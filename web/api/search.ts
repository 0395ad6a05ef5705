// Finding things by name, whatever tool they are of.
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client";
import type { FoundThings } from "./types";

/** Characters that can be asked for at most. */
export const LONGEST_QUESTION = 200;
/** Things of a kind that one answer has at most. */
export const MOST_OF_A_KIND = 50;

const NOTHING: FoundThings = { items: [], more: [] };

/** At most `limit` of each kind, or of the one asked for. */
export const searchQuery = (asked: string, limit: number, kind?: string) =>
  queryOptions({
    queryKey: ["search", asked, limit, kind ?? ""],
    queryFn: ({ signal }) =>
      asked === ""
        ? NOTHING
        : get<FoundThings>("/api/search", { query: { q: asked, limit, kinds: kind }, signal }),
    staleTime: 10_000,
    // What was typed and left is not kept for long.
    gcTime: 60_000,
  });
