import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ListSearch } from "./search";

/** What the address of a list holds, and how to change it. */
export function useListSearch<S extends ListSearch>(): [S, (change: Partial<S>, replace?: boolean) => void] {
  const search = useSearch({ strict: false }) as S;
  const navigate = useNavigate();
  const change = (part: Partial<S>, replace = false) =>
    void navigate({
      to: ".",
      search: ((now: S) => ({ ...now, ...part })) as never,
      replace,
      resetScroll: false,
    });
  return [search, change];
}
