// The pages of a folder as one list, as the person has left it.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { childrenQuery } from "~/api/files";
import type { Id, Node } from "~/api/types";
import { flat, type Pages } from "./cache";
import { overlaid, useOverlay } from "./overlay";
import type { Order } from "./place";

export interface Listing<T> {
  items: readonly T[];
  /** Nothing to show yet. */
  pending: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  loadMore: () => void;
  /** Loads what is missing and answers all ids, in order. */
  loadAll: () => Promise<readonly Id[]>;
}

export function useChildren(folderId: Id, { sort, order }: Order): Listing<Node> {
  const query = useInfiniteQuery({
    ...childrenQuery(folderId, sort, order),
    // While another order is on its way the present one stays.
    placeholderData: keepPreviousData,
  });
  return useListing(query, folderId);
}

interface InfiniteResult<T> {
  data: Pages<T> | undefined;
  isPending: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<{ data: Pages<T> | undefined; hasNextPage: boolean; isError: boolean }>;
  refetch: () => Promise<unknown>;
}

/** `folder`: what entries that are on their way out are leaving. */
export function useListing<T extends { id: Id; name: string }>(
  query: InfiniteResult<T>,
  folder: Id,
): Listing<T> {
  const overlay = useOverlay();
  const all = useMemo(() => flat<T>(query.data), [query.data]);
  const items = useMemo(() => overlaid(all, folder, overlay), [all, folder, overlay]);
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = query;
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const latest = useRef(query.data);
  latest.current = query.data;
  const loadAll = useCallback(async () => {
    let data = latest.current;
    for (let more = hasNextPage; more; ) {
      const result = await fetchNextPage();
      data = result.data ?? data;
      more = result.hasNextPage && !result.isError;
    }
    return flat<T>(data).map(({ id }) => id);
  }, [fetchNextPage, hasNextPage]);
  return {
    items,
    pending: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: hasNextPage,
    loadMore,
    loadAll,
  };
}
